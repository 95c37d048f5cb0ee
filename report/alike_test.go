package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"tokenreport/report"
	"tokenreport/report/typeface"
	"tokenreport/templates"
)

// namedDocument is a day of the applications of these names, by ID, each with fewer tokens than the one before.
func namedDocument(t *testing.T, o report.Options, parts ...report.PartName) (report.Analysis, report.Document) {
	t.Helper()
	u := example(t)
	own := report.DayOf(report.Summarize(u))
	left := u.Total.N
	for _, part := range parts {
		left /= 2
		own.Parts = append(own.Parts, report.DayPart{Dimension: report.ByApplication, ID: part.ID, Amounts: report.Amounts{Total: report.Known(left)}})
	}
	a := report.Analyse(report.Summarize(u), report.Evidence{
		Days: []report.Day{own}, Breakdowns: []report.BreakdownRequest{{Dimension: report.ByApplication, Parts: parts}},
	})
	o.Tables = []report.Dimension{report.ByApplication}
	d, err := report.Compose(a, o)
	if err != nil {
		t.Fatal(err)
	}
	return a, d
}

// Names that look the same, wherever they are shown, are told apart by their IDs; others stay as they are.
func TestNamesThatLookTheSameAreToldApart(t *testing.T) {
	const a, b = "1790000000000000001", "1790000000000000002"
	long := "Customer service assistant of the branch "
	tests := map[string]struct{ first, second, want string }{
		"equal":             {"Customer bot", "Customer bot", "Customer bot (…0001) | Customer bot (…0002)"},
		"another case":      {"Customer bot", "customer Bot", "Customer bot (…0001) | customer Bot (…0002)"},
		"spaces":            {"Customer bot", " Customer\u00A0 bot\u200B", "Customer bot (…0001) | Customer bot (…0002)"},
		"composed":          {"Trợ lý", "Tro\u031B\u0323 ly\u0301", "Trợ lý (…0001) | Trợ lý (…0002)"},
		"ligature":          {"office", "oﬃce", "office (…0001) | oﬃce (…0002)"},
		"cut in a sentence": {long + "A", long + "B", long + "A (…0001) | " + long + "B (…0002)"},
		"not in the PDF":    {"שרון", "נועה", "\u2068שרון (…0001)\u2069 | \u2068נועה (…0002)\u2069"},
		"different":         {"Customer bot", "Support bot", "Customer bot | Support bot"},
		"no names":          {"", "", a + " | " + b},
	}
	for name, test := range tests {
		analysis, d := namedDocument(t, options("en"), report.PartName{ID: a, Name: test.first}, report.PartName{ID: b, Name: test.second})
		rows, cells := d.Rankings[0].Rows, d.Tables[0].Rows
		for _, got := range []string{rows[0].Name + " | " + rows[1].Name, cells[0].Cells[0] + " | " + cells[1].Cells[0]} {
			if got != test.want {
				t.Errorf("%s: %q, want %q", name, got, test.want)
			}
		}
		if strings.Contains(test.want, "(…0001)") && !strings.Contains(d.Rankings[0].Alt, "(…0001)") {
			t.Errorf("%s: the sentence does not tell it apart: %q", name, d.Rankings[0].Alt)
		}
		if strings.ContainsAny(analysis.Breakdowns[0].Rows[0].Name, "\u2068(") {
			t.Errorf("%s: the name for programs is changed: %q", name, analysis.Breakdowns[0].Rows[0].Name)
		}
	}
	_, d := namedDocument(t, options("en"), report.PartName{ID: "x-1-7001", Name: "a"}, report.PartName{ID: "y-2-7001", Name: "a"}, report.PartName{ID: "7001", Name: "a"})
	seen := map[string]bool{}
	for _, row := range d.Rankings[0].Rows {
		seen[row.Name] = true
	}
	if want := 4; len(seen) != want { // with the rest
		t.Errorf("IDs that end alike: %v", seen)
	}
}

// What is written from right to left does not reorder its surroundings, in any language: it is set apart in each text.
func TestForeignTextsAreSetApart(t *testing.T) {
	const name = "שירות (לקוחות)"
	for _, language := range templates.Languages() {
		for _, title := range []string{"", "דוח شهري"} {
			o := options(language)
			o.Title = title
			o.Source.Filters = []report.Filter{{Name: "AppBizIds", Values: []string{"1"}}}
			_, d := namedDocument(t, o, report.PartName{ID: "1", Name: name}, report.PartName{ID: "2", Name: "קופה 12"})
			encoded, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			text, depth := string(encoded), 0
			for _, r := range text {
				switch {
				case r == '\u2068':
					depth++
				case r == '\u2069':
					depth--
				case unicode.In(r, unicode.Hebrew, unicode.Arabic) && depth == 0:
					t.Fatalf("%s: %q is not set apart in %s", language, r, text)
				}
			}
			if depth != 0 || !strings.Contains(d.Headline, name) || !strings.Contains(d.Subject, name) {
				t.Errorf("%s: %d isolates are open; headline %q, subject %q", language, depth, d.Headline, d.Subject)
			}
			if clean, _ := typeface.Sanitise(d.Headline); strings.ContainsFunc(clean, func(r rune) bool { return unicode.Is(unicode.Cf, r) }) {
				t.Errorf("%s: invisible characters are drawn: %q", language, clean)
			}
		}
	}
}

// A report of a part of the account says so in title, subject and sentence, in each language.
func TestAFilteredReportSaysSo(t *testing.T) {
	filters := []report.Filter{
		{Name: "ModelName", Values: []string{"cs-normal"}}, {Name: "AppBizIds", Values: []string{"1", "2", "3", "4"}},
		{Name: "UinAccount", Values: []string{"100012345678"}}, {Name: "SubBizType", Values: []string{"KnowledgeQA"}},
		{Name: "AppType", Values: []string{"knowledge_qa"}}, {Name: "SubScenes", Values: []string{"s\u0301cene"}},
	}
	want := map[string]string{
		"en":    "model cs-normal · application Support bot, 2 and 2 more · account 100012345678 · business type KnowledgeQA · application type knowledge_qa · scene ścene",
		"zh-CN": "", "id": "",
	}
	for _, language := range templates.Languages() {
		o := options(language)
		parts := []report.PartName{{ID: "1", Name: "Support bot"}}
		_, whole := namedDocument(t, o, parts...)
		o.Source.Filters = filters
		_, d := namedDocument(t, o, parts...)
		only := want[language]
		if only == "" {
			only = "cs-normal"
		}
		for place, text := range map[string]string{"title": d.Title, "subject": d.Subject, "sentence": d.Headline, "line": d.OneLine} {
			if !strings.Contains(text, only) || !strings.Contains(text, "Support bot") {
				t.Errorf("%s: the %s does not say %q: %q", language, place, only, text)
			}
		}
		if !strings.Contains(d.Headline, whole.Headline) || whole.Title == d.Title {
			t.Errorf("%s: headline %q, of the whole account %q, title %q", language, d.Headline, whole.Headline, whole.Title)
		}
	}
}
