package report

import (
	"fmt"
	"slices"
	"strings"
)

// trend shows the last periods, the report's own the last.
func (c composer) trend() *TrendChart {
	last := c.a.LastPeriods()
	most := Tokens(1)
	for _, d := range last {
		most = max(most, d.Total.N)
	}
	top := float64(most)
	t := &TrendChart{Title: c.trendTitle(len(last)), Alt: c.trendAlt(last), Y: c.trendAxis(most), Compared: c.compared(),
		LikeLabel: c.say(c.cadenced("trend.like", "trend.like.week", "trend.like.month"))}
	for i, d := range last {
		bar := Bar{Known: d.Total.Known, Own: i == len(last)-1, Like: i == c.likeBar(len(last)), Label: c.say("trend.bar",
			"when", c.barName(d.Period), "total", c.exactly(d.Total))}
		if bar.Known {
			bar.Height = float64(d.Total.N) / top
		}
		t.Bars = append(t.Bars, bar)
	}
	t.X = c.trendTicks(last)
	if len(knownDays(slices.Clone(last[:len(last)-1]))) == 0 {
		t.Note = c.say(c.cadenced("trend.none", "trend.none.week", "trend.none.month"))
	}
	return t
}

// compared is the change against the single day and week before, beside the usual that all other changes are against.
func (c composer) compared() string {
	var changes []string
	best := c.a.Comparison.Best().Basis
	if _, of := c.a.Stated(); of != OfGraph {
		return "" // what is missing would be a change
	}
	for _, b := range []Baseline{c.a.Comparison.DayBefore, c.a.Comparison.WeekBefore} {
		change := ChangeOf(b.Total, c.u.Total)
		if !b.Known() || b.Basis == best || !change.Known() {
			continue
		}
		changes = append(changes, c.say("trend.compared", "change", c.moved(change), "against", c.againstShort(c.u.Period, b)))
	}
	return strings.Join(changes, " · ")
}

// likeBar is the bar of the same weekday a week before, or of the period before.
func (c composer) likeBar(bars int) int {
	if c.u.Period.Cadence() == Daily {
		return bars - 1 - 7
	}
	return bars - 1 - 1
}

func (c composer) trendTitle(n int) string {
	return c.say(c.cadenced("trend.title", "trend.title.week", "trend.title.month"), "count", fmt.Sprint(n))
}

// barName names a period of the trend.
func (c composer) barName(p Period) string {
	switch p.Cadence() {
	case Weekly:
		_, week := p.From.ISOWeek()
		return c.say("trend.week", "week", fmt.Sprint(week), "from", c.shortDate(p.From))
	case Monthly:
		return c.period(p)
	}
	return c.shortDay(p.From)
}

// trendTicks name the own period, and of days every seventh before it.
func (c composer) trendTicks(last []Day) []Tick {
	var ticks []Tick
	every := 1
	if c.u.Period.Cadence() == Daily {
		every = 7
	}
	for i := (len(last) - 1) % every; i < len(last); i += every {
		label := c.shortDate(last[i].Period.From)
		if c.u.Period.Cadence() == Monthly {
			label = c.month(last[i].Period.From)
		}
		ticks = append(ticks, Tick{(float64(i) + 0.5) / float64(len(last)), label})
	}
	return ticks
}

// trendAxis has 0 and round numbers up to the highest bar, which is the top.
func (c composer) trendAxis(most Tokens) []Tick {
	ticks := c.tokensAxis(most)
	for i := range ticks {
		ticks[i].At = min(1, ticks[i].At*headroom)
	}
	return ticks
}

// trendAlt tells the most and the least of what is known, and the own.
func (c composer) trendAlt(last []Day) string {
	own := last[len(last)-1]
	known := knownDays(slices.Clone(last))
	title := c.trendTitle(len(last))
	if len(known) < fewestDays {
		return c.say("trend.alt.own", "title", title, "own", c.exactly(own.Total))
	}
	most, least := known[0], known[0]
	for _, d := range known {
		if d.Total.N > most.Total.N {
			most = d
		}
		if d.Total.N < least.Total.N {
			least = d
		}
	}
	alt := c.say("trend.alt", "title", title, "known", fmt.Sprint(len(known)), "own", c.exactly(own.Total),
		"most", c.exactly(most.Total), "most_when", c.barName(most.Period),
		"least", c.exactly(least.Total), "least_when", c.barName(least.Period))
	if compared := c.compared(); compared != "" {
		return c.sentences(alt, c.say("trend.alt.compared", "compared", compared))
	}
	return alt
}
