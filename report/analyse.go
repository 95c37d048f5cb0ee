package report

import (
	"slices"
	"time"

	"tokenreport/internal/plain"
)

// Analyse holds a period's figures against the evidence. Days of the period that the evidence does not have are
// unknown; of a single day, its own figures stand in.
func Analyse(s Summary, e Evidence) Analysis {
	s, e.Days = settle(s, daysOf(s, e.Days), e.Reported)
	a := Analysis{Summary: s, Evidence: e, Calls: sumOf(e.Days, func(d Day) Amount { return d.Calls })}
	if len(e.Days) == 0 {
		return a
	}
	a.Comparison = Compare(s.Usage.Period, a.comparable())
	last, h, used := len(e.Days)-1, e.History, usedIntervals(s.Usage)
	for i, d := range a.Days {
		anomalies, gaps := unusualOf(d, h.sinceFirstUse().without(e.Holidays), used)
		anomalies, gaps = a.expected(d, anomalies, gaps)
		a.Anomalies, a.Gaps = append(a.Anomalies, anomalies...), append(a.Gaps, gaps...)
		if len(gaps) > 0 || last == 0 && a.BySummary() {
			a.Days[i].Complete = false // what is derived from it says so
		}
		if i < last {
			h = h.with(a.Days[i])
		}
	}
	a.Month = MonthSoFar(a.Days[last], h)
	for _, r := range e.Breakdowns {
		if len(r.Parts) > 0 {
			a.Breakdowns = append(a.Breakdowns, DimensionBreakdown{r.Dimension, a.breakDown(r, topParts)})
		}
	}
	if len(e.Prices.Models) > 0 {
		a.Cost = e.Prices.Cost(modelUsage(e.Days, e.Prices))
		a.MonthCost = monthCost(a.Days[last], h, a.Month, e.Prices)
	}
	return a
}

// usedIntervals are the intervals with usage; none where they tell no more than the hours.
func usedIntervals(u Usage) []usedInterval {
	if u.Step >= time.Hour {
		return nil
	}
	var used []usedInterval
	for _, p := range u.Points {
		if p.Total.N > 0 {
			used = append(used, usedInterval{Span: u.Interval(p), total: p.Total.N})
		}
	}
	return used
}

// daysOf are all days of the summary's period, those that are not among the given ones without figures.
func daysOf(s Summary, given []Day) []Day {
	p := s.Usage.Period
	if p.Cadence() == Daily && len(given) == 0 {
		return []Day{DayOf(s)}
	}
	var days []Day
	for _, day := range p.Days() {
		i := slices.IndexFunc(given, func(d Day) bool { return d.Period.Span == day.Span })
		if i < 0 {
			days = append(days, Day{Period: day})
			continue
		}
		days = append(days, given[i])
	}
	return days
}

// topParts is how many parts of a dimension a page shows before "Other".
const topParts = 5

// AllParts is the breakdown that names every part, where those of the Analysis fold the smaller ones.
func (a Analysis) AllParts(of Dimension) Breakdown {
	for _, r := range a.Evidence.Breakdowns {
		if r.Dimension == of {
			return a.breakDown(r, len(r.Parts))
		}
	}
	return Breakdown{}
}

// breakDown sets the parts of the period beside the whole, each compared with what the whole is compared with.
func (a Analysis) breakDown(r BreakdownRequest, top int) Breakdown {
	whole := a.partOf(Day.amounts)
	whole.Now = a.Usage.amounts()
	var parts []Part
	for _, name := range r.Parts {
		p := a.partOf(func(d Day) Amounts { return d.part(r.Dimension, name.ID) })
		if p.ID, p.Name = name.ID, plain.Name(name.Name); p.Name == "" {
			p.Name = plain.Name(name.ID)
		}
		parts = append(parts, p)
	}
	markAlike(parts)
	return BreakDown(whole, parts, top)
}

// partOf adds up the days of the period, and of each of those that its baseline is made of.
func (a Analysis) partOf(of func(Day) Amounts) Part {
	p, best := a.Usage.Period, a.Comparison.Best()
	part := Part{Now: amountsOf(a.Days, of)}
	for _, days := range a.comparable().compared(best.Basis, p) {
		sum := amountsOf(days, of)
		if best.PerDay {
			sum = sum.scaled(len(a.Days), len(days))
		}
		part.Past = append(part.Past, sum)
	}
	return part
}
