package webhook_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tokenreport/delivery"
	"tokenreport/delivery/webhook"
	"tokenreport/secret"
)

// TestLimits fills a message up to what the chat takes, and by one more: then something is left out, and never a part of it.
func TestLimits(t *testing.T) {
	const link = "https://example.com/用量?sign="
	for kind, test := range map[string]struct {
		most int
		size func(payload) int // of what is limited, as the chat counts
	}{
		"wecom":    {4096, func(p payload) int { return len(p.Markdown.Content) }},
		"dingtalk": {20_000, func(p payload) int { return len(p.Markdown.Title) + len(p.Markdown.Text) }},
		"feishu":   {20_000, func(p payload) int { return p.whole }},
		"slack":    {3000, func(p payload) int { return p.longest }},
	} {
		with := func(length int) payload {
			parcel := parcel(kind)
			parcel.Card.Link.URL = link + strings.Repeat("a", length)
			return compose(t, kind, parcel)
		}
		length := test.most - test.size(with(test.most/2)) + test.most/2
		for more, whole := range map[int]bool{-1: true, 0: true, 1: false} {
			p := with(length + more)
			size, cut := test.size(p), strings.Contains(p.text, "…")
			if cut == whole || whole && size != test.most+more || size > test.most {
				t.Errorf("%s by %+d: %d of %d, cut: %t", kind, more, size, test.most, cut)
			}
			if begun, has := strings.Contains(p.text, "sign="), strings.Contains(p.text, link+strings.Repeat("a", length+more)); begun != has {
				t.Errorf("%s by %+d: the link is cut", kind, more)
			}
		}
	}
}

// Slack counts the characters of a heading and of a figure by themselves.
func TestLimitsOfSlack(t *testing.T) {
	p := parcel("slack")
	for length, want := range map[int]int{149: 149, 150: 150, 151: 150} {
		p.Card.Title = strings.Repeat("用", length)
		heading := compose(t, "slack", p).Blocks[0].Text.Text
		if got := utf8.RuneCountInString(heading); got != want || strings.HasSuffix(heading, "…") != (length > want) {
			t.Errorf("a heading of %d characters has %d", length, got)
		}
	}
	const around = "\n*" + "*" + "\n" // of the value, before the note
	for more, whole := range map[int]bool{0: true, 1: false} {
		note := strings.Repeat("c", 2000-2*950-len(around)+more)
		p.Card.Figures = []delivery.Figure{{Label: strings.Repeat("a", 950), Value: strings.Repeat("b", 950), Note: note}}
		if got := strings.Contains(compose(t, "slack", p).text, note); got != whole {
			t.Errorf("a figure of %d characters is there: %t", 2000+more, got)
		}
	}
}

// payload is what the limits of all kinds are about.
type payload struct {
	Markdown struct{ Title, Content, Text string }
	Blocks   []struct {
		Text *struct{ Text string }
	}
	text           string // all of it
	whole, longest int    // bytes of the body, characters of the longest text of a block
}

func compose(t *testing.T, kind string, p delivery.Parcel) (made payload) {
	t.Helper()
	c, err := webhook.New(webhook.Options{Kind: kind, URL: secret.New(urls[kind]), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	body, err := c.Body(p)
	if err == nil {
		err = json.Unmarshal(body, &made)
	}
	if err != nil {
		t.Fatal(err)
	}
	var all any
	_ = json.Unmarshal(body, &all) // as it could before
	collect(all, func(object map[string]any) {
		for _, value := range object {
			if text, ok := value.(string); ok {
				made.text += text
			}
		}
	})
	for _, block := range made.Blocks {
		if block.Text != nil {
			made.longest = max(made.longest, utf8.RuneCountInString(block.Text.Text))
		}
	}
	made.whole = len(body)
	return made
}
