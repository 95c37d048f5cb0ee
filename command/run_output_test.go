package command_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// Why something failed is printed once, with what is tried by hand next; and where the files are is said.
func TestRunPrintsAFailureOnce(t *testing.T) {
	environment, folder := account(t)
	for name, value := range map[string]string{
		"TOKENREPORT_TO": "ops@example.com", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": "1", "SMTP_TLS": "none", "SMTP_FROM": "r@example.com",
	} {
		environment[name] = value
	}
	out := filepath.Join(t.TempDir(), "made")
	for _, terminal := range []bool{false, true} {
		c := newConsole(environment)
		c.Terminal = terminal
		if status := c.run(t, "run", "--date", "2024-11-19", "--out", out); status != 1 {
			t.Errorf("status %d", status)
		}
		if all := c.out.String() + c.err.String(); strings.Count(all, "connection refused") != 1 || !strings.Contains(c.err.String(), "connection refused") {
			t.Errorf("terminal %v:\n%s", terminal, all)
		}
		for _, want := range []string{
			"  email: failed, ops@example.com\n", "token-usage-2024-11-19.json; in " + folder + "\n",
			"  all files: written into " + filepath.Join(out, "daily", "2024-11-19") + "\n",
		} {
			if !strings.Contains(c.out.String(), want) {
				t.Errorf("terminal %v: no %q in\n%s", terminal, want, &c.out)
			}
		}
	}
	environment["TENCENTCLOUD_SECRETKEY"] = "other-canary"
	c := newConsole(environment)
	if status := c.run(t, "run", "--date", "2024-11-18"); status != 1 || c.out.String() != "daily 2024-11-18: failed\n" ||
		strings.Count(c.err.String(), "the secret key does not belong to the secret ID") != 1 {
		t.Errorf("status %d: %s%s", status, &c.out, &c.err)
	}
}
