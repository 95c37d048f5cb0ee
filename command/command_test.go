package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/command"
	"tokenreport/config"
	"tokenreport/delivery/ledger"
	"tokenreport/secret"
)

// console is a System whose output can be read.
type console struct {
	command.System
	out, err bytes.Buffer
}

func newConsole(environment map[string]string) *console {
	c := new(console)
	c.System = command.System{
		Stdout: &c.out, Stderr: &c.err, Now: time.Now, Pacer: new(apiclient.Pacer), Memory: new(ledger.Memory),
		Env:   config.Lookup(func(name string) (string, bool) { value, ok := environment[name]; return value, ok }),
		Build: command.Build{Version: "v1.2.3", Commit: "abc", Go: "go1.26"},
	}
	c.SetRate(1000)
	return c
}

func (c *console) run(t *testing.T, args ...string) int {
	t.Helper()
	return c.runContext(t.Context(), args...)
}

func (c *console) runContext(ctx context.Context, args ...string) int {
	c.out.Reset()
	c.err.Reset()
	return command.Main(ctx, c.System, args)
}

// account starts an API, which tells the example of its documentation, and returns the environment of somebody who may call
// it and stores into a folder.
func account(t *testing.T) (environment map[string]string, folder string) {
	t.Helper()
	return accountOf(t, nil)
}

func accountOf(t *testing.T, source lketest.Source) (environment map[string]string, folder string) {
	t.Helper()
	keys := apiclient.Credentials{SecretID: secret.New("id"), SecretKey: secret.New("key-canary")}
	api, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{keys}, Source: source, Now: time.Now, Rate: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = api.Close() })
	folder = t.TempDir()
	return map[string]string{
		"TENCENTCLOUD_SECRETID": "id", "TENCENTCLOUD_SECRETKEY": "key-canary",
		"TOKENREPORT_ENDPOINT": api.Endpoint, "TOKENREPORT_REGION": "ap-guangzhou",
		"TOKENREPORT_STORAGE": "file://" + filepath.ToSlash(folder),
	}, folder
}

// Whoever runs a week's report by hand on another day than Monday is told why nothing happens.
func TestRunWithoutAReportThatIsDue(t *testing.T) {
	environment, _ := account(t)
	file := filepath.Join(t.TempDir(), "tokenreport.yml")
	if err := os.WriteFile(file, []byte(weekly(time.Now(), environment["TOKENREPORT_STORAGE"])), 0o600); err != nil {
		t.Fatal(err)
	}
	environment["TOKENREPORT_CONFIG"] = file
	c := newConsole(environment)
	if status := c.run(t, "run"); status != 0 || !strings.Contains(c.out.String(), "no report is due today: name one with --report") {
		t.Errorf("status %d: %s%s", status, &c.out, &c.err)
	}
}

func TestCalls(t *testing.T) {
	event := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(event, []byte(`{"Type":"Timer","Time":"2024-11-20T00:30:00Z","Message":"{\"to\":1}"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	environment, _ := account(t)
	tests := []struct {
		args     string
		status   int
		out, err string
	}{
		{"", 0, "tokenreport COMMAND --help tells more", ""},
		{"--help", 0, "mails reports of LLM token usage", ""},
		{"help", 0, "mails reports of LLM token usage", ""},
		{"version", 0, "tokenreport v1.2.3, commit abc, go1.26\n", ""},
		{"--version", 0, "tokenreport v1.2.3, commit abc, go1.26\n", ""},
		{"version --help", 0, "prints version", ""},
		{"version x", 2, "", `unexpected argument "x"`},
		{"demo --help", 0, "-language", ""},
		{"demo --language tlh", 2, "", `there is no language "tlh": want one of en, id, zh-CN`},
		{"demo --help", 0, "  first-day nothing was used before that day\n", ""},
		{"demo --scenario quiet", 2, "", `there is no scenario "quiet": want one of normal, spike, `},
		{"demo --period year", 2, "", `there is no period "year": want one of day, week, month`},
		{"demo --timezone Mars/Olympus", 2, "", `unknown time zone "Mars/Olympus"; want an IANA name such as Asia/Jakarta`},
		{"demo --date yesterday", 2, "", `date "yesterday" is not a calendar date`},
		{"demo --date 2999-01-01", 2, "", "is not over in Asia/Shanghai yet"},
		{"run --help", 0, "-dry-run", ""},
		{"invoke --help", 0, "tokenreport invoke FILE", ""},
		{"init --help", 0, "-timezone", ""},
		{"schema --help", 0, "# yaml-language-server: $schema=tokenreport.schema.json", ""},
		{"schema x", 2, "", `unexpected argument "x"`},
		{"nonsense", 2, "", `there is no command "nonsense"`},
		{"run --nonsense", 2, "", "unknown flag --nonsense; see tokenreport run --help"},
		{"run --date tomorrow", 2, "", `date "tomorrow" is not a calendar date`},
		{"run --report weekly", 2, "", `there is no report "weekly"`},
		{"invoke", 2, "", "missing argument; see tokenreport invoke --help"},
		{"invoke nowhere.json", 2, "", "read the event: open nowhere.json"},
		{"invoke " + event, 2, "", `the event's Message, at offset 5: unknown key "to"`},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			c := newConsole(environment)
			status := c.run(t, strings.Fields(test.args)...)
			if status != test.status || !strings.Contains(c.out.String(), test.out) || !strings.Contains(c.err.String(), test.err) {
				t.Errorf("status %d, out %q, err %q; want %d, %q, %q", status, &c.out, &c.err, test.status, test.out, test.err)
			}
			if test.err == "" && c.err.Len() > 0 {
				t.Errorf("unexpected words on standard error: %s", &c.err)
			}
		})
	}
}

