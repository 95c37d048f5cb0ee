package mail

import (
	"strconv"
	"strings"

	"tokenreport/report"
)

// The heights in pixels of the highest bars.
const (
	dayHeight   = 128
	trendHeight = 64
)

// plot is a chart of upright bars drawn by table cells.
type plot struct {
	Height  int    // of the plot, in pixels
	Empty   string // what the plot says when it has no bars
	Columns []column
	Top     *peakLabel // nil where no bar is the highest
	Ticks   []tick
}

// column is a bar of a plot, with the place that is its own.
type column struct {
	Width   string // in percent
	Height  int    // in pixels; 0 for nothing
	Unknown bool   // nothing is known: a dash stands in the bar's place
	paint
}

// peakLabel stands above the highest bar: to the right of the bar's left edge, or in the second half to the left of its
// right edge, so that it has half of the width for itself. Widths are in percent; "" for no cell.
type peakLabel struct {
	Label, Align       string
	Left, Width, Right string
}

// tick is a label under a plot, with the way to the next in percent.
type tick struct{ Label, Width, Align string }

// newDay draws a bar for each row of the hourly table, on the chart's own axis.
func newDay(t report.Table, day report.UsageChart, a accent) *plot {
	p := &plot{Height: dayHeight, Empty: day.Empty, Ticks: newTicks(day.X)}
	if day.Empty != "" {
		return p
	}
	for i, row := range t.Rows {
		p.Columns = append(p.Columns, column{
			Width:  percent(1 / float64(len(t.Rows))),
			Height: scale(row.Share, dayHeight),
			paint:  dayPaint(row, day.Remarks, float64(i)/float64(len(t.Rows)), float64(i+1)/float64(len(t.Rows)), a),
		})
		if row.Peak && p.Top == nil {
			p.Top = newPeakLabel(t, i)
		}
	}
	return p
}

// dayPaint marks an hour of which more than half is out of the usual, and the busiest.
func dayPaint(row report.TableRow, remarks []report.Remark, from, until float64, a accent) paint {
	for _, r := range remarks {
		if common := min(until, r.Until) - max(from, r.From); r.Kind == report.Unusual && common > (until-from)/2 {
			return alarmPaint
		}
	}
	if row.Peak {
		return inkPaint
	}
	return a.paint()
}

// newRemark is a remark's words, beside the colour of what they are about.
func newRemark(r report.Remark) key {
	if r.Kind == report.Unusual {
		return key{alarmPaint, r.Label}
	}
	return key{pastPaint, r.Label}
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

// newTicks turns positions into cells side by side. A label at the very end has no room and is left out; one that is near
// the end stands at it, in half of the way from the one before.
func newTicks(axis []report.Tick) []tick {
	var ticks []tick
	end := 0.0
	add := func(until float64, label, align string) {
		if until > end {
			ticks = append(ticks, tick{label, percent(until - end), align})
			end = until
		}
	}
	axis = sparse(axis)
	for i, t := range axis {
		until, align := 1.0, "left"
		switch {
		case i+1 < len(axis):
			until = axis[i+1].At
			if i+2 == len(axis) && until < 1 && 1-until < (until-t.At)/2 {
				until = (t.At + 1) / 2
			}
		case i > 0 && t.At < 1 && 1-t.At < (t.At-axis[i-1].At)/2:
			align = "right"
		}
		if i == 0 {
			add(t.At, "", "left")
		}
		if until > t.At {
			add(until, t.Label, align)
		}
	}
	return ticks
}

// mostTicks is how many labels a telephone has room for.
const mostTicks = 10

// sparse leaves out labels, at even distances from the last, until the others have room.
func sparse(axis []report.Tick) []report.Tick {
	step := (len(axis) + mostTicks - 1) / mostTicks
	if step < 2 {
		return axis
	}
	var kept []report.Tick
	for i := (len(axis) - 1) % step; i < len(axis); i += step {
		kept = append(kept, axis[i])
	}
	return kept
}

// percent is a share as HTML writes it, without the sign; empty for 0.
func percent(share float64) string {
	if !(share > 0) {
		return ""
	}
	return strconv.FormatFloat(min(share, 1)*100, 'f', 2, 64)
}
