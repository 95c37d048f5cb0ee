package command_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/check"
	"tokenreport/command"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/golden"
)

func TestCheckOfWhatWorks(t *testing.T) {
	s := surround(t)
	if status := s.check(t, false, true); status != 0 || s.err.Len() > 0 {
		t.Fatalf("status %d: %s", status, &s.err)
	}
	golden.Check(t, "testdata/check-ok.json", s.normal(s.out.Bytes()))
	table := s.table(t)
	for i, row := range table.Checks {
		if row.Check != checked[i] || row.Result != check.OK {
			t.Errorf("row %d: %+v", i, row)
		}
	}
	if asked := s.api.Requests(); len(asked) != 2 {
		t.Errorf("the API was asked %d times, not once for each filter", len(asked))
	}
	if len(s.smtp.Messages()) > 0 || len(s.cos.Objects()) > 0 {
		t.Errorf("%d mails were sent, %d objects are left", len(s.smtp.Messages()), len(s.cos.Objects()))
	}
	for _, request := range s.cos.Requests() {
		if request.Method == http.MethodPut && !strings.HasPrefix(request.Key, "usage/.tokenreport/check/") {
			t.Errorf("written to %s", request.Key)
		}
	}
	golden.Check(t, "testdata/check-ok.txt", s.printed(t))
	if status := s.check(t, false, false); status != 0 || !strings.HasSuffix(s.out.String(), "\n12 checks: 12 ok\n") {
		t.Errorf("status %d: %s", status, &s.out)
	}
}

func TestCheckCalls(t *testing.T) {
	for args, want := range map[string]struct {
		status int
		text   string
	}{
		"check --help":   {0, "-send"},
		"check x":        {2, `unexpected argument "x"`},
		"check --format": {2, "unknown flag --format; see tokenreport check --help"},
	} {
		c := newConsole(nil)
		if status := c.run(t, strings.Fields(args)...); status != want.status || !strings.Contains(c.out.String()+c.err.String(), want.text) {
			t.Errorf("%s: status %d, %s%s", args, status, &c.out, &c.err)
		}
	}
}

// changes are the rows that differ from those of a check of what works, by what is expected of each.
type changes map[string]struct {
	result check.Result
	text   string // a part of detail and findings
}

