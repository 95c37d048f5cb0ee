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
