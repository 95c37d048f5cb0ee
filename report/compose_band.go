package report

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// usualStep is between how many tokens a stretch of the chart usually is, for a column each.
type usualStep struct {
	Span
	low, high float64
}

// usualBand is the usual range, where at least two of the days it is made of are known: of hours, divided among the columns
// of an hour where these are shorter, or of whole days.
func (c composer) usualBand(step time.Duration) []usualStep {
	if step > time.Hour {
		return c.usualDays()
	}
	var band []usualStep
	perColumn := float64(step) / float64(time.Hour)
	for _, d := range c.a.Days {
		spans := wholeHours(d.Period)
		for hour, usual := range UsualRange(d.Period, c.a.History.sinceFirstUse().without(c.a.Holidays)) {
			if !usual.Low.Known || spans[hour].Duration() <= 0 {
				continue
			}
			band = append(band, usualStep{spans[hour], float64(usual.Low.N) * perColumn, float64(usual.High.N) * perColumn})
		}
	}
	return band
}

// usualDays is the usual range of each day's total, by the same weekdays in the period and before it.
func (c composer) usualDays() []usualStep {
	if c.u.Period.Cadence() == Daily {
		return nil // one column is no shape
	}
	var band []usualStep
	h := c.a.History.sinceFirstUse().without(c.a.Holidays)
	for _, d := range c.a.Days {
		usual := rangeOf(h.SameWeekdays(d.Period, rangeWeeks), func(d Day) Amount { return d.Total })
		if usual.Low.Known {
			band = append(band, usualStep{d.Period.Span, float64(usual.Low.N), float64(usual.High.N)})
		}
		h = h.with(d)
	}
	return band
}

// bandLabel says what the band is of: shorter columns than an hour lie about it even on the most usual of days.
func (c composer) bandLabel(step time.Duration) string {
	weekday := c.weekday(c.u.Period.From)
	switch {
	case c.u.Period.Cadence() != Daily:
		return c.say("chart.band.long")
	case step < time.Hour:
		return c.say("chart.band.mean", "weekday", weekday)
	}
	return c.say("chart.band", "weekday", weekday)
}

// highest is what the axis must reach, at least 1.
func (c composer) highest(columns []usedInterval, band []usualStep) Tokens {
	highest := Tokens(1)
	for _, i := range columns {
		highest = max(highest, i.total)
	}
	for _, b := range band {
		highest = max(highest, roundTokens(math.Ceil(b.high)))
	}
	return highest
}

// mostRemarks is how many stretches a chart can bear words at.
const mostRemarks = 4

// remarks are the suspected gaps, the days that are not known and what is out of the usual, by time: where they are too
// many, those about the most tokens. A level shift is of whole days, and no stretch of the chart.
func (c composer) remarks() []Remark {
	type remark struct {
		Remark
		tokens Tokens
	}
	var all []remark
	for _, g := range c.a.Gaps {
		all = append(all, remark{c.remark(g.Span, Gap, c.say("remark.gap", "span", c.span(c.u.Period, g.Span))), g.Usual})
	}
	for _, d := range c.a.Days {
		if !d.Total.Known {
			label := c.say("remark.gap", "span", c.dayWithin(c.u.Period, d.Period.From))
			all = append(all, remark{c.remark(d.Period.Span, Gap, label), math.MaxInt64})
		}
	}
	for _, a := range c.unusual() {
		all = append(all, remark{c.remark(a.Span, Unusual, c.unusualLabel(a)), a.distance()})
	}
	slices.SortStableFunc(all, func(a, b remark) int { return cmp.Compare(b.tokens, a.tokens) })
	all = all[:min(len(all), mostRemarks)]
	slices.SortStableFunc(all, func(a, b remark) int { return cmp.Compare(a.From, b.From) })
	var remarks []Remark
	for _, r := range all {
		remarks = append(remarks, r.Remark)
	}
	return remarks
}

// remark places words at a stretch, which is widened to the day where a column is one.
func (c composer) remark(s Span, kind RemarkKind, label string) Remark {
	if c.u.Period.Cadence() == Monthly {
		s = dayOf(s.From).Span
	}
	return Remark{From: c.across(s.From), Until: c.across(s.Until), Kind: kind, Label: label}
}

// unusual are the spikes, drops and outages; but not an outage of which the gaps tell.
func (c composer) unusual() []Anomaly {
	var unusual []Anomaly
	for _, a := range c.a.Anomalies {
		if a.Kind == Spike || a.Kind == Drop {
			unusual = append(unusual, a)
		}
	}
	return unusual
}

// distance is how many tokens an anomaly is from its usual.
func (a Anomaly) distance() Tokens { return max(a.Observed-a.Usual, a.Usual-a.Observed) }

func (c composer) unusualLabel(a Anomaly) string {
	span := c.span(c.u.Period, a.Span)
	switch {
	case a.Usual <= 0:
		return c.say("remark.unheard", "span", span, "tokens", c.short(Known(a.Observed)))
	case a.Observed <= 0:
		return c.say("remark.nothing", "span", span)
	}
	return c.say("remark.times", "span", span, "times", c.times(a.Observed, a.Usual))
}
