package report_test

import (
	"testing"
	"time"

	"tokenreport/report"
)

// An account that was not used before has nothing to be compared with: its first day is no spike, and eight days later it is
// compared with the first.
func TestDaysBeforeTheFirstUseAreNoBaseline(t *testing.T) {
	for name, test := range map[string]struct {
		usedDays int // before the period
		want     report.Basis
		forecast bool
	}{
		"first day":  {0, "", false},
		"second day": {1, "", false},
		"ninth day":  {8, report.WeekBefore, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := period(t, report.Daily, "Asia/Shanghai", "2024-11-19")
			earlier, own := evenDays(p, 40, func(report.Period) report.Tokens { return 100_000 })
			for i := range earlier[:40-test.usedDays] {
				earlier[i] = even(earlier[i].Period, 0)
			}
			a := analyse(t, p, report.Evidence{
				Days: own, History: history(t, earlier...),
				Breakdowns: []report.BreakdownRequest{{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-normal"}}}},
			})
			if best := a.Comparison.Best(); best.Basis != test.want || len(a.Anomalies) > 0 {
				t.Errorf("compared with %+v; anomalies %+v; want %q", best, a.Anomalies, test.want)
			}
			if a.Month.Known != 19 || a.Month.Forecast.Total.Known != test.forecast {
				t.Errorf("month %+v", a.Month)
			}
			if driver := a.Breakdowns[0].Driver; driver != nil {
				t.Errorf("driven by %+v", driver)
			}
		})
	}
}

// The band of a month's days is of days on which there was something to use.
func TestTheBandOfAMonthBeginsWithTheFirstUse(t *testing.T) {
	p := period(t, report.Monthly, "Asia/Shanghai", "2024-11-19")
	earlier, own := evenDays(p, 60, func(report.Period) report.Tokens { return 100_000 })
	for i := range earlier[:60-3*7] {
		earlier[i] = even(earlier[i].Period, 0)
	}
	u := report.Usage{Period: p, Total: report.Known(0), Step: 24 * time.Hour}
	for _, d := range own {
		u.Total.N += d.Total.N
		u.Points = append(u.Points, report.Point{At: d.Period.From, Total: d.Total})
	}
	a := report.Analyse(report.Summarize(u), report.Evidence{Days: own, History: history(t, earlier...)})
	d, err := report.Compose(a, report.Options{Report: "monthly", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Chart.Usual) != len(own) {
		t.Errorf("%d of %d days have a band", len(d.Chart.Usual), len(own))
	}
	for i, usual := range d.Chart.Usual {
		if usual.Low <= 0 || usual.Low != usual.High {
			t.Errorf("day %d: the usual is from %v to %v", i+1, usual.Low, usual.High)
		}
	}
}
