package command_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tokenreport/delivery/smtp/smtptest"
)

// at has the console read the configuration that init wrote, whose API is the embedded one.
func (c *console) at(t *testing.T, folder, endpoint string, environment map[string]string) {
	t.Helper()
	const real = "endpoint: lke.tencentcloudapi.com\n"
	text := readFile(t, folder, "tokenreport.yml")
	if !strings.Contains(text, real) {
		t.Fatalf("no %s in\n%s", real, text)
	}
	put(t, folder, map[string]string{"tokenreport.yml": strings.Replace(text, real, "endpoint: "+endpoint+"\n", 1)})
	environment["TOKENREPORT_CONFIG"] = filepath.Join(folder, "tokenreport.yml")
}

// What init has written is what the commands take that it names next.
func TestWhatInitWritesRuns(t *testing.T) {
	t.Parallel() // it mostly waits, for the API's rate
	environment, _ := account(t)
	mails, err := smtptest.Start(smtptest.Options{Security: smtptest.Plain})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mails.Close() })
	folder, c := t.TempDir(), newConsole(environment)
	c.Resolver = zone{}
	storage := filepath.Join(folder, "storage")
	for _, args := range [][]string{
		{
			"init", "--out", folder, "--site", "domestic", "--timezone", "Asia/Jakarta", "--language", "id", "--models", "cs-normal",
			"--to", "Ops <ops@example.com>, lead@example.com", "--host", mails.Host(), "--tls", "none", "--port", strconv.Itoa(mails.Port()), "--from", "r@example.com",
			"--storage", storage,
		},
		{"check"}, {"run", "--dry-run", "--report", "daily", "--date", "2024-11-19", "--out", filepath.Join(folder, "preview")},
	} {
		if status := c.run(t, args...); status != 0 {
			t.Fatalf("%q: status %d: %s%s", args, status, &c.out, &c.err)
		}
		if args[0] == "init" {
			c.at(t, folder, environment["TOKENREPORT_ENDPOINT"], environment)
		}
	}
	if n := len(mails.Messages()); n > 0 {
		t.Errorf("%d mails before the first run", n)
	}
	made, err := filepath.Glob(filepath.Join(folder, "preview", "daily", "2024-11-19", "*.pdf"))
	if err != nil || len(made) != 1 {
		t.Errorf("the dry run made %q, %v", made, err)
	}
	if status := c.run(t, "run", "--report", "daily", "--date", "2024-11-19"); status != 0 {
		t.Fatalf("run: status %d: %s%s", status, &c.out, &c.err)
	}
	if all := mails.Messages(); len(all) == 0 || !strings.Contains(string(all[0].Data), "token-usage-daily-2024-11-19.pdf") {
		t.Errorf("%d mails, or one without the PDF", len(all))
	}
	if _, err := os.Stat(filepath.Join(storage, "daily", "2024", "11", "19", "token-usage-2024-11-19.pdf")); err != nil {
		t.Error(err)
	}
}

// A password that a shell reads from the .env opens the mail server, whatever is in it.
func TestThePasswordOfInitLogsIn(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell here")
	}
	const password = "canary's #1 & 密码"
	s := surround(t)
	mails, err := smtptest.Start(smtptest.Options{Username: "report@example.com", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mails.Close() })
	s.smtp = mails
	folder := t.TempDir()
	s.environment["SMTP_PASSWORD"] = password
	if status := s.run(t, "init", "--out", folder, "--site", "domestic", "--to", "ops@example.com", "--host", mails.Host(), "--port", strconv.Itoa(mails.Port()),
		"--username", "report@example.com"); status != 0 {
		t.Fatalf("status %d: %s", status, &s.err)
	}
	s.at(t, folder, s.api.Endpoint, s.environment)
	script := exec.CommandContext(t.Context(), shell, "-c", `set -a; . ./.env; set +a; exec sh -c 'printf %s "$SMTP_PASSWORD"'`)
	script.Dir, script.Env = folder, []string{"PATH=" + os.Getenv("PATH")}
	read, err := script.Output()
	if err != nil {
		t.Fatal(err)
	}
	s.environment["SMTP_PASSWORD"] = string(read)
	if status := s.check(t, false, false); status != 0 {
		t.Errorf("status %d: %s%s", status, &s.out, &s.err)
	}
}
