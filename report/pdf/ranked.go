package pdf

import (
	"slices"

	"tokenreport/report"
	"tokenreport/report/chart"
)

const (
	mostRanked = 36 // rows of a ranking under each other
	half       = 6  // of the page's columns
	whole      = 12
)

// lower is the rankings and the budgets: two rankings to a row, all budgets where the shorter one leaves room, else in rows
// of their own: they are to be compared.
func (s story) lower() []block {
	var blocks []block
	budgets := s.budgets
	for pair := range slices.Chunk(shortened(s.rankings), 2) {
		var row block
		row, budgets = rankingRow(pair, budgets)
		blocks = append(blocks, row)
	}
	return append(blocks, budgetRows(budgets)...)
}

// shortened divides rankings that are too long for a page: they go on in the next column.
func shortened(rankings []report.Ranking) []report.Ranking {
	var parts []report.Ranking
	for _, k := range rankings {
		rest := k.Rows
		for len(rest) > mostRanked {
			k.Rows, rest = rest[:mostRanked], rest[mostRanked:]
			parts = append(parts, k)
		}
		k.Rows = rest
		parts = append(parts, k)
	}
	return parts
}

// rankingRow is one ranking or two, with the budgets beside them if there is room for all; else those are returned.
func rankingRow(pair []report.Ranking, budgets []report.Bullet) (block, []report.Bullet) {
	left := rankingPanel(pair[0])
	stacks := []stack{{half, []panel{left}}, {columns: half}}
	height, used := left.height, chart.Length(0)
	if len(pair) > 1 {
		right := rankingPanel(pair[1])
		stacks[1].panels = []panel{right}
		height, used = max(height, right.height), right.height+sectionGap
	}
	shorter := &stacks[1]
	if len(pair) > 1 && left.height < stacks[1].panels[0].height {
		shorter, used = &stacks[0], left.height+sectionGap
	}
	beside := budgetStack(budgets)
	for _, p := range beside {
		used += p.height + sectionGap
	}
	if used-sectionGap <= height {
		shorter.panels, budgets = append(shorter.panels, beside...), nil
	}
	if len(stacks[1].panels) == 0 {
		stacks = []stack{{whole, []panel{left}}}
	}
	return panelRow(height, stacks...), budgets
}

func rankingPanel(k report.Ranking) panel {
	return panel{chart.RankingHeight(k), k.Alt, func(c chart.Canvas, r chart.Rect) error { return chart.DrawRanking(c, r, k) }}
}

// budgetStack is budgets under each other.
func budgetStack(budgets []report.Bullet) []panel {
	var panels []panel
	for _, b := range budgets {
		panels = append(panels, budgetPanel(b, half))
	}
	return panels
}

// budgetRows is budgets, two to a row.
func budgetRows(budgets []report.Bullet) []block {
	var blocks []block
	for pair := range slices.Chunk(budgets, 2) {
		columns := whole / len(pair)
		var height chart.Length
		var stacks []stack
		for _, b := range pair {
			p := budgetPanel(b, columns)
			height = max(height, p.height)
			stacks = append(stacks, stack{columns, []panel{p}})
		}
		blocks = append(blocks, panelRow(height, stacks...))
	}
	return blocks
}

func budgetPanel(b report.Bullet, columns int) panel {
	height := chart.BulletHeight(b, span(columns))
	return panel{height, b.Alt, func(c chart.Canvas, r chart.Rect) error { return chart.DrawBullet(c, r, b) }}
}

// wholeNames is the rankings in which a name is cut that no table of the document has: as tables, where names are whole.
func wholeNames(doc report.Document) []report.Table {
	known := map[string]bool{}
	for _, t := range doc.Tables {
		for _, row := range t.Rows {
			known[cell(row.Cells, 0)] = true
		}
	}
	columns := half
	if len(doc.Rankings) == 1 && len(doc.Budgets) == 0 {
		columns = whole
	}
	var tables []report.Table
	for _, k := range doc.Rankings {
		unknown := func(row report.RankRow) bool { return !known[row.Name] }
		if chart.RankingShortens(k, span(columns)) && slices.ContainsFunc(k.Rows, unknown) {
			tables = append(tables, asTable(k))
		}
	}
	return tables
}

func asTable(k report.Ranking) report.Table {
	t := report.Table{Title: k.Title, Note: k.Note, Columns: []report.TableColumn{
		{Label: k.NameHead}, {Label: k.ValueHead, Numeric: true}, {Label: k.ShareHead, Numeric: true}, {Label: k.ChangeHead, Numeric: true},
	}, Measure: 1}
	for _, row := range k.Rows {
		t.Rows = append(t.Rows, report.TableRow{Cells: []string{row.Name, row.Value, row.Share, row.Change}, Share: row.Length})
	}
	return t
}
