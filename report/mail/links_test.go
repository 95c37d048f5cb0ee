package mail_test

import (
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
	"tokenreport/report/mail"
)

// A link is clicked on in the HTML and copied from the text: there it has a line for itself, whatever its length. What
// does not open is no link in either.
func TestLinks(t *testing.T) {
	for _, name := range []string{"oversize", "oversize-drawn"} {
		g := goldens()[name]
		m := render(t, g)
		var want, lines []string
		for _, l := range g.doc.Links {
			if l.Opens() {
				want, lines = append(want, l.Label+" "+l.URL), append(lines, l.URL)
			}
		}
		if len(want) != 2 || len(presigned) < 500 {
			t.Fatalf("the sample has %d links, the longest of %d bytes", len(want), len(presigned))
		}
		var got []string
		for _, n := range parse(t, m.HTML) {
			if n.name == "a" {
				got = append(got, n.text+" "+n.attr["href"])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the HTML links to %q, want %q", name, got, want)
		}
		text := strings.Split(m.Text, "\n")
		for _, line := range lines {
			if !slices.Contains(text, line) {
				t.Errorf("%s: the text has no line %s", name, line)
			}
		}
		for part, s := range map[string]string{"HTML": m.HTML, "text": m.Text} {
			if strings.Contains(s, "javascript") || strings.Contains(s, "Do not click") {
				t.Errorf("%s: the %s has a link that must not be one", name, part)
			}
		}
	}
}

// The address in the HTML begins a line, so that one of nearly a line's length needs no break, which would be within it.
func TestLongestAddress(t *testing.T) {
	doc := sample(english)
	address := "https://example.com/?token=" + strings.Repeat("x", 900)
	doc.Links = []report.Link{{Text: "Too large:", Label: "Download", URL: address}}
	m := render(t, golden{doc, mail.Options{}})
	if !strings.Contains(m.HTML, "\nhref=\""+address+"\">Download</a>") || !strings.Contains(m.Text, "\n"+address+"\n") {
		t.Error("the address is broken, or not at the start of a line")
	}
	for line := range strings.Lines(m.HTML + m.Text) {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

// Whatever an address is, a mail that links to it links to nothing else.
func FuzzLinks(f *testing.F) {
	f.Add(presigned)
	f.Add("javascript:alert(1)")
	f.Add("https://a\"onclick=\"x")
	f.Add("http://[::1]/%zz?a=<b>&amp;'`{{.}}")
	f.Fuzz(func(t *testing.T, address string) {
		doc := withoutTable()
		doc.Trend, doc.Rankings, doc.Budgets = nil, nil, nil
		doc.Links = []report.Link{{Text: "Too large:", Label: "Download", URL: address}}
		m := render(t, golden{doc, mail.Options{}})
		checkHarmless(t, m)
		links, lines := 0, 0
		for _, n := range parse(t, m.HTML) {
			if n.name == "a" {
				links++
			}
		}
		for line := range strings.Lines(m.Text) {
			if web.MatchString(line) {
				lines++
			}
		}
		if links != lines || links > 1 {
			t.Errorf("%q: %d links in the HTML, %d in the text", address, links, lines)
		}
	})
}
