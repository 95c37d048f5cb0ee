package command_test

import (
	"fmt"
	"strings"
	"testing"

	"tokenreport/delivery/smtp/smtptest"
)

// Without a storage a second run mails again. Who runs it, and who checks, is told so.
func TestWithoutAStorageItIsSaidThatAnotherRunMailsAgain(t *testing.T) {
	environment, _ := account(t)
	relay, err := smtptest.Start(smtptest.Options{Security: smtptest.Plain})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	stored := environment["TOKENREPORT_STORAGE"]
	for name, value := range map[string]string{
		"TOKENREPORT_TO": "ops@example.com", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": fmt.Sprint(relay.Port()), "SMTP_TLS": "none",
		"SMTP_FROM": "report@example.com",
	} {
		environment[name] = value
	}
	const said = "again; set storage.url"
	for _, test := range []struct {
		args     string
		storage  bool
		terminal bool
		want     int
	}{
		{"run --date 2024-11-19", false, false, 1},
		{"run --date 2024-11-19", false, true, 1},
		{"run --date 2024-11-19 --dry-run", false, false, 0},
		{"check", false, false, 1},
		{"run --date 2024-11-19", true, true, 0},
	} {
		if environment["TOKENREPORT_STORAGE"] = stored; !test.storage {
			delete(environment, "TOKENREPORT_STORAGE")
		}
		c := newConsole(environment)
		c.Terminal = test.terminal
		c.run(t, strings.Fields(test.args)...)
		text := strings.Join(strings.Fields(c.out.String()+c.err.String()), " ")
		if got := strings.Count(text, said); got != test.want {
			t.Errorf("%+v: said %d times: %s", test, got, text)
		}
	}
	if n := len(relay.Messages()); n != 3 {
		t.Errorf("%d mails, want two without a storage and one with it", n)
	}
}
