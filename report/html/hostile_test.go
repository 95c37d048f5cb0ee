package html_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"tokenreport/report"
	"tokenreport/report/html"
)

// hostileText is a name from the data that tries everything.
const hostileText = "<script>alert(\"x\")</script>&amp;'`{{.}}\u202e\u2066evil\r\n\x1b[31m\x00\u2028--><![endif]--> </style></svg></title>]]>\xff url(//e.example)"

// hostile is a document whose every string is hostileText, except the language and the colour.
func hostile() report.Document { return saying(hostileText) }

// saying is a document whose every string is s.
func saying(s string) report.Document {
	d := day()
	d.Notices = []report.Notice{{Warning: true}, {}}
	// A little of everything is enough, and quick.
	d.Chart.Columns, d.Trend.Bars, d.Hourly.Rows = d.Chart.Columns[:3], d.Trend.Bars[24:], d.Hourly.Rows[:2]
	d.Heat.Rows = d.Heat.Rows[:1]
	d.Heat.Rows[0].Cells = d.Heat.Rows[0].Cells[:3]
	d.Tables[0].Rows, d.Rankings = d.Tables[0].Rows[:1], d.Rankings[1:]
	setStrings(reflect.ValueOf(&d).Elem(), s)
	d.Language, d.Brand.Colour = "en", ""
	return d
}

// setStrings sets every string reachable from v.
func setStrings(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				setStrings(v.Field(i), s)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			setStrings(v.Index(i), s)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			setStrings(v.Elem(), s)
		}
	}
}

// The attributes that the template and the charts have, by name: an event's, a style or an address is not among them.
var attributes = strings.Fields(`lang charset http-equiv content name class src width height alt hidden scope role tabindex id xmlns
	aria-label aria-hidden aria-labelledby aria-describedby viewBox preserveAspectRatio font-family font-size font-weight fill stroke
	stroke-width stroke-linejoin stroke-dasharray shape-rendering pointer-events d x y text-anchor textLength lengthAdjust`)

// checkHarmless finds what no page may contain, whatever the document says.
func checkHarmless(t *testing.T, page []byte) []*node {
	t.Helper()
	for _, r := range string(page) {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			t.Errorf("the page has %U", r)
		}
	}
	nodes := parse(t, page)
	for _, n := range nodes {
		for key, value := range n.attr {
			switch {
			case !slices.Contains(attributes, key):
				t.Errorf("an element %s has the attribute %s=%q", n.name, key, value)
			case key == "src" && !strings.HasPrefix(value, "data:image/"):
				t.Errorf("an element %s is from %q", n.name, value)
			}
		}
	}
	return nodes
}

// No value makes an element, ends one or gives it an attribute.
func TestHostileDocument(t *testing.T) {
	outline := func(nodes []*node) []string {
		var names []string
		for _, n := range nodes {
			if n.name != "" && !n.inside("svg") { // there a longer text takes more lines
				names = append(names, n.name)
			}
		}
		return names
	}
	got, want := outline(checkHarmless(t, render(t, hostile()))), outline(checkHarmless(t, render(t, saying("x"))))
	if !slices.Equal(got, want) {
		t.Errorf("a hostile document has other elements than a harmless one:\n%q\n%q", got, want)
	}
}

// Nothing in the page names anything outside it.
func TestNoAddress(t *testing.T) {
	address := regexp.MustCompile(`(?i)\w+://|url\(|@import|\bhref\b|\bfetch\b|XMLHttpRequest|WebSocket|\bimport\b`)
	for name, doc := range samples() {
		if name == "hostile" {
			continue // its words are full of them
		}
		page := string(render(t, doc))
		page = strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, "")
		if found := address.FindString(page); found != "" {
			t.Errorf("%s: the page has %q", name, found)
		}
	}
}

// The policy allows this style sheet, this script and images within the page; a browser refuses all else.
func TestPolicy(t *testing.T) {
	for name, doc := range samples() {
		page := string(render(t, doc))
		style, script := between(t, page, "<style>", "</style>"), between(t, page, "<script>", "</script>")
		want := "default-src 'none'; style-src 'sha256-" + sum(style) + "'; script-src 'sha256-" + sum(script) +
			"'; img-src data:; base-uri 'none'; form-action 'none'"
		for _, n := range parse(t, []byte(page)) {
			if n.attr["http-equiv"] == "Content-Security-Policy" && n.attr["content"] != want {
				t.Errorf("%s: the policy is %s, want %s", name, n.attr["content"], want)
			}
		}
		if got := strings.Count(page, "Content-Security-Policy"); got != 1 {
			t.Errorf("%s: %d policies, want one", name, got)
		}
		if policy, style := strings.Index(page, "Content-Security-Policy"), strings.Index(page, "<style>"); policy > style {
			t.Errorf("%s: the policy comes after what it governs", name)
		}
	}
}

// Whatever the strings are, the page stays well-formed, and no value ends an element or adds an attribute.
func FuzzRender(f *testing.F) {
	f.Add(hostileText)
	f.Add("\" onload=\"x")
	f.Add("]]><![CDATA[\ufffe")
	f.Add("#0072B2")
	f.Add("javascript:alert(1)")
	f.Fuzz(func(t *testing.T, s string) {
		doc := saying(s)
		page, err := html.Render(doc)
		if err != nil {
			t.Fatal(err)
		}
		checkHarmless(t, page)
		doc.Brand.Colour, doc.Language = s, s
		if page, err := html.Render(doc); err == nil {
			checkHarmless(t, page)
		} else if page != nil {
			t.Errorf("a page beside the error %v", err)
		}
	})
}
