package report

import (
	"fmt"
	"time"
)

// headroom is how far the axis reaches above the peak, so that the peak's label has a place within the plot.
const headroom = 1.18

func (c composer) chart() UsageChart {
	chart := UsageChart{
		Title:  c.say(c.cadenced("chart.title.none", "chart.title.none.week", "chart.title.none.month")),
		Alt:    c.alt(),
		X:      c.timeAxis(),
		Input:  SeriesLabel{c.say("series.input"), c.short(c.u.Input)},
		Output: SeriesLabel{c.say("series.output"), c.short(c.u.Output)},
		Total:  SeriesLabel{c.say("series.total"), c.short(c.u.Total)},
	}
	switch c.story() {
	case unknown:
		chart.Empty = c.say("chart.unknown")
		return chart
	case empty:
		chart.Empty = c.say("chart.empty")
		if len(c.a.Gaps) == 0 {
			return chart
		}
	}
	c.plot(&chart)
	chart.Remarks = c.remarks()
	return chart
}

// plot puts the usage and the usual on one axis.
func (c composer) plot(chart *UsageChart) {
	columns, step := c.columns()
	if step == 0 {
		step = time.Hour // there is only the usual to see
	}
	band := c.usualBand(step)
	highest := c.highest(columns, band)
	top := float64(highest) * headroom
	chart.Title, chart.Stacked = c.chartTitle(step), c.u.Balanced()
	chart.Y, chart.Peak = c.tokensAxis(highest), c.peakMark(top)
	for _, i := range columns {
		chart.Columns = append(chart.Columns, c.column(i, top))
	}
	for _, b := range band {
		chart.Usual = append(chart.Usual, BandStep{c.across(b.From), c.across(b.Until), b.low / top, b.high / top})
	}
	if len(band) > 0 {
		chart.BandLabel = c.bandLabel(step)
	}
}

func (c composer) chartTitle(step time.Duration) string {
	switch {
	case step > time.Hour:
		return c.say("chart.title.day")
	case step == time.Hour:
		return c.say("chart.title.hour")
	}
	return c.say("chart.title", "step", c.step(step))
}

// across is an instant's place on the x axis.
func (c composer) across(t time.Time) float64 {
	return float64(t.Sub(c.u.Period.From)) / float64(c.u.Period.Duration())
}

// timeAxis has a tick every three hours of the local clock, also where the clocks changed; of a longer period, one under
// the middle of each day of a week, and of the first and every seventh of a month.
func (c composer) timeAxis() []Tick {
	if c.u.Period.Cadence() == Daily {
		return c.hoursAxis()
	}
	var ticks []Tick
	for _, d := range c.u.Period.Days() {
		at := (c.across(d.From) + c.across(d.Until)) / 2
		switch {
		case c.u.Period.Cadence() == Weekly:
			ticks = append(ticks, Tick{at, c.say("date.weekday.day", "weekday", c.shortWeekday(d.From), "day", fmt.Sprint(d.From.Day()))})
		case d.From.Day()%7 == 1:
			ticks = append(ticks, Tick{at, c.shortDate(d.From)})
		}
	}
	return ticks
}

func (c composer) hoursAxis() []Tick {
	var ticks []Tick
	for _, h := range c.u.Period.Hours() {
		if h.From.Hour()%3 == 0 && h.From.Minute() == 0 {
			ticks = append(ticks, Tick{c.across(h.From), clock(c.u.Period, h.From)})
		}
	}
	return append(ticks, Tick{1, clock(c.u.Period, c.u.Period.Until)})
}

// tokensAxis has ticks at 0 and at two to four round numbers up to the highest value.
func (c composer) tokensAxis(highest Tokens) []Tick {
	step := roundStep(highest)
	ticks := []Tick{{0, c.exactly(Known(0))}}
	for n := step; n <= highest; n += step {
		ticks = append(ticks, Tick{float64(n) / (float64(highest) * headroom), c.tick(n)})
		if n > highest-step {
			break // before the sum can overflow
		}
	}
	return ticks
}

// roundStep is the smallest of 1, 2, 5, 10, 20, 50 … that divides the axis into at most four.
func roundStep(highest Tokens) Tokens {
	for decade := Tokens(1); ; decade *= 10 {
		for _, factor := range []Tokens{1, 2, 5} {
			if step := decade * factor; highest/step <= 4 {
				return step
			}
		}
	}
}

// peakMark marks the peak where it tells more than the whole.
func (c composer) peakMark(top float64) *Mark {
	peak, _ := c.peak()
	if peak == nil || peak.Span == c.u.Period.Span {
		return nil
	}
	return &Mark{
		X:     (c.across(peak.From) + c.across(peak.Until)) / 2,
		Y:     float64(peak.total) / top,
		Label: c.peakLabel(*peak),
	}
}

func (c composer) peakLabel(peak usedInterval) string {
	tokens := c.short(Known(peak.total))
	switch {
	case c.u.Period.Cadence() == Daily:
		return c.say("chart.peak", "tokens", tokens, "at", clock(c.u.Period, c.s.Peak.At))
	case peak.Span == dayOf(peak.From).Span:
		return c.say("chart.peak.day", "tokens", tokens, "day", c.shortDay(peak.From))
	}
	return c.say("chart.peak.week", "tokens", tokens, "day", c.shortWeekday(peak.From), "at", clock(dayOf(peak.From), peak.From))
}

// alt tells what the chart shows: the figures, how they compare, and what is remarked.
func (c composer) alt() string {
	switch c.story() {
	case unknown:
		return c.say("chart.unknown")
	case empty:
		return c.say(c.cadenced("chart.alt.empty", "chart.alt.empty.week", "chart.alt.empty.month"))
	case coarse, partly:
		return c.headline()
	}
	said := []string{c.altFigures()}
	if _, of := c.a.Stated(); of == OfGraph && c.movement() != "" {
		said = append(said, c.say("chart.alt.moved", "movement", c.movement()))
	}
	for _, r := range c.remarks() {
		said = append(said, c.say("chart.alt.remark", "remark", r.Label))
	}
	return c.sentences(said...)
}

func (c composer) altFigures() string {
	if c.u.Period.Cadence() != Daily {
		key := "chart.alt.long.day"
		if _, step := c.columns(); step == time.Hour {
			key = "chart.alt.long.hour"
		}
		return c.count(key, int(c.u.Total.N), "total", c.exactly(c.u.Total), "peak", c.peakClause())
	}
	key := "chart.alt.unsplit"
	if c.u.Balanced() {
		key = "chart.alt"
	}
	return c.count(key, int(c.u.Total.N),
		"total", c.exactly(c.u.Total), "input", c.exactly(c.u.Input), "output", c.exactly(c.u.Output),
		"peak", c.exactly(Known(c.s.Peak.Tokens)), "step", c.step(c.u.Step), "peak_at", clock(c.u.Period, c.s.Peak.At),
		"active", fmt.Sprint(c.s.Active), "expected", fmt.Sprint(c.s.Expected))
}
