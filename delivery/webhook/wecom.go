package webhook

import "tokenreport/delivery"

// mostOfWeCom is how many bytes of UTF-8 the content of a message may have.
const mostOfWeCom = 4096

// wecom is a group robot of WeCom. It signs nothing: the key in the URL is all that is needed to post.
var wecom = kind{
	compose: composeWeCom,
	judge: func(a answer) verdict {
		return coded(a, "errcode", "errmsg", map[int]bool{-1: true, 45009: true, 45033: true}, map[int]string{
			93000: "the key in the url is of no robot, or of one that was removed: copy the url from the group's robot again",
			93008: "the robot is not in the group any more: add it, and copy its url",
			93017: "the robot is not allowed in this group: ask whoever administers WeCom",
			45009: "a robot takes 20 messages a minute: give reports to the group at different times",
			40058: "WeCom did not take the message's form: please report it, with this line",
		})
	},
}

type wecomPayload struct {
	Type     string        `json:"msgtype"`
	Markdown wecomMarkdown `json:"markdown"`
}

type wecomMarkdown struct {
	Content string `json:"content"`
}

var wecomMarkup = markup{
	escape:  unmarked,
	heading: func(text string) string { return "### " + text },
	alert:   func(text string) string { return `> <font color="warning">` + text + `</font>` },
	figure: func(label, value, note string) string {
		return "> " + colon(label) + "**" + value + "**" + behind(` <font color="comment">`, note, `</font>`)
	},
	link: func(label, url, note string) string {
		return "[" + label + "](" + url + ")" + behind(` <font color="comment">`, note, `</font>`)
	},
}

func composeWeCom(_ *Channel, p delivery.Parcel) (message, error) {
	payload, err := fitted(*p.Card, func(s sheet) wecomPayload {
		return wecomPayload{Type: "markdown", Markdown: wecomMarkdown{Content: wecomMarkup.text(s)}}
	}, func(p wecomPayload) bool { return len(p.Markdown.Content) <= mostOfWeCom })
	if err != nil {
		return message{}, err
	}
	body, err := encode(payload)
	return message{body: body}, err
}
