package job

import (
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/report"
)

// hoursOf serves hours with labels of their starts or ends, those before 09:00 and from 18:00 idle but on some days; hour counts as one more
// than its number. Every day in extra has a point of the next midnight besides.
func hoursOf(ends bool, busy func(day time.Time) bool, extra string) lketest.Source {
	zone := time.FixedZone("UTC+8", 8*60*60)
	return func(q lketest.Query) any {
		var points, none []lketest.Stat
		add := func(at time.Time, n int) {
			points = append(points, lketest.Stat{X: at.Format("2006010215"), Y: n})
			none = append(none, lketest.Stat{X: at.Format("2006010215"), Y: 0})
		}
		for at := q.Start.In(zone); at.Before(q.End); at = at.Add(time.Hour) {
			if hour := at.Hour(); busy(at) || hour >= 9 && hour < 18 {
				label := at
				if ends {
					label = at.Add(time.Hour)
				}
				add(label, hour+1)
			}
		}
		if q.Start.In(zone).Format("2006-01-02") == extra {
			add(q.End.In(zone).Add(time.Second), 100)
		}
		return lketest.Graph{Total: points, Input: points, Output: none}
	}
}

func labelled(t *testing.T, source lketest.Source) *Runner {
	t.Helper()
	r, _ := inquirer(t, unhurried, lketest.Config{Source: source})
	r.Archive = newShelf()
	return r
}

// What labels mark is decided once: a day whose last hours are idle is read as the others are.
func TestLabelsAreDecidedByTheStoredDays(t *testing.T) {
	idle := func(name string) func(time.Time) bool {
		return func(at time.Time) bool { return at.Format("2006-01-02") != name }
	}
	for _, ends := range []bool{false, true} {
		r := labelled(t, hoursOf(ends, idle("2024-11-19"), ""))
		before := r.analysed(t.Context(), t, taskFor(t, Report{}, "2024-11-18"))
		if lone := len(before.Usage.Oddities) == 1 && before.Usage.Oddities[0].Kind == report.LoneMidnight; lone != ends {
			t.Errorf("ends %t: the first day's oddities are %+v", ends, before.Usage.Oddities)
		}
		r.round = newRound(t.Context())
		a := r.analysed(t.Context(), t, for19(t, Report{}))
		if hours := a.Hours; a.Usage.Total != report.Known(10+11+12+13+14+15+16+17+18) || hours[9].Total != report.Known(10) || hours[17].Total != report.Known(18) || hours[18].Total.Known {
			t.Errorf("ends %t: %v, %v", ends, a.Usage.Total, hours)
		}
		if !a.Complete() || len(a.Usage.Oddities) > 0 {
			t.Errorf("ends %t: %+v", ends, a.Usage.Oddities)
		}
		e := r.LabelEvidence(t.Context(), "none of that name")
		if e != (report.LabelEvidence{}) {
			t.Errorf("%+v", e)
		}
	}
}

// A point of the next day does not turn round what the stored days tell, and is not counted silently.
func TestAPointOfTheNextDayIsLeftOut(t *testing.T) {
	never := func(time.Time) bool { return false }
	r := labelled(t, hoursOf(false, never, "2024-11-19"))
	r.analysed(t.Context(), t, taskFor(t, Report{}, "2024-11-18"))
	r.round = newRound(t.Context())
	a := r.analysed(t.Context(), t, for19(t, Report{}))
	odd := a.Usage.Oddities
	if a.Usage.Total != report.Known(126) || len(odd) == 0 || odd[0].Kind != report.OutsidePeriod || a.Complete() || a.Hours[9].Total != report.Known(10) {
		t.Errorf("%v, %+v", a.Usage.Total, odd)
	}
}

// The configuration's word counts more than the days'; days that were read otherwise are fetched again.
func TestLabelsOfTheConfiguration(t *testing.T) {
	always := func(time.Time) bool { return true }
	r := labelled(t, hoursOf(true, always, ""))
	r.Labels = report.LabelsStart
	a := r.analysed(t.Context(), t, taskFor(t, Report{}, "2024-11-18"))
	if a.Usage.Labels != report.LabelsStart || a.Complete() {
		t.Errorf("%v, %+v", a.Usage.Labels, a.Usage.Oddities)
	}
	r.round, r.Labels = newRound(t.Context()), report.LabelsEnd
	a = r.analysed(t.Context(), t, for19(t, Report{}))
	if day := a.History.Before(a.Usage.Period, 1); !a.Complete() || day.Labels != report.LabelsEnd || day.Hours[23] != report.Known(24) {
		t.Errorf("%+v", day)
	}
}

// A week and a month whose answers have labels of days name the right days.
func TestLabelsOfDays(t *testing.T) {
	zone := time.FixedZone("UTC+8", 8*60*60)
	for _, ends := range []int{0, 1} {
		for _, cadence := range []report.Cadence{report.Weekly, report.Monthly} {
			r := labelled(t, func(q lketest.Query) any {
				day := q.Start.In(zone)
				points := []lketest.Stat{{X: day.AddDate(0, 0, ends).Format("20060102"), Y: day.Day()}}
				return lketest.Graph{Total: points, Input: points, Output: []lketest.Stat{}}
			})
			a := r.analysed(t.Context(), t, taskFor(t, Report{Cadence: cadence}, "2024-11-19"))
			if len(a.Usage.Points) != len(a.Usage.Period.Days()) || !a.Complete() {
				t.Fatalf("%v, %d: %d points, %+v", cadence, ends, len(a.Usage.Points), a.Usage.Oddities)
			}
			for _, p := range a.Usage.Points {
				if day := a.Usage.Interval(p); day.From.Day() != int(p.Total.N) || day.From != p.At {
					t.Errorf("%v, %d: %v has %v", cadence, ends, day, p.Total)
				}
			}
		}
	}
}
