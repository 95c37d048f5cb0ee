package report_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"tokenreport/report"
)

func TestMonthSoFar(t *testing.T) {
	// April 2024 has 30 days and begins on a Monday.
	workweek := func(p report.Period) report.Tokens {
		if w := p.From.Weekday(); w == time.Saturday || w == time.Sunday {
			return 10
		}
		return 100
	}
	month := func(from, until string, skip ...string) []report.Day {
		var days []report.Day
		for p := parseDay(t, "Europe/Berlin", from); p.Name() <= until; p = following(p) {
			d := dayOfTotal(p, report.Known(workweek(p)))
			for _, date := range skip {
				if p.Name() == date {
					d.Total = report.Amount{}
				}
			}
			days = append(days, d)
		}
		return days
	}
	tests := map[string]struct {
		days           []report.Day // the last is today
		elapsed, known int
		sum, forecast  report.Amount
	}{
		"the first day ever":            {month("2024-04-01", "2024-04-01"), 1, 1, report.Known(100), report.Amount{}},
		"six days":                      {month("2024-04-01", "2024-04-06"), 6, 6, report.Known(510), report.Amount{}},
		"seven days, by their mean":     {month("2024-04-01", "2024-04-07"), 7, 7, report.Known(520), report.Known(520 + 23*74)},
		"two weeks, by weekdays":        {month("2024-04-01", "2024-04-14"), 14, 14, report.Known(1040), report.Known(2280)},
		"the month before counts":       {month("2024-03-01", "2024-04-02"), 2, 2, report.Known(200), report.Known(2280)},
		"the last day":                  {month("2024-03-01", "2024-04-30"), 30, 30, report.Known(2280), report.Known(2280)},
		"the forecast fills what lacks": {month("2024-03-01", "2024-04-14", "2024-04-03", "2024-04-07"), 14, 12, report.Known(930), report.Known(2280)},
		"today is not known":            {month("2024-03-01", "2024-04-14", "2024-04-14"), 14, 13, report.Known(1030), report.Known(2280)},
		"none of the month is known":    {month("2024-03-01", "2024-04-01", "2024-04-01"), 1, 0, report.Amount{}, report.Known(2280)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			last := len(test.days) - 1
			m := report.MonthSoFar(test.days[last], history(t, test.days[:last]...))
			if m.Days != 30 || m.Elapsed != test.elapsed || m.Known != test.known || m.Missing() != test.elapsed-test.known {
				t.Errorf("%d of %d days, %d known, %d missing", m.Elapsed, m.Days, m.Known, m.Missing())
			}
			if m.Sum.Total != test.sum || m.Forecast.Total != test.forecast {
				t.Errorf("sum %v, forecast %v; want %v, %v", m.Sum.Total, m.Forecast.Total, test.sum, test.forecast)
			}
			if (m.Method == report.WeekdayMedians) != test.forecast.Known {
				t.Errorf("method %q", m.Method)
			}
			if m.Month.From.Day() != 1 || m.Month.Until.Day() != 1 || m.Month.Duration() != 30*24*time.Hour {
				t.Errorf("the month is %v", m.Month)
			}
		})
	}
}

func TestMonthKeepsAmountsApart(t *testing.T) {
	first := parseDay(t, "Asia/Shanghai", "2024-11-01")
	all := days(first, 20, func(report.Period, int) report.Tokens { return 10 })
	all[4].Input = report.Amount{}
	m := report.MonthSoFar(all[19], history(t, all[:19]...))
	if want := (report.Amounts{Total: report.Known(20 * 240), Output: report.Known(20 * 24)}); m.Sum != want {
		t.Errorf("sum %+v, want %+v", m.Sum, want)
	}
	want := report.Amounts{Total: report.Known(30 * 240), Input: report.Known(30 * 216), Output: report.Known(30 * 24)}
	if m.Forecast != want {
		t.Errorf("forecast %+v, want %+v", m.Forecast, want)
	}
}

func TestMonthOfHugeDays(t *testing.T) {
	first := parseDay(t, "Asia/Shanghai", "2024-11-01")
	for daily, want := range map[report.Tokens]report.Amount{
		999_999_999_999_999: report.Known(30 * 999_999_999_999_999),
		math.MaxInt64 / 30:  report.Known(math.MaxInt64 / 30 * 30),
		math.MaxInt64 / 20:  {}, // the month is more than can be counted
	} {
		var all []report.Day
		for p := first; p.Name() <= "2024-11-16"; p = following(p) {
			all = append(all, dayOfTotal(p, report.Known(daily)))
		}
		m := report.MonthSoFar(all[15], history(t, all[:15]...))
		if m.Forecast.Total != want || m.Sum.Total != report.Known(16*daily) {
			t.Errorf("days of %d: forecast %v, sum %v", daily, m.Forecast.Total, m.Sum.Total)
		}
	}
}

func TestMonthOfSkippedDates(t *testing.T) {
	p := parseDay(t, "Pacific/Apia", "2011-12-31") // there was no 30 December
	m := report.MonthSoFar(dayOfTotal(p, report.Known(5)), report.History{})
	if m.Days != 30 || m.Elapsed != 30 || m.Missing() != 29 {
		t.Errorf("got %+v", m)
	}
}

func TestBudget(t *testing.T) {
	share := func(n int) report.Share { return report.Share{PerMille: n, Known: true} }
	m := report.MonthToDate{Days: 30, Elapsed: 14, Known: 14,
		Sum: report.Amounts{Total: report.Known(420)}, Forecast: report.Amounts{Total: report.Known(960)}}
	if got, want := m.Against(1000), (report.BudgetUse{Budget: 1000, Used: share(420), Elapsed: share(467), Forecast: share(960)}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := m.Against(100); got.Used != share(4200) {
		t.Errorf("beyond the budget: %+v", got)
	}
	if got := (report.MonthToDate{Days: 30, Elapsed: 1}).Against(100); got.Used.Known || got.Forecast.Known || got.Elapsed != share(33) {
		t.Errorf("nothing known: %+v", got)
	}
}

func ExampleMonthSoFar() {
	first, err := report.ParseDay("2024-11-01", parisZone())
	if err != nil {
		fmt.Println(err)
	}
	all := days(first, 19, func(report.Period, int) report.Tokens { return 10_000 })
	h, err := report.NewHistory(all)
	if err != nil {
		fmt.Println(err)
	}
	m := report.MonthSoFar(all[18], h)
	budget := m.Against(8_000_000)
	fmt.Println(m.Sum.Total.N, m.Forecast.Total.N, m.Method)
	fmt.Println(budget.Used.PerMille, budget.Elapsed.PerMille, budget.Forecast.PerMille)
	// Output:
	// 4560000 7200000 weekday_medians
	// 570 633 900
}
