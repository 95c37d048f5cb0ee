package command_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/command"
	"tokenreport/delivery/smtp/smtptest"
)

// credentialled are some keys that nobody knows, with what else there is.
func credentialled(more map[string]string) map[string]string {
	environment := map[string]string{"TENCENTCLOUD_SECRETID": "id", "TENCENTCLOUD_SECRETKEY": "key"}
	maps.Copy(environment, more)
	return environment
}

// stored is an environment in which a run is configured, and gets no further than its request allows.
func stored() map[string]string {
	return credentialled(map[string]string{"TOKENREPORT_STORAGE": "file:///nowhere"})
}

// in runs a command and returns what it printed.
func in(environment map[string]string, args ...string) trouble {
	return func(t *testing.T) string {
		c := newConsole(environment)
		c.run(t, args...)
		return c.out.String() + c.err.String()
	}
}

// written is a file of that name.
func written(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// configured is a run with a configuration.
func configured(yml string) trouble {
	return func(t *testing.T) string {
		return in(credentialled(map[string]string{"TOKENREPORT_CONFIG": written(t, "tokenreport.yml", yml)}), "run")(t)
	}
}

// notOnMonday is a run of a week's report in a zone where it is not Monday.
func notOnMonday(t *testing.T) string {
	file := written(t, "tokenreport.yml", weekly(time.Now(), "file://"+filepath.ToSlash(t.TempDir())))
	return in(credentialled(map[string]string{"TOKENREPORT_CONFIG": file}), "run")(t)
}

// weekly is a configuration with a week's report that is not due: in one of the two zones it is another day than Monday.
func weekly(now time.Time, storage string) string {
	zone := time.FixedZone("Etc/GMT-14", 14*60*60)
	name := zone.String()
	if now.In(zone).Weekday() == time.Monday {
		name = "Etc/GMT+12"
	}
	return "timezone: " + name + "\nstorage: {url: '" + storage + "'}\nreports: [{name: weekly, period: week, store: [json]}]\n"
}

// event is the run of an event from a file.
func event(payload string) trouble {
	return func(t *testing.T) string {
		return in(stored(), "invoke", written(t, "event.json", payload))(t)
	}
}

// broken is a check of surroundings in which one thing is broken.
func broken(harm func(*surroundings)) trouble {
	return func(t *testing.T) string {
		s := surround(t)
		harm(s)
		s.check(t, false, true)
		return s.told(t)
	}
}

// told is each finding of the table that was printed, as an error has it: with its hint.
func (s *surroundings) told(t *testing.T) string {
	t.Helper()
	var lines strings.Builder
	for _, row := range s.table(t).Checks {
		for _, finding := range row.Findings {
			fmt.Fprintf(&lines, "%s; %s\n", finding.Text, finding.Hint)
		}
	}
	return lines.String()
}

func startRelay(t *testing.T, o smtptest.Options) *smtptest.Server {
	t.Helper()
	relay, err := smtptest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	return relay
}

// expiring is a context whose deadline is there as soon as it is ended.
type expiring struct {
	context.Context
	done chan struct{}
	end  func() // may be called again
}

func newExpiring(parent context.Context) expiring {
	done := make(chan struct{})
	return expiring{parent, done, sync.OnceFunc(func() { close(done) })}
}

func (e expiring) Done() <-chan struct{} { return e.done }

func (e expiring) Err() error {
	select {
	case <-e.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// once keeps what was printed for further messages in it.
func once(cause trouble) trouble {
	var first sync.Once
	var printed string
	return func(t *testing.T) string {
		first.Do(func() { printed = cause(t) })
		return printed
	}
}

// mailing is an environment in which a report goes to a reader and into a folder, and an owner is told.
func mailing(t *testing.T) (environment map[string]string, relay *smtptest.Server) {
	t.Helper()
	environment, _ = account(t)
	relay = startRelay(t, smtptest.Options{Security: smtptest.Plain})
	maps.Copy(environment, map[string]string{
		"SMTP_HOST": "127.0.0.1", "SMTP_PORT": fmt.Sprint(relay.Port()), "SMTP_TLS": "none", "SMTP_FROM": "report@example.com",
		"TOKENREPORT_TO": "ops@example.com", "TOKENREPORT_OWNER": "oncall@example.com",
	})
	return environment, relay
}

// runMornings is what the function answers and its owner is told when the report of one day is run twice, that of the next
// not at all, and that of the third as it should.
func runMornings(t *testing.T) string {
	environment, relay := mailing(t)
	var found strings.Builder
	for _, day := range []string{"20", "20", "23"} {
		c := newConsole(environment)
		answer, err := command.Invoke(t.Context(), c.System, slog.New(slog.DiscardHandler), []byte(`{"Type":"Timer","Time":"2024-11-`+day+`T00:30:00Z"}`))
		if err != nil {
			t.Fatal(err)
		}
		found.Write(answer)
	}
	for _, mail := range relay.Messages() {
		if mail.To[0] != "oncall@example.com" {
			continue
		}
		text, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(mail.Data)))
		if err != nil {
			t.Fatal(err)
		}
		found.Write(text)
	}
	return found.String()
}

// shown is the mail's page of a scenario of the demo.
func shown(scenario string) trouble {
	return func(t *testing.T) string {
		out := t.TempDir()
		if text := in(nil, "demo", "--scenario", scenario, "--out", out)(t); !strings.Contains(text, "mail.html") {
			t.Fatal(text)
		}
		page, err := os.ReadFile(filepath.Join(out, "mail.html"))
		if err != nil {
			t.Fatal(err)
		}
		return html.UnescapeString(string(page))
	}
}
