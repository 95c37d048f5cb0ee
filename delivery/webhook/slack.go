package webhook

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"tokenreport/delivery"
)

// The limits of Block Kit, in characters.
const (
	mostOfSlackText   = 3000 // of a block's text
	mostOfSlackHeader = 150
	mostOfSlackField  = 2000
)

// slack is an incoming webhook of Slack. It answers refusals with a word and a status of HTTP.
var slack = kind{
	compose: composeSlack,
	judge:   judgeSlack,
}

// slackWord is a code of Slack's: invalid_payload.
var slackWord = regexp.MustCompile(`^[a-z_]{2,60}$`)

var slackHints = map[string]string{
	"invalid_payload":     "Slack did not take the message's form: please report it, with this line",
	"invalid_blocks":      "Slack did not take the message's form: please report it, with this line",
	"no_text":             "Slack did not take the message's form: please report it, with this line",
	"no_service":          "the webhook was removed or switched off: make a new one, and give its url",
	"no_team":             "the url is of no workspace: copy it from the app's settings again",
	"team_disabled":       "the workspace is switched off",
	"invalid_token":       "the url is not right: copy it from the app's settings again",
	"action_prohibited":   "an administrator of the workspace does not let webhooks post there",
	"channel_not_found":   "the channel was removed: make a webhook for another one, and give its url",
	"channel_is_archived": "the channel is archived: bring it back, or make a webhook for another one",
	"user_not_found":      "whom the webhook wrote to is no member any more: make a new one, and give its url",
}

func judgeSlack(a answer) verdict {
	word := strings.TrimSpace(string(a.body))
	switch known := slackWord.MatchString(word); {
	case a.status/100 == 2 && word == "ok":
		return verdict{accepted: true, words: word}
	case a.status/100 == 2:
		return verdict{obscure: true}
	case known:
		return verdict{code: word, hint: cmp.Or(slackHints[word], "look the word up in Slack's documentation of incoming webhooks")}
	}
	return verdict{hint: "check the webhook's url: its server does not take messages there"}
}

type slackPayload struct {
	Text   string       `json:"text"` // for notifications
	Blocks []slackBlock `json:"blocks"`
}

type slackBlock struct {
	Type     string      `json:"type"`
	Text     *slackText  `json:"text,omitempty"`
	Fields   []slackText `json:"fields,omitempty"`
	Elements []slackText `json:"elements,omitempty"`
}

type slackText struct {
	Type string `json:"type"` // plain_text or mrkdwn
	Text string `json:"text"`
	// Verbatim keeps addresses, and names of channels and people, from becoming links by themselves.
	Verbatim bool `json:"verbatim,omitempty"`
}

func mrkdwn(text string) slackText     { return slackText{"mrkdwn", text, true} }
func slackPlain(text string) slackText { return slackText{Type: "plain_text", Text: text} }

// slackEscape escapes the three characters of which Slack says how. What holds names is no mrkdwn, but plain text.
var slackEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace

func composeSlack(_ *Channel, p delivery.Parcel) (message, error) {
	payload, err := fitted(*p.Card, slackPayloadOf, slackPayload.fits)
	if err != nil {
		return message{}, err
	}
	body, err := encode(payload)
	return message{body: body}, err
}

func slackPayloadOf(s sheet) slackPayload {
	p := slackPayload{Text: slackEscape(cmp.Or(s.Brief, s.Title))}
	section := func(text slackText) { p.Blocks = append(p.Blocks, slackBlock{Type: "section", Text: &text}) }
	if s.Title != "" {
		p.Blocks = append(p.Blocks, slackBlock{Type: "header", Text: &slackText{Type: "plain_text", Text: headed(s.Title)}})
	}
	for _, alert := range s.Alerts {
		section(slackPlain(warned(alert)))
	}
	if s.Text != "" {
		section(slackPlain(s.Text))
	}
	if len(s.Figures) > 0 {
		p.Blocks = append(p.Blocks, slackFigures(s.Figures))
	}
	if s.cut {
		section(slackPlain(cutMark))
	}
	if s.Link != nil {
		section(mrkdwn("<" + slackEscape(s.Link.URL) + "|" + slackEscape(strings.ReplaceAll(s.Link.Label, "|", " ")) + ">"))
		if s.Link.Note != "" {
			p.Blocks = append(p.Blocks, slackBlock{Type: "context", Elements: []slackText{slackPlain(s.Link.Note)}})
		}
	}
	return p
}

// headed is a title as long as a header may be.
func headed(title string) string {
	if runes := []rune(title); len(runes) > mostOfSlackHeader {
		return string(runes[:mostOfSlackHeader-1]) + cutMark
	}
	return title
}

func slackFigures(figures []delivery.Figure) slackBlock {
	row := slackBlock{Type: "section"}
	for _, f := range figures {
		row.Fields = append(row.Fields, mrkdwn(slackEscape(f.Label)+"\n*"+slackEscape(f.Value)+"*"+behind("\n", slackEscape(f.Note), "")))
	}
	return row
}

// fits reports whether no text is longer than Slack takes.
func (p slackPayload) fits() bool {
	for _, block := range p.Blocks {
		if block.Text != nil && utf8.RuneCountInString(block.Text.Text) > mostOfSlackText {
			return false
		}
		for _, field := range block.Fields {
			if utf8.RuneCountInString(field.Text) > mostOfSlackField {
				return false
			}
		}
	}
	return utf8.RuneCountInString(p.Text) <= mostOfSlackText
}
