package command_test

import (
	"log/slog"
	"os"
	"strings"
	"testing"

	"tokenreport/command"
	"tokenreport/delivery/ledger"
)

// A configuration that is wrong is told to the owner whom it names, once a day, also by another instance.
func TestTheOwnerOfAWrongConfigurationIsTold(t *testing.T) {
	const timer, byHand = `{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":""}`, `{}`
	const (
		check          = "To check whether everything works:\ntokenreport check\n"
		correctMessage = "Correct the timer trigger's message"
		correctTime    = "Check what sends the events"
	)
	argument := func(message string) string {
		return strings.Replace(timer, `"Message":""`, `"Message":"`+message+`"`, 1)
	}
	tests := map[string]struct {
		wrong string // appended to the configuration
		event string
		told  int
		says  string // in the notice, what helps
	}{
		"an unknown key":                   {"nonsense: 1\n", timer, 1, check},
		"no time zone":                     {"timezone: Mars\n", timer, 1, check},
		"run by hand":                      {"nonsense: 1\n", byHand, 0, ""},
		"no YAML":                          {"]\n", timer, 0, ""},
		"the owner's own mistake":          {"reply_to: 1\nsmtp: 3\n", timer, 0, ""},
		"an argument that is none":         {"", argument(`{\"report\":1}`), 1, correctMessage},
		"a report that there is not":       {"", argument(`{\"reports\":[\"weekly\"]}`), 1, correctMessage},
		"a message that is no JSON":        {"", argument(`daily`), 1, correctMessage},
		"a message that is no text":        {"", strings.Replace(timer, `"Message":""`, `"Message":{"force":true}`, 1), 1, correctMessage},
		"a message beside the message":     {"", strings.Replace(timer, `"Message":""`, `"Message":"","force":true`, 1), 1, correctMessage},
		"a date that is not over":          {"", argument(`{\"date\":\"2034-01-01\"}`), 1, correctMessage},
		"more than the rate":               {"", argument(`{\"rate\":2000}`), 1, correctMessage},
		"a time that is to come":           {"", strings.Replace(timer, "2024-", "2034-", 1), 1, correctTime},
		"a time that is none":              {"", strings.Replace(timer, "T00", " 00", 1), 1, correctTime},
		"a time that is a number":          {"", strings.Replace(timer, `"2024-11-20T00:30:00Z"`, "1732062600", 1), 1, correctTime},
		"neither time nor message":         {"", strings.Replace(argument(`{`), "T00", " 00", 1), 1, correctMessage},
		"another trigger":                  {"", strings.Replace(timer, `"Timer"`, `"COS"`, 1), 1, "Remove the triggers that are not timers"},
		"a person's argument that is none": {"", `{"Message":"{\"report\":1}"}`, 0, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := surround(t)
			s.append(t, test.wrong)
			for range 3 {
				s.System.Memory = new(ledger.Memory)
				_, err := command.InvokeTrusting(t.Context(), s.System, slog.New(slog.DiscardHandler), []byte(test.event),
					s.api.Roots, s.smtp.CertPool(), s.cos.CertPool())
				if err == nil || strings.Contains(err.Error(), "canary") {
					t.Fatalf("error %v", err)
				}
			}
			mails := s.smtp.Messages()
			if len(mails) != test.told {
				t.Fatalf("%d mails, want %d", len(mails), test.told)
			}
			for _, m := range mails {
				text := strings.ReplaceAll(strings.ReplaceAll(string(m.Data), "\r\n", "\n"), "=\n", "")
				helps := strings.Contains(text, test.says) && strings.Contains(text, "tokenreport check") == (test.says == check)
				if m.To[0] != "oncall@example.net" || !helps || strings.Contains(text, "canary") {
					t.Errorf("to %s:\n%s", m.To, text)
				}
			}
			if len(s.api.Requests()) > 0 {
				t.Error("the API was asked")
			}
		})
	}
}

// append adds to the configuration's file.
func (s *surroundings) append(t *testing.T, text string) {
	t.Helper()
	file := s.environment["TOKENREPORT_CONFIG"]
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(content, text...), 0o600); err != nil {
		t.Fatal(err)
	}
}
