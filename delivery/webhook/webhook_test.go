package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/webhook"
	"tokenreport/delivery/webhook/robot"
	"tokenreport/delivery/webhook/webhooktest"
	"tokenreport/secret"
)

func Example() {
	group := webhooktest.Start(webhooktest.Options{PlainHTTP: true})
	defer group.Close()
	channel, err := webhook.New(webhook.Options{Kind: "wecom", URL: secret.New(group.URL("wecom")), Now: time.Now})
	if err != nil {
		fmt.Println(err)
		return
	}
	ref, err := channel.Deliver(context.Background(), delivery.Parcel{Card: &delivery.Card{
		Title: "Token usage", Text: "67,199 tokens.", Figures: []delivery.Figure{{Label: "Total", Value: "67,199"}},
	}})
	fmt.Println(ref, err)
	fmt.Println(string(group.Messages()[0].Body))
	// Output:
	// ok <nil>
	// {"msgtype":"markdown","markdown":{"content":"### Token usage\n\n67,199 tokens.\n\n> Total: **67,199**"}}
}

func TestNew(t *testing.T) {
	for _, test := range []struct{ kind, url, secret, want string }{
		{"wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=canary", "", ""},
		{"json", "http://127.0.0.1:8080/canary", "s", ""},
		{"teams", "https://example.com/canary", "", "use one of dingtalk, feishu, json, slack, wecom"},
		{"wecom", "", "", "no URL is given"},
		{"wecom", "canary", "", "the URL is none"},
		{"wecom", "https://%zz/canary", "", "the URL is none"},
		{"slack", "http://hooks.slack.com/services/canary", "", "not https"},
		{"slack", "https://canary@hooks.slack.com/services/", "", "user name"},
		{"slack", "https://hooks.slack.com/services/#canary", "", `"#"`},
		{"slack", "https://hooks.slack.com/services/canary", "canary", "signs nothing"},
		{"wecom", "https://example.com/canary", "canary", "signs nothing"},
	} {
		_, err := webhook.New(webhook.Options{Kind: test.kind, URL: secret.New(test.url), Secret: secret.New(test.secret), Now: time.Now})
		switch {
		case test.want == "" && err != nil, test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%+v: %v", test, err)
		case err != nil && strings.Contains(err.Error(), "canary"):
			t.Errorf("%+v: the error tells the URL: %v", test, err)
		}
	}
}

// A robot keeps its name where only the way to it, or what signs, is another.
func TestRecipient(t *testing.T) {
	name := func(kind, url, key string) string {
		c, err := webhook.New(webhook.Options{Kind: kind, URL: secret.New(url), Secret: secret.New(key), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		return c.Recipient()
	}
	wecom := name("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=one", "")
	if !regexp.MustCompile(`^wecom-[0-9a-f]{8}$`).MatchString(wecom) {
		t.Errorf("the name is %q", wecom)
	}
	if other := name("wecom", "https://relay.example.com/wecom?debug=1&key=one", ""); other != wecom {
		t.Errorf("by a relay it is %s, not %s", other, wecom)
	}
	if other := name("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=two", ""); other == wecom {
		t.Errorf("two robots are called %s", other)
	}
	feishu := name("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/one", "a")
	if other := name("feishu", "https://open.larksuite.com/open-apis/bot/v2/hook/one", "b"); other != feishu {
		t.Errorf("signed by another secret it is %s, not %s", other, feishu)
	}
	if one, two := name("json", "https://example.com/one", ""), name("json", "https://example.com/two", ""); one == two {
		t.Errorf("two receivers are called %s", one)
	}
}

// A receiver may take longer to answer than the timeout: it has the message, and who gives up posts it twice.
func TestTheTimeoutEndsWithTheHandover(t *testing.T) {
	const timeout = time.Second
	server := start(t)
	c := channel(t, server, "wecom", func(o *webhook.Options) { o.Timeout = timeout })
	over, cancel := context.WithTimeout(t.Context(), 2*timeout)
	defer cancel()
	server.SetFault(webhooktest.Fault{
		Late: true, Status: http.StatusOK, Body: `{"errcode":0,"errmsg":"ok"}`, Notify: func() { <-over.Done() },
	})
	handed := 0
	if _, err := c.Deliver(delivery.OnHandover(t.Context(), func() { handed++ }), parcel("wecom")); err != nil || handed != 1 {
		t.Errorf("%v; handed over %d times", err, handed)
	}
}

// Every attempt at a delivery has one Idempotency-Key, and no other delivery has it, nor has a deliberate repetition.
func TestIdempotencyKey(t *testing.T) {
	server := start(t)
	c := channel(t, server, "json")
	revision := parcel("json")
	revision.Key.Revision = 2
	forced := parcel("json")
	forced.Redo = "event"
	for _, p := range []delivery.Parcel{parcel("json"), parcel("json"), revision, forced, forced} {
		if _, err := c.Deliver(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	messages := server.Messages()
	if server.Requests() != 5 || len(messages) != 3 {
		t.Fatalf("of %d requests %d are new", server.Requests(), len(messages))
	}
	if got, want := messages[0].Header.Get(webhook.IdempotencyKey), parcel("json").Key.ID(); got != want {
		t.Errorf("%s is %q, want %q", webhook.IdempotencyKey, got, want)
	}
	if string(messages[0].Body) != string(parcel("json").Card.ForData) {
		t.Errorf("the body is %s", messages[0].Body)
	}
}

// What some services hide in the host's name stays hidden as well.
func TestErrorsHideTheHost(t *testing.T) {
	c, err := webhook.New(webhook.Options{Kind: "json", URL: secret.New("https://canary-tenant.invalid/hook/canary-path"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{c.Reach(t.Context()), deliverTo(t, c)} {
		if err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("the error is %v", err)
		}
	}
}

// Cleaning an answer puts no secret together that was not to be found before.
func TestASecretInPieces(t *testing.T) {
	server := start(t)
	server.SetFault(coded(`{"errcode":93000,"errmsg":"no robot ` + webhooktest.Key[:9] + `\u0000` + webhooktest.Key[9:] + `"}`))
	err := deliverTo(t, channel(t, server, "wecom"))
	if err == nil || strings.Contains(err.Error(), webhooktest.Key[9:]) || !strings.Contains(err.Error(), secret.Redacted) {
		t.Errorf("the error is %v", err)
	}
}

func deliverTo(t *testing.T, c *webhook.Channel) error {
	_, err := c.Deliver(t.Context(), parcel(c.Name()))
	return err
}

// What a configuration may name is what there is a file for here.
func TestEveryRobotHasItsKind(t *testing.T) {
	var known []string
	for _, r := range robot.All() {
		known = append(known, r.Kind)
	}
	if slices.Sort(known); !slices.Equal(known, webhook.Kinds()) {
		t.Errorf("package robot knows %q, and there are messages of %q", known, webhook.Kinds())
	}
}
