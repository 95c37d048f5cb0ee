package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// browser is a running Chromium, spoken to in the DevTools protocol over a pair of pipes: each message is JSON and ends
// with a zero byte.
type browser struct {
	command  *exec.Cmd
	requests *os.File
	messages chan message
	last     int
}

// message is an answer, which has an ID, or an event, which has a method.
type message struct {
	ID        int             `json:"id"`
	SessionID string          `json:"sessionId"`
	Method    string          `json:"method"`
	Params    json.RawMessage `json:"params"`
	Result    json.RawMessage `json:"result"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// requested is the address in a Network.requestWillBeSent.
func (m message) requested() string {
	var params struct {
		Request struct {
			URL string `json:"url"`
		} `json:"request"`
	}
	if json.Unmarshal(m.Params, &params) != nil {
		return string(m.Params)
	}
	return params.Request.URL
}

// launch starts a Chromium that keeps its files in the folder profile. It ends with the context, or when it is closed.
func launch(ctx context.Context, program, profile string) (*browser, error) {
	theirs, requests, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	answers, theirAnswers, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--disable-background-networking", "--user-data-dir="+profile, "--remote-debugging-pipe")
	command.ExtraFiles = []*os.File{theirs, theirAnswers} // its descriptors 3 and 4
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start the browser: %w", err)
	}
	theirs.Close()
	theirAnswers.Close()
	b := &browser{command: command, requests: requests, messages: make(chan message)}
	go b.listen(answers)
	return b, nil
}

// listen hands on what the browser says, until it says no more.
func (b *browser) listen(answers *os.File) {
	defer close(b.messages)
	reader := bufio.NewReader(answers)
	for {
		raw, err := reader.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(bytes.TrimSuffix(raw, []byte{0}), &m) == nil {
			b.messages <- m
		}
	}
}

// close ends the browser and waits for it: it still writes into its profile.
func (b *browser) close(ctx context.Context) error {
	err := (&page{browser: b}).call(ctx, "Browser.close", nil, nil)
	for range b.messages {
		continue
	}
	return errors.Join(err, b.command.Wait())
}

// page is a tab, with what has happened in it.
type page struct {
	browser         *browser
	target, session string
	events          []message
}

func (b *browser) open(ctx context.Context) (*page, error) {
	p := &page{browser: b}
	var created struct{ TargetID string }
	if err := p.call(ctx, "Target.createTarget", map[string]any{"url": "about:blank"}, &created); err != nil {
		return nil, err
	}
	var attached struct{ SessionID string }
	err := p.call(ctx, "Target.attachToTarget", map[string]any{"targetId": created.TargetID, "flatten": true}, &attached)
	p.target, p.session = created.TargetID, attached.SessionID
	return p, err
}

func (p *page) close(ctx context.Context) error {
	p.session = ""
	return p.call(ctx, "Target.closeTarget", map[string]any{"targetId": p.target}, nil)
}

// call sends a command and waits for its answer; what happens in between is kept in events.
func (p *page) call(ctx context.Context, method string, params map[string]any, result any) error {
	p.browser.last++
	id := p.browser.last
	if params == nil {
		params = map[string]any{}
	}
	request := map[string]any{"id": id, "method": method, "params": params}
	if p.session != "" {
		request["sessionId"] = p.session
	}
	raw, err := json.Marshal(request)
	if err != nil {
		return err
	}
	if _, err := p.browser.requests.Write(append(raw, 0)); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	for {
		m, err := p.next(ctx)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", method, err)
		case m.ID != id:
			continue
		case m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		case result != nil:
			return json.Unmarshal(m.Result, result)
		}
		return nil
	}
}

// wait returns when the event has happened, be it already.
func (p *page) wait(ctx context.Context, event string) error {
	for _, m := range p.events {
		if m.Method == event {
			return nil
		}
	}
	for {
		if m, err := p.next(ctx); err != nil || m.Method == event {
			return err
		}
	}
}

func (p *page) next(ctx context.Context) (message, error) {
	select {
	case m, ok := <-p.browser.messages:
		if !ok {
			return m, errors.New("the browser has ended")
		}
		if m.Method != "" {
			p.events = append(p.events, m)
		}
		return m, nil
	case <-ctx.Done():
		return message{}, ctx.Err()
	}
}
