package command_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"tokenreport/check"
	"tokenreport/delivery/webhook/webhooktest"
)

// webhooksConfig has three webhooks.
const webhooksConfig = `
api: {endpoint: "${API}", region: ap-guangzhou}
storage: {url: "cos://reports-1250000000/usage?endpoint=${COS}"}
reports:
  - name: daily
    store: [json]
    tables: []
    webhooks:
      - {kind: wecom, url: "${WECOM_URL}"}
      - {kind: dingtalk, url: "${DINGTALK_URL}", secret: SECcanary}
      - {kind: json, url: "${JSON_URL}", secret: SECcanary}
`

// shared is a second report for the first webhook.
const shared = `  - name: kept
    store: [json]
    webhooks: [{kind: wecom, url: "${WECOM_URL}"}]
`

// announce gives the console a configuration with webhooks, and them a server.
func announce(t *testing.T, s *surroundings, text string) *webhooktest.Server {
	t.Helper()
	server := webhooktest.Start(webhooktest.Options{Secret: "SECcanary", Now: s.Now, Keyword: "Token"})
	t.Cleanup(server.Close)
	s.webhookRoots = server.CertPool()
	for _, kind := range []string{"wecom", "dingtalk", "json"} {
		s.environment[strings.ToUpper(kind)+"_URL"] = server.URL(kind)
	}
	if err := os.WriteFile(s.environment["TOKENREPORT_CONFIG"], []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return server
}

// rowsOf are the rows of one check.
func rowsOf(table check.Table, name string) []check.Row {
	return slices.DeleteFunc(slices.Clone(table.Checks), func(r check.Row) bool { return r.Check != name })
}

// A check tries the host of each webhook, and posts nothing.
func TestCheckTriesWebhooks(t *testing.T) {
	s := surround(t)
	server := announce(t, s, webhooksConfig+shared)
	if status := s.check(t, false, true); status != 0 {
		t.Fatalf("status %d: %s%s", status, &s.out, &s.err)
	}
	rows := rowsOf(s.table(t), check.Webhook)
	if len(rows) != 3 || server.Requests() > 0 {
		t.Fatalf("%d requests, rows %+v", server.Requests(), rows)
	}
	for i, want := range []string{"wecom-", "dingtalk-", "json-"} {
		if rows[i].Result != check.OK || !strings.HasPrefix(rows[i].Detail, want) {
			t.Errorf("%+v", rows[i])
		}
	}
	if !strings.Contains(rows[0].Detail, " of daily, kept: ") {
		t.Errorf("%+v", rows[0])
	}
	s.webhookRoots = nil
	if status := s.check(t, false, true); status != 1 {
		t.Errorf("status %d with an authority that is not known", status)
	}
	if row := rowsOf(s.table(t), check.Webhook)[0]; row.Result != check.Failed || !strings.Contains(row.Findings[0].Text, "certificate") {
		t.Errorf("%+v", row)
	}
}

// With --send it posts a test to each, which neither people nor programs take for a report; and tells of a robot that
// refuses what to do.
func TestCheckPostsTests(t *testing.T) {
	s := surround(t)
	server := announce(t, s, webhooksConfig)
	server.Inject(func(kind string) (webhooktest.Fault, bool) {
		return webhooktest.Fault{Status: 200, Body: `{"errcode":93000,"errmsg":"invalid webhook url ` + webhooktest.Key + `"}`}, kind == "wecom"
	})
	if status := s.check(t, true, true); status != 1 {
		t.Fatalf("status %d: %s%s", status, &s.out, &s.err)
	}
	rows, messages := rowsOf(s.table(t), check.TestMessage), server.Messages()
	if len(rows) != 3 || len(messages) != 2 {
		t.Fatalf("%d messages, rows %+v", len(messages), rows)
	}
	if finding := rows[0].Findings[0]; !strings.Contains(finding.Text, "errcode 93000") || !strings.Contains(finding.Hint, "copy the url") {
		t.Errorf("%+v", finding)
	}
	if rows[1].Result != check.OK || !strings.HasPrefix(rows[1].Detail, "of daily to dingtalk-") || !strings.HasSuffix(rows[1].Detail, ": ok") {
		t.Errorf("%+v", rows[1])
	}
	for i, want := range []string{"［TEST］ daily: a report of invented figures", `"test":true`} {
		if !bytes.Contains(messages[i].Body, []byte(want)) {
			t.Errorf("not marked as a test: %s", messages[i].Body)
		}
	}
}
