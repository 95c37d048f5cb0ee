package report

// figures is the table of a day's hours, or of the days of a longer period; nil where there is nothing to list.
func (c composer) figures() *Table {
	switch {
	case c.story() == empty:
		return nil
	case c.u.Period.Cadence() != Daily:
		return c.daily()
	case c.s.Hours == nil:
		return nil
	}
	return c.hourly()
}

func (c composer) sumColumns(first string) []TableColumn {
	return []TableColumn{
		{Label: first},
		{Label: c.say("series.input"), Numeric: true},
		{Label: c.say("series.output"), Numeric: true},
		{Label: c.say("series.total"), Numeric: true},
	}
}

func (c composer) hourly() *Table {
	t := &Table{
		Title:   c.say("hourly.title"),
		Columns: c.sumColumns(c.say("hourly.hour")),
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

// daily lists the days of a week or month, with their calls where one is known.
func (c composer) daily() *Table {
	t := &Table{
		Title: c.say("daily.title"), Columns: c.sumColumns(c.say("daily.day")), Measure: 3,
		Total: []string{c.say("daily.sum"), c.exactly(c.u.Input), c.exactly(c.u.Output), c.exactly(c.u.Total)},
	}
	calls, most := false, Tokens(0)
	for _, d := range c.a.Days {
		calls = calls || d.Calls.Known
		most = max(most, d.Total.N)
	}
	if calls {
		t.Columns = append(t.Columns, TableColumn{Label: c.say("tile.calls"), Numeric: true})
		t.Total = append(t.Total, c.exactly(c.a.Calls))
	}
	peaked := false
	for _, d := range c.a.Days {
		row := TableRow{Cells: []string{c.shortDay(d.Period.From), c.exactly(d.Input), c.exactly(d.Output), c.exactly(d.Total)}}
		if calls {
			row.Cells = append(row.Cells, c.exactly(d.Calls))
		}
		if d.Total.N > 0 {
			row.Share = float64(d.Total.N) / float64(most)
			row.Peak = !peaked && d.Total.N == most
			peaked = peaked || row.Peak
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// tables lists every part of the dimensions that are asked for.
func (c composer) tables() []Table {
	if c.story() == empty {
		return nil
	}
	var tables []Table
	for _, dimension := range c.o.Tables {
		for _, r := range c.a.Evidence.Breakdowns {
			if r.Dimension == dimension && len(r.Parts) > 0 {
				tables = append(tables, c.partsTable(DimensionBreakdown{dimension, c.a.breakDown(r, len(r.Parts))}))
			}
		}
	}
	return tables
}

func (c composer) partsTable(b DimensionBreakdown) Table {
	costs := c.partCosts(b.Dimension)
	t := Table{
		Title: c.say("parts.title", "dimension", c.dimension(b.Dimension)), Note: c.restNote(b.Breakdown),
		Columns: []TableColumn{
			{Label: c.partHead(b.Dimension)},
			{Label: c.say("ranking.tokens"), Numeric: true},
			{Label: c.say("series.input"), Numeric: true},
			{Label: c.say("series.output"), Numeric: true},
			{Label: c.say("ranking.share"), Numeric: true},
			{Label: c.changeHead(), Numeric: true},
		},
		Measure: 1,
		Total:   c.partCells(c.say("daily.sum"), b.Whole, ShareOf(b.Whole.Now.Total, b.Whole.Now.Total), b.Change, b.Whole.Now),
	}
	for _, row := range b.Rows {
		t.Rows = append(t.Rows, TableRow{Cells: c.partCells(row.Name, row.Part, row.Share, row.Change, b.Whole.Now)})
	}
	if o := b.Other; o != nil {
		rest := Part{Now: o.Now, WeekAgo: o.WeekAgo}
		t.Rows = append(t.Rows, TableRow{Cells: c.partCells(c.say("ranking.rest"), rest, o.Share, o.Change, b.Whole.Now)})
	}
	c.setShares(&t, b)
	if costs != nil {
		c.addCosts(&t, b, costs)
	}
	return t
}

func (c composer) partCells(name string, p Part, share Share, change Change, whole Amounts) []string {
	return []string{name, c.exactly(p.Now.Total), c.exactly(p.Now.Input), c.exactly(p.Now.Output),
		c.partShare(share, p.Now, whole), c.partChange(change, p.WeekAgo, p.Now)}
}

func (c composer) setShares(t *Table, b DimensionBreakdown) {
	var totals []Tokens
	most := Tokens(1)
	for _, row := range b.Rows {
		totals = append(totals, row.Now.Total.N)
	}
	if b.Other != nil {
		totals = append(totals, b.Other.Now.Total.N)
	}
	for _, n := range totals {
		most = max(most, n)
	}
	for i, n := range totals {
		t.Rows[i].Share = float64(n) / float64(most)
	}
}

// partCosts are the costs of the parts by ID, and under no ID what none of them has; nil where the parts are no models, or
// nothing has a price.
func (c composer) partCosts(d Dimension) map[string]Money {
	if d != ByModel || !c.a.Cost.Total.Known() {
		return nil
	}
	costs := map[string]Money{}
	for _, m := range c.a.Cost.Models {
		costs[m.Model] = m.Total
	}
	return costs
}

func (c composer) addCosts(t *Table, b DimensionBreakdown, costs map[string]Money) {
	t.Columns = append(t.Columns, TableColumn{Label: c.say("tile.cost"), Numeric: true})
	for i := range t.Rows {
		id := ""
		if i < len(b.Rows) {
			id = b.Rows[i].ID
		}
		t.Rows[i].Cells = append(t.Rows[i].Cells, c.money(costs[id]))
	}
	t.Total = append(t.Total, c.money(c.a.Cost.Total))
}
