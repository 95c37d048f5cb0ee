package webhook

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"

	"tokenreport/delivery"
)

// mostOfDingTalk is how many bytes a message may have.
const mostOfDingTalk = 20_000

// dingtalk is a custom robot of DingTalk. With a secret, timestamp and signature go into the URL.
var dingtalk = kind{
	compose: composeDingTalk,
	judge: func(a answer) verdict {
		const busy = "a robot takes 20 messages a minute, and rests for ten after more: give reports to the group at different times"
		return coded(a, "errcode", "errmsg", map[int]bool{-1: true, 130101: true, 130102: true, 660026: true, 90030: true, 90018: true}, map[int]string{
			310000: "the robot's security settings refuse the message; its words say which: signing wants the robot's SEC… as secret " +
				"and a clock that is right, a keyword must be in the report's title, an IP restriction must have this function's address",
			300001: "the access_token in the url is of no robot: copy the url from the robot's settings again",
			300005: "the access_token in the url is of no robot: copy the url from the robot's settings again",
			400013: "the group was dissolved: take the webhook out of the configuration",
			400101: "the access_token in the url is of no robot: copy the url from the robot's settings again",
			400102: "the robot is switched off: switch it on in its settings",
			130101: busy, 130102: busy, 660026: busy, 90030: busy, 90018: busy,
		})
	},
}

type dingtalkPayload struct {
	Type     string           `json:"msgtype"`
	Markdown dingtalkMarkdown `json:"markdown"`
}

type dingtalkMarkdown struct {
	Title string `json:"title"` // in the list of chats and in notifications
	Text  string `json:"text"`
}

var dingtalkMarkup = markup{
	escape:  unmarked,
	heading: func(text string) string { return "#### " + text },
	alert:   func(text string) string { return "> **" + text + "**" },
	figure: func(label, value, note string) string {
		return "- " + colon(label) + "**" + value + "**" + behind(" · ", note, "")
	},
	link: func(label, url, note string) string {
		return "[" + label + "](" + url + ")" + behind(" · ", note, "")
	},
}

func composeDingTalk(c *Channel, p delivery.Parcel) (message, error) {
	payload, err := fitted(*p.Card, func(s sheet) dingtalkPayload {
		return dingtalkPayload{Type: "markdown", Markdown: dingtalkMarkdown{
			Title: unmarked(cmp.Or(s.Brief, s.Title)), Text: dingtalkMarkup.text(s),
		}}
	}, func(p dingtalkPayload) bool { return len(p.Markdown.Title)+len(p.Markdown.Text) <= mostOfDingTalk })
	if err != nil {
		return message{}, err
	}
	m := message{}
	if !c.options.Secret.IsZero() {
		timestamp := strconv.FormatInt(c.options.Now().UnixMilli(), 10)
		secret := c.options.Secret.Reveal()
		m.query = url.Values{"timestamp": {timestamp}, "sign": {signature(secret, timestamp+"\n"+secret)}}
	}
	m.body, err = encode(payload)
	return m, err
}

// signature is the HMAC-SHA256 of a text in base64, as DingTalk and Feishu want it.
func signature(key, text string) string {
	return base64.StdEncoding.EncodeToString(digest(key, []byte(text)))
}

func digest(key string, text []byte) []byte {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(text)
	return mac.Sum(nil)
}
