package report

import "strings"

func (c composer) tiles() []Tile {
	return []Tile{c.totalTile(), c.inputTile(), c.outputTile(), c.peakTile(), c.p95Tile(), c.activeTile()}
}

func (c composer) totalTile() Tile {
	t := Tile{Label: c.say("tile.total"), Value: c.short(c.u.Total), Detail: c.rest(c.u.Total)}
	if c.u.Balanced() {
		t.Note = c.say("tile.total.balanced")
	}
	return t
}

func (c composer) inputTile() Tile {
	t := Tile{Label: c.say("tile.input"), Value: c.short(c.u.Input), Detail: c.rest(c.u.Input)}
	if c.splits() {
		t.Note = c.say("tile.share", "share", c.inputShare())
	}
	return t
}

func (c composer) outputTile() Tile {
	t := Tile{Label: c.say("tile.output"), Value: c.short(c.u.Output), Detail: c.rest(c.u.Output)}
	if !c.splits() {
		return t
	}
	t.Note = c.say("tile.share", "share", c.outputShare())
	if c.u.Input.N > 0 && c.u.Output.N > 0 {
		ratio := c.say("tile.ratio", "ratio", c.ratio(c.u.Output.N, c.u.Input.N))
		t.Detail = strings.TrimPrefix(t.Detail+" · "+ratio, " · ")
	}
	return t
}

// splits says whether the total has two known parts that add up to it.
func (c composer) splits() bool { return c.u.Balanced() && c.u.Total.N > 0 }

func (c composer) peakTile() Tile {
	if c.s.Peak == nil {
		return Tile{Label: c.say("tile.peak.none"), Value: c.say("unknown")}
	}
	t := Tile{
		Label: c.say("tile.peak", "step", c.step(c.u.Step)),
		Value: c.short(Known(c.s.Peak.Tokens)),
		Note:  c.say("tile.peak.at", "at", clock(c.u.Period, c.s.Peak.At)),
	}
	if c.s.PeakHour != nil {
		t.Detail = c.say("tile.peak.hour",
			"hour", c.clocks(c.u.Period, c.s.PeakHour.Span), "tokens", c.short(Known(c.s.PeakHour.Tokens)))
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
			"span", c.clocks(c.u.Period, *c.s.Quiet), "length", c.duration(c.s.Quiet.Duration()))
	}
	return t
}

func (c composer) hourly() *Table {
	t := &Table{
		Title: c.say("hourly.title"),
		Columns: []TableColumn{
			{Label: c.say("hourly.hour")},
			{Label: c.say("series.input"), Numeric: true},
			{Label: c.say("series.output"), Numeric: true},
			{Label: c.say("series.total"), Numeric: true},
		},
		Measure: 3,
		Total:   []string{c.say("hourly.sum"), c.exactly(c.u.Input), c.exactly(c.u.Output), c.exactly(c.u.Total)},
	}
	for _, h := range c.s.Hours {
		t.Rows = append(t.Rows, c.hour(h))
		if c.u.Total.Known && !h.Total.Known {
			t.Note = c.say("hourly.note")
		}
	}
	return t
}

// ofHour tells an hour without recorded usage from one whose usage is not known because the whole series is not.
func (c composer) ofHour(amount, series Amount) string {
	if series.Known && !amount.Known {
		return c.say("hourly.idle")
	}
	return c.exactly(amount)
}

func (c composer) hour(h Hour) TableRow {
	row := TableRow{Cells: []string{
		clock(c.u.Period, h.From), c.ofHour(h.Input, c.u.Input), c.ofHour(h.Output, c.u.Output), c.ofHour(h.Total, c.u.Total),
	}}
	if c.s.PeakHour != nil && h.Total.Known {
		row.Share = float64(h.Total.N) / float64(c.s.PeakHour.Tokens)
		row.Peak = h.From.Equal(c.s.PeakHour.From)
	}
	return row
}
