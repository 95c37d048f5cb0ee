package report_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
	"tokenreport/templates"
)

func document(t *testing.T, u report.Usage, language string, with func(*report.Options)) report.Document {
	t.Helper()
	o := options(language)
	if with != nil {
		with(&o)
	}
	d, err := report.Compose(report.Analyse(report.Summarize(u), report.Evidence{}), o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBrief(t *testing.T) {
	stored := &report.StoredFile{
		Format: "PDF", URL: "https://example.com/a.pdf?q-sign=1", Until: time.Date(2024, 11, 27, 0, 30, 59, 0, time.UTC),
	}
	odd := join(t, shanghai(t), exampleTotal, exampleInput, "0930=1")
	for name, test := range map[string]struct {
		usage    report.Usage
		language string
		with     func(*report.Options)
		want     []string // parts of what is said
		alerts   int
		doubtful bool
	}{
		"en": {example(t), "en", nil, []string{
			"Token usage · Tuesday, 19 November 2024", "67,199 tokens, 98.8", "Total 67,199 no baseline yet", "Input 66,391 98.8", "Output 808 1.2",
			"Open the report (PDF)", "The link works until 27 November 2024, 08:30 (UTC+08:00).",
		}, 0, false},
		"zh-CN":      {example(t), "zh-CN", nil, []string{"Token 用量 · 2024年11月19日 星期二", "总计 67,199", "打开报告（PDF）", "链接可用至 2024年11月27日 08:30"}, 0, false},
		"id":         {example(t), "id", nil, []string{"Selasa, 19 November 2024", "Buka laporan (PDF)", "Tautan berlaku sampai 27 November 2024"}, 0, false},
		"corrected":  {example(t), "en", secondRevision, []string{"Revision 2 of this report replaces revision 1", "Corrected r2"}, 1, false},
		"incomplete": {odd, "en", nil, []string{"Check the data"}, 1, true},
		"both":       {odd, "en", secondRevision, []string{"Revision 2"}, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			brief, err := document(t, test.usage, test.language, test.with).Brief(templates.Set{}, stored)
			if err != nil {
				t.Fatal(err)
			}
			said := saidBy(brief)
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q is not in\n%s", want, said)
				}
			}
			if len(brief.Alerts) != test.alerts || brief.Doubtful != test.doubtful || len(brief.Figures) != 3 {
				t.Errorf("%d alerts, doubtful %t, %d figures", len(brief.Alerts), brief.Doubtful, len(brief.Figures))
			}
		})
	}
}

// saidBy is everything that a brief says, a line each.
func saidBy(b report.Brief) string {
	lines := slices.Concat([]string{b.Title, b.Subject, b.Headline}, b.Alerts)
	for _, f := range b.Figures {
		lines = append(lines, f.Label+" "+f.Value+" "+f.Note)
	}
	if b.Link != nil {
		lines = append(lines, b.Link.Label, b.Link.Note)
	}
	return strings.Join(lines, "\n")
}

func TestBriefLinksOnlyToWhatOpens(t *testing.T) {
	d := document(t, example(t), "en", nil)
	for _, url := range []string{"", "file:///a.pdf", "javascript:alert(1)", "https://a b"} {
		brief, err := d.Brief(templates.Set{}, &report.StoredFile{Format: "PDF", URL: url})
		if err != nil || brief.Link != nil {
			t.Errorf("%q became a link: %+v, %v", url, brief.Link, err)
		}
	}
	if brief, err := d.Brief(templates.Set{}, nil); err != nil || brief.Link != nil {
		t.Errorf("nothing became a link: %+v, %v", brief.Link, err)
	}
	brief, err := d.Brief(templates.Set{}, &report.StoredFile{Format: "PDF", URL: "https://example.com/a.pdf"})
	if err != nil || brief.Link == nil || brief.Link.Note != "" {
		t.Errorf("a link without an end: %+v, %v", brief.Link, err)
	}
}

func TestBriefNote(t *testing.T) {
	note := document(t, join(t, shanghai(t), "", "", ""), "en", nil).BriefNote()
	if note.Headline != "Token usage, Tuesday, 19 November 2024: no usage was recorded." || len(note.Figures) > 0 || note.Link != nil {
		t.Errorf("%+v", note)
	}
}
