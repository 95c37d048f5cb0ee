// Browser opens pages in headless Chromium, at the width of a telephone, a tablet and a desk, in light and in dark, and fails
// for a page that scrolls sideways, lacks a picture, has an error or asks anybody for anything. A page that is to be
// accessible is held against axe-core as well, and its charts are stepped through by keyboard.
//
//	go run ./.ci/browser -axe node_modules/axe-core/axe.min.js report.html -- mail.html
//
// What is before the two hyphens is to be accessible. With -preview it looks at the preview of a program instead, in all its
// states, and with -shots takes pictures of them:
//
//	go run ./.ci/browser -axe node_modules/axe-core/axe.min.js -preview ./tokenreport -shots /tmp
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// atMost is the time for one page at one width, on a slow machine.
const atMost = 60 * time.Second

var (
	widths  = []int{360, 768, 1280}
	schemes = []string{"light", "dark"}
)

// probe is what the page is asked: it returns what is wrong.
//
//go:embed probe.js
var probe string

// previewProbe is what the preview's page is asked.
//
//go:embed preview.js
var previewProbe string

// options are what the browser is started for.
type options struct {
	chromium, axe string
	preview       string // a program whose preview is looked at; empty: pages are
	shots         string
	pages         []string
}

func main() {
	axe := flag.String("axe", "", "`file` of axe-core, axe.min.js")
	program := flag.String("chromium", "chromium", "the browser")
	preview := flag.String("preview", "", "look at the preview of this `program`")
	shots := flag.String("shots", "", "take pictures of the preview into this `folder`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, options{*program, *axe, *preview, *shots, flag.Args()}); err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	accessible, others := o.pages, []string(nil)
	if i := slices.Index(o.pages, "--"); i >= 0 {
		accessible, others = o.pages[:i], o.pages[i+1:]
	}
	if len(accessible) == 0 && o.preview == "" {
		return errors.New("no page that is to be accessible: there is nothing to look at")
	}
	axe, err := os.ReadFile(o.axe)
	if err != nil {
		return fmt.Errorf("read axe-core: %w", err)
	}
	profile, err := os.MkdirTemp("", "browser-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(profile)
	b, err := launch(ctx, o.chromium, profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close(ctx)) }()
	if o.preview != "" {
		return lookAtPreview(ctx, b, o.preview, string(axe), o.shots)
	}
	return lookAtAll(ctx, b, accessible, others, string(axe))
}

func lookAtAll(ctx context.Context, b *browser, accessible, others []string, axe string) error {
	findings := 0
	for i, page := range slices.Concat(accessible, others) {
		script := probe
		if i < len(accessible) {
			script = axe + "\n" + probe
		}
		n, err := look(ctx, b, page, script)
		if err != nil {
			return fmt.Errorf("%s: %w", page, err)
		}
		findings += n
	}
	n, err := lookAtPrint(ctx, b, accessible[0])
	if err != nil {
		return fmt.Errorf("%s, printed: %w", accessible[0], err)
	}
	if findings += n; findings > 0 {
		return fmt.Errorf("%d findings", findings)
	}
	fmt.Printf("%d pages are sound at %v px, in %v\n", len(accessible)+len(others), widths, schemes)
	return nil
}

// look opens a page at every width in every scheme, and counts what is wrong with it.
func look(ctx context.Context, b *browser, page, script string) (findings int, err error) {
	path, err := filepath.Abs(page)
	if err != nil {
		return 0, err
	}
	for _, width := range widths {
		for _, scheme := range schemes {
			wrong, err := lookOnce(ctx, b, "file://"+path, script, width, scheme)
			if err != nil {
				return findings, fmt.Errorf("%d px, %s: %w", width, scheme, err)
			}
			for _, what := range wrong {
				fmt.Printf("%s, %d px, %s: %s\n", filepath.Base(page), width, scheme, what)
			}
			findings += len(wrong)
		}
	}
	return findings, nil
}

func lookOnce(ctx context.Context, b *browser, url, script string, width int, scheme string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	p, err := b.open(ctx)
	if err != nil {
		return nil, err
	}
	wrong, err := p.examine(ctx, url, script, width, scheme)
	if closed := p.close(ctx); err == nil {
		err = closed
	}
	for _, message := range p.events {
		if what := message.complaint(); what != "" {
			wrong = append(wrong, what)
		}
	}
	return wrong, err
}

// examine shows the page and asks it what is wrong.
func (p *page) examine(ctx context.Context, url, script string, width int, scheme string) ([]string, error) {
	if err := p.call(ctx, "Emulation.setScrollbarsHidden", map[string]any{"hidden": true}, nil); err != nil {
		return nil, err
	}
	if err := p.show(ctx, url, width, scheme); err != nil {
		return nil, err
	}
	return p.ask(ctx, fmt.Sprintf("%s\nprobe(%q)", script, scheme))
}

// show opens the page, and returns when it has been loaded.
func (p *page) show(ctx context.Context, url string, width int, scheme string) error {
	type object = map[string]any
	for _, step := range []struct {
		method string
		params object
	}{
		{"Page.enable", nil}, {"Runtime.enable", nil}, {"Log.enable", nil}, {"Network.enable", nil},
		{"Emulation.setDeviceMetricsOverride", object{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}},
		{"Emulation.setEmulatedMedia", object{"features": []object{{"name": "prefers-color-scheme", "value": scheme}}}},
		{"Page.navigate", object{"url": url}},
	} {
		if err := p.call(ctx, step.method, step.params, nil); err != nil {
			return err
		}
	}
	return p.wait(ctx, "Page.loadEventFired")
}

// ask evaluates an expression in the page that makes, or promises, sentences about what is wrong.
func (p *page) ask(ctx context.Context, expression string) ([]string, error) {
	var answer struct {
		Result           struct{ Value []string }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	err := p.call(ctx, "Runtime.evaluate", map[string]any{
		"expression": expression, "awaitPromise": true, "returnByValue": true,
	}, &answer)
	if err == nil && answer.ExceptionDetails != nil {
		err = fmt.Errorf("%s %s", answer.ExceptionDetails.Text, answer.ExceptionDetails.Exception.Description)
	}
	return answer.Result.Value, err
}

// complaint is what an event says is wrong with the page; "" for nothing. The page's own policy, if it has one, shows
// in errors.
func (m message) complaint() string {
	switch m.Method {
	case "Runtime.exceptionThrown", "Log.entryAdded":
		return "the browser says " + string(m.Params)
	case "Network.requestWillBeSent":
		if url := m.requested(); !strings.HasPrefix(url, "file:") && !strings.HasPrefix(url, "data:") {
			return "it asks for " + url
		}
	}
	return ""
}
