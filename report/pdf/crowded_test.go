package pdf

import (
	"strings"
	"testing"

	"tokenreport/report"
	"tokenreport/report/chart/charttest"
)

// A page with much to be known before keeps its rankings and its budgets: the end of the small print gives way, to the last page.
func TestCrowdedPageKeepsItsRankings(t *testing.T) {
	d := full()
	d.Budgets = append(d.Budgets, charttest.Overspent())
	d.Notices = withNotices().Notices[:1]
	long := strings.Repeat("each hour against the median of the last four same weekdays; ", 3)
	for _, label := range []string{"Compared with", "Out of the usual", "Forecast", "Cost"} {
		d.Provenance = append(d.Provenance, report.Fact{Label: label, Value: long})
	}
	pages := read(t, render(t, d)).Pages
	for _, text := range []string{d.Rankings[0].Title, d.Rankings[1].Title, d.Budgets[1].Title, d.ProvenanceTitle, d.Provenance[0].Value} {
		if !strings.Contains(pages[0], text) {
			t.Errorf("%q is not on the first page", text)
		}
	}
	last := pages[len(pages)-1]
	if !strings.Contains(last, d.ProvenanceTitle) || !strings.Contains(last, "Cost") || strings.Contains(pages[0], "Cost each") {
		t.Errorf("the last page is %q", last)
	}
}

func TestUnitsAreSmallerThanFigures(t *testing.T) {
	tests := []struct {
		value string
		want  []string // its parts; those without a digit are smaller
	}{
		{"36,641", []string{"36,641"}}, {"8.42 M", []string{"8.42", " M"}}, {"42 %", []string{"42", " %"}}, {"316.0 万", []string{"316.0", " 万"}},
		{"USD 7.48", []string{"USD ", "7.48"}}, {"−USD 7.48", []string{"−USD ", "7.48"}}, {"–", []string{"–"}}, {"", []string{""}},
		{"14 h 20 min", []string{"14 h 20 min"}}, {"not known", []string{"not known"}},
	}
	for _, test := range tests {
		var got []string
		for _, p := range valuePhrases(test.value) {
			got = append(got, p.text)
			unit := len(test.want) > 1 && !strings.ContainsAny(p.text, "0123456789")
			if smaller := p.style.Size < figureStyle.Size; smaller != unit {
				t.Errorf("%q: %q is in %v pt", test.value, p.text, p.style.Size)
			}
		}
		if strings.Join(got, "|") != strings.Join(test.want, "|") {
			t.Errorf("%q is divided into %q, want %q", test.value, got, test.want)
		}
	}
}

// A small table begins on the next page rather than leave a row behind.
func TestShortTablesStayWhole(t *testing.T) {
	pages := tablePages(nil, []report.Table{parts("First", 40), parts("Second", 8)})
	if len(pages) != 2 || len(pages[0]) != 1 || len(pages[1]) != 1 {
		t.Errorf("%d pages, with %v", len(pages), pages)
	}
}

// Where the rankings go to the second page, the chart is lower rather than the end of the small print on a page of its own.
func TestSmallPrintHasNoPageOfItsOwn(t *testing.T) {
	d := full()
	d.Tables, d.Budgets = nil, append(d.Budgets, charttest.Overspent())
	long := strings.Repeat("each hour against the median of the last four same weekdays; ", 2)
	for _, label := range []string{"Compared with", "Out of the usual", "Forecast", "Cost", "Summary", "Check"} {
		d.Provenance = append(d.Provenance, report.Fact{Label: label, Value: long})
	}
	for notices := range 3 {
		d.Notices = nil
		for range notices {
			d.Notices = append(d.Notices, report.Notice{Text: strings.Repeat("Nothing was recorded in these hours. ", 3)})
		}
		pages := read(t, render(t, d)).Pages
		if last := pages[len(pages)-1]; len(pages) != 2 {
			t.Errorf("with %d notices there are %d pages, of which the last is %q", notices, len(pages), last)
		}
	}
}
