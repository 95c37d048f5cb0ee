package mail

import "tokenreport/report"

// ranking is the parts of a whole, each with its bar under its name.
type ranking struct {
	Title, Note string
	Heads       []cell // the name's first
	NameWidth   int    // of the column with the bars, in percent
	Rows        []rank
}

// rank is a row of a ranking.
type rank struct {
	Name    string
	Figures []cell
	Width   int // of the bar, in percent; 0 for none
	paint
}

func newRanking(r report.Ranking, a accent) ranking {
	t := rankTable(r)
	out := ranking{Title: r.Title, Note: r.Note, NameWidth: nameWidth(r)}
	for _, column := range t.Columns {
		out.Heads = append(out.Heads, cell{Text: column.Label, Align: alignment(column)})
	}
	for i, row := range t.Rows {
		paint := a.paint()
		if r.Rows[i].Rest {
			paint = pastPaint
		}
		figures := alignCells(t.Columns, row.Cells)[1:]
		for j := range figures {
			figures[j].Whole = cells(figures[j].Text) <= shortFigure
		}
		out.Rows = append(out.Rows, rank{Name: row.Cells[0], Figures: figures, Width: scale(row.Share, 100), paint: paint})
	}
	return out
}

// shortFigure is how many columns of a figure a telephone has room for beside a name, a share and a change.
const shortFigure = 12

// nameWidth leaves long figures more room.
func nameWidth(r report.Ranking) int {
	for _, row := range r.Rows {
		if cells(row.Value) > shortFigure {
			return 28
		}
	}
	return 44
}

// rankTable is a ranking as a table, without the columns in which no row has anything.
func rankTable(r report.Ranking) report.Table {
	t := report.Table{Title: r.Title, Note: r.Note}
	rows := make([]report.TableRow, len(r.Rows))
	for _, column := range []struct {
		head string
		of   func(report.RankRow) string
	}{
		{r.NameHead, func(row report.RankRow) string { return row.Name }},
		{r.ValueHead, func(row report.RankRow) string { return row.Value }},
		{r.ShareHead, func(row report.RankRow) string { return row.Share }},
		{r.ChangeHead, func(row report.RankRow) string { return row.Change }},
	} {
		cells, filled := make([]string, len(rows)), len(t.Columns) == 0
		for i, row := range r.Rows {
			cells[i] = column.of(row)
			filled = filled || cells[i] != ""
		}
		if !filled {
			continue
		}
		t.Columns = append(t.Columns, report.TableColumn{Label: column.head, Numeric: len(t.Columns) > 0})
		for i := range rows {
			rows[i].Cells = append(rows[i].Cells, cells[i])
		}
	}
	for i, row := range r.Rows {
		rows[i].Share = row.Length
	}
	t.Rows = rows
	return t
}
