package job

import (
	"context"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/report"
)

// Weeks and months are the sums of their days, also where one has 23 or 25 hours, and are compared with what is kept of the
// weeks and months before.
func TestWeeksAndMonths(t *testing.T) {
	tests := map[string]struct {
		cadence    report.Cadence
		zone, date string
		name       string
		days       int
		length     time.Duration
		history    int  // days fetched before it
		calls      bool // the account tells calls
	}{
		"a week":                      {report.Weekly, "Asia/Shanghai", "2024-11-20", "2024-W47", 7, 168 * time.Hour, 56, true},
		"a week of 169 hours":         {report.Weekly, "America/New_York", "2024-10-29", "2024-W44", 7, 169 * time.Hour, 56, false},
		"a week of 167 hours":         {report.Weekly, "Europe/Berlin", "2024-03-27", "2024-W13", 7, 167 * time.Hour, 56, false},
		"a month":                     {report.Monthly, "Asia/Shanghai", "2024-11-20", "2024-11", 30, 720 * time.Hour, 62, false},
		"a month with a longer day":   {report.Monthly, "America/New_York", "2024-11-20", "2024-11", 30, 721 * time.Hour, 62, false},
		"a week across a year's turn": {report.Weekly, "Asia/Jakarta", "2025-01-01", "2025-W01", 7, 168 * time.Hour, 56, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := lketest.Source(hourly)
			if test.calls {
				account = lketest.Month(1)
			}
			r, api := inquirer(t, unhurried, lketest.Config{Source: account})
			want := everything()
			want.Cadence, want.Zone, want.Names, want.Breakdowns = test.cadence, location(t, test.zone), false, want.Breakdowns[:1]
			task := taskFor(t, want, test.date)
			if task.period.Name() != test.name || task.period.Duration() != test.length {
				t.Fatalf("%s of %s", task.period.Name(), task.period.Duration())
			}
			a := r.analysed(t.Context(), t, task)
			compared := len(task.period.Before().Days())
			if test.cadence == report.Weekly {
				compared = 4 * 7
			}
			wantAsked(t, name, asked(api.Requests()), map[string]int{
				"graph": test.days + test.history, "part": 2 * (test.days + compared), "CallStatsGraph": test.days, "TokenUsage": 1,
			})
			if len(a.Omissions) > 0 || a.Reported.Total != a.Usage.Total || a.Reported.Calls != a.Calls || a.Calls.Known != test.calls || !a.Complete() {
				t.Errorf("total %v and %v calls beside %+v, omissions %v, gaps %v, oddities %v", a.Usage.Total, a.Calls, a.Reported, a.Omissions, a.Gaps, a.Usage.Oddities)
			}
			if !a.Comparison.Best().Known() || !a.Breakdowns[0].Rows[0].Before().Total.Known {
				t.Errorf("comparison %+v, %+v", a.Comparison, a.Breakdowns[0].Rows[0])
			}

			before := len(api.Requests())
			r.round = newRound(t.Context())
			next := r.analysed(t.Context(), t, taskFor(t, want, task.period.Until.Format(time.DateOnly)))
			count := asked(api.Requests()[before:])
			if days := len(next.Days); count["graph"] != days || count["part"] != 2*days {
				t.Errorf("the next one, of %d days, asked %v", days, count)
			}
			if b := next.Comparison.Best(); !b.Known() || !next.Breakdowns[0].Rows[0].Before().Total.Known {
				t.Errorf("the next one's comparison %+v", next.Comparison)
			}
		})
	}
}

// A day of a week that the API does not tell fails the report, and says which.
func TestADayOfAWeekThatFails(t *testing.T) {
	r, api := inquirer(t, unhurried, lketest.Config{})
	task := for19(t, Report{Name: "weekly", Cadence: report.Weekly})
	thursday := task.period.Days()[3]
	api.Inject(refusing(func(q lketest.Request) bool { return q.Query.Start.Equal(thursday.From) }, "InvalidParameter"))
	_, trouble := r.obtain(context.Background(), r.Log, task)
	if trouble == nil || !trouble.lasting || !strings.Contains(trouble.err.Error(), "fetch usage for 2024-11-21: DescribeTokenUsageGraph: InvalidParameter") {
		t.Errorf("got %+v", trouble)
	}
}

// Reports of one run with the same question ask it once: the second knows what the first has learnt.
func TestReportsOfOneQuestionShareTheirHistory(t *testing.T) {
	r, api := inquirer(t, unhurried, lketest.Config{Source: hourly})
	r.analysed(t.Context(), t, for19(t, Report{Name: "daily"}))
	before := len(api.Requests())
	a := r.analysed(t.Context(), t, taskFor(t, Report{Name: "weekly", Cadence: report.Weekly}, "2024-11-12"))
	if n := len(api.Requests()) - before; n != 7+2 /* it looks back further */ || a.Comparison.Usual.Days != 4 {
		t.Errorf("%d requests, %+v", n, a.Comparison)
	}
	other := Report{Name: "other"}
	other.Filter.ModelName = "cs-normal"
	before = len(api.Requests())
	r.analysed(t.Context(), t, for19(t, other))
	if n := len(api.Requests()) - before; n != 63 {
		t.Errorf("another question: %d requests", n)
	}
}