func TestCheckOfOneBrokenThing(t *testing.T) {
	type c = changes
	notFound := zone{"example.org": {Err: "no such host", Name: "example.org", IsNotFound: true}}
	timeout := zone{"example.org": {Err: "i/o timeout", Name: "example.org", IsTimeout: true}}
	tests := map[string]struct {
		harm func(*surroundings)
		want changes
	}{
		"the secret key": {func(s *surroundings) {
			s.api.Inject(lketest.Always(lketest.APIError("AuthFailure.SignatureFailure", "The provided credentials could not be validated.")))
		}, c{check.API: {check.Failed, "the secret key does not belong to the secret ID"}}},
		"the right to ask": {func(s *surroundings) {
			s.api.Inject(lketest.Always(lketest.APIError("UnauthorizedOperation", "no")))
		}, c{check.API: {check.Failed, "allow lke:DescribeTokenUsageGraph on resource *"}}},
		"the API's authority": {func(s *surroundings) { s.distrustAPI = true },
			c{check.API: {check.Failed, "check api.endpoint"}, check.Clock: {check.Skipped, "no answer"}}},
		"the clock by a little": {func(s *surroundings) { s.skew = 45 * time.Second },
			c{check.Clock: {check.Warning, "45s behind the API's"}}},
		"the clock": {func(s *surroundings) { s.skew = -10 * time.Minute },
			c{check.API: {check.Failed, "AuthFailure.SignatureExpire"}, check.Clock: {check.Failed, "9m59s ahead of the API's"}}},

		"the password": {func(s *surroundings) { s.environment["SMTP_PASSWORD"] = "other-canary" },
			c{check.MailLogin: {check.Failed, "535 "}, check.Recipients: {check.Skipped, "could not be used"}}},
		"the mail server's authority": {func(s *surroundings) { s.distrustSMTP = true },
			c{check.MailLogin: {check.Failed, "agree on TLS with"}, check.Recipients: {check.Skipped, "could not be used"}}},
		"a recipient": {func(s *surroundings) {
			s.smtp.SetFaults(smtptest.Faults{smtptest.Rcpt: {Reply: "550 5.1.1 no such user", Recipient: "boss@"}})
		}, c{check.Recipients: {check.Failed, "boss@example.com: name the recipient (RCPT TO)"}}},
		"the owner": {func(s *surroundings) {
			s.smtp.SetFaults(smtptest.Faults{smtptest.Rcpt: {Reply: "550 5.1.1 no such user", Recipient: "oncall@"}})
		}, c{check.Recipients: {check.Failed, "oncall@example.net: name the recipient (RCPT TO)"}}},
		"a recipient for the moment": {func(s *surroundings) {
			s.smtp.SetFaults(smtptest.Faults{smtptest.Rcpt: {Reply: "450 4.7.1 greylisted", Recipient: "boss@"}})
		}, c{check.Recipients: {check.Warning, "450 4.7.1 greylisted"}}},
		"a recipient who is not allowed": {func(s *surroundings) { s.environment["SMTP_ALLOW"] = "example.com, example.net" },
			c{check.Recipients: {check.Failed, "archive@example.org is outside smtp.allow"}}},
		"the sender": {func(s *surroundings) {
			s.smtp.SetFaults(smtptest.Faults{smtptest.Mail: {Reply: "501 5.7.1 not your address"}})
		}, c{check.Recipients: {check.Failed, "name the sender (MAIL FROM)"}}},
		"the patience with questions": {func(s *surroundings) {
			s.smtp.SetFaults(smtptest.Faults{smtptest.Rcpt: {Do: smtptest.Close}})
		}, c{check.Recipients: {check.Warning, "the server closed the connection"}}},

		"a domain": {func(s *surroundings) { s.Resolver = notFound },
			c{check.Domains: {check.Failed, "example.org: the domain has neither"}}},
		"the name server": {func(s *surroundings) { s.Resolver = timeout },
			c{check.Domains: {check.Warning, "i/o timeout"}}},

		"the right to write": {func(s *surroundings) { s.cos.SetFaults(denied(http.MethodPut)) },
			c{check.Storage: {check.Failed, "name/cos:PutObject"}}},
		"the right to read": {func(s *surroundings) {
			s.cos.Inject(func(r costest.Request) (costest.Fault, bool) { // what the report reads is looked at beside it
				return denied(http.MethodGet), r.Method == http.MethodGet && strings.Contains(r.Key, "/.tokenreport/check/")
			})
		},
			c{check.Storage: {check.Failed, "name/cos:GetObject"}}},
		"the right to delete": {func(s *surroundings) { s.cos.SetFaults(denied(http.MethodDelete)) },
			c{check.Storage: {check.Warning, "name/cos:DeleteObject on "}}},
		"the bucket's history": {func(s *surroundings) { s.cos.EnableVersioning() },
			c{check.Versions: {check.Warning, "two runs at the same moment may deliver twice"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := surround(t)
			s.check(t, false, true)
			before := s.table(t)
			test.harm(s)
			status := s.check(t, false, true)
			after := s.table(t)
			failed := after.Count(check.Failed) > 0
			if failed == after.OK || (status == 1) != failed || failed != (s.err.Len() > 0) {
				t.Errorf("status %d, ok %v, %d failed, %q", status, after.OK, after.Count(check.Failed), &s.err)
			}
			compare(t, before.Checks, after.Checks, test.want)
		})
	}
}

func denied(method string) costest.Fault {
	return costest.Fault{Status: http.StatusForbidden, Code: "AccessDenied", Message: "Access Denied.", Method: method}
}

func compare(t *testing.T, before, after []check.Row, want changes) {
	t.Helper()
	if len(before) != len(after) {
		t.Fatalf("%d rows, then %d", len(before), len(after))
	}
	for i, row := range after {
		change, changed := want[row.Check]
		switch {
		case changed && (row.Result != change.result || !strings.Contains(fmt.Sprint(row), change.text)):
			t.Errorf("%+v; want %s with %q", row, change.result, change.text)
		case !changed && !reflect.DeepEqual(row, before[i]):
			t.Errorf("%+v\nwas %+v", row, before[i])
		}
	}
}

// One filter that the API refuses is not the others' fault.
func TestCheckTellsTheFiltersApart(t *testing.T) {
	s := surround(t)
	s.api.Inject(func(r lketest.Request) lketest.Fault {
		if strings.Contains(r.Body, "cs-normal") {
			return lketest.APIError("InvalidParameterValue", "no such model")
		}
		return nil
	})
	s.check(t, false, true)
	for _, row := range s.table(t).Checks {
		want := check.OK
		if row.Check == check.API && strings.Contains(row.Detail, "for support") {
			want = check.Failed
		}
		if row.Result != want {
			t.Errorf("%+v", row)
		}
	}
}

// Many things at once, as a person sees it.
func TestCheckReadsWell(t *testing.T) {
	s := surround(t)
	s.skew = 45 * time.Second
	s.environment["SMTP_PASSWORD"] = "other-canary"
	s.cos.EnableVersioning()
	s.cos.SetFaults(denied(http.MethodDelete))
	s.Resolver = zone{"example.org": {Err: "no such host", Name: "example.org", IsNotFound: true}}
	if status := s.check(t, false, false); status != 1 || s.err.String() != "tokenreport check: failed: mail login, mail domains\n" ||
		!strings.HasSuffix(s.out.String(), "\n12 checks: 6 ok, 1 skipped, 3 warnings, 2 failed\n") {
		t.Errorf("status %d: %s%s", status, &s.out, &s.err)
	}
	s.check(t, false, true)
	golden.Check(t, "testdata/check-broken.txt", s.printed(t))
}

func TestCheckWithoutMailOrStorage(t *testing.T) {
	s := surround(t)
	file := s.environment["TOKENREPORT_CONFIG"]
	for config, skips := range map[string][]string{
		"storage: {url: \"cos://reports-1250000000/usage?endpoint=${COS}\"}\nreports: [{name: a, store: [pdf]}]": {check.MailLogin, check.Recipients, check.Domains},
		"smtp: {host: 127.0.0.1, port: \"${SMTP_PORT}\", username: report@example.com, password: \"${SMTP_PASSWORD}\"}\n" +
			"reports: [{name: a, email: {to: a@example.com}}]": {check.Storage, check.Versions},
		"storage: {url: \"file://" + filepath.ToSlash(t.TempDir()) + "\"}\nreports: [{name: a, store: [pdf]}]": {check.MailLogin, check.Recipients, check.Domains, check.Versions},
	} {
		text := "api: {endpoint: \"${API}\", region: ap-guangzhou}\n" + config
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if status := s.check(t, false, true); status != 0 {
			t.Errorf("status %d: %s", status, &s.err)
			continue
		}
		for _, row := range s.table(t).Checks {
			if skipped := slices.Contains(skips, row.Check); skipped != (row.Result == check.Skipped) || !skipped && row.Result != check.OK {
				t.Errorf("%s\n%+v", config, row)
			}
		}
	}
}

// A configuration that is wrong is told as any command does; for programs it is a table, too.
func TestCheckOfAWrongConfiguration(t *testing.T) {
	s := surround(t)
	delete(s.environment, "TENCENTCLOUD_SECRETKEY")
	s.environment["SMTP_ALLOW"] = "*"
	s.run(t, "run")
	want := strings.Replace(s.err.String(), "tokenreport run: ", "tokenreport check: ", 1)
	if status := s.check(t, false, false); status != 2 || s.err.String() != want || s.out.Len() > 0 {
		t.Errorf("status %d, out %q, err %q; want %q", status, &s.out, &s.err, want)
	}
	if status := s.check(t, true, true); status != 2 || s.err.String() != want {
		t.Errorf("status %d, err %q; want %q", status, &s.err, want)
	}
	table := s.table(t)
	if len(table.Checks) != 1 || table.OK {
		t.Fatalf("%+v", table)
	}
	row := table.Checks[0]
	if row.Check != check.Configuration || row.Result != check.Failed || len(row.Findings) != 2 ||
		!strings.HasSuffix(row.Findings[1].Text, "TENCENTCLOUD_SECRETKEY: is not set") || !strings.Contains(row.Findings[1].Hint, "export") {
		t.Errorf("%+v", row)
	}
	if len(s.api.Requests())+s.smtp.Connections()+len(s.cos.Requests()) > 0 {
		t.Error("something was asked all the same")
	}
}

// The function answers the table, whatever has failed, since the platform would repeat an error.
func TestCheckByAnEvent(t *testing.T) {
	s := surround(t)
	for name, spoil := range map[string]func(){
		"servers that are not trusted": func() {},
		"a wrong configuration":        func() { delete(s.environment, "TENCENTCLOUD_SECRETKEY") },
	} {
		t.Run(name, func(t *testing.T) {
			spoil()
			var log bytes.Buffer
			answer, err := command.Invoke(t.Context(), s.System, slog.New(slog.NewJSONHandler(&log, nil)), []byte(`{"Message":"{\"check\":true}"}`))
			if err != nil {
				t.Fatal(err)
			}
			var table check.Table
			if err := json.Unmarshal(answer, &table); err != nil || table.OK || table.Count(check.Failed) == 0 {
				t.Errorf("%v: %s", err, answer)
			}
			if !strings.Contains(log.String(), `"msg":"checked","ok":false`) || strings.Contains(log.String()+string(answer), "canary") {
				t.Errorf("logged %s", &log)
			}
		})
	}
}
