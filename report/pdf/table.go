package pdf

import (
	"tokenreport/report"
	"tokenreport/report/chart"
)

const (
	captionRow chart.Length = 6
	headRow    chart.Length = 5
	compactRow chart.Length = 4.5
	openRow    chart.Length = 5.2 // at most 47 of them on a page
	tableGap   chart.Length = 8   // above a table under another
	fewRows                 = 4   // of a table are not left behind on a page
	halvesGap  chart.Length = 10
	mostHalved              = 36 // rows in each half

	widestTitle              = 0.7 * contentWidth
	titleGap    chart.Length = 4
)

// compactTable is the table in two halves side by side, for the first page. fits is false where the cells are too
// long for that; a report without a table has no blocks, and they fit.
func compactTable(t *report.Table) (blocks []block, fits bool) {
	if t == nil {
		return nil, true
	}
	const width = (contentWidth - halvesGap) / 2
	left, fits := newGrid(t, margin, width, compactRow)
	middle := (len(t.Rows) + 1) / 2
	rows := max(middle, len(t.Rows)-middle+closingRows(t))
	caption := captionHeight(t, 0)
	height := caption + headRow + compactRow*chart.Length(rows)
	return []block{{before: 6, height: height, draw: func(c chart.Canvas, top chart.Length) error {
		drawCaption(c, t, top, 0)
		grouped(c, "Table", func() { drawRowsOf(c, t, left, 0, middle, top+caption) })
		grouped(c, "Table", func() { drawRowsOf(c, t, left.moved(width+halvesGap), middle, len(t.Rows), top+caption) })
		return nil
	}}}, fits && !left.wraps(t) && len(t.Rows) <= 2*mostHalved
}

func closingRows(t *report.Table) int {
	if t.Total == nil {
		return 0
	}
	return 1
}

// tablePages is tables at full width under each other, on as many pages as they need. A table that goes on has its title and
// its head on each page. The first page may have been begun by something else.
func tablePages(current page, tables []report.Table) []page {
	var pages []page
	top := margin
	if len(current) > 0 {
		top = current[len(current)-1].bottom()
	}
	for i := range tables {
		t := openTable{Table: &tables[i]}
		t.grid, _ = newGrid(t.Table, margin, contentWidth, openRow)
		for start, whole := 0, false; !whole; {
			before := tableGap
			if len(current) == 0 {
				before = 0
			}
			end := t.fill(start, margin+contentHeight-top-before)
			if whole = end == len(t.Rows); !whole && len(current) > 0 && (end-start < fewRows || t.short(start)) {
				end, whole = start, false // better begun on the next page
			} else {
				part := t.part(start, end)
				current = append(current, placed{part, top + before})
				top += before + part.height
			}
			if start = end; !whole {
				pages, current, top = append(pages, current), nil, margin
			}
		}
	}
	if len(current) > 0 {
		pages = append(pages, current)
	}
	return pages
}

// openTable is a table at full width.
type openTable struct {
	*report.Table
	grid grid
}

// fill tells which rows from start on fit into a height with their heads: the end of them, at least one.
func (t openTable) fill(start int, room chart.Length) (end int) {
	height := captionHeight(t.Table, start) + headRow
	for end = start; end < len(t.Rows); end++ {
		height += t.grid.rowHeight(t.Rows[end])
		needed := height
		if end == len(t.Rows)-1 {
			needed += t.grid.row * chart.Length(closingRows(t.Table))
		}
		if needed > room && end > start {
			return end
		}
	}
	return end
}

// short tells a table that is not worth dividing.
func (t openTable) short(start int) bool { return start == 0 && len(t.Rows) <= 3*fewRows }

// part is rows start to end, with the total after the last row of all.
func (t openTable) part(start, end int) block {
	caption := captionHeight(t.Table, start)
	height := caption + headRow + t.grid.rowsHeight(t.Rows[start:end])
	if end == len(t.Rows) {
		height += t.grid.row * chart.Length(closingRows(t.Table))
	}
	return block{height: height, draw: func(c chart.Canvas, top chart.Length) error {
		drawCaption(c, t.Table, top, start)
		grouped(c, "Table", func() { drawRowsOf(c, t.Table, t.grid, start, end, top+caption) })
		return nil
	}}
}

// drawRowsOf draws the head and rows start to end, and after the last of all the total.
func drawRowsOf(c chart.Canvas, t *report.Table, g grid, start, end int, top chart.Length) {
	g.drawHead(c, top)
	g.drawRows(c, t, start, end, top+headRow)
	if end == len(t.Rows) && t.Total != nil {
		g.drawTotal(c, t.Total, top+headRow+g.rowsHeight(t.Rows[start:end]))
	}
}

// noteUnder is the lines of a table's note that has no room behind the title.
func noteUnder(t *report.Table) []string {
	title := chart.TextWidth(t.Title, tableTitleStyle.Fit(t.Title, widestTitle))
	if title+titleGap+chart.TextWidth(t.Note, detailStyle) <= contentWidth {
		return nil
	}
	return chart.WrapEvenly(t.Note, contentWidth, detailStyle)
}

func captionHeight(t *report.Table, start int) chart.Length {
	if start > 0 {
		return captionRow
	}
	return captionRow + noteLeading*chart.Length(len(noteUnder(t)))
}

// drawCaption writes the table's title and, where the table begins, its note: behind the title, or under it.
func drawCaption(c chart.Canvas, t *report.Table, top chart.Length, start int) {
	title := tableTitleStyle.Fit(t.Title, widestTitle)
	tagged(c, "H2", func() { c.Text(t.Title, chart.At(margin, top+3.4), title) })
	if t.Note == "" || start > 0 {
		return
	}
	at, lines := chart.At(margin+c.Width(t.Title, title)+titleGap, top+3.4), []string{t.Note}
	if under := noteUnder(t); under != nil {
		at, lines = chart.At(margin, top+3.4+noteLeading), under
	}
	tagged(c, "P", func() { drawLines(c, lines, at, noteLeading, detailStyle) })
}
