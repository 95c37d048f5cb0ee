package config

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"tokenreport/secret"
)

// Webhook is where a report is announced to a chat, or posted as JSON:
//
//	{kind: dingtalk, url: "${DINGTALK_URL}", secret: "${DINGTALK_SECRET}"}
type Webhook struct {
	Kind WebhookKind
	URL  secret.Text // https, or http on loopback, with a host; never zero. Whoever has it can post
	// Secret signs the requests; zero: they are not signed. Only some kinds have one.
	Secret secret.Text
}

// WebhookKind is whose webhook it is.
type WebhookKind string

// The kinds.
const (
	WeCom    WebhookKind = "wecom"
	Feishu   WebhookKind = "feishu" // Lark as well
	DingTalk WebhookKind = "dingtalk"
	Slack    WebhookKind = "slack"
	Plain    WebhookKind = "json" // any receiver
)

// WebhookKinds are all kinds.
func WebhookKinds() []WebhookKind { return []WebhookKind{WeCom, Feishu, DingTalk, Slack, Plain} }

// A robot is what the URL of a chat's webhook looks like at the chat's own host.
type robot struct {
	kind      WebhookKind
	parameter string // that holds the secret; empty: the path does
	path      string // begins with
}

// robots are the chats' own hosts. Another host is a relay, or a private installation, of which nothing is known.
var robots = map[string]robot{
	"qyapi.weixin.qq.com": {WeCom, "key", "/cgi-bin/webhook/send"},
	"open.feishu.cn":      {Feishu, "", "/open-apis/bot/v2/hook/"},
	"open.larksuite.com":  {Feishu, "", "/open-apis/bot/v2/hook/"},
	"oapi.dingtalk.com":   {DingTalk, "access_token", "/robot/send"},
	"hooks.slack.com":     {Slack, "", "/services/"},
}

// webhookPath is a section whose keys may be secrets, where they are none of its own.
var webhookPath = regexp.MustCompile(`^reports\[\d+\]\.webhooks\[\d+\]$`)

const webhookURLAccepted = "the whole URL that the robot's settings show, by https"

// readWebhooks reads the list. One whose url is empty is switched off, so that it may come from a variable.
func readWebhooks(n *node) []Webhook {
	var webhooks []Webhook
	seen := map[string]string{}
	for _, item := range n.list() {
		w, ok := readWebhook(item)
		if !ok {
			continue
		}
		key := string(w.Kind) + " " + w.URL.Reveal()
		if other, twice := seen[key]; twice {
			item.field("url").complain("is the same as that of "+other, "keep one of them")
			continue
		}
		seen[key] = item.path
		webhooks = append(webhooks, w)
	}
	return webhooks
}

// readWebhook is not ok where there is none, or it has been complained about.
func readWebhook(n *node) (w Webhook, ok bool) {
	s := n.section()
	kind, address, key := s.get("kind"), s.get("url"), s.get("secret")
	s.end()
	if n.kind == broken {
		return Webhook{}, false
	}
	kind.require("wecom, feishu, dingtalk, slack or json")
	w = Webhook{Kind: oneOf(kind, "", WebhookKinds()...), Secret: key.credential()}
	if address.kind == absent {
		address.require(webhookURLAccepted)
	}
	text, given := address.str()
	if !given || w.Kind == "" {
		return Webhook{}, false
	}
	checkWebhookSecret(w.Kind, key)
	if err := checkWebhookURL(text, w.Kind); err != nil {
		address.refuse(err.Error(), webhookURLAccepted)
		return Webhook{}, false
	}
	w.URL = secret.New(text)
	return w, true
}

func checkWebhookSecret(kind WebhookKind, key *node) {
	if (kind == WeCom || kind == Slack) && key.given() {
		key.complain("signs a webhook, but "+string(kind)+" has no signature: its url is the secret", key.removal())
	}
}

// checkWebhookURL says what is wrong with a URL. Its errors hold nothing of it but a host that everybody knows.
func checkWebhookURL(text string, kind WebhookKind) error {
	u, err := parseReachable(text)
	switch {
	case err != nil:
		return err
	case u.Fragment != "":
		return errors.New(`has a "#" in it`)
	case strings.ContainsFunc(text, unicode.IsSpace): // copied with it; it would be sent as it is
		return errors.New("has white space in it")
	}
	at, known := robots[strings.ToLower(u.Hostname())]
	switch {
	case !known:
		return nil
	case at.kind != kind:
		return fmt.Errorf("is one of kind %s (its host is %s), and kind is %s", at.kind, strings.ToLower(u.Hostname()), kind)
	case !strings.HasPrefix(u.Path, at.path) || at.parameter == "" && len(u.Path) == len(at.path):
		return fmt.Errorf("is not a webhook's: at %s those begin with %s", strings.ToLower(u.Hostname()), at.path)
	case at.parameter != "" && emptyParameter(u, at.parameter):
		return fmt.Errorf("has no %s in it", at.parameter)
	}
	return nil
}

func emptyParameter(u *url.URL, name string) bool { return u.Query().Get(name) == "" }
