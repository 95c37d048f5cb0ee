package preview_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/command/preview"
)

// figures is a source of invented words. Its fields may be set while it is served.
type figures struct {
	mu     sync.Mutex
	broken error // of the desk and of every report
	mail   *preview.Mail
	asked  []preview.Choice
	paths  []string // watched
}

func (f *figures) Desk() (preview.Desk, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return preview.Desk{
		Notes:     []string{"tokenreport.yml"},
		Reports:   []preview.Option{{Value: "daily", Label: "daily"}, {Value: "weekly", Label: "weekly <b>"}},
		Languages: []preview.Option{{Label: "As configured"}, {Value: "id", Label: "Bahasa Indonesia"}},
		Figures: []preview.Option{
			{Value: "account", Label: "Your account", About: "Figures of your account"},
			{Value: "embedded", Label: "Embedded API", About: "Invented figures"},
		},
		Invented:  "embedded",
		Periods:   []preview.Option{{Label: "As configured"}, {Value: "week", Label: "Week"}},
		Scenarios: []preview.Option{{Value: "normal", Label: "normal"}, {Value: "spike", Label: "spike"}},
	}, f.broken
}

const styled = `<!DOCTYPE html><meta name="color-scheme" content="light dark" /><title>x</title><style>:root { color-scheme: light dark; }
@media screen and (prefers-color-scheme: dark) { body { color: white } }</style>`

func (f *figures) Make(_ context.Context, c preview.Choice) (preview.Made, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, c)
	switch {
	case f.broken != nil:
		return preview.Made{}, f.broken
	case c.Date == "yesterday":
		return preview.Made{}, &preview.Refusal{Err: errors.New(`date "yesterday" is not a calendar date`)}
	case c.Date == "2024-01-01":
		return preview.Made{}, errors.New("fetch usage: AuthFailure <b>: request id 1")
	case c.Date == "2024-01-02":
		panic("no such day")
	}
	return preview.Made{
		Period: "2024-11-19", Day: "2024-11-19", Mail: f.mail,
		Files: []preview.File{
			{Name: "token-usage-2024-11-19.pdf", Type: "application/pdf", Content: []byte("%PDF-1.7")},
			{Name: "token-usage-2024-11-19.html", Type: "text/html; charset=utf-8", Content: []byte(styled)},
		},
	}, nil
}

func (f *figures) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *figures) files() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.paths
}

func newFigures() *figures {
	return &figures{mail: &preview.Mail{
		Subject: "Token usage", From: "report@example.com", To: []string{"a@example.com", "b@example.com"}, HTML: styled, Text: "1 < 2\n",
		Attachment: []preview.File{{Name: "x.pdf", Size: 69_200}},
	}}
}

// serve serves the source until the test ends, and returns the address.
func serve(t *testing.T, f *figures, tick <-chan time.Time) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- preview.Serve(ctx, listener, preview.Options{Source: f, Files: f.files, Tick: tick}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the end of the server: %v", err)
		}
	})
	return "http://" + listener.Addr().String()
}

type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request whose head edit may change; nil leaves it.
func ask(t *testing.T, url string, edit func(*http.Request)) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(request)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

