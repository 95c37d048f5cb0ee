package report

import (
	"maps"
	"slices"
)

// Holidays are the days that are expected to be quiet.
type Holidays []DateRange

// DateRange is the dates from First to Last, both included, as time.DateOnly writes them.
type DateRange struct{ First, Last string }

// has says whether a calendar day is one of them.
func (h Holidays) has(day Period) bool {
	return slices.ContainsFunc(h, func(r DateRange) bool { return r.First <= day.Name() && day.Name() <= r.Last })
}

// without is the history without the holidays: they say nothing of what is usual on other days.
func (h History) without(holidays Holidays) History {
	if len(holidays) == 0 {
		return h
	}
	index := maps.Clone(h.index)
	maps.DeleteFunc(index, func(_, i int) bool { return holidays.has(h.days[i].Period) })
	return History{h.days, index}
}

// comparable are the days that the period is compared with: a day with none that is a holiday, a week or month with all.
func (a Analysis) comparable() History {
	h := a.History.sinceFirstUse()
	if a.Usage.Period.Cadence() == Daily {
		return h.without(a.Holidays)
	}
	return h
}

// expected leaves out of a day's findings what a holiday explains, or the API's summary where it agrees that nothing was used
// all day: then nothing is missing.
func (a *Analysis) expected(d Day, anomalies []Anomaly, gaps []SuspectedGap) ([]Anomaly, []SuspectedGap) {
	if a.Holidays.has(d.Period) {
		return slices.DeleteFunc(anomalies, func(a Anomaly) bool { return a.Observed < a.Usual }), nil
	}
	if d.Total != Known(0) || !a.Agrees() {
		return anomalies, gaps
	}
	hidden := func(g SuspectedGap) bool { return a.Beyond().N > g.Usual/2 } // by the tolerance of a long period
	if len(gaps) == 0 || slices.ContainsFunc(gaps, hidden) {
		return anomalies, gaps
	}
	a.Idle = append(a.Idle, d.Period)
	return anomalies, nil
}

// settle takes a series that the API left null for one without usage, where its summary has no more than the days that are known.
func settle(s Summary, days []Day, r Reported) (Summary, []Day) {
	u, settled := s.Usage, slices.Clone(days)
	if !r.Total.Known || len(u.Oddities) == 0 || slices.ContainsFunc(u.Oddities, func(o Oddity) bool { return o.Kind != NullSeries }) {
		return s, days
	}
	for i, d := range days {
		switch nothing := Known(0); {
		case d.Total.N == 0 && d.Input.N == 0 && d.Output.N == 0:
			idle := DayOf(Summarize(Usage{Period: d.Period, Total: nothing, Input: nothing, Output: nothing}))
			idle.Calls, idle.Parts = d.Calls, d.Parts
			settled[i] = idle
		case !d.Total.Known || !d.Input.Known || !d.Output.Known:
			return s, days
		}
	}
	if sum := amountsOf(settled, Day.amounts); sum.Total == r.Total {
		u.Total, u.Input, u.Output, u.Oddities = sum.Total, sum.Input, sum.Output, nil
		return Summarize(u), settled
	}
	return s, days
}
