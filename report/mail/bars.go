package mail

import (
	"strconv"
	"strings"

	"tokenreport/report"
)

// barsHeight is the height in pixels of the busiest hour's bar.
const barsHeight = 128

// bars is the day drawn by table cells: a bar for each row of the hourly table, on the chart's hour axis.
type bars struct {
	Height  int    // of the plot, in pixels
	Empty   string // what the plot says when it has no bars
	Columns []bar
	Peak    *peakLabel // nil where no hour is marked as the busiest
	Ticks   []tick
}

// bar is a column of the plot.
type bar struct {
	Width  string // in percent
	Height int    // in pixels; 0 for an hour without usage
	Top    bool   // the busiest hour
}

// peakLabel stands above the busiest hour's bar: to the right of the bar's left edge, or in the day's second half to
// the left of its right edge, so that it has half of the width for itself. Widths are in percent; "" for no cell.
type peakLabel struct {
	Label, Align       string
	Left, Width, Right string
}

// tick is a label under the plot, with the way to the next in percent.
type tick struct{ Label, Width string }

func newBars(t report.Table, day report.UsageChart) *bars {
	b := &bars{Height: barsHeight, Empty: day.Empty, Ticks: newTicks(day.X)}
	if day.Empty != "" {
		return b
	}
	for i, row := range t.Rows {
		b.Columns = append(b.Columns, bar{
			Width:  percent(1 / float64(len(t.Rows))),
			Height: scale(row.Share, barsHeight),
			Top:    row.Peak,
		})
		if row.Peak && b.Peak == nil {
			b.Peak = newPeakLabel(t, i)
		}
	}
	return b
}

// newPeakLabel labels the bar of row i with the row's name and its amount.
func newPeakLabel(t report.Table, i int) *peakLabel {
	label := barLabel(t.Rows[i], t.Measure)
	from, until := float64(i)/float64(len(t.Rows)), float64(i+1)/float64(len(t.Rows))
	if until > 0.5 {
		return &peakLabel{Label: label, Align: "right", Width: percent(until), Right: percent(1 - until)}
	}
	return &peakLabel{Label: label, Align: "left", Left: percent(from), Width: percent(1 - from)}
}

func barLabel(row report.TableRow, measure int) string {
	var parts []string
	for i, cell := range row.Cells {
		if i == 0 || i == measure {
			parts = append(parts, cell)
		}
	}
	return strings.Join(parts, " · ")
}

// newTicks turns positions into cells side by side. A label at the very end has no room and is left out.
func newTicks(axis []report.Tick) []tick {
	var ticks []tick
	for i, t := range axis {
		if i == 0 && t.At > 0 {
			ticks = append(ticks, tick{Width: percent(t.At)})
		}
		until := 1.0
		if i+1 < len(axis) {
			until = axis[i+1].At
		}
		if until > t.At {
			ticks = append(ticks, tick{t.Label, percent(until - t.At)})
		}
	}
	return ticks
}

// percent is a share as HTML writes it, without the sign; empty for 0.
func percent(share float64) string {
	if share <= 0 {
		return ""
	}
	return strconv.FormatFloat(share*100, 'f', 2, 64)
}
