package report

import (
	"fmt"
	"time"
)

// headroom is how far the axis reaches above the peak, so that the peak's label has a place within the plot.
const headroom = 1.18

func (c composer) chart() UsageChart {
	day := UsageChart{
		Title:  c.say("chart.title.none"),
		Alt:    c.alt(),
		X:      c.hoursAxis(),
		Input:  SeriesLabel{c.say("series.input"), c.short(c.u.Input)},
		Output: SeriesLabel{c.say("series.output"), c.short(c.u.Output)},
		Total:  SeriesLabel{c.say("series.total"), c.short(c.u.Total)},
	}
	switch c.story() {
	case unknown:
		day.Empty = c.say("chart.unknown")
		return day
	case empty:
		day.Empty = c.say("chart.empty")
		return day
	}
	day.Title = c.say("chart.title", "step", c.step(c.u.Step))
	day.Stacked = c.u.Balanced()
	intervals := c.intervalsWithUsage()
	highest := Tokens(0)
	for _, i := range intervals {
		highest = max(highest, i.total)
	}
	top := float64(highest) * headroom
	for _, i := range intervals {
		day.Columns = append(day.Columns, c.column(i, top))
	}
	day.Y = c.tokensAxis(highest)
	if c.s.Peak != nil {
		day.Peak = c.mark(*c.s.Peak, top)
	}
	return day
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
		span := c.u.Interval(p)
		if last := len(used) - 1; last >= 0 && span.From.Before(used[last].Until) {
			used[last].input += p.Input.N
			used[last].total += p.Total.N
			continue
		}
		used = append(used, usedInterval{span, p.Input.N, p.Total.N})
	}
	return used
}

func (c composer) column(i usedInterval, top float64) Column {
	column := Column{From: c.across(i.From), Until: c.across(i.Until), Total: float64(i.total) / top}
	if c.u.Balanced() {
		column.Input = float64(i.input) / top
	}
	return column
}

// across is an instant's place on the x axis.
func (c composer) across(t time.Time) float64 {
	return float64(t.Sub(c.u.Period.From)) / float64(c.u.Period.Duration())
}

// hoursAxis has a tick every three hours of the local clock, also where the clocks changed.
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

func (c composer) mark(peak Peak, top float64) *Mark {
	return &Mark{
		X: (c.across(peak.From) + c.across(peak.Until)) / 2,
		Y: float64(peak.Tokens) / top,
		Label: c.say("chart.peak",
			"tokens", c.short(Known(peak.Tokens)), "at", clock(c.u.Period, peak.At)),
	}
}

func (c composer) alt() string {
	switch c.story() {
	case unknown:
		return c.say("chart.unknown")
	case empty:
		return c.say("chart.alt.empty")
	case coarse:
		return c.headline()
	}
	key := "chart.alt.unsplit"
	if c.u.Balanced() {
		key = "chart.alt"
	}
	return c.say(key,
		"total", c.exactly(c.u.Total), "input", c.exactly(c.u.Input), "output", c.exactly(c.u.Output),
		"peak", c.exactly(Known(c.s.Peak.Tokens)), "peak_at", clock(c.u.Period, c.s.Peak.At),
		"active", fmt.Sprint(c.s.Active), "expected", fmt.Sprint(c.s.Expected))
}
