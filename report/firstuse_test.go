package report_test

import (
	"testing"

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
