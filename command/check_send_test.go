package command_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/mail"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tokenreport/check"
	"tokenreport/delivery/smtp/smtptest"
)

// With --send, everybody who gets a report by mail gets one of invented figures, marked as a test, and another each time.
func TestCheckSends(t *testing.T) {
	s := surround(t)
	for range 2 {
		if status := s.check(t, true, true); status != 0 {
			t.Fatalf("status %d: %s%s", status, &s.out, &s.err)
		}
	}
	var to []string
	ids := map[string]bool{}
	for _, message := range s.smtp.Messages() {
		received, err := mail.ReadMessage(bytes.NewReader(message.Data))
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, message.To...)
		ids[received.Header.Get("Message-ID")] = true
		if subject := received.Header.Get("Subject"); !strings.HasPrefix(subject, "[TEST] ") {
			t.Errorf("subject %q", subject)
		}
		wants := map[string]string{"ops@example.com": "2024-11-19.pdf", "support@example.com": ".csv"}[message.To[0]]
		body, err := io.ReadAll(received.Body)
		if err != nil || !bytes.Contains(body, []byte(wants)) || !says(body, "[TEST] invented figures") {
			t.Errorf("to %s: no %s, or not marked as a test: %v", message.To[0], wants, err)
		}
	}
	want := []string{"ops@example.com", "boss@example.com", "archive@example.org", "support@example.com"}
	if !slices.Equal(to, slices.Concat(want, want)) || len(ids) != 8 {
		t.Errorf("mailed to %q under %d Message-IDs", to, len(ids))
	}
	rows := s.table(t).Checks[len(checked):]
	for i, row := range rows {
		if row.Check != check.TestMail || row.Result != check.OK || !strings.Contains(row.Detail, want[i]+": 250 ") {
			t.Errorf("%+v", row)
		}
	}
	if len(rows) != len(want) || len(s.cos.Objects()) > 0 || len(s.api.Requests()) != 4 {
		t.Errorf("%d rows, %d objects, %d requests", len(rows), len(s.cos.Objects()), len(s.api.Requests()))
	}
}

// says looks for words in a mail's bodies, which may be in base64.
func says(body []byte, words string) bool {
	decoded := regexp.MustCompile(`(?m)^[A-Za-z0-9+/=]{20,76}\r\n`).ReplaceAllFunc(body, func(line []byte) []byte {
		text, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(string(line)))
		return text
	})
	return bytes.Contains(decoded, []byte(words))
}

// Who has templates of their own sees in the test mail what they make of a report.
func TestCheckSendsInOwnTemplates(t *testing.T) {
	s := surround(t)
	folder := filepath.Dir(s.environment["TOKENREPORT_CONFIG"])
	put(t, folder, map[string]string{
		"tokenreport.yml": "templates: house\n" + checkConfig[:strings.Index(checkConfig, "reports:")] +
			"reports: [{name: daily, tables: [], calls: false, email: {to: ops@example.com, attach: []}}]\n",
		"house/mail.txt.tmpl": "In the house's words: {{.Title}}",
	})
	if status := s.check(t, true, true); status != 0 || len(s.smtp.Messages()) != 1 {
		t.Fatalf("status %d, %d mails: %s", status, len(s.smtp.Messages()), &s.err)
	}
	if message := s.smtp.Messages()[0]; !says(message.Data, "In the house's words: [TEST] invented figures") {
		t.Errorf("it is written in others:\n%s", message.Data)
	}
}

// Who reads a report can ask somebody to stop it: whom replies go to, or else the owner.
func TestMailsNameWhoStopsThem(t *testing.T) {
	for old, test := range map[string]struct{ replacement, want string }{
		"":                            {"", "<mailto:oncall@example.net?subject=unsubscribe>"},
		"  allow:":                    {"  reply_to: Help <help@example.com>\n  allow:", "<mailto:help@example.com?subject=unsubscribe>"},
		"owner: oncall@example.net\n": {"", ""},
	} {
		s := surround(t)
		text := checkConfig[:strings.Index(checkConfig, "reports:")] +
			"reports: [{name: daily, tables: [], calls: false, email: {to: ops@example.com, attach: []}}]\n"
		put(t, filepath.Dir(s.environment["TOKENREPORT_CONFIG"]), map[string]string{
			"tokenreport.yml": strings.Replace(text, old, test.replacement, 1),
		})
		if status := s.check(t, true, true); status != 0 || len(s.smtp.Messages()) != 1 {
			t.Fatalf("status %d, %d mails: %s", status, len(s.smtp.Messages()), &s.err)
		}
		received, err := mail.ReadMessage(bytes.NewReader(s.smtp.Messages()[0].Data))
		if err != nil || received.Header.Get("List-Unsubscribe") != test.want {
			t.Errorf("%q: got %v, %v, want %s", test.replacement, received.Header["List-Unsubscribe"], err, test.want)
		}
	}
}

func TestCheckSendsToTheOthers(t *testing.T) {
	s := surround(t)
	s.smtp.SetFaults(smtptest.Faults{smtptest.Rcpt: {Reply: "550 5.1.1 no such user", Recipient: "boss@"}})
	if status := s.check(t, true, true); status != 1 || len(s.smtp.Messages()) != 3 {
		t.Errorf("status %d, %d mails", status, len(s.smtp.Messages()))
	}
	if row := s.table(t).Checks[len(checked)+1]; row.Result != check.Failed || !strings.Contains(row.Findings[0].Text, "550 5.1.1") {
		t.Errorf("%+v", row)
	}
	s.environment["SMTP_PASSWORD"] = "other-canary"
	s.check(t, true, true)
	if rows := s.table(t).Checks[len(checked):]; len(rows) != 1 || rows[0].Result != check.Skipped {
		t.Errorf("with a login that fails: %+v", rows)
	}
}
