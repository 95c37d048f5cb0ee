package report

import "time"

// columns are what the chart shows of the period, those with usage: of a day the intervals as they came, of a week its
// hours, of a month its days. The step is how long one of them is.
func (c composer) columns() (columns []usedInterval, step time.Duration) {
	const day = 24 * time.Hour
	switch {
	case c.u.Period.Cadence() == Daily:
		return c.intervalsWithUsage(), c.u.Step
	case c.u.Period.Cadence() == Monthly || c.s.Hours == nil:
		return c.byDay(), day
	}
	for _, h := range c.s.Hours {
		if h.Total.N > 0 {
			columns = append(columns, usedInterval{h.Span, h.Input.N, h.Total.N})
		}
	}
	return columns, time.Hour
}

// peak is the busiest column of the chart, and how long one is: the peak of sentence, tile and chart is of a day's intervals,
// of a week's hours, and of a month's days. It is nil where there is none.
func (c composer) peak() (*usedInterval, time.Duration) {
	columns, step := c.columns()
	switch {
	case c.u.Period.Cadence() != Daily:
		return c.busiest(columns), step
	case c.s.Peak == nil:
		return nil, step
	}
	return &usedInterval{Span: c.s.Peak.Span, total: c.s.Peak.Tokens}, step
}

// usedInterval is an interval with usage.
type usedInterval struct {
	Span
	input, total Tokens
}

// intervalsWithUsage adds up the points of one interval: where there are labels at both midnights, the last has two.
func (c composer) intervalsWithUsage() []usedInterval {
	var used []usedInterval
	for _, p := range c.u.Points {
		if p.Total.N == 0 {
			continue
		}
		used = addInterval(used, usedInterval{c.u.Interval(p), p.Input.N, p.Total.N})
	}
	return used
}

// byDay adds up the points of each day.
func (c composer) byDay() []usedInterval {
	var used []usedInterval
	for _, i := range c.intervalsWithUsage() {
		used = addInterval(used, usedInterval{dayOf(i.From).Span, i.input, i.total})
	}
	return used
}

// addInterval adds an interval after others, or to the last of them where it begins within that.
func addInterval(used []usedInterval, i usedInterval) []usedInterval {
	last := len(used) - 1
	if last < 0 || !i.From.Before(used[last].Until) {
		return append(used, i)
	}
	used[last].input += i.input
	used[last].total += i.total
	return used
}

// busiest is the interval with the most tokens, the earliest of equals; nil of none.
func (c composer) busiest(intervals []usedInterval) *usedInterval {
	var most *usedInterval
	for i := range intervals {
		if most == nil || intervals[i].total > most.total {
			most = &intervals[i]
		}
	}
	return most
}

func (c composer) column(i usedInterval, top float64) Column {
	column := Column{From: c.across(i.From), Until: c.across(i.Until), Total: float64(i.total) / top, Label: c.columnLabel(i)}
	if c.u.Balanced() {
		column.Input = float64(i.input) / top
	}
	return column
}

func (c composer) columnLabel(i usedInterval) string {
	when := c.span(c.u.Period, i.Span)
	if i.Span == dayOf(i.From).Span {
		when = c.shortDay(i.From)
	}
	pairs := []string{"when", when, "total", c.exactly(Known(i.total))}
	if !c.u.Balanced() {
		return c.say("chart.column", pairs...)
	}
	return c.say("chart.column.split", append(pairs,
		"input", c.exactly(Known(i.input)), "output", c.exactly(Known(i.total-i.input)))...)
}
