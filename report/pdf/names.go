package pdf

import (
	"slices"

	"tokenreport/report"
	"tokenreport/report/chart"
)

const (
	nameLeading chart.Length = 3.8 // between the lines of a name
	leastNames  chart.Length = 0.3 // of a table's width
	mostLines                = 6   // of a name
)

// name is the lines of a row's first cell.
func (g grid) name(cells []string, style chart.TextStyle) (lines []string, fitting chart.TextStyle) {
	if len(g.columns) == 0 {
		return nil, style
	}
	text, width := cell(cells, 0), g.columns[0].width
	if chart.TextWidth(text, style) <= width+0.01 {
		return []string{text}, style
	}
	for ; ; style.Size -= 0.5 {
		lines := chart.Wrap(text, width, style)
		if len(lines) <= mostLines || style.Size <= 1 {
			return lines, style
		}
	}
}

// rowHeight is what a row takes: more than others where its name has several lines.
func (g grid) rowHeight(row report.TableRow) chart.Length {
	lines, _ := g.name(row.Cells, g.style(row.Peak))
	return g.row + nameLeading*chart.Length(max(0, len(lines)-1))
}

func (g grid) rowsHeight(rows []report.TableRow) chart.Length {
	var sum chart.Length
	for _, row := range rows {
		sum += g.rowHeight(row)
	}
	return sum
}

// wraps tells whether a row has a name of several lines.
func (g grid) wraps(t *report.Table) bool {
	return slices.ContainsFunc(t.Rows, func(row report.TableRow) bool { return g.rowHeight(row) > g.row })
}
