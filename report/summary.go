package report

import (
	"slices"
	"sort"
	"time"
)

// Summary is what there is to say about a period's usage, in numbers. Intervals without recorded usage count 0
// in sums.
type Summary struct {
	Usage Usage
	// Peak is the interval with the most tokens and PeakHour the hour with the most, the earliest of equals;
	// nil where no usage was recorded, the total is unknown, or the labels are coarser than the figure.
	Peak, PeakHour *Peak
	// Mean, Median and P95 are per interval, over the active intervals alone. The mean, and the median of an
	// even number, are rounded to whole tokens, halves up; P95 is the nearest rank. Unknown without an active
	// interval.
	Mean, Median, P95 Amount
	// Active counts the intervals with more than 0 tokens.
	Active int
	// Expected is how many intervals the period has; 0 where no label told their length.
	Expected int
	// Quiet is the longest stretch without recorded usage, the earliest of equals; nil where there is none or
	// the total is unknown.
	Quiet *Span
	// Hours are the period's hours, all of them; nil where the labels are coarser than an hour.
	Hours []Hour
}

// Peak is the busiest stretch of its kind.
type Peak struct {
	Span
	At     time.Time // From
	Tokens Tokens
}

// Hour is the usage of one hour. An amount is unknown where nothing was recorded for it.
type Hour struct {
	Span
	Total, Input, Output Amount
	Active               int
}

// Summarize computes the figures of a period.
func Summarize(u Usage) Summary {
	s := Summary{Usage: u}
	switch {
	case u.Step > time.Hour:
		s.Expected = len(u.Period.Days())
	case u.Step > 0:
		s.Expected = int((u.Period.Duration() + u.Step - 1) / u.Step)
	}
	active := s.activePoints()
	s.Active = min(len(active), s.Expected) // points at both midnights share an interval
	s.Mean, s.Median, s.P95 = distribution(active)
	s.Hours = hours(u)
	s.Peak, s.PeakHour = peak(u, active), peakHour(s.Hours)
	if u.Total.Known {
		s.Quiet = longestQuiet(u, active)
	}
	return s
}

// Complete says whether the figures can be trusted as they are: nothing about the data was odd. Idle intervals,
// which the API leaves out, do not make a report incomplete.
func (s Summary) Complete() bool { return len(s.Usage.Oddities) == 0 }

func (s Summary) activePoints() []Point {
	var active []Point
	for _, p := range s.Usage.Points {
		if p.Total.Known && p.Total.N > 0 {
			active = append(active, p)
		}
	}
	return active
}

func distribution(active []Point) (mean, median, p95 Amount) {
	n := len(active)
	if n == 0 {
		return
	}
	values := make([]Tokens, n)
	var sum Tokens // fits: the sum of all points was checked when they were joined
	for i, p := range active {
		values[i] = p.Total.N
		sum += p.Total.N
	}
	slices.Sort(values)
	mean = Known(sum/Tokens(n) + (sum%Tokens(n)*2)/Tokens(n))
	lower, upper := values[(n-1)/2], values[n/2]
	median = Known(lower + (upper-lower+1)/2)
	p95 = Known(values[(95*n+99)/100-1])
	return
}

func peak(u Usage, active []Point) *Peak {
	if len(active) == 0 || u.Step > time.Hour {
		return nil
	}
	busiest := active[0]
	for _, p := range active[1:] {
		if p.Total.N > busiest.Total.N {
			busiest = p
		}
	}
	return &Peak{Span: u.Interval(busiest), At: u.Interval(busiest).From, Tokens: busiest.Total.N}
}

func peakHour(hours []Hour) *Peak {
	var busiest *Peak
	for _, h := range hours {
		if h.Total.Known && h.Total.N > 0 && (busiest == nil || h.Total.N > busiest.Tokens) {
			busiest = &Peak{Span: h.Span, At: h.From, Tokens: h.Total.N}
		}
	}
	return busiest
}

func hours(u Usage) []Hour {
	if u.Step > time.Hour {
		return nil
	}
	spans := u.Period.Hours()
	hours := make([]Hour, len(spans))
	for i, span := range spans {
		hours[i].Span = span
	}
	for _, p := range u.Points {
		from := u.Interval(p).From
		i := sort.Search(len(hours), func(i int) bool { return from.Before(hours[i].Until) })
		h := &hours[min(i, len(hours)-1)]
		h.Total, h.Input, h.Output = h.Total.plus(p.Total), h.Input.plus(p.Input), h.Output.plus(p.Output)
		if p.Total.N > 0 {
			h.Active++
		}
	}
	return hours
}

// plus adds what is known: unknown and 5 is 5, since an interval that one series leaves out counts 0.
func (a Amount) plus(b Amount) Amount {
	return Amount{N: a.N + b.N, Known: a.Known || b.Known}
}

func longestQuiet(u Usage, active []Point) *Span {
	var longest Span
	quietSince := u.Period.From
	consider := func(until time.Time) {
		if gap := (Span{quietSince, until}); gap.Duration() > longest.Duration() {
			longest = gap
		}
	}
	for _, p := range active {
		interval := u.Interval(p)
		consider(interval.From)
		if interval.Until.After(quietSince) {
			quietSince = interval.Until
		}
	}
	consider(u.Period.Until)
	if longest.Duration() <= 0 {
		return nil
	}
	return &longest
}
