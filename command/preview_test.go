package command_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/command"
)

// startPreview runs the command until the test ends, and returns its address.
func startPreview(t *testing.T, c *console, args ...string) string {
	t.Helper()
	printed, out := io.Pipe()
	c.Stdout = out
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- command.Main(ctx, c.System, append([]string{"preview", "--addr", "127.0.0.1:0"}, args...))
		_ = out.Close()
	}()
	lines := bufio.NewScanner(printed)
	lines.Scan()
	go func() { _, _ = io.Copy(io.Discard, printed) }()
	t.Cleanup(func() {
		cancel()
		if status := <-ended; status != 0 {
			t.Errorf("it ended with %d: %s", status, &c.err)
		}
	})
	_, rest, ok := strings.Cut(lines.Text(), "The preview is at ")
	if !ok {
		t.Fatalf("printed %q", lines.Text())
	}
	return strings.TrimSuffix(strings.Fields(rest)[0], "/")
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// wantAll asks for pages, each with a status and a part of its text.
func wantAll(t *testing.T, at string, pages [][3]string) {
	t.Helper()
	for _, page := range pages {
		status, body := get(t, at+page[0])
		if fmt.Sprint(status) != page[1] || !strings.Contains(body, page[2]) {
			t.Errorf("%s: got %d, want %s with %q:\n%.1500s", page[0], status, page[1], page[2], body)
		}
		if strings.Contains(body, "canary") {
			t.Errorf("%s shows a secret", page[0])
		}
	}
}

func configFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "tokenreport.yml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const previewed = `
timezone: Asia/Jakarta
smtp: {host: smtp.example.com, username: u@example.com, password: password-canary, from: "Reports <u@example.com>"}
branding: {footer: Platform team of the test}
reports:
  - name: daily
    breakdown: {model_name: [model-of-mine], app_biz_ids: {"17": Mine}}
    when_empty: skip
    email: {to: a@example.com, bcc: b@example.com, attach: [pdf]}
  - {name: weekly, period: week, language: id, email: {to: c@example.com}}
`

// The looks are the configuration's, and the figures are in its words, although there is no account.
func TestPreviewOfAConfiguration(t *testing.T) {
	name := configFile(t, previewed)
	at := startPreview(t, newConsole(map[string]string{"TOKENREPORT_CONFIG": name}))
	wantAll(t, at, [][3]string{
		{"/", "200", "no credentials in the environment"},
		{"/", "200", `<option value="weekly">weekly</option>`},
		{"/facts?date=2024-11-19", "200", `{"period":"2024-11-19","day":"2024-11-19","letter":[{"name":"Subject","value":"Token usage 2024-11-19`},
		{"/facts?date=2024-11-19", "200", `{"name":"Bcc","value":"b@example.com"},{"name":"Attached","value":"token-usage-daily-2024-11-19.pdf (`},
		{"/view/mail?date=2024-11-19", "200", "Platform team of the test"},
		{"/view/mail?date=2024-11-19", "200", "data:image/png;base64,"},
		{"/view/page?date=2024-11-19", "200", "model-of-mine"},
		{"/view/page?date=2024-11-19", "200", "embedded API"},
		{"/view/pdf?date=2024-11-19", "200", "%PDF-"},
		{"/facts?report=weekly&date=2024-11-19", "200", `{"period":"2024-W47","day":"2024-11-18"`},
		{"/view/mail?report=weekly&date=2024-11-19", "200", `lang="id"`},
		{"/view/mail?report=weekly&date=2024-11-19&period=day&language=zh-CN&scenario=spike", "200", `lang="zh-CN"`},
		{"/view/mail?date=yesterday", "400", "is not a calendar date"},
		{"/view/mail?date=2999-01-01", "400", "is not over in Asia/Jakarta yet"},
		{"/view/mail?report=nightly", "400", "there is no report &#34;nightly&#34;"},
		{"/view/mail?language=tlh", "400", "there is no language"},
		{"/view/mail?period=year", "400", "there is no period"},
		{"/view/mail?scenario=quiet", "400", "there is no scenario"},
		{"/view/mail?figures=account", "400", "there are no credentials"},
	})
	if err := os.WriteFile(name, []byte(strings.Replace(previewed, "when_empty: skip", "when_empty: never", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	wantAll(t, at, [][3]string{
		{"/", "200", "tokenreport.yml:8:17 · <strong>reports[0].when_empty</strong>"},
		{"/view/mail?date=2024-11-18", "500", "reports[0].when_empty"},
	})
}

func TestPreviewWithNothingConfigured(t *testing.T) {
	at := startPreview(t, newConsole(nil))
	wantAll(t, at, [][3]string{
		{"/", "200", "The demo&#39;s configuration, since there is no tokenreport.yml here"},
		{"/view/page?date=2024-11-19", "200", "Support bot"},
	})
	// Half a configuration is one, which is wrong.
	at = startPreview(t, newConsole(map[string]string{"TOKENREPORT_OWNER": "a@example.com"}))
	wantAll(t, at, [][3]string{{"/", "200", "The configuration has"}})
}

// With credentials the figures are the account's, and nothing is stored.
func TestPreviewOfAnAccount(t *testing.T) {
	environment, folder := account(t)
	at := startPreview(t, newConsole(environment))
	wantAll(t, at, [][3]string{
		{"/", "200", "Figures of your account"},
		{"/view/page?date=2024-11-19", "200", "67,199"},
		{"/view/mail?date=2024-11-19", "200", "This report is not mailed"},
		{"/?figures=embedded", "200", "Invented figures of the embedded API"},
	})
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("stored: %v, %v", entries, err)
	}
	demo := startPreview(t, newConsole(environment), "--demo")
	wantAll(t, demo, [][3]string{{"/view/page?figures=account", "400", "there are no credentials"}})
	other := maps.Clone(environment) // the others are still watched
	other["TENCENTCLOUD_SECRETKEY"] = "another-canary"
	refused := startPreview(t, newConsole(other))
	wantAll(t, refused, [][3]string{{"/view/page?date=2024-11-19", "502", "AuthFailure.SignatureFailure"}})
}

func TestPreviewAddresses(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		args   []string
		status int
		out    string // of either
	}{
		{[]string{"--addr", taken.Addr().String()}, 2, "give another address, such as --addr 127.0.0.1:0"},
		{[]string{"--addr", "8080"}, 2, "serve at --addr 8080: "},
		{[]string{"--addr", "127.0.0.1:99999"}, 2, "want HOST:PORT, such as 127.0.0.1:8080"},
		{[]string{"--addr", "0.0.0.0:0"}, 0, "warning: everybody who can reach port "},
		{[]string{"--addr", "0.0.0.0:0"}, 0, "The preview is at http://localhost:"},
		{[]string{"--help"}, 0, "-addr HOST:PORT"},
		{[]string{"now"}, 2, `unexpected argument "now"`},
	} {
		c := newConsole(nil)
		status := command.Main(ended, c.System, append([]string{"preview"}, test.args...))
		if all := c.out.String() + c.err.String(); status != test.status || !strings.Contains(all, test.out) {
			t.Errorf("%q: status %d, want %d with %q:\n%s", test.args, status, test.status, test.out, all)
		}
	}
}
