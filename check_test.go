package main

import (
	"encoding/json"
	"errors"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/smtp/smtptest"
)

// The check of the function as deployed, by an event; and of the same binary at a command line.
func TestCheckOverRPC(t *testing.T) {
	api, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{keys("first")}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = api.Close() }()
	relay, err := smtptest.Start(smtptest.Options{Security: smtptest.Plain})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = relay.Close() }()
	environment := []string{
		"TOKENREPORT_ENDPOINT=" + api.Endpoint, "TOKENREPORT_REGION=ap-guangzhou",
		"TOKENREPORT_TO=reader@127.0.0.1", // whose domain nobody needs to look up
		"TOKENREPORT_STORAGE=" + (&url.URL{Scheme: "file", Path: filepath.ToSlash(t.TempDir())}).String(),
		"SMTP_HOST=127.0.0.1", "SMTP_PORT=" + strconv.Itoa(relay.Port()), "SMTP_TLS=none", "SMTP_FROM=report@example.com",
	}
	p := startFunction(t, environment...)
	check := func() (results map[string]string, ok bool) {
		response := p.invoke(t, `{"Message":"{\"check\":true}"}`, variables(keys("first")), time.Minute)
		if response.Error != nil {
			t.Fatalf("%+v", *response.Error)
		}
		var table struct {
			OK     bool
			Checks []struct{ Check, Result, Detail string }
		}
		if err := json.Unmarshal(response.Payload, &table); err != nil {
			t.Fatalf("%v: %s", err, response.Payload)
		}
		assertNoCanary(t, string(response.Payload))
		results = map[string]string{}
		for _, row := range table.Checks {
			results[row.Check] = row.Result
			if row.Check == "mail login" && row.Detail != "connected; no login is configured" {
				t.Errorf("mail login: %s", row.Detail)
			}
		}
		return results, table.OK
	}
	results, ok := check()
	for _, name := range []string{
		"configuration", "time zones", "fonts", "credentials", "API", "clock", "mail login", "recipients", "mail domains", "storage",
	} {
		if results[name] != "ok" {
			t.Errorf("%s: %s", name, results[name])
		}
	}
	if !ok || len(results) != 11 || results["bucket versions"] != "skipped" {
		t.Errorf("ok %v: %v", ok, results)
	}
	assertCheckAtACommandLine(t, environment)

	relay.SetFaults(smtptest.Faults{smtptest.Rcpt: {Reply: "550 5.1.1 no such user"}})
	if results, ok := check(); ok || results["recipients"] != "failed" || results["mail login"] != "ok" {
		t.Errorf("with a recipient who is refused: ok %v: %v", ok, results)
	}
	if mails := relay.Messages(); len(mails) > 0 {
		t.Errorf("%d mails were sent", len(mails))
	}
	assertNoCanary(t, p.output.String())
}

func assertCheckAtACommandLine(t *testing.T, environment []string) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		key    string
		status int
		want   string
	}{
		{"key-canary-first", 0, "11 checks: 10 ok, 1 skipped\n"},
		{"another-canary", 1, "AuthFailure.SignatureFailure"},
		{"", 2, "TENCENTCLOUD_SECRETKEY"},
	} {
		command := exec.CommandContext(t.Context(), path, "check")
		command.Dir = t.TempDir()
		command.Env = append([]string{
			"HOME=" + t.TempDir(), "TENCENTCLOUD_SECRETID=AKIDfirst", "TENCENTCLOUD_SECRETKEY=" + test.key, "TENCENTCLOUD_SESSIONTOKEN=token-canary-first",
		}, environment...)
		printed, err := command.CombinedOutput()
		status := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			status = exit.ExitCode()
		}
		if status != test.status || !strings.Contains(string(printed), test.want) {
			t.Errorf("status %d, want %d with %q:\n%s", status, test.status, test.want, printed)
		}
		assertNoCanary(t, string(printed))
	}
}
