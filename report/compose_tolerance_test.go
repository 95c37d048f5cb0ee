package report_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"tokenreport/report"
	"tokenreport/templates"
)

// A summary that differs from the graph by no more than the tolerance is one quiet line, in every language.
func TestToleranceOfTheSummary(t *testing.T) {
	const graph = 33_106_675
	for name, test := range map[string]struct {
		graph, summary report.Tokens
		tolerance      int
		complete       bool
		notice         string // the English one
	}{
		"one more":           {graph, graph + 1, 10, true, "The API's summary has 1 token more than its graph (33,106,676 against 33,106,675)."},
		"one less":           {graph, graph - 1, 10, true, "The API's summary has 1 token less than its graph (33,106,674 against 33,106,675)."},
		"two less":           {graph, graph - 2, 10, true, "The API's summary has 2 tokens fewer than its graph (33,106,673 against 33,106,675)."},
		"equal":              {graph, graph, 10, true, ""},
		"at the tolerance":   {999_000, 1_000_000, 10, true, "The API's summary has 1,000 tokens more than its graph (1,000,000 against 999,000)."},
		"beyond it":          {998_999, 1_000_000, 10, false, "The API's summary has 1,001 tokens more than its graph (1,000,000 against 998,999): data may be missing here."},
		"one without any":    {graph, graph + 1, 0, false, "The API's summary has 1 token more than its graph (33,106,676 against 33,106,675): data may be missing here."},
		"far less":           {graph, 1, 10, true, "The API's summary has 33,106,674 tokens fewer than its graph (1 against 33,106,675)."},
		"nothing against":    {0, 40, 10, false, "The API's summary has 40 tokens more than its graph (40 against 0): data may be missing here."},
		"the largest number": {math.MaxInt64 - 1, math.MaxInt64, 10, true, "The API's summary has 1 token more than its graph (9,223,372,036,854,775,807 against 9,223,372,036,854,775,806)."},
		"ten million and 1": {graph, graph + 10_000_001, 10, false,
			"The API's summary has 10,000,001 tokens more than its graph (43,106,676 against 33,106,675): data may be missing here."},
	} {
		t.Run(name, func(t *testing.T) {
			p := shanghai(t)
			summary := report.Summarize(report.Usage{Period: p, Total: report.Known(test.graph), Input: report.Known(0), Output: report.Known(test.graph)})
			a := report.Analyse(summary, report.Evidence{
				Tolerance: test.tolerance, Reported: report.Reported{Amounts: report.Amounts{Total: report.Known(test.summary)}},
			})
			if a.Complete() != test.complete {
				t.Errorf("complete: %t", a.Complete())
			}
			for _, language := range templates.Languages() {
				d, err := report.Compose(a, options(language))
				if err != nil {
					t.Fatal(err)
				}
				if doubts := strings.Contains(d.Subject, " · "); doubts == test.complete {
					t.Errorf("%s: the subject is %s", language, d.Subject)
				}
				if len(d.Notices) != min(1, len(test.notice)) {
					t.Fatalf("%s: %d notices", language, len(d.Notices))
				}
				if len(d.Notices) == 0 {
					continue
				}
				if n := d.Notices[0]; n.Warning == test.complete || language == "en" && n.Text != test.notice {
					t.Errorf("%s: %+v, want %s", language, n, test.notice)
				}
			}
		})
	}
}

// Of one, no sentence speaks as of several; and of several none as of one.
func TestOneAndSeveral(t *testing.T) {
	const plural = `(tokens|days|points|intervals|stretches|parts|oddities|times)\b`
	several := regexp.MustCompile(`(^|[^\d.,:])1 (of them )?` + plural)
	single := regexp.MustCompile(`(^|[^\d.,:])(0|[2-9]|\d[\d,.]*\d)( [kMGTP])? (token|day|point|interval|stretch|part|oddity)\b`)
	for _, n := range []report.Tokens{0, 1, 2, 21, 10_000_001} {
		for _, cadence := range []report.Cadence{report.Daily, report.Weekly, report.Monthly} {
			p := period(t, cadence, "Asia/Shanghai", "2024-11-01")
			d := composeTokens(t, p, n)
			if said := transcript(d); several.MatchString(said) || single.MatchString(said) {
				t.Errorf("%s of %d: %q%q in\n%s", cadence, n, several.FindString(said), single.FindString(said), said)
			}
		}
	}
}

// composeTokens makes the document of a period whose days had so many tokens each, in one interval, as those before.
func composeTokens(t *testing.T, p report.Period, n report.Tokens) report.Document {
	t.Helper()
	day := func(p report.Period) report.Day {
		at := report.Point{At: p.From, Total: report.Known(n), Input: report.Known(n), Output: report.Known(0)}
		return report.DayOf(report.Summarize(report.Usage{
			Period: p, Step: 300e9, Points: []report.Point{at}, Total: report.Known(n), Input: report.Known(n), Output: report.Known(0),
		}))
	}
	u := report.Usage{Period: p, Step: 300e9, Received: 1, Total: report.Known(n), Input: report.Known(n), Output: report.Known(0)}
	u.Points = []report.Point{{At: p.From, Total: u.Total, Input: u.Input, Output: u.Output}}
	e := report.Evidence{
		Reported: report.Reported{Amounts: report.Amounts{Total: report.Known(n + 1)}}, Budget: report.Budget{Tokens: 3},
		Breakdowns: []report.BreakdownRequest{{Dimension: report.ByModel, Parts: []report.PartName{{ID: "a"}}}},
		Omissions:  []report.Omission{{What: report.OmittedHistory, Count: 1, Reason: report.NoTime}},
	}
	for i, d := range p.Days() {
		e.Days = append(e.Days, report.Day{Period: d})
		if i == 0 {
			e.Days[0] = day(d)
			e.Days[0].Parts = []report.DayPart{{Dimension: report.ByModel, ID: "a", Amounts: report.Amounts{Total: u.Total, Input: u.Input, Output: u.Output}}}
		}
	}
	var before []report.Day
	for _, d := range (report.History{}).Missing(p, report.HistoryDays) {
		before = append(before, day(d))
	}
	if len(e.Days) > 1 {
		u.Total = report.Amount{} // of the first day alone it is known
	}
	h, err := report.NewHistory(before)
	if err != nil {
		t.Fatal(err)
	}
	e.History = h
	d, err := report.Compose(report.Analyse(report.Summarize(u), e), options("en"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}
