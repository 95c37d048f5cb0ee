package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// previewed is the configuration that the preview begins with.
const previewed = `
smtp: {host: smtp.example.com, username: u@example.com, password: x, from: "Token report <report@example.com>"}
prices: {currency: USD, models: {"*": {input: 1.00, output: 3.00}}}
reports:
  - name: daily
    breakdown: {model_name: [cs-normal, cs-pro], app_biz_ids: {"1790000000000000001": Support bot, "1790000000000000002": Shop}}
    budget: {tokens: 900000000, cost: 900}
    tables: [hourly, model_name]
    email: {to: [ops@example.com, lead@example.com], attach: [pdf]}
  - {name: weekly, period: week, email: {to: ops@example.com}}
`

// previewStates are the states of the page that are looked at: each a query of its address, at a width of the window.
var previewStates = []struct {
	name, query string
	width       int
	scheme      string // of the system
}{
	{"mail", "", 1280, "light"},
	{"mail-dark", "", 1280, "dark"},
	{"mail-phone", "width=phone&theme=dark&language=id", 1280, "light"},
	{"mail-360", "width=phone&language=zh-CN", 360, "light"},
	{"mail-360-dark", "width=phone", 360, "dark"},
	{"page", "form=page&language=zh-CN&theme=light", 1280, "dark"},
	{"page-phone", "form=page&width=phone&scenario=spike", 768, "dark"},
	{"pdf", "form=pdf&report=weekly", 1280, "light"},
	{"text", "form=text&theme=dark", 360, "light"},
	{"date", "date=2999-01-01", 360, "light"},
}

// lookAtPreview starts the program's preview and looks at its page in every state, changes the configuration and the templates
// beneath it, and sees the page follow. shots is a folder for pictures of all that; empty: none are taken.
func lookAtPreview(ctx context.Context, b *browser, program, axe, shots string) error {
	folder, err := os.MkdirTemp("", "preview-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.MkdirAll(filepath.Join(folder, "house", "text"), 0o700); err != nil {
		return err
	}
	configuration := filepath.Join(folder, "tokenreport.yml")
	if err := os.WriteFile(configuration, []byte(previewed), 0o600); err != nil {
		return err
	}
	address, end, err := startPreview(ctx, program, configuration)
	if err != nil {
		return err
	}
	looks := &looks{browser: b, address: address, script: axe + "\n" + previewProbe, shots: shots}
	err = looks.all(ctx, folder)
	return errors.Join(err, end())
}

// startPreview runs the program until end is called, which fails unless it ends as upon Ctrl-C.
func startPreview(ctx context.Context, program, configuration string) (address string, end func() error, err error) {
	command := exec.CommandContext(ctx, program, "preview", "--addr", "127.0.0.1:0")
	command.Env, command.Stderr = []string{"TOKENREPORT_CONFIG=" + configuration}, os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := command.Start(); err != nil {
		return "", nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && address == "" {
		for _, word := range strings.Fields(lines.Text()) {
			if strings.HasPrefix(word, "http://") {
				address = word
			}
		}
	}
	end = func() error { return errors.Join(command.Process.Signal(os.Interrupt), command.Wait()) }
	if address == "" {
		return "", nil, errors.Join(errors.New("the preview printed no address"), end())
	}
	return address, end, nil
}

// looks is a session with the preview.
type looks struct {
	browser         *browser
	address, script string
	shots           string
	findings        int
}

func (l *looks) all(ctx context.Context, folder string) error {
	for _, state := range previewStates {
		if err := l.at(ctx, state.name, state.query, state.width, state.scheme); err != nil {
			return fmt.Errorf("%s: %w", state.name, err)
		}
	}
	if err := l.follow(ctx, folder); err != nil {
		return fmt.Errorf("while files change: %w", err)
	}
	if l.findings > 0 {
		return fmt.Errorf("%d findings about the preview", l.findings)
	}
	fmt.Printf("the preview is sound in %d states, and follows its configuration and its templates\n", len(previewStates))
	return nil
}

// found tells of what is wrong, and counts it.
func (l *looks) found(state string, wrong []string) {
	for _, what := range wrong {
		fmt.Printf("preview, %s: %s\n", state, what)
	}
	l.findings += len(wrong)
}

func (l *looks) at(ctx context.Context, name, query string, width int, scheme string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	p, err := l.browser.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close(ctx)) }()
	address := l.address
	if query != "" {
		address += "?" + query
	}
	if err := p.show(ctx, address, width, scheme); err != nil {
		return err
	}
	wrong, err := p.ask(ctx, l.script+"\nprobePreview()")
	if err != nil {
		return err
	}
	l.found(name, append(wrong, l.complaints(p, name == "date")...))
	return l.shoot(ctx, p, name)
}

// complaints are what happened that should not: an error, a request to anybody but the preview. Where no report can be made,
// the browser says that it got an error.
func (l *looks) complaints(p *page, refused bool) []string {
	var list []string
	for _, m := range p.events {
		switch what := m.complaint(); {
		case what == "", m.Method == "Network.requestWillBeSent" && strings.HasPrefix(m.requested(), l.address),
			m.Method == "Network.requestWillBeSent" && strings.HasPrefix(m.requested(), "chrome-extension:"), // the viewer of PDFs
			refused && strings.Contains(what, "the server responded with a status of 400"):
		default:
			list = append(list, what)
		}
	}
	return list
}

// shoot takes a picture of what the window shows.
func (l *looks) shoot(ctx context.Context, p *page, name string) error {
	if l.shots == "" {
		return nil
	}
	var shot struct{ Data string }
	if err := p.call(ctx, "Page.captureScreenshot", nil, &shot); err != nil {
		return err
	}
	picture, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(l.shots, name+".png"), picture, 0o644)
}
