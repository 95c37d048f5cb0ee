package report

import (
	"slices"
	"time"
)

// StatedOf says which figure the change in the sentence is of. Its text is that of the JSON.
type StatedOf string

const (
	// OfGraph: the sum of the graph, as nearly always.
	OfGraph StatedOf = "graph"
	// OfSummary: the total of the API's summary, because the graph lacks some of it.
	OfSummary StatedOf = "summary"
	// OutsideGaps: the sum of the graph, against what is usual outside the suspected gaps.
	OutsideGaps StatedOf = "outside_gaps"
)

// BySummary says whether the API's summary tells the total better than its graph, which lacks tokens or is not known.
func (a Analysis) BySummary() bool {
	return a.Lacks() || a.Reported.Total.Known && !a.Usage.Total.Known
}

// Total is the better figure of what was used: the graph's, or the summary's.
func (a Analysis) Total() Amount {
	if a.BySummary() {
		return a.Reported.Total
	}
	return a.Usage.Total
}

// InDoubt says whether half or more of the periods that a baseline is made of have data that are odd or seem to be missing, so
// that the baseline, and what is compared with it, is in doubt.
func (a Analysis) InDoubt(b Baseline) bool {
	periods, doubtful := a.comparable().compared(b.Basis, a.Usage.Period), 0
	for _, days := range periods {
		if slices.ContainsFunc(days, func(d Day) bool { return !d.Complete }) {
			doubtful++
		}
	}
	return doubtful > 0 && 2*doubtful >= len(periods)
}

// Stated is how the total compares with the best of the baselines, of the figures that can be compared: of the better
// total, and where data seem to be missing, without the time for which they are.
func (a Analysis) Stated() (Change, StatedOf) {
	best := a.Comparison.Best()
	switch {
	case a.BySummary():
		return ChangeOf(best.Total, a.Total()), OfSummary
	case len(a.Gaps) > 0 && a.Usage.Total.N > 0: // else the gap is all that there is to say
		return ChangeOf(a.outsideGaps(best), a.Usage.Total), OutsideGaps
	}
	return ChangeOf(best.Total, a.Usage.Total), OfGraph
}

// outsideGaps is what a baseline has outside the suspected gaps: of a month by what is usual in these, else by what each of the
// days compared with had in these hours; unknown where one of them does not know that.
func (a Analysis) outsideGaps(best Baseline) Amount {
	if a.Usage.Period.Cadence() == Monthly {
		outside := best.Total
		for _, g := range a.Gaps {
			outside = outside.less(Known(g.Usual))
		}
		return outside
	}
	return a.partOf(func(d Day) Amounts {
		return Amounts{Total: d.Total.less(d.within(a.gapHours(d)))}
	}).Before().Total
}

// gapHours is how much of the hours of the period's day that one is compared with is within a gap, each from 0 to 1.
func (a Analysis) gapHours(compared Day) (parts [24]float64) {
	for _, own := range a.Days {
		if len(a.Days) > 1 && own.Period.From.Weekday() != compared.Period.From.Weekday() {
			continue
		}
		for hour, whole := range wholeHours(own.Period) {
			for _, g := range a.Gaps {
				if common := g.common(whole); common > 0 {
					parts[hour] += float64(common) / float64(whole.Duration())
				}
			}
		}
	}
	return parts
}

// common is how long two spans are at the same time.
func (s Span) common(other Span) time.Duration {
	from, until := s.From, s.Until
	if other.From.After(from) {
		from = other.From
	}
	if other.Until.Before(until) {
		until = other.Until
	}
	return max(0, until.Sub(from))
}

// within is what the day had in parts of its hours; unknown where it does not know one of these.
func (d Day) within(parts [24]float64) Amount {
	sum := 0.0
	for hour, part := range parts {
		if part > 0 && !d.Hours[hour].Known {
			return Amount{}
		}
		sum += part * float64(d.Hours[hour].N)
	}
	return Known(roundTokens(sum))
}
