package mail_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"tokenreport/report"
	"tokenreport/report/mail"
)

// hostileText is a name from the data that tries everything.
const hostileText = "<script>alert(\"x\")</script>&amp;'`{{.}}\u202e\u2066evil\r\nBcc: x@example.com\x1b[31m\x00\u2028--><![endif]--> </style>\xff"

// hostile is a document whose every string is hostileText, except the language.
func hostile() report.Document {
	doc := sample(english)
	doc.Notices = []report.Notice{{Warning: true}, {}}
	doc.Tiles, doc.Provenance = doc.Tiles[:4], append([]report.Fact(nil), doc.Provenance[:2]...)
	doc.Hourly.Rows = doc.Hourly.Rows[:3]
	doc.Links = []report.Link{{}}
	doc.Brand.Logo = logo(32, 8)
	doc.Trend.Bars, doc.Trend.X = doc.Trend.Bars[19:22], doc.Trend.X[:2]
	doc.Trend.Bars[0].Own = true
	doc.Rankings, doc.Budgets = doc.Rankings[:1], doc.Budgets[:1]
	doc.Rankings[0].Rows = doc.Rankings[0].Rows[4:]
	doc.Chart.Remarks = []report.Remark{{From: 0.1, Until: 0.5}, {Kind: report.Gap}}
	doc.Chart.Peak = &report.Mark{}
	doc.Chart.X = doc.Chart.X[:2]
	setStrings(reflect.ValueOf(&doc).Elem(), hostileText)
	doc.Language = "en"
	doc.Chart.Empty = ""
	return doc
}

// longest is a document of 25 hours whose strings are all much longer than any report's.
func longest() report.Document {
	doc := clocksBack()
	setStrings(reflect.ValueOf(&doc).Elem(), strings.Repeat("客户服务机器人 A name & more. ", 6))
	for _, row := range doc.Hourly.Rows {
		for i := range row.Cells {
			row.Cells[i] = "9,223,372,036,854,775,807"
		}
	}
	doc.Headline, doc.Chart.Alt = strings.Repeat("共用量，", 400), strings.Repeat("共用量，", 400)
	doc.Language = "zh-CN"
	doc.Chart.Empty = ""
	return doc
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

func TestHostileDocument(t *testing.T) {
	for _, name := range []string{"hostile", "hostile-drawn"} {
		m := render(t, goldens()[name])
		checkHarmless(t, m)
		for _, markup := range []string{"<script", "alert(\"x", "{{"} {
			if strings.Contains(strings.ReplaceAll(m.HTML, "{{.}}", ""), markup) {
				t.Errorf("%s: the HTML has %s", name, markup)
			}
		}
		for line := range strings.Lines(m.Text) {
			if strings.HasPrefix(line, "Bcc:") {
				t.Errorf("%s: a name started the line %q", name, line)
			}
		}
	}
}

// A brand's colour lands in styles, so nothing but a colour passes.
func TestBrandColour(t *testing.T) {
	for colour, want := range map[string]bool{
		"#7A1F5C": true, "#7a1f5c": true, "": false, "#7A1F5": false, "#7A1F5C;x:y": false, "}body{display:none": false, "red": false,
		"rgb(1,2,3)": false, "#7A1F5C\n": false, hostileText: false,
	} {
		doc := sample(english)
		doc.Brand.Colour = colour
		m := render(t, golden{doc, mail.Options{}})
		checkHarmless(t, m)
		doc.Brand.Colour = ""
		if plain := render(t, golden{doc, mail.Options{}}); (m != plain) != want {
			t.Errorf("%q: shown %v, want %v", colour, m != plain, want)
		}
	}
}

// checkHarmless finds what no mail may contain, whatever the document says.
func checkHarmless(t *testing.T, m mail.Mail) {
	t.Helper()
	for part, s := range map[string]string{"subject": m.Subject, "HTML": m.HTML, "text": m.Text} {
		for _, r := range s {
			if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' {
				t.Errorf("the %s has %U", part, r)
			}
		}
	}
	if strings.Contains(m.Subject, "\n") {
		t.Errorf("the subject has two lines: %q", m.Subject)
	}
	for _, finding := range append(lint(parse(t, m.HTML)), lint(parse(t, outlookView(m.HTML)))...) {
		t.Error(finding)
	}
}

// Whatever the strings are, the HTML stays well-formed and within the subset, and no value ends an element.
func FuzzRender(f *testing.F) {
	f.Add(hostileText)
	f.Add("\" onload=\"x")
	f.Add("]]><![CDATA[\ufffe")
	f.Add("//0")
	f.Add("9.223.372.036.854.775.807")
	f.Fuzz(func(t *testing.T, s string) {
		doc := hostile()
		setStrings(reflect.ValueOf(&doc).Elem(), s)
		if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") != "" {
			doc.Language = "en" // any other is refused
		}
		for _, o := range []mail.Options{{Inline: true, Logo: true}, {}} {
			if m, err := mail.Render(doc, o); err == nil {
				checkHarmless(t, m)
			} else if m != (mail.Mail{}) {
				t.Errorf("a mail beside the error %v", err)
			}
		}
	})
}
