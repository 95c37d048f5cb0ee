package webhook_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/webhook"
	"tokenreport/delivery/webhook/webhooktest"
	"tokenreport/secret"
)

const signingSecret = "SECc4nary-s1gn1ng"

func start(t testing.TB, change ...func(*webhooktest.Options)) *webhooktest.Server {
	t.Helper()
	o := webhooktest.Options{Secret: signingSecret, Now: time.Now}
	for _, f := range change {
		f(&o)
	}
	server := webhooktest.Start(o)
	t.Cleanup(server.Close)
	return server
}

func channel(t testing.TB, server *webhooktest.Server, kind string, change ...func(*webhook.Options)) *webhook.Channel {
	t.Helper()
	o := webhook.Options{Kind: kind, URL: secret.New(server.URL(kind)), RootCAs: server.CertPool(), Now: time.Now}
	if webhook.Signs(kind) {
		o.Secret = secret.New(signingSecret)
	}
	for _, f := range change {
		f(&o)
	}
	c, err := webhook.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func parcel(kind string) delivery.Parcel { return deliverytest.Parcel(kind, kind+"-1a2b3c4d") }

// titleOf is the heading of a message that has arrived, as the group shows it.
func titleOf(t testing.TB, m webhooktest.Message) string {
	t.Helper()
	var body struct {
		Markdown struct{ Content, Text string }
		Card     struct {
			Header struct{ Title struct{ Content string } }
		}
		Blocks []struct{ Text struct{ Text string } }
		Title  string
	}
	if err := json.Unmarshal(m.Body, &body); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(body.Markdown.Content+body.Markdown.Text, "\n")
	title := strings.TrimLeft(first, "# ") + body.Card.Header.Title.Content + body.Title
	if len(body.Blocks) > 0 {
		title += body.Blocks[0].Text.Text
	}
	return title
}

// refusals are answers that a kind gives for good, echoing what it was sent.
var refusals = map[string]webhooktest.Fault{
	"wecom":    {Status: 200, Body: `{"errcode":93000,"errmsg":"invalid webhook url ` + webhooktest.Key + `"}`},
	"feishu":   {Status: 200, Body: `{"code":19021,"msg":"sign match fail ` + webhooktest.Key + " " + signingSecret + `"}`},
	"dingtalk": {Status: 200, Body: `{"errcode":310000,"errmsg":"sign not match ` + webhooktest.Key + " " + signingSecret + `"}`},
	"slack":    {Status: 404, Body: "no_service", Header: map[string]string{"X-Slack-Req-Id": webhooktest.Key}},
	"json":     {Status: 403, Body: "go away, " + webhooktest.Key + " " + signingSecret},
}

func TestConformance(t *testing.T) {
	for _, kind := range webhook.Kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			conform(t, kind, kind)
		})
	}
}

// conform runs the suite over a kind whose robots answer as those of another, or as its own.
func conform(t *testing.T, kind, robot string) {
	deliverytest.Run(t, func(t *testing.T) deliverytest.Harness {
		server := start(t)
		there := func(o *webhook.Options) { o.URL = secret.New(server.URL(robot)) }
		return deliverytest.Harness{
			Channel: channel(t, server, kind, there), Recipient: kind + "-1a2b3c4d", Cards: true,
			Accepted: func(t *testing.T) (all []delivery.File) {
				for _, m := range server.Messages() {
					all = append(all, deliverytest.CardFile(titleOf(t, m)))
				}
				return all
			},
			Break: map[deliverytest.Breakage]func(*testing.T){
				deliverytest.Hanging: func(*testing.T) { server.SetDeaf(true) },
				deliverytest.Failing: func(*testing.T) {
					server.SetFault(webhooktest.Fault{Status: 503, Body: "echo " + webhooktest.Key})
				},
				deliverytest.Refusing: func(*testing.T) { server.SetFault(refusals[robot]) },
			},
			Mend: func(*testing.T) {
				server.SetDeaf(false)
				server.Inject(nil)
			},
			Secrets: []string{webhooktest.Key, signingSecret},
		}
	})
}