func TestRunStoresAndTells(t *testing.T) {
	environment, folder := account(t)
	c := newConsole(environment)
	out := filepath.Join(t.TempDir(), "out")
	if status := c.run(t, "run", "--date", "2024-11-19", "--out", out); status != 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	if !strings.HasPrefix(c.out.String(), "daily 2024-11-19: tokens: 67199\n  file: delivered, ") {
		t.Errorf("printed %q", &c.out)
	}
	for _, path := range []string{
		filepath.Join(folder, "daily/2024/11/19/token-usage-2024-11-19.pdf"), filepath.Join(out, "daily/2024-11-19/token-usage-2024-11-19.pdf"),
	} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestProgressAtATerminal(t *testing.T) {
	environment, _ := account(t)
	c := newConsole(environment)
	c.Terminal = true
	if status := c.run(t, "run", "--date", "2024-11-19"); status != 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	for _, line := range []string{"daily 2024-11-19      fetched          points 4", "daily 2024-11-19      rendered         complete, bytes ", "daily 2024-11-19      report finished  delivered, complete, total 67199, calls "} {
		if !strings.Contains(c.err.String(), line) {
			t.Errorf("no %q in\n%s", line, &c.err)
		}
	}
	if strings.Contains(c.err.String(), "canary") {
		t.Error("a secret was shown")
	}
}

func TestAnEventInAFileIsAnsweredAsJSON(t *testing.T) {
	environment, _ := account(t)
	event := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(event, []byte(`{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":""}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"run", "--event", event}, {"invoke", event}} {
		c := newConsole(environment)
		if status := c.run(t, args...); status != 0 {
			t.Fatalf("%q: status %d: %s", args, status, &c.err)
		}
		var answer struct{ Reports []struct{ Total int } }
		if err := json.Unmarshal(c.out.Bytes(), &answer); err != nil || answer.Reports[0].Total != 67199 {
			t.Errorf("%q: %v: %s", args, err, &c.out)
		}
	}
	c := newConsole(environment)
	if status := c.run(t, "run", "--event", event, "--force", "--date", "2024-11-19"); status != 2 || !strings.Contains(c.err.String(), "leave out --date, --force") {
		t.Errorf("status %d: %s", status, &c.err)
	}
}

func TestFailuresExitWithOne(t *testing.T) {
	environment, _ := account(t)
	environment["TENCENTCLOUD_SECRETKEY"] = "another-canary"
	c := newConsole(environment)
	if status := c.run(t, "run"); status != 1 || !strings.Contains(c.err.String(), "AuthFailure.SignatureFailure") {
		t.Errorf("status %d: %s", status, &c.err)
	}
	delete(environment, "TENCENTCLOUD_SECRETKEY")
	if status := c.run(t, "run"); status != 2 || !strings.Contains(c.err.String(), "TENCENTCLOUD_SECRETKEY") {
		t.Errorf("status %d: %s", status, &c.err)
	}
	if strings.Contains(c.err.String(), "canary") {
		t.Error("a secret was shown")
	}
}
