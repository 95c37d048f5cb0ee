package command_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/check"
	"tokenreport/command"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/secret"
)

// checkConfig has two reports by mail with filters of their own, one that is only stored with a filter that another has,
// and an owner. One report is for a week, which begins on few of the days on which somebody checks.
const checkConfig = `
api: {endpoint: "${API}", region: ap-guangzhou}
smtp:
  host: 127.0.0.1
  port: ${SMTP_PORT}
  username: report@example.com
  password: ${SMTP_PASSWORD}
  from: Token report <report@example.com>
  allow: ${SMTP_ALLOW:-}
storage: {url: "cos://reports-1250000000/usage?endpoint=${COS}"}
owner: oncall@example.net
prices: {currency: CNY, models: {"*": {input: 0.80, output: 2.00}}}
reports:
  - name: daily
    email: {to: "ops@example.com, Boss <boss@example.com>", bcc: archive@example.org}
    store: [pdf]
  - name: support
    period: week
    language: zh-CN
    timezone: Asia/Jakarta
    filter: {model_name: cs-normal}
    breakdown: {app_biz_ids: {"1790000000000000001": Support bot}}
    budget: {cost: 900}
    tables: [hourly, app_biz_ids]
    email: {to: support@example.com, attach: [csv]}
  - name: kept
    breakdown: {app_biz_ids: ["1790000000000000001"], model_name: [cs-normal]}
    store: [json]
`

// surroundings are the servers that a run needs, all with TLS, and a console beside them.
type surroundings struct {
	*console
	api         *lketest.Server
	smtp        *smtptest.Server
	cos         *costest.Server
	environment map[string]string
	// skew is how much the API's clock is ahead of the console's.
	skew time.Duration
	// apiClock is the API's where it is to go on: one that stands still has the whole test within one second of its limit.
	apiClock func() time.Time
	// Whether the console knows the servers' authorities.
	distrustAPI, distrustSMTP bool
	webhookRoots              *x509.CertPool // of the test's own server of webhooks; nil: there is none
}

var checkTime = time.Date(2024, 11, 20, 1, 0, 0, 0, time.UTC)

func surround(t *testing.T) *surroundings {
	t.Helper()
	s := &surroundings{}
	s.apiClock = func() time.Time { return checkTime.Add(s.skew) }
	keys := apiclient.Credentials{SecretID: secret.New("AKIDcanary"), SecretKey: secret.New("key-canary"), Token: secret.New("token-canary")}
	var err error
	s.api, err = lketest.Start(lketest.Config{
		Accounts: []apiclient.Credentials{keys}, TLS: true, Rate: -1, Now: func() time.Time { return s.apiClock() },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.api.Close() })
	if s.smtp, err = smtptest.Start(smtptest.Options{Username: "report@example.com", Password: "password-canary"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.smtp.Close() })
	s.cos = costest.Start(costest.Options{SecretID: "AKIDcanary", SecretKey: "key-canary", Token: "token-canary"})
	t.Cleanup(s.cos.Close)

	file := filepath.Join(t.TempDir(), "tokenreport.yml")
	if err := os.WriteFile(file, []byte(checkConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	s.environment = map[string]string{
		"TENCENTCLOUD_SECRETID": "AKIDcanary", "TENCENTCLOUD_SECRETKEY": "key-canary", "TENCENTCLOUD_SESSIONTOKEN": "token-canary",
		"TOKENREPORT_CONFIG": file, "API": s.api.Endpoint, "SMTP_PORT": fmt.Sprint(s.smtp.Port()), "SMTP_PASSWORD": "password-canary",
		"COS": s.cos.URL().String(),
	}
	s.console = newConsole(s.environment)
	s.Now = func() time.Time { return checkTime }
	s.Resolver = zone{}
	return s
}

// zone is the answers of a name server; a domain that is not in it has one mail server.
type zone map[string]*net.DNSError

func (z zone) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	if z[name] != nil {
		return nil, z[name]
	}
	return []*net.MX{{Host: "mail." + name + "."}}, nil
}

func (z zone) LookupHost(_ context.Context, name string) ([]string, error) { return nil, z[name] }

// check runs the command and proves that no secret was shown.
func (s *surroundings) check(t *testing.T, send, asJSON bool) int {
	t.Helper()
	s.out.Reset()
	s.err.Reset()
	roots := s.api.Roots
	if s.distrustAPI {
		roots = nil
	}
	mailRoots := s.smtp.CertPool()
	if s.distrustSMTP {
		mailRoots = nil
	}
	status := command.CheckTrusting(t.Context(), s.System, roots, mailRoots, s.cos.CertPool(), s.webhookRoots, send, asJSON)
	if shown := s.out.String() + s.err.String(); strings.Contains(shown, "canary") {
		t.Errorf("a secret was shown:\n%s", shown)
	}
	return status
}

// table reads the JSON that was printed.
func (s *surroundings) table(t *testing.T) (table check.Table) {
	t.Helper()
	if err := json.Unmarshal(s.out.Bytes(), &table); err != nil {
		t.Fatalf("%v: %s", err, &s.out)
	}
	for _, row := range table.Checks {
		for _, finding := range row.Findings {
			if finding.Text == "" || finding.Hint == "" {
				t.Errorf("%s: a finding without text or hint: %+v", row.Check, finding)
			}
		}
	}
	return table
}

// checked are all rows that the configuration gives rise to, in their order.
var checked = []string{
	check.Configuration, check.Zones, check.Fonts, check.Credentials, check.API, check.API, check.Clock, check.MailLogin,
	check.Recipients, check.Domains, check.Storage, check.Versions,
}

// printed is the table of the JSON for a person. What differs between two runs is taken out before, since lines are
// broken by its length.
func (s *surroundings) printed(t *testing.T) []byte {
	t.Helper()
	var table check.Table
	if err := json.Unmarshal(s.normal(s.out.Bytes()), &table); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := table.Print(&text); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// normal takes out what differs between two runs.
func (s *surroundings) normal(text []byte) []byte {
	for _, change := range [][2]string{
		{regexp.QuoteMeta(filepath.Dir(s.environment["TOKENREPORT_CONFIG"])), "/etc"},
		{`127\.0\.0\.1:[0-9]+`, "127.0.0.1:PORT"},
		{`check/[A-Z2-7]{26}`, "check/RANDOM"},
		{`NjM[0-9]+`, "NjM"}, // of COS
	} {
		text = regexp.MustCompile(change[0]).ReplaceAll(text, []byte(change[1]))
	}
	return text
}
