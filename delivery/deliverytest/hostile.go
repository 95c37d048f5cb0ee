package deliverytest

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tokenreport/delivery"
)

// Hostile are texts that would do harm in a name, a header or a line of a log: with line breaks of every kind, NUL and
// other control characters, each character that changes the direction of text, and bytes that are no UTF-8.
func Hostile() []string {
	texts := []string{
		"a\r\nBcc: eve@evil.example", "a\nBcc: eve@evil.example", "a\rBcc: eve@evil.example", "a\r\n\r\n<p>body",
		"a\r\n.\r\nMAIL FROM:<eve@evil.example>", "a\x00b", "a\x1b[2Jb", "a\x08b", "a\x7fb", "a\u009bb", "a\vb", "a\fb",
		"a\u0085b", "a\u2028b", "a\u2029b", "a\ufeffb", "a\xffb",
	}
	for _, direction := range "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069" {
		texts = append(texts, "invoice-"+string(direction)+"fdp.exe")
	}
	return texts
}

// WantClean wants s to be one line of text in which nothing of [Hostile]'s kinds is left.
func WantClean(t testing.TB, what, s string) {
	t.Helper()
	if !utf8.ValidString(s) || strings.ContainsFunc(withoutIsolates(s), harmful) {
		t.Errorf("%s holds a harmful character: %.500q", what, s)
	}
}

// withoutIsolates is s without U+2068 and U+2069 if each has its other: they set a name apart and turn nothing outside.
func withoutIsolates(s string) string {
	depth := 0
	for _, r := range s {
		switch r {
		case '\u2068':
			depth++
		case '\u2069':
			if depth--; depth < 0 {
				return s
			}
		}
	}
	if depth > 0 {
		return s
	}
	return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s)
}

func harmful(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// places are where a text from outside could stand in a parcel. Where names have to be safe, each text is tried alone.
var places = []struct {
	name  string
	alone bool
	put   func(p *delivery.Parcel, text string)
}{
	{"report", false, func(p *delivery.Parcel, text string) { p.Key.Report = text }},
	{"period", false, func(p *delivery.Parcel, text string) { p.Key.Period = text }},
	{"channel", false, func(p *delivery.Parcel, text string) { p.Key.Channel = text }},
	{"recipient", true, func(p *delivery.Parcel, text string) { p.Key.Recipient += text }},
	{"folder", true, func(p *delivery.Parcel, text string) { p.Folder = "daily/" + text }},
	{"file name", true, func(p *delivery.Parcel, text string) { p.Files[0].Name = text }},
	{"file name's end", true, func(p *delivery.Parcel, text string) { p.Files[0].Name += text }},
	{"media type", true, func(p *delivery.Parcel, text string) { p.Files[0].Type += "; x=" + text }},
	{"quoted media type", true, func(p *delivery.Parcel, text string) { p.Files[0].Type += `; x="` + text + `"` }},
	{"Content-ID", true, func(p *delivery.Parcel, text string) { p.Files[2].ContentID = text }},
	{"subject", false, func(p *delivery.Parcel, text string) { p.Subject = text }},
	{"text", false, func(p *delivery.Parcel, text string) { p.Text = text }},
	{"HTML", false, func(p *delivery.Parcel, text string) { p.HTML = text }},
	{"visible name", false, func(p *delivery.Parcel, text string) { p.To[0].Name = text }},
	{"visible address", true, func(p *delivery.Parcel, text string) { p.To[1].Address = text }},
	{"card's title", false, func(p *delivery.Parcel, text string) { p.Card.Title = text }},
	{"card's alert", false, func(p *delivery.Parcel, text string) { p.Card.Alerts[0] = text }},
	{"card's text", false, func(p *delivery.Parcel, text string) { p.Card.Text = text }},
	{"card's figure", false, func(p *delivery.Parcel, text string) { p.Card.Figures[0].Note = text }},
	{"card's link", false, func(p *delivery.Parcel, text string) { p.Card.Link.Label, p.Card.Link.URL = text, text }},
	{"copy's name", false, func(p *delivery.Parcel, text string) { p.Cc[0].Name = text }},
}

// HostileParcels calls yield with small parcels that have [Hostile] texts in each place where they could stand.
func HostileParcels(channel, recipient string, yield func(what string, p delivery.Parcel)) {
	for _, place := range places {
		texts := Hostile()
		if !place.alone {
			texts = []string{strings.Join(texts, " ")}
		}
		for _, text := range texts {
			p := Parcel(channel, recipient)
			for i := range p.Files {
				p.Files[i].Content = p.Files[i].Content[:10]
			}
			place.put(&p, text)
			yield(place.name, p)
		}
	}
}

// testHostileText delivers what is hostile. It may be refused, for good and in clean words.
func testHostileText(t *testing.T, h Harness) {
	HostileParcels(h.Channel.Name(), h.Recipient, func(what string, p delivery.Parcel) {
		ref, err := h.Channel.Deliver(t.Context(), p)
		WantClean(t, what+": the reference", ref)
		if err != nil {
			WantClean(t, what+": the error", err.Error())
			wantFault(t, err, delivery.Permanent)
		}
	})
	for _, f := range h.Accepted(t) {
		if !delivery.SafeName(f.Name) {
			t.Errorf("a file arrived under the name %q", f.Name)
		}
	}
}
