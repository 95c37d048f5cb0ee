package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
)

// Whatever else is configured, a report tells its calls, what its month has used so far, and all that it is compared with.
func TestReportsTellWhatTheyKnow(t *testing.T) {
	for name, test := range reportCases(t) {
		a := test.analyse(t)
		d := test.compose(t, a, "en")
		if told := slices.ContainsFunc(d.Tiles, func(tile report.Tile) bool { return tile.Label == "Calls" }); told != a.Calls.Known {
			t.Errorf("%s: calls are known: %t, and told: %t", name, a.Calls.Known, told)
		}
		month := factOf(d, "Month to date")
		if (month != "") != (a.Usage.Period.Cadence() != report.Monthly && a.Month.Sum.Total.Known) {
			t.Errorf("%s: the month to date is %q", name, month)
		}
		if forecast := factOf(d, "Forecast"); strings.Contains(month, "forecast ") && !strings.Contains(month, "no forecast") && forecast == "" {
			t.Errorf("%s: %q, and the method is not named", name, month)
		}
		if a.Budget.Tokens > 0 && !slices.ContainsFunc(d.Budgets, func(b report.Bullet) bool { return strings.HasPrefix(b.Title, "Token budget") }) {
			t.Errorf("%s: the budget of tokens is not told", name)
		}
	}
}

func factOf(d report.Document, label string) string {
	for _, f := range d.Provenance {
		if f.Label == label {
			return f.Value
		}
	}
	return ""
}

func TestTrendComparesWithSinglePeriods(t *testing.T) {
	cases := reportCases(t)
	for name, want := range map[string]int{"normal day": 2, "week": 1, "first day": 0, "first week": 0, "month": 0, "day of 25 hours": 2} {
		a := cases[name].analyse(t)
		d := cases[name].compose(t, a, "en")
		if got := strings.Count(d.Trend.Compared, "vs "); got != want || want > 0 && !strings.Contains(d.Trend.Alt, d.Trend.Compared) {
			t.Errorf("%s: compared with %d: %q; %s", name, got, d.Trend.Compared, d.Trend.Alt)
		}
	}
}

// Months are made of many answers: the page names those of a week, and counts the others.
func TestPageNamesFewRequests(t *testing.T) {
	test := reportCases(t)["normal day"]
	a, o := test.analyse(t), options("en")
	o.Source.RequestIDs = nil
	for n := 1; n <= 31; n++ {
		o.Source.RequestIDs = append(o.Source.RequestIDs, fmt.Sprintf("id-%d", n))
		d, err := report.Compose(a, o)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Join(o.Source.RequestIDs[:min(n, 7)], ", ")
		if n > 7 {
			want += fmt.Sprintf(" and %d more, in the JSON", n-7)
		}
		if got := factOf(d, "Request IDs"); got != want {
			t.Errorf("of %d: %q", n, got)
		}
	}
}

// A day without usage that usually has some shows where it is missed: hatched, before what is usual.
func TestEmptyDayShowsWhatIsMissed(t *testing.T) {
	cases := reportCases(t)
	d := cases["empty day"].compose(t, cases["empty day"].analyse(t), "en")
	if len(d.Chart.Remarks) == 0 || d.Chart.Remarks[0].Kind != report.Gap || len(d.Chart.Usual) == 0 || d.Chart.Empty == "" {
		t.Errorf("the chart has %d remarks, %d steps of the usual, and says %q", len(d.Chart.Remarks), len(d.Chart.Usual), d.Chart.Empty)
	}
}
