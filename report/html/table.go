package html

import (
	"math"
	"slices"
	"strconv"

	"tokenreport/report"
	"tokenreport/report/typeface"
)

// rowsPerRule is the number of rows between two hairlines: a quarter of a day.
const rowsPerRule = 6

// table is a table with a bar for each row's share.
type table struct {
	report.Table
	Bars  bool
	Wide  bool // wider than a telephone: it scrolls by itself
	Rows  []row
	Total []cell
}

type row struct {
	Cells []cell
	Bar   string // its length in percent; "" for none
	Class string
}

type cell struct {
	Text    string
	Numeric bool
}

func newTable(t report.Table) table {
	made := table{Table: t, Total: newCells(t.Columns, t.Total), Wide: isWide(t)}
	made.Bars = slices.ContainsFunc(t.Rows, func(r report.TableRow) bool { return r.Share > 0 })
	for i, r := range t.Rows {
		made.Rows = append(made.Rows, row{newCells(t.Columns, r.Cells), percent(r.Share), rowClass(i, r, made.Bars)})
	}
	return made
}

func rowClass(i int, r report.TableRow, bars bool) string {
	class := ""
	switch {
	case r.Peak:
		class = "peak"
	case bars && !(r.Share > 0):
		class = "idle"
	}
	if i > 0 && i%rowsPerRule == 0 {
		class += " rule"
	}
	return class
}

func newCells(columns []report.TableColumn, texts []string) []cell {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		cells[i] = cell{text, i < len(columns) && columns[i].Numeric}
	}
	return cells
}

// ranking is the parts of a whole, each with a bar under its name.
type ranking struct {
	report.Ranking
	Compares bool // has changes
	Wide     bool
	Rows     []rank
}

type rank struct {
	report.RankRow
	Bar string
}

func newRanking(r report.Ranking) ranking {
	made := ranking{Ranking: r}
	t := report.Table{Columns: []report.TableColumn{{}, {Numeric: true}, {Numeric: true}, {Numeric: true}}}
	for _, part := range r.Rows {
		made.Compares = made.Compares || part.Change != ""
		made.Rows = append(made.Rows, rank{part, percent(part.Length)})
		t.Rows = append(t.Rows, report.TableRow{Cells: []string{part.Name, part.Value, part.Share, part.Change}})
	}
	made.Wide = isWide(t)
	return made
}

// What a telephone's width takes, in ems of the type of tables.
const (
	phoneEms  = 25
	digitEms  = 0.58
	columnEms = 0.8 // between columns
	wordEms   = 6   // what a column of words needs at most, since words can be broken
)

// isWide tells whether a table is wider than a telephone. Numbers are never broken; words are.
func isWide(t report.Table) bool {
	width := 0.0
	for i, column := range t.Columns {
		widest := ems(column.Label)
		if column.Numeric {
			widest = 0 // a head can be broken
		}
		for _, cells := range append(rowsOf(t), t.Total) {
			if i < len(cells) {
				widest = max(widest, ems(cells[i]))
			}
		}
		if !column.Numeric {
			widest = min(widest, wordEms)
		}
		width += widest + columnEms
	}
	return width > phoneEms
}

func rowsOf(t report.Table) [][]string {
	rows := make([][]string, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = r.Cells
	}
	return rows
}

// ems is about how wide a text is in any of the fonts that the page may have.
func ems(s string) float64 {
	width := 0.0
	for _, r := range s {
		if typeface.IsWide(r) {
			width++
		} else {
			width += digitEms
		}
	}
	return width
}

// percent is a share as an SVG rectangle's width; "" for nothing or what is no share.
func percent(share float64) string {
	if !(share > 0) {
		return ""
	}
	const least = 0.4 // is still seen
	return strconv.FormatFloat(max(least, math.Round(min(share, 1)*1000)/10), 'f', -1, 64)
}