func TestRoutes(t *testing.T) {
	at := serve(t, newFigures(), nil)
	for _, test := range []struct {
		path   string
		status int
		kind   string // of the content
		want   string // part of the body
	}{
		{"/", 200, "text/html; charset=utf-8", `src="/view/mail"`},
		{"/", 200, "text/html; charset=utf-8", "weekly &lt;b&gt;"},
		{"/", 200, "text/html; charset=utf-8", "<li>Figures of your account</li>"},
		{"/?figures=embedded&scenario=spike", 200, "text/html; charset=utf-8", "<li>Invented figures</li>"},
		{"/?figures=embedded&scenario=spike", 200, "text/html; charset=utf-8", `<option value="spike" selected>`},
		// What a changed configuration no longer has is as if it were not asked for.
		{"/?report=gone&language=tlh&form=fax&width=3&theme=pink", 200, "text/html; charset=utf-8", `src="/view/mail"`},
		{"/?scenario=spike", 200, "text/html; charset=utf-8", `src="/view/mail"`},
		{"/?report=weekly&language=id&form=pdf&width=phone&theme=dark&date=2024-11-19", 200, "text/html; charset=utf-8",
			`src="/view/pdf?date=2024-11-19&amp;form=pdf&amp;language=id&amp;report=weekly&amp;theme=dark&amp;width=phone#navpanes=0&amp;view=FitH"`},
		{"/?theme=dark", 200, "text/html; charset=utf-8", `data-theme="dark"`},
		{"/view/mail", 200, "text/html; charset=utf-8", "prefers-color-scheme: dark"},
		{"/view/page", 200, "text/html; charset=utf-8", "prefers-color-scheme: dark"},
		{"/view/pdf", 200, "application/pdf", "%PDF"},
		{"/view/text", 200, "text/html; charset=utf-8", "1 &lt; 2"},
		{"/view/fax", 404, "text/html; charset=utf-8", "There is no such form"},
		{"/view/mail?date=yesterday", 400, "text/html; charset=utf-8", "is not a calendar date"},
		{"/view/mail?date=2024-01-01", 502, "text/html; charset=utf-8", "AuthFailure &lt;b&gt;: request id 1"},
		{"/view/pdf?date=2024-01-02", 502, "text/html; charset=utf-8", "a defect of tokenreport: no such day"},
		{"/facts", 200, "application/json", `{"name":"To","value":"a@example.com, b@example.com"}`},
		{"/facts", 200, "application/json", `{"name":"Attached","value":"x.pdf (69 KB)"}`},
		{"/facts?date=yesterday", 400, "text/plain; charset=utf-8", ""},
		{"/file/pdf", 200, "application/pdf", "%PDF"},
		{"/file/csv", 404, "text/html; charset=utf-8", "no such file"},
		{"/file/pdf?date=yesterday", 400, "text/html; charset=utf-8", "is not a calendar date"},
		{"/preview.css", 200, "text/css; charset=utf-8", "--paper"},
		{"/preview.js", 200, "text/javascript; charset=utf-8", "EventSource"},
		{"/nowhere", 404, "text/html; charset=utf-8", "There is no such page"},
		{"/page.html.tmpl", 404, "text/html; charset=utf-8", "There is no such page"},
	} {
		got := ask(t, at+test.path, nil)
		if got.status != test.status || got.header.Get("Content-Type") != test.kind || !strings.Contains(got.body, test.want) {
			t.Errorf("%s: got %d, %s; want %d, %s, with %q in\n%s", test.path, got.status, got.header.Get("Content-Type"), test.status, test.kind, test.want, got.body)
		}
		if policy := got.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self'") || strings.Contains(policy, "http") {
			t.Errorf("%s: the policy is %q", test.path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store"} {
			if got.header.Get(name) != want {
				t.Errorf("%s: %s is %q", test.path, name, got.header.Get(name))
			}
		}
	}
	if name := ask(t, at+"/file/pdf", nil).header.Get("Content-Disposition"); name != "attachment; filename=token-usage-2024-11-19.pdf" {
		t.Errorf("the file is sent as %q", name)
	}
}

