package webhook_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/webhook"
	"tokenreport/secret"
)

// chats are the kinds whose messages people read.
var chats = []string{"wecom", "feishu", "dingtalk", "slack"}

// What is too long is cut by whole lines, and says so; the heading stays.
func TestLongMessagesFit(t *testing.T) {
	long := func(n int) string { return strings.Repeat("很长的名字 <&*_~`>", n) }
	for name, change := range map[string]func(*delivery.Card){
		"many alerts": func(c *delivery.Card) {
			c.Alerts = strings.Split(strings.Repeat("The API gave no value.\n", 5000), "\n")
		},
		"long alerts":   func(c *delivery.Card) { c.Alerts = []string{long(400), long(400), long(400), long(400), long(400)} },
		"long sentence": func(c *delivery.Card) { c.Text = long(5000) },
		"long link":     func(c *delivery.Card) { c.Link.URL = "https://example.com/?token=" + strings.Repeat("a%2F", 30_000) },
		"long everything": func(c *delivery.Card) {
			c.Alerts, c.Text = []string{long(400), long(400)}, long(400)
			for i := range c.Figures {
				c.Figures[i] = delivery.Figure{Label: long(400), Value: long(400), Note: long(400)}
			}
		},
	} {
		for _, kind := range chats {
			server := start(t)
			p := parcel(kind)
			change(p.Card)
			if _, err := channel(t, server, kind).Deliver(t.Context(), p); err != nil {
				t.Errorf("%s of %s: %v", name, kind, err)
				continue
			}
			m := server.Messages()[0]
			if title := titleOf(t, m); title != p.Card.Title {
				t.Errorf("%s of %s: the heading is %q", name, kind, title)
			}
			if !bytes.Contains(m.Body, []byte("…")) {
				t.Errorf("%s of %s is not marked as cut: %.300s", name, kind, m.Body)
			}
		}
	}
}

// A link is whole or not there.
func TestLinksAreNotCut(t *testing.T) {
	for _, length := range []int{100, 1500, 2900, 3800, 19_000} {
		for _, kind := range chats {
			server := start(t)
			p := parcel(kind)
			p.Card.Link.URL = "https://example.com/a?sign=" + strings.Repeat("a", length) + "End"
			if _, err := channel(t, server, kind).Deliver(t.Context(), p); err != nil {
				t.Errorf("%d for %s: %v", length, kind, err)
				continue
			}
			body := string(server.Messages()[0].Body)
			begun, whole := strings.Contains(body, "sign=a"), strings.Contains(body, p.Card.Link.URL)
			if begun != whole || length == 1500 && !whole {
				t.Errorf("%d for %s: begun %t, whole %t", length, kind, begun, whole)
			}
		}
	}
}

// hostileMarkup are texts that would mark up, mention, link or show something, were they not escaped.
var hostileMarkup = []string{
	"<@all>", `<font color="info">ok</font>`, "[click](https://evil.example)", "![x](https://evil.example/x.png)", "**bold** *it* ~~no~~",
	"<!channel>", "<https://evil.example|ok>", "<at id=all></at>", "`code` ```block```", "# heading\n> quote", "&lt;!here&gt; &amp; &#60;", `\[a\](b)`, "https://evil.example", "a|b",
}

func TestMarkupOfNamesStaysText(t *testing.T) {
	for _, kind := range chats {
		for _, text := range append(deliverytest.Hostile(), hostileMarkup...) {
			wantHarmless(t, kind, text)
		}
	}
}

func FuzzMarkup(f *testing.F) {
	for _, text := range append(deliverytest.Hostile(), hostileMarkup...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range chats {
			wantHarmless(t, kind, text)
		}
	})
}

// urls of each kind, for a channel that is not asked.
var urls = map[string]string{
	"wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/k",
	"dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=k", "slack": "https://hooks.slack.com/services/k",
}

// marks are what only the program itself may write into the marked-up texts of a kind, beside what a card without names has.
var marks = map[string]*regexp.Regexp{
	"wecom":    regexp.MustCompile("[<>\\[\\]*`~\\\\#]|://"),
	"dingtalk": regexp.MustCompile("[<>\\[\\]*`~\\\\#]|://"),
	"feishu":   regexp.MustCompile("[<>\\[\\]*`~\\\\()_]"),
	"slack":    regexp.MustCompile("[<>]"),
}

// wantHarmless wants a card with the text in every place to have the same marks as one without, and no control character.
func wantHarmless(t *testing.T, kind, text string) {
	t.Helper()
	c, err := webhook.New(webhook.Options{Kind: kind, URL: secret.New(urls[kind]), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	count := func(text string) (int, []string) {
		p := parcel(kind)
		p.Card.Title, p.Card.Brief, p.Card.Text = "T"+text, "B"+text, "S"+text
		p.Card.Alerts, p.Card.Figures = []string{"A" + text}, []delivery.Figure{{Label: "L" + text, Value: "V" + text, Note: "N" + text}}
		p.Card.Link.Label, p.Card.Link.Note = "O"+text, "U"+text
		body, err := c.Body(p)
		if err != nil {
			t.Fatal(err)
		}
		marked := markedUp(t, kind, body)
		return len(marks[kind].FindAllString(strings.Join(marked, "\n"), -1)), marked
	}
	short := text
	if len(short) > 100 {
		short = delivery.Shorten(delivery.CleanLine(short), 100) // nothing is cut
	}
	plain, _ := count("")
	got, marked := count(short)
	if got != plain {
		t.Errorf("%s: %q marks up: %q", kind, text, marked)
	}
	for _, m := range marked {
		deliverytest.WantClean(t, kind, strings.ReplaceAll(m, "\n", " "))
	}
}

// markedUp are the texts of a payload that the chat reads as markup.
func markedUp(t *testing.T, kind string, body []byte) []string {
	t.Helper()
	var p any
	if err := json.Unmarshal(body, &p); err != nil || !utf8.Valid(body) {
		t.Fatalf("%s is no payload: %v", body, err)
	}
	var texts []string
	collect(p, func(object map[string]any) {
		tag, _ := object["tag"].(string)
		kindOf, _ := object["type"].(string)
		content, _ := object["content"].(string)
		text, _ := object["text"].(string)
		switch {
		case kind == "feishu" && tag == "lark_md", kind == "wecom" && content != "":
			texts = append(texts, content)
		case kind == "slack" && text != "" && kindOf != "plain_text", kind == "dingtalk" && text != "":
			texts = append(texts, text)
		}
	})
	if len(texts) == 0 {
		t.Fatalf("%s has no text", body)
	}
	return texts
}

func collect(value any, found func(map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		found(value)
		for _, inner := range value {
			collect(inner, found)
		}
	case []any:
		for _, inner := range value {
			collect(inner, found)
		}
	}
}
