package command_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/delivery/webhook/webhooktest"
)

// reachingOut has everything by which a run reaches out: mail, storage, webhooks, an owner, and figures of late.
const reachingOut = `
api: {endpoint: "${TOKENREPORT_ENDPOINT}", region: ap-guangzhou}
smtp: {host: 127.0.0.1, port: "${SMTP_PORT}", tls: none, from: r@example.com}
storage: {url: "cos://reports-1250000000/usage?endpoint=${COS}"}
late_data: {periods: 2, mail: true}
owner: [oncall@example.com]
dispatch: scf
reports:
  - name: daily
    email: {to: a@example.com, attach: [pdf, csv]}
    store: [json]
    calls: false
    webhooks:
      - {kind: wecom, url: "${WECOM_URL}"}
      - {kind: json, url: "${JSON_URL}", secret: SECcanary}
`

// Whatever a configuration would send to, nothing is: neither with the account's figures nor with invented ones. What the bucket
// remembers is read.
func TestPreviewSendsNothing(t *testing.T) {
	environment, _ := account(t)
	mails, err := smtptest.Start(smtptest.Options{Security: smtptest.Plain})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mails.Close() })
	chats := webhooktest.Start(webhooktest.Options{Secret: "SECcanary", PlainHTTP: true})
	t.Cleanup(chats.Close)
	bucket := costest.Start(costest.Options{SecretID: "id", SecretKey: "key-canary", PlainHTTP: true})
	t.Cleanup(bucket.Close)
	environment["TOKENREPORT_CONFIG"], environment["SMTP_PORT"] = configFile(t, reachingOut), strconv.Itoa(mails.Port())
	environment["COS"] = bucket.URL().String()
	for _, kind := range []string{"wecom", "json"} {
		environment[strings.ToUpper(kind)+"_URL"] = chats.URL(kind)
	}
	c := newConsole(environment)
	at := startPreview(t, c)
	const day = "date=2024-11-19"
	for _, path := range []string{
		"/", "/facts?" + day, "/view/mail?" + day, "/view/text?" + day, "/view/page?" + day, "/view/pdf?" + day, "/file/csv?" + day, "/file/json?" + day,
		"/view/mail?figures=embedded&" + day, // the region is not the embedded API's
	} {
		if status, body := get(t, at+path); status != http.StatusOK {
			t.Errorf("%s: %d: %s", path, status, body)
		}
	}
	if n, m := mails.Connections(), chats.Requests(); n > 0 || m > 0 {
		t.Errorf("%d connections to the mail server, %d requests to webhooks", n, m)
	}
	for _, r := range bucket.Requests() {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			t.Errorf("the bucket was asked to %s %s", r.Method, r.Key)
		}
	}
	if len(bucket.Requests()) == 0 || len(bucket.Objects()) > 0 {
		t.Errorf("of the bucket %d things were asked, and it has %d objects", len(bucket.Requests()), len(bucket.Objects()))
	}
}
