package mail

import (
	"slices"

	"tokenreport/report"
)

// hours is the hourly table, or that of days: each row's name and its amount.
type hours struct {
	Title, Note string
	RowBars     bool // few rows, one below the other, with a bar each; else blocks side by side
	Quarters    bool // four blocks side by side, two on a telephone; else two
	Stacks      bool // two, and on a telephone one below the other
	Columns     []cell
	Blocks      [][]hour
	Total       []cell // the closing row; none where the table has none
}

// hour is a row of the hourly table.
type hour struct {
	Cells []cell
	Width int // of its bar, in percent; 0 for none
	Peak  bool
	Quiet bool // without usage: set in grey
	paint
}

// cell is a table's cell.
type cell struct {
	Text, Align string
	Whole       bool // stays on one line
}

const (
	// fewRows are as many as are read one below the other: the days of a week.
	fewRows = 12
	// quarterRow is how many characters of a row fit a quarter of the page, halfRow half of a telephone.
	quarterRow, halfRow = 18, 23
)

func newHours(t report.Table, a accent) *hours {
	h := &hours{Title: t.Title, Note: t.Note, RowBars: len(t.Rows) <= fewRows, Total: alignCells(t.Columns, t.Total)}
	for _, column := range t.Columns {
		h.Columns = append(h.Columns, cell{Text: column.Label, Align: alignment(column)})
	}
	h.Quarters, h.Stacks = mostFit(t, quarterRow), !mostFit(t, halfRow)
	across := 2
	switch {
	case h.RowBars:
		across = 1
	case h.Quarters:
		across = 4
	}
	h.Blocks = slices.Collect(slices.Chunk(newRows(t, a), max(1, (len(t.Rows)+across-1)/across)))
	return h
}

// mostFit says whether three rows of four are no longer than that, each with the longest figures. The names of the others
// break after a word, as that of an hour which comes twice.
func mostFit(t report.Table, limit int) bool {
	t.Total = nil // it stands below all of them
	widths := columnWidths(t)
	room := limit - len(columnGap)*(len(widths)-1)
	for _, width := range widths[min(1, len(widths)):] {
		room -= width
	}
	longer := 0
	for _, row := range t.Rows {
		if len(row.Cells) > 0 && cells(row.Cells[0]) > room {
			longer++
		}
	}
	return 4*longer <= len(t.Rows)
}

func newRows(t report.Table, a accent) []hour {
	rows := make([]hour, len(t.Rows))
	for i, row := range t.Rows {
		paint := a.paint()
		if row.Peak {
			paint = inkPaint
		}
		rows[i] = hour{
			Cells: alignCells(t.Columns, row.Cells), Width: scale(row.Share, 100),
			Peak: row.Peak, Quiet: !(row.Share > 0), paint: paint,
		}
	}
	return rows
}

// brief is a table's first column and the one that it measures: what the mail has room for. The files have the rest. A
// table that measures none stays as it is.
func brief(t report.Table) report.Table {
	m := t.Measure
	if m <= 0 || m >= len(t.Columns) {
		return t
	}
	short := report.Table{Title: t.Title, Note: t.Note, Columns: []report.TableColumn{t.Columns[0], t.Columns[m]}, Measure: 1}
	pick := func(cells []string) []string {
		var picked []string
		for _, i := range []int{0, m} {
			if i < len(cells) {
				picked = append(picked, cells[i])
			}
		}
		return picked
	}
	for _, row := range t.Rows {
		row.Cells = pick(row.Cells)
		short.Rows = append(short.Rows, row)
	}
	short.Total = pick(t.Total)
	return short
}

// alignCells gives each text its column's alignment.
func alignCells(columns []report.TableColumn, texts []string) []cell {
	aligned := make([]cell, len(texts))
	for i, text := range texts {
		aligned[i] = cell{Text: text, Align: "left"}
		if i < len(columns) {
			aligned[i].Align = alignment(columns[i])
		}
	}
	return aligned
}

func alignment(c report.TableColumn) string {
	if c.Numeric {
		return "right"
	}
	return "left"
}
