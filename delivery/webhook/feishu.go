package webhook

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"tokenreport/delivery"
)

// mostOfFeishu is how many bytes the body of a request may have.
const mostOfFeishu = 20_000

// feishu is a custom bot of Feishu, or of Lark, as it is called outside China. With a secret, timestamp and signature go
// into the body; the secret is part of the key, and nothing is signed with it.
var feishu = kind{
	hosts:    []string{"open.feishu.cn", "open.larksuite.com"},
	signs:    true,
	secretOf: inPath("/hook/"),
	compose:  composeFeishu,
	judge: func(a answer) verdict {
		v := coded(a, "code", "msg", map[int]bool{11232: true, 11233: true, 2200: true}, map[int]string{
			19021: "the signature is wrong, or older than an hour: give the bot's secret as secret, and set this machine's clock",
			19022: "the bot takes messages from certain addresses only: add this function's to its security settings",
			19024: "the bot takes messages with its keywords only: put one into the report's title",
			19001: "the url is of no bot: copy it from the group's bot again",
			9499:  "Feishu did not take the message's form: please report it, with this line",
			11232: "a bot takes 100 messages a minute and 5 a second: give reports to the group at different times",
		})
		if code, words, understood := codeIn(a.body, "StatusCode", "StatusMessage"); v.obscure && understood && code == 0 {
			return verdict{accepted: true, words: words} // the yes of older installations
		}
		return v
	},
}

type feishuPayload struct {
	Timestamp string     `json:"timestamp,omitempty"`
	Sign      string     `json:"sign,omitempty"`
	Type      string     `json:"msg_type"`
	Card      feishuCard `json:"card"`
}

type feishuCard struct {
	Config   map[string]bool `json:"config"`
	Header   feishuHeader    `json:"header"`
	Elements []any           `json:"elements"`
}

type feishuHeader struct {
	Template string     `json:"template"` // its colour
	Title    feishuText `json:"title"`
}

type feishuText struct {
	Tag     string `json:"tag"` // plain_text or lark_md
	Content string `json:"content"`
}

type feishuDiv struct {
	Tag    string        `json:"tag"`
	Text   *feishuText   `json:"text,omitempty"`
	Fields []feishuField `json:"fields,omitempty"`
}

type feishuField struct {
	Short bool       `json:"is_short"` // two or three beside each other
	Text  feishuText `json:"text"`
}

type feishuActions struct {
	Tag     string         `json:"tag"`
	Actions []feishuButton `json:"actions"`
}

type feishuButton struct {
	Tag  string     `json:"tag"`
	Text feishuText `json:"text"`
	URL  string     `json:"url"`
	Type string     `json:"type"`
}

type feishuNote struct {
	Tag      string       `json:"tag"`
	Elements []feishuText `json:"elements"`
}

func plainText(text string) feishuText { return feishuText{"plain_text", text} }
func larkMD(text string) feishuText    { return feishuText{"lark_md", text} }

// larkEscape writes every character that could begin something in lark_md as a reference of HTML.
func larkEscape(text string) string {
	const special = "&<>*~`_[]()#\\"
	var escaped strings.Builder
	for _, r := range text {
		if strings.ContainsRune(special, r) {
			fmt.Fprintf(&escaped, "&#%d;", r)
			continue
		}
		escaped.WriteRune(r)
	}
	return escaped.String()
}

func composeFeishu(c *Channel, p delivery.Parcel) (message, error) {
	payload := feishuPayload{Type: "interactive"}
	if !c.options.Secret.IsZero() {
		payload.Timestamp = strconv.FormatInt(c.options.Now().Unix(), 10)
		payload.Sign = signature(payload.Timestamp+"\n"+c.options.Secret.Reveal(), "")
	}
	var failure error
	body, err := fitted(*p.Card, func(s sheet) []byte {
		payload.Card = feishuCardOf(s)
		body, err := encode(payload)
		failure = cmp.Or(failure, err)
		return body
	}, func(body []byte) bool { return len(body) <= mostOfFeishu })
	return message{body: body}, cmp.Or(failure, err)
}

func feishuCardOf(s sheet) feishuCard {
	colour := "blue"
	if s.Doubtful {
		colour = "orange"
	}
	card := feishuCard{
		Config: map[string]bool{"wide_screen_mode": true},
		Header: feishuHeader{Template: colour, Title: plainText(s.Title)}, Elements: []any{},
	}
	add := func(element any) { card.Elements = append(card.Elements, element) }
	div := func(text feishuText) { add(feishuDiv{Tag: "div", Text: &text}) }
	for _, alert := range s.Alerts {
		div(plainText(warned(alert)))
	}
	if s.Text != "" {
		div(plainText(s.Text))
	}
	if len(s.Figures) > 0 {
		add(feishuFigures(s.Figures))
	}
	if s.cut {
		div(plainText(cutMark))
	}
	if s.Link != nil {
		add(feishuActions{Tag: "action", Actions: []feishuButton{
			{Tag: "button", Text: plainText(s.Link.Label), URL: s.Link.URL, Type: "primary"},
		}})
		if s.Link.Note != "" {
			add(feishuNote{Tag: "note", Elements: []feishuText{plainText(s.Link.Note)}})
		}
	}
	return card
}

func feishuFigures(figures []delivery.Figure) feishuDiv {
	row := feishuDiv{Tag: "div"}
	for _, f := range figures {
		text := larkEscape(f.Label) + "\n**" + larkEscape(f.Value) + "**" + behind("\n", larkEscape(f.Note), "")
		row.Fields = append(row.Fields, feishuField{Short: true, Text: larkMD(text)})
	}
	return row
}