// A making serves all forms, and what failed is tried anew.
func TestAReportIsMadeOnce(t *testing.T) {
	f := newFigures()
	at := serve(t, f, nil)
	for _, path := range []string{"/view/mail", "/view/mail?theme=dark&width=phone", "/view/page?form=page", "/view/pdf", "/file/pdf", "/facts"} {
		ask(t, at+path, nil)
	}
	if len(f.asked) != 1 {
		t.Errorf("made %d times: %+v", len(f.asked), f.asked)
	}
	ask(t, at+"/view/mail?date=2024-01-01", nil)
	ask(t, at+"/view/mail?date=2024-01-01", nil)
	if len(f.asked) != 3 {
		t.Errorf("what failed was tried %d times, not twice", len(f.asked)-1)
	}
	want := preview.Choice{Report: "weekly", Date: "2024-11-19", Language: "id", Figures: "embedded", Period: "week", Scenario: "spike"}
	ask(t, at+"/view/mail?report=weekly&date=2024-11-19&language=id&figures=embedded&period=week&scenario=spike", nil)
	if got := f.asked[len(f.asked)-1]; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestMailsThatDoNotGoOut(t *testing.T) {
	f := newFigures()
	at := serve(t, f, nil)
	for _, test := range []struct {
		mail     *preview.Mail
		language string // another each time, so that it is made anew
		want     string
		facts    string
	}{
		{nil, "a", "This report is not mailed", `"letter":[]`},
		{&preview.Mail{Skip: "no usage was recorded", Subject: "x"}, "b", "no usage was recorded", `"letter":[]`},
		{&preview.Mail{Subject: "x", Text: "a note\n"}, "c", "a note\n", `{"name":"Subject","value":"x"}`},
	} {
		f.set(func() { f.mail = test.mail })
		for _, form := range []string{"mail", "text"} {
			if got := ask(t, at+"/view/"+form+"?language="+test.language, nil); got.status != 200 || !strings.Contains(got.body, test.want) {
				t.Errorf("%s: %d, no %q in\n%s", form, got.status, test.want, got.body)
			}
		}
		if got := ask(t, at+"/facts?language="+test.language, nil); !strings.Contains(got.body, test.facts) {
			t.Errorf("no %q in %s", test.facts, got.body)
		}
	}
}

func TestAWrongConfigurationIsShown(t *testing.T) {
	f := newFigures()
	at := serve(t, f, nil)
	for _, test := range []struct {
		err  error
		want []string
	}{
		{preview.Faults{{Where: "tokenreport.yml:3:5", Key: "smtp.port", Problem: `is "<x>"`, Remedy: "give a number"}, {Where: "environment"}},
			[]string{"2 errors", "tokenreport.yml:3:5", "smtp.port", "is &#34;&lt;x&gt;&#34;", "give a number"}},
		{errors.New("no disk"), []string{"cannot be used", "no disk"}},
	} {
		f.set(func() { f.broken = test.err })
		for _, want := range test.want {
			if got := ask(t, at+"/", nil); got.status != 200 || !strings.Contains(got.body, want) || strings.Contains(got.body, "<iframe") {
				t.Errorf("%d, no %q in\n%s", got.status, want, got.body)
			}
		}
		if got := ask(t, at+"/view/mail", nil); got.status < 500 || !strings.Contains(got.body, test.want[1]) {
			t.Errorf("%d, no %q in\n%s", got.status, test.want[1], got.body)
		}
	}
}

// states reads what a page is told.
func states(t *testing.T, at string) <-chan struct {
	Generation string
	Changed    []string
} {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan struct {
		Generation string
		Changed    []string
	})
	go func() {
		defer close(told)
		defer func() { _ = response.Body.Close() }()
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			var state struct {
				Generation string
				Changed    []string
			}
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok && json.Unmarshal([]byte(text), &state) == nil {
				told <- state
			}
		}
	}()
	return told
}

// The page is told when a file is another, and everything is made anew.
func TestAChangeIsTold(t *testing.T) {
	folder := t.TempDir()
	file, templates, aside := filepath.Join(folder, "tokenreport.yml"), filepath.Join(folder, "templates"), t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		// In one step: the look of the tick before may still be under way, and would see an empty file.
		whole := filepath.Join(aside, "whole")
		if err := errors.Join(os.WriteFile(whole, []byte(text), 0o644), os.Rename(whole, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(file, "a")
	f := newFigures()
	f.paths = []string{file}
	tick := make(chan time.Time)
	at := serve(t, f, tick)
	told := states(t, at)
	first := <-told
	if page := ask(t, at+"/", nil).body; !strings.Contains(page, `data-generation="`+first.Generation+`"`) {
		t.Errorf("the page does not know its state, %s:\n%s", first.Generation, page)
	}
	ask(t, at+"/facts", nil)
	tick <- time.Time{} // nothing has changed
	last := first.Generation
	for _, test := range []struct {
		what   string
		change func()
		want   string
	}{
		// The folder first, for the same reason.
		{"the configuration names a folder", func() { f.set(func() { f.paths = []string{file, templates} }); write(file, "ab") }, file},
		{"a template is there", func() { write(filepath.Join(templates, "mail", "x.tmpl"), "1") }, filepath.Join(templates, "mail", "x.tmpl")},
		{"a template is another", func() { write(filepath.Join(templates, "mail", "x.tmpl"), "12") }, filepath.Join(templates, "mail", "x.tmpl")},
		{"a template is touched", func() { _ = os.Chtimes(filepath.Join(templates, "mail", "x.tmpl"), time.Time{}, time.Unix(1, 0)) },
			filepath.Join(templates, "mail", "x.tmpl")},
		{"the folder is gone", func() { _ = os.RemoveAll(templates) }, filepath.Join(templates, "mail", "x.tmpl")},
		{"the configuration is gone", func() { _ = os.Remove(file) }, file},
	} {
		test.change()
		tick <- time.Time{}
		state := <-told
		if len(state.Changed) != 1 || state.Changed[0] != test.want || state.Generation == last {
			t.Errorf("%s: told %+v, want %s", test.what, state, test.want)
		}
		last = state.Generation
	}
	before := len(f.asked)
	ask(t, at+"/facts", nil)
	if len(f.asked) != before+1 {
		t.Error("the report is not made anew")
	}
}
