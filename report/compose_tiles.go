package report

import (
	"fmt"
	"time"
)

// mostTiles is how many key figures a page has room for.
const mostTiles = 6

// tiles are the four figures that every report has, and the most useful of the others. The budget's gives way to the calls where
// there is no room for both, because its bar says the same.
func (c composer) tiles() []Tile {
	tiles := []Tile{c.totalTile(), c.inputTile(), c.outputTile(), c.peakTile()}
	if c.a.Budget.Tokens > 0 && !(c.a.Cost.Total.Known() && c.a.Calls.Known) {
		tiles = append(tiles, c.budgetTile())
	}
	if c.a.Cost.Total.Known() {
		tiles = append(tiles, c.costTile())
	}
	if c.a.Calls.Known {
		tiles = append(tiles, c.callsTile())
	}
	tiles = append(tiles, c.p95Tile(), c.activeTile())
	return tiles[:mostTiles]
}

func (c composer) totalTile() Tile {
	t := Tile{
		Label: c.say("tile.total"), Value: c.short(c.u.Total), Change: c.moved(c.change()), Note: c.basis(), Detail: c.rest(c.u.Total),
	}
	switch story := c.story(); {
	case c.a.BySummary():
		t.Value, t.Detail = c.short(c.a.Total()), c.say("tile.graph", "graph", c.exactly(c.u.Total))
	case story == unknown:
		t.Note = c.say("tile.unknown")
	case story == partly:
		t.Note = c.say("tile.partly", "known", fmt.Sprint(c.knownDays()), "days", fmt.Sprint(len(c.a.Days)))
	}
	return t
}

// basis says what the tiles' changes are against.
func (c composer) basis() string {
	b := c.a.Comparison.Best()
	if !b.Known() {
		return c.say("tile.no_baseline")
	}
	if change, of := c.a.Stated(); of == OutsideGaps {
		if !change.Known() {
			return c.say("tile.gaps")
		}
		return c.say("tile.outside", "against", c.againstShort(c.u.Period, b))
	}
	basis := c.say("tile.against", "against", c.againstShort(c.u.Period, b), "amount", c.usual(b))
	if c.a.InDoubt(b) {
		return c.say("tile.doubtful", "basis", basis)
	}
	return basis
}

// usual writes a baseline's total, per day where that is what is compared.
func (c composer) usual(b Baseline) string { return c.short(c.usualTotal(b)) }

func (c composer) usualTotal(b Baseline) Amount {
	if b.PerDay {
		return b.Total.over(Tokens(len(c.a.Days)))
	}
	return b.Total
}

// summaryTile is a part of the total by the API's summary where that tells the total, and else by its graph, which is less.
func (c composer) summaryTile(label string, reported, graph, before Amount) Tile {
	if !reported.Known {
		return Tile{Label: c.say(label), Value: c.short(graph), Note: c.say("tile.by_graph"), Detail: c.rest(graph)}
	}
	share := c.share(ShareOf(reported, c.a.Total()), reported.N == 0, reported == c.a.Total())
	return Tile{
		Label: c.say(label), Value: c.short(reported), Change: c.moved(ChangeOf(before, reported)),
		Note: c.say("tile.share", "share", share), Detail: c.say("tile.graph", "graph", c.exactly(graph)),
	}
}

func (c composer) inputTile() Tile {
	if c.a.BySummary() {
		return c.summaryTile("tile.input", c.a.Reported.Input, c.u.Input, c.a.Comparison.Best().Input)
	}
	t := c.partTile("tile.input", c.u.Input, c.a.Comparison.Best().Input)
	if c.splits() {
		t.Note = c.say("tile.share", "share", c.inputShare())
	}
	return t
}

// partTile compares a part of the total only where nothing of it is missing.
func (c composer) partTile(label string, now, before Amount) Tile {
	if _, of := c.a.Stated(); of != OfGraph {
		before = Amount{}
	}
	return Tile{Label: c.say(label), Value: c.short(now), Change: c.moved(ChangeOf(before, now)), Detail: c.rest(now)}
}

func (c composer) outputTile() Tile {
	if c.a.BySummary() {
		return c.summaryTile("tile.output", c.a.Reported.Output, c.u.Output, c.a.Comparison.Best().Output)
	}
	t := c.partTile("tile.output", c.u.Output, c.a.Comparison.Best().Output)
	if !c.splits() {
		return t
	}
	t.Note = c.say("tile.share", "share", c.outputShare())
	if t.Detail == "" && c.u.Input.N > 0 && c.u.Output.N > 0 {
		t.Detail = c.say("tile.ratio", "ratio", c.ratio(c.u.Output.N, c.u.Input.N))
	}
	return t
}

