package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"tokenreport/delivery"
)

const (
	longestText = 1000 // bytes of one text of a card, before it is escaped
	mostAlerts  = 10
	mostFigures = 6
	cutMark     = "…" // in place of lines that had no room
)

// A sheet is a card whose texts are clean, as much of it as there is room for.
type sheet struct {
	delivery.Card
	cut bool // something was left out
}

func newSheet(card delivery.Card) sheet {
	s := sheet{Card: card}
	s.Title, s.Brief, s.Text = line(card.Title), line(card.Brief), line(card.Text)
	s.Alerts, s.Figures = nil, nil
	for _, alert := range card.Alerts[:min(len(card.Alerts), mostAlerts)] {
		s.Alerts = append(s.Alerts, line(alert))
	}
	for _, f := range card.Figures[:min(len(card.Figures), mostFigures)] {
		s.Figures = append(s.Figures, delivery.Figure{Label: line(f.Label), Value: line(f.Value), Note: line(f.Note)})
	}
	s.cut = len(s.Alerts) < len(card.Alerts) || len(s.Figures) < len(card.Figures)
	if card.Link != nil {
		link := *card.Link
		link.Label, link.Note, link.URL = line(link.Label), line(link.Note), linkable(link.URL)
		s.Link = &link
	}
	return s
}

func line(text string) string { return delivery.OwnLine(text, longestText) }

// linkable makes a URL fit for every markup: none takes a bracket, a quote or a space for a part of it.
var linkable = strings.NewReplacer(
	"(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `"`, "%22", "|", "%7C", " ", "%20", "\n", "", "\r", "", "[", "%5B", "]", "%5D", "`", "%60",
).Replace

// less gives up what is missed least: whole lines, the last of the alerts first and the heading last of all.
func (s sheet) less() (sheet, bool) {
	s.cut = true
	switch {
	case len(s.Alerts) > 1:
		s.Alerts = s.Alerts[:len(s.Alerts)-1]
	case s.Text != "":
		s.Text = ""
	case s.Link != nil:
		s.Link = nil
	case len(s.Figures) > 0:
		s.Figures = s.Figures[:len(s.Figures)-1]
	case len(s.Alerts) > 0:
		s.Alerts = nil
	default:
		return s, false
	}
	return s, true
}

var errNoRoom = errors.New("the message's heading alone is too long for this chat")

// fitted is the payload of as much of a card as fits.
func fitted[T any](card delivery.Card, payload func(sheet) T, fits func(T) bool) (T, error) {
	s := newSheet(card)
	for {
		p := payload(s)
		if fits(p) {
			return p, nil
		}
		var more bool
		if s, more = s.less(); !more {
			return p, errNoRoom
		}
	}
}

// encode makes the body of a payload. Characters of HTML stay as they are: nothing here reads JSON as a script.
func encode(payload any) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(payload); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(body.Bytes(), []byte("\n")), nil
}

// A markup writes the parts of a message whose whole text is marked up, from what is escaped already.
type markup struct {
	escape  func(string) string
	heading func(text string) string
	alert   func(text string) string
	figure  func(label, value, note string) string
	link    func(label, url, note string) string
}

// text is the whole message: blocks with an empty line between them.
func (m markup) text(s sheet) string {
	var blocks []string
	add := func(block string) {
		if block != "" {
			blocks = append(blocks, block)
		}
	}
	if s.Title != "" {
		add(m.heading(m.escape(s.Title)))
	}
	for _, alert := range s.Alerts {
		add(m.alert(m.escape(alert)))
	}
	add(m.escape(s.Text))
	add(m.figures(s.Figures))
	if s.cut {
		add(cutMark)
	}
	if s.Link != nil {
		add(m.link(m.escape(s.Link.Label), s.Link.URL, m.escape(s.Link.Note)))
	}
	return strings.Join(blocks, "\n\n")
}

// figures are a line each.
func (m markup) figures(figures []delivery.Figure) string {
	var lines []string
	for _, f := range figures {
		lines = append(lines, m.figure(m.escape(f.Label), m.escape(f.Value), m.escape(f.Note)))
	}
	return strings.Join(lines, "\n")
}

// colon is what stands between a label and its value: in Chinese a wide one.
func colon(label string) string {
	if last, _ := utf8.DecodeLastRuneInString(label); unicode.Is(unicode.Han, last) {
		return label + "："
	}
	return label + ": "
}

// behind is a note behind something else; nothing where there is none.
func behind(before, note, after string) string {
	if note == "" {
		return ""
	}
	return before + note + after
}

// unmarked puts a look-alike in the place of every character that means something in Markdown, of which neither WeCom nor
// DingTalk says how to escape it; so a name can neither mark up, mention, link nor show an image. An address would become
// a link by itself. What stays can at most make a word of a name slanted.
var unmarked = strings.NewReplacer(
	"<", "＜", ">", "＞", "[", "［", "]", "］", "*", "＊", "`", "｀", "#", "＃", "~", "～", `\`, "＼", "://", "：//", "www.", "www．",
).Replace

// warned marks a text in plain words.
func warned(text string) string { return "⚠️ " + text }
