package pdf

import (
	"math"

	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

// grid is where the columns of a table stand: the first, a bar for the row's share, the others.
type grid struct {
	left, width chart.Length
	row         chart.Length // height of a row
	size        chart.Points // of the cells
	columns     []column
	gap         chart.Length // between columns
	bar         chart.Length // left end of the bars
	longestBar  chart.Length
}

type column struct {
	report.TableColumn
	at    chart.Length // the left end of its text, or the right end of its figures
	width chart.Length
}

// spacings are the gaps between columns and the shortest room for bars, from the airiest to the tightest.
var spacings = []struct{ gap, bar chart.Length }{{5, 12}, {4, 10}, {3.2, 8}}

// newGrid spreads a table's columns over a width, as airily as the cells allow. Names that are too long are wrapped; ok is
// false where the figures fit only in type smaller than small print.
func newGrid(t *report.Table, left, width, row chart.Length) (g grid, ok bool) {
	g = grid{left: left, width: width, row: row, size: cellStyle.Size}
	var cells chart.Length
	for i, c := range t.Columns {
		w := columnWidth(t, i)
		g.columns = append(g.columns, column{TableColumn: c, width: w})
		cells += w
	}
	if len(g.columns) > 0 {
		names := &g.columns[0].width
		tightest := spacings[len(spacings)-1]
		room := width - tightest.gap*chart.Length(len(t.Columns)) - tightest.bar - (cells - *names)
		if wrapped := max(room, leastNames*width); *names > wrapped {
			cells += wrapped - *names
			*names = wrapped
		}
	}
	var room chart.Length
	for _, s := range spacings {
		g.gap, room = s.gap, width-s.gap*chart.Length(len(t.Columns))-s.bar
		if cells <= room {
			g.place()
			return g, true
		}
	}
	g.shrink(float64(room / cells))
	g.place()
	return g, g.size >= chart.SmallSize
}

// columnWidth is the length of a column's longest cell, of which any may be bold.
func columnWidth(t *report.Table, i int) chart.Length {
	widest := max(chart.TextWidth(t.Columns[i].Label, tableHeadStyle), chart.TextWidth(cell(t.Total, i), boldCellStyle))
	for _, row := range t.Rows {
		widest = max(widest, chart.TextWidth(cell(row.Cells, i), boldCellStyle))
	}
	return widest
}

// cell is the i-th cell, empty where a row is short.
func cell(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	return cells[i]
}

func (g *grid) shrink(factor float64) {
	g.size = chart.Points(math.Floor(float64(g.size)*factor*100) / 100)
	for i := range g.columns {
		g.columns[i].width *= chart.Length(factor)
	}
}

// place puts the first column at the left and the others, from the last to the second, at the right; the bars get
// what is between.
func (g *grid) place() {
	end := g.left + g.width
	for i := len(g.columns) - 1; i > 0; i-- {
		c := &g.columns[i]
		if c.at = end; !c.Numeric {
			c.at = end - c.width
		}
		end -= c.width + g.gap
	}
	g.bar, g.longestBar = g.left, 0
	if len(g.columns) > 0 {
		g.columns[0].Numeric = false // it names the row
		g.columns[0].at = g.left
		g.bar += g.columns[0].width + g.gap
		g.longestBar = end - g.bar
	}
}

// moved is the same grid elsewhere.
func (g grid) moved(by chart.Length) grid {
	g.left += by
	g.bar += by
	columns := make([]column, len(g.columns))
	for i, c := range g.columns {
		c.at += by
		columns[i] = c
	}
	g.columns = columns
	return g
}

func (g grid) style(bold bool) chart.TextStyle {
	style := cellStyle
	if bold {
		style = boldCellStyle
	}
	style.Size = g.size
	return style
}

// drawHead writes the columns' labels over a hairline, within [headRow].
func (g grid) drawHead(c chart.Canvas, top chart.Length) {
	grouped(c, "TR", func() {
		for _, column := range g.columns {
			describe(c, element{kind: "TH", scope: "Column"}, func() {
				g.drawCell(c, column, column.Label, top+headRow-1.9, tableHeadStyle)
			})
		}
	})
	drawRule(c, g.left, g.left+g.width, top+headRow-0.3, chart.Axis)
}

func (g grid) drawRows(c chart.Canvas, t *report.Table, start, end int, top chart.Length) {
	for i, row := range t.Rows[start:end] {
		if i > 0 && (start+i)%rowsBetweenRules(len(t.Rows)) == 0 {
			drawRule(c, g.left, g.left+g.width, top, chart.Hairline)
		}
		g.drawBar(c, row, top)
		g.drawRow(c, row.Cells, top, g.style(row.Peak))
		top += g.rowHeight(row)
	}
}

// rowsBetweenRules is six, a quarter of a day, where that divides the rows, else five.
func rowsBetweenRules(rows int) int {
	if rows%6 == 0 {
		return 6
	}
	return 5
}

// drawRow writes the cells of a row, of which the first is its head.
func (g grid) drawRow(c chart.Canvas, cells []string, top chart.Length, style chart.TextStyle) {
	baseline := top + g.row/2 + 0.36*g.size.Length()
	grouped(c, "TR", func() {
		for i, column := range g.columns {
			role := element{kind: "TD"}
			if i == 0 {
				role = element{kind: "TH", scope: "Row"}
			}
			describe(c, role, func() {
				if i == 0 {
					lines, fitting := g.name(cells, style)
					drawLines(c, lines, chart.At(column.at, baseline), nameLeading, fitting)
					return
				}
				g.drawCell(c, column, cell(cells, i), baseline, style)
			})
		}
	})
}

func (g grid) drawBar(c chart.Canvas, row report.TableRow, top chart.Length) {
	length := g.longestBar * chart.Length(min(max(row.Share, 0), 1))
	if length <= 0 {
		return
	}
	colour, thickness := chart.Neutral, 0.42*g.row
	if row.Peak {
		colour = chart.Quiet
	}
	bar := chart.Rect{Left: g.bar, Top: top + (g.row-thickness)/2, Width: length, Height: thickness}
	c.Area(bar.Polygon(), colour)
}

// drawTotal writes the closing row under a rule.
func (g grid) drawTotal(c chart.Canvas, cells []string, top chart.Length) {
	drawRule(c, g.left, g.left+g.width, top, chart.Ink)
	g.drawRow(c, cells, top, g.style(true))
}

func (g grid) drawCell(c chart.Canvas, column column, text string, baseline chart.Length, style chart.TextStyle) {
	if column.Numeric {
		style.Align = chart.Right
	}
	c.Text(text, chart.At(column.at, baseline), style.Fit(text, column.width))
}

var (
	tableTitleStyle = chart.TextStyle{Size: chart.TextSize, Weight: typeface.Bold, Colour: chart.Ink}
	tableHeadStyle  = chart.TextStyle{Size: chart.SmallSize, Colour: chart.Quiet}
	cellStyle       = chart.TextStyle{Size: chart.NoteSize, Colour: chart.Ink}
	boldCellStyle   = chart.TextStyle{Size: chart.NoteSize, Weight: typeface.Bold, Colour: chart.Ink}
)
