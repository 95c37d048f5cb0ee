package pdf

import (
	"tokenreport/report"
	"tokenreport/report/chart"
)

const (
	captionRow chart.Length = 6
	headRow    chart.Length = 5
	compactRow chart.Length = 4.5
	openRow    chart.Length = 6
	halvesGap  chart.Length = 10
	mostRows                = 36 // of an open table on one page
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
	height := captionRow + headRow + compactRow*chart.Length(rows)
	return []block{{before: 6, height: height, draw: func(c chart.Canvas, top chart.Length) error {
		drawCaption(c, t, top)
		grouped(c, "Table", func() { drawRowsOf(c, t, left, 0, middle, top+captionRow) })
		grouped(c, "Table", func() { drawRowsOf(c, t, left.moved(width+halvesGap), middle, len(t.Rows), top+captionRow) })
		return nil
	}}}, fits && len(t.Rows) <= 2*mostRows
}

func closingRows(t *report.Table) int {
	if t.Total == nil {
		return 0
	}
	return 1
}

// tablePages is the table at full width, on as many pages as it needs.
func tablePages(t *report.Table) []page {
	if t == nil {
		return nil
	}
	whole, _ := newGrid(t, margin, contentWidth, openRow)
	var pages []page
	for start := 0; start == 0 || start < len(t.Rows); start += mostRows {
		end := min(start+mostRows, len(t.Rows))
		pages = append(pages, page{placed{openTable(t, whole, start, end), margin}})
	}
	return pages
}

// openTable is rows start to end, with the total after the last row of all.
func openTable(t *report.Table, g grid, start, end int) block {
	height := captionRow + headRow + openRow*chart.Length(end-start+closingRows(t))
	return block{height: height, draw: func(c chart.Canvas, top chart.Length) error {
		drawCaption(c, t, top)
		grouped(c, "Table", func() { drawRowsOf(c, t, g, start, end, top+captionRow) })
		return nil
	}}
}

// drawRowsOf draws the head and rows start to end, and after the last of all the total.
func drawRowsOf(c chart.Canvas, t *report.Table, g grid, start, end int, top chart.Length) {
	g.drawHead(c, top)
	g.drawRows(c, t.Rows[start:end], top+headRow)
	if end == len(t.Rows) && t.Total != nil {
		g.drawTotal(c, t.Total, top+headRow+g.row*chart.Length(end-start))
	}
}

// drawCaption writes the table's title and, behind it, its note.
func drawCaption(c chart.Canvas, t *report.Table, top chart.Length) {
	title := tableTitleStyle.Fit(t.Title, 0.7*contentWidth)
	tagged(c, "H2", func() { c.Text(t.Title, chart.At(margin, top+3.4), title) })
	if t.Note != "" {
		used := c.Width(t.Title, title) + 4
		tagged(c, "P", func() { c.Text(t.Note, chart.At(margin+used, top+3.4), detailStyle.Fit(t.Note, contentWidth-used)) })
	}
}