// budgetTile is how much of the month's tokens is used.
func (c composer) budgetTile() Tile {
	use, nothing := c.a.Month.Against(c.a.Budget.Tokens), c.a.Month.Sum.Total.N == 0
	t := Tile{
		Label: c.say("tile.budget"), Value: c.atLeast("least.short", use.Least, c.budgetShare(use.Used, nothing)),
		Note: c.say("tile.budget.of", "budget", c.short(Known(c.a.Budget.Tokens)), "month", c.month(c.a.Month.Month.From)),
	}
	if use.Forecast.Known && c.a.Month.Elapsed < c.a.Month.Days {
		t.Detail = c.say("tile.budget.forecast", "share", c.budgetShare(use.Forecast, nothing))
	}
	return t
}

// costTile is an estimate, and says so.
func (c composer) costTile() Tile {
	t := Tile{Label: c.say("tile.cost"), Value: c.money(c.a.Cost.Total)}
	if c.a.MonthCost.Sum.Known() && c.u.Period.Cadence() != Monthly {
		t.Note = c.monthCost()
	}
	switch unpriced := ShareOf(Known(c.a.Cost.Unpriced), c.u.Total); {
	case c.a.Cost.Unpriced > 0:
		t.Detail = c.say("cost.unpriced", "share", c.share(unpriced, false, c.a.Cost.Unpriced == c.u.Total.N))
	case c.a.Cost.Partial:
		t.Detail = c.say("tile.cost.partial")
	}
	t.Value = c.atLeast("least.short", t.Detail != "" || len(c.a.Gaps) > 0 || c.a.BySummary(), t.Value)
	return t
}

// monthCost is what the month has cost so far, and of how many days that is where it is not of all.
func (c composer) monthCost() string {
	cost, month := c.a.MonthCost, c.month(c.a.Month.Month.From)
	sum := c.atLeast("least", cost.Partial || c.a.Month.Doubtful > 0, c.money(cost.Sum))
	if cost.Known < cost.Elapsed {
		return c.count("tile.cost.month.partly", cost.Elapsed, "month", month, "sum", sum,
			"known", fmt.Sprint(cost.Known), "elapsed", fmt.Sprint(cost.Elapsed))
	}
	return c.say("tile.cost.month", "month", month, "sum", sum)
}

func (c composer) callsTile() Tile {
	t := c.partTile("tile.calls", c.a.Calls, c.a.Comparison.Best().Calls)
	if each := c.a.TokensPerCall(); each.Known && !c.a.BySummary() {
		t.Note = c.count("tile.calls.each", int(each.N), "tokens", c.short(each))
	}
	return t
}

// splits says whether the total has two known parts that add up to it.
func (c composer) splits() bool { return c.u.Balanced() && c.u.Total.N > 0 }

func (c composer) peakTile() Tile {
	peak, step := c.peak()
	if peak == nil {
		return Tile{Label: c.say("tile.peak.none"), Value: c.say("unknown")}
	}
	t := Tile{Label: c.say("tile.peak", "step", c.step(step)), Value: c.short(Known(peak.total))}
	switch {
	case c.u.Period.Cadence() == Daily:
		t.Note = c.say("tile.peak.at", "at", clock(c.u.Period, c.s.Peak.At))
		if c.s.PeakHour != nil {
			t.Detail = c.say("tile.peak.hour", "hour", c.span(c.u.Period, c.s.PeakHour.Span))
		}
		return t
	case step == time.Hour:
		t.Note = c.span(c.u.Period, peak.Span)
	default:
		t.Note = c.shortDay(peak.From)
	}
	if fine := c.s.Peak; fine != nil && c.u.Step < step {
		t.Detail = c.say("tile.peak.finer", "tokens", c.short(Known(fine.Tokens)), "step", c.step(c.u.Step),
			"at", c.say("date.moment", "day", c.dayWithin(c.u.Period, fine.From), "clock", clock(dayOf(fine.From), fine.At)))
	}
	return t
}

func (c composer) p95Tile() Tile {
	t := Tile{Label: c.say("tile.p95"), Value: c.short(c.s.P95)}
	if c.s.Active == 0 {
		return t
	}
	t.Note = c.say("tile.p95.middle", "median", c.short(c.s.Median), "mean", c.short(c.s.Mean))
	t.Detail = c.count("tile.p95.over", c.s.Active, "active", c.exactly(Known(Tokens(c.s.Active))))
	return t
}

func (c composer) activeTile() Tile {
	t := Tile{Label: c.say("tile.active"), Value: c.say("unknown")}
	if !c.u.Total.Known {
		return t
	}
	t.Value = c.exactly(Known(Tokens(c.s.Active)))
	if c.s.Expected > 0 {
		t.Note = c.say("tile.active.of", "expected", c.exactly(Known(Tokens(c.s.Expected))))
	}
	if c.s.Quiet != nil && c.s.Active > 0 {
		t.Detail = c.say("tile.active.quiet",
			"span", c.quietSpan(), "length", c.duration(c.s.Quiet.Duration()))
	}
	return t
}

// quietSpan is the longest quiet stretch, which may go over midnight in a longer period.
func (c composer) quietSpan() string {
	s := *c.s.Quiet
	if c.u.Period.Cadence() == Daily {
		return c.clocks(c.u.Period, s)
	}
	return c.say("range", "from", c.moment(c.u.Period, s.From), "until", c.moment(c.u.Period, s.Until))
}
