package report

import "slices"

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
	}
	rows := b.withOther(c.say("ranking.rest"))
	largest := largestOf(rows)
	for _, row := range rows {
		t.Rows = append(t.Rows, TableRow{Cells: c.partCells(row, b.Whole), Share: float64(row.Now.Total.N) / float64(largest)})
	}
	whole := PartRow{b.Whole, ShareOf(b.Whole.Now.Total, b.Whole.Now.Total), b.Change}
	whole.Name = c.say("series.total")
	t.Total = c.partCells(whole, b.Whole)
	if b.Dimension == ByModel && c.a.Cost.Total.Known() {
		c.addCosts(&t, rows)
	}
	return t
}

func (c composer) partCells(row PartRow, whole Part) []string {
	return []string{row.Label(), c.exactly(row.Now.Total), c.exactly(row.Now.Input), c.exactly(row.Now.Output),
		c.partShare(row, whole), c.partChange(row)}
}

// addCosts adds what each model costs, rounded so that the column is its total. Other costs what the models cost that are no
// rows; where there is no such row, and they cost something to speak of, it is added.
func (c composer) addCosts(t *Table, rows []PartRow) {
	costs, other, rest := make([]Money, len(rows)), len(rows), Money{}
	if rows[len(rows)-1].ID == "" {
		other--
	}
	for _, m := range c.a.Cost.Models {
		if i := slices.IndexFunc(rows[:other], func(r PartRow) bool { return r.ID == m.Model }); i >= 0 {
			costs[i] = m.Total
		} else {
			rest = rest.with(m.Total)
		}
	}
	switch {
	case other < len(rows):
		costs[other] = rest
	case rest.Known() && !rest.isNone() && !rest.Vanishes():
		t.Rows = append(t.Rows, TableRow{Cells: c.partCells(PartRow{Part: Part{Name: c.say("ranking.rest")}}, Part{})})
		costs = append(costs, rest)
	}
	t.Columns = append(t.Columns, TableColumn{Label: c.say("tile.cost"), Numeric: true})
	for i, text := range c.moneys(costs, c.a.Cost.Total) {
		t.Rows[i].Cells = append(t.Rows[i].Cells, text)
	}
	t.Total = append(t.Total, c.atLeast("least.short", c.a.Cost.Partial && !c.a.Cost.Total.Vanishes(), c.money(c.a.Cost.Total)))
}
