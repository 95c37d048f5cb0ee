package mail

import (
	"strings"

	"tokenreport/report"
)

const (
	columnGap = "  "
	// maxBar is the length of the largest row's bar, minBar the least room that is worth drawing bars in.
	maxBar, minBar = 28, 8
)

// tableLines are a table's lines: aligned columns, a bar of # for each row's share where there is room, and the
// closing row under a rule.
func tableLines(t report.Table) string {
	widths := columnWidths(t)
	rule := strings.Repeat("-", sum(widths)+len(columnGap)*max(0, len(widths)-1))
	room := min(maxBar, textWidth-len(rule)-len(columnGap))
	lines := []string{tableLine(t.Columns, widths, labels(t.Columns)), rule}
	for _, row := range t.Rows {
		line := tableLine(t.Columns, widths, row.Cells)
		if room >= minBar {
			line += columnGap + strings.Repeat("#", scale(row.Share, room))
		}
		lines = append(lines, line)
	}
	if len(t.Total) > 0 {
		lines = append(lines, rule, tableLine(t.Columns, widths, t.Total))
	}
	return strings.Join(lines, "\n")
}

// rankLines are a ranking's lines. A name that is too long for its column stands above its figures.
func rankLines(r report.Ranking) string {
	t := rankTable(r)
	widths := columnWidths(t)
	figures := sum(widths[1:]) + len(columnGap)*(len(widths)-1)
	limit := max(leastRoom, textWidth-figures)
	widths[0] = cells(t.Columns[0].Label)
	for _, row := range t.Rows {
		if n := cells(row.Cells[0]); n <= limit {
			widths[0] = max(widths[0], n)
		}
	}
	lines := []string{tableLine(t.Columns, widths, labels(t.Columns)), strings.Repeat("-", widths[0]+figures)}
	for _, row := range t.Rows {
		if cells(row.Cells[0]) > limit {
			lines = append(lines, strings.Join(wrap(row.Cells[0], textWidth-len(columnGap)), "\n"+columnGap))
			row.Cells[0] = ""
		}
		lines = append(lines, tableLine(t.Columns, widths, row.Cells))
	}
	return strings.Join(lines, "\n")
}

func labels(columns []report.TableColumn) []string {
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = c.Label
	}
	return texts
}

// columnWidths are the widths of the widest cells, in columns of text.
func columnWidths(t report.Table) []int {
	widths := make([]int, len(t.Columns))
	measure := func(texts []string) {
		for i := range min(len(texts), len(widths)) {
			widths[i] = max(widths[i], cells(texts[i]))
		}
	}
	measure(labels(t.Columns))
	for _, row := range t.Rows {
		measure(row.Cells)
	}
	measure(t.Total)
	return widths
}

func tableLine(columns []report.TableColumn, widths []int, texts []string) string {
	parts := make([]string, min(len(texts), len(widths)))
	for i := range parts {
		if columns[i].Numeric {
			parts[i] = padLeft(texts[i], widths[i])
		} else {
			parts[i] = padRight(texts[i], widths[i])
		}
	}
	return strings.Join(parts, columnGap)
}

func sum(widths []int) int {
	total := 0
	for _, w := range widths {
		total += w
	}
	return total
}
