package html

import (
	"fmt"
	"html/template"

	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/svg"
)

// The papers on which charts are laid out. The whole page is about 960 pixels wide, so a millimetre is just under five of them and small
// print 13; a telephone's 328 make it ten.
const (
	pageWidth  chart.Length = 200
	phoneWidth chart.Length = 92
	pairGap    chart.Length = 8 // between two figures side by side
	columns                 = 12
	trendPart               = 7 // of the columns, for the trend beside the heat map

	dayHeight    chart.Length = 66
	phoneHeight  chart.Length = 58
	latelyHeight chart.Length = 46
	heatRow      chart.Length = 3 // at least, of many
	heatMargins  chart.Length = 11
	// bulletWords is the room over a bullet for its words, which stand in the page instead.
	bulletWords  chart.Length = 3.8
	bulletHeight chart.Length = 8.4
)

// figure is a chart with what the page says around it.
type figure struct {
	ID, Title   string
	Value, Note string // over and under it; may be empty
	Drawings    []drawing
	Values      []string // the labels of its areas
	Remarks     []string // what the picture says beside values, for those who do not see it
}

// drawing is the chart for some widths of the window, by class: wide, narrow, or "" for all.
type drawing struct {
	Class string
	SVG   template.HTML
}

// Stepped says whether there is something to point at.
func (f figure) Stepped() bool { return len(f.Values) > 0 }

// sketch is what a figure's drawings have in common.
type sketch struct {
	alt  string
	draw func(chart.Canvas, chart.Rect) error
}

// paper is what a drawing is laid out on, and its class.
type paper struct {
	class         string
	width, height chart.Length
}

// drawn is the figure with a drawing on each of the papers. The first one has the labels of them all.
func (f figure) drawn(s sketch, papers ...paper) (figure, error) {
	for i, p := range papers {
		on := svg.Drawing{Width: p.width, Height: p.height, ID: f.ID, Title: f.Title, Alt: s.alt, Mute: i > 0}
		if p.class != "" {
			on.ID += "-" + p.class
		}
		element, err := on.Draw(func(c chart.Canvas) error { return s.draw(c, chart.Rect{Width: p.width, Height: p.height}) })
		if err != nil {
			return figure{}, err
		}
		f.Drawings = append(f.Drawings, drawing{p.class, template.HTML(element)}) // escaped where it was drawn
	}
	return f, nil
}

func (p *page) drawFigures() error {
	var err error
	if p.Day, err = newDay(p.Chart); err != nil {
		return err
	}
	if p.Lately, err = newLately(p.Trend, p.Heat); err != nil {
		return err
	}
	for i, b := range p.Budgets {
		allowance, err := newAllowance(fmt.Sprintf("budget-%d", i+1), b, columnWidth(len(p.Budgets)))
		if err != nil {
			return err
		}
		p.Allowances = append(p.Allowances, allowance)
	}
	return nil
}

// columnWidth is the width of one of several figures that stand two in a row.
func columnWidth(figures int) chart.Length {
	if figures == 1 {
		return pageWidth
	}
	return (pageWidth - pairGap) / 2
}

func newDay(d report.UsageChart) (figure, error) {
	f := figure{ID: "day", Title: d.Title}
	for _, column := range d.Columns {
		f.Values = appendLabel(f.Values, column.Label)
	}
	for _, remark := range d.Remarks {
		f.Remarks = appendLabel(f.Remarks, remark.Label)
	}
	d.Title = "" // it is the heading
	s := sketch{d.Alt, func(c chart.Canvas, r chart.Rect) error { return chart.DrawUsage(c, r, d) }}
	return f.drawn(s, paper{"wide", pageWidth, dayHeight}, paper{"narrow", phoneWidth, phoneHeight})
}

func newLately(trend *report.TrendChart, heat *report.HeatMap) ([]figure, error) {
	trendWidth, heatWidth := pageWidth, pageWidth
	if trend != nil && heat != nil {
		trendWidth = (pageWidth - pairGap) * trendPart / columns
		heatWidth -= trendWidth + pairGap
	}
	var lately []figure
	if trend != nil {
		f, err := newTrend(*trend, trendWidth)
		if err != nil {
			return nil, err
		}
		lately = append(lately, f)
	}
	if heat != nil {
		f, err := newHeat(*heat, heatWidth)
		if err != nil {
			return nil, err
		}
		lately = append(lately, f)
	}
	return lately, nil
}

func newTrend(t report.TrendChart, width chart.Length) (figure, error) {
	f := figure{ID: "trend", Title: t.Title}
	for _, bar := range t.Bars {
		f.Values = appendLabel(f.Values, bar.Label)
	}
	t.Title = ""
	s := sketch{t.Alt, func(c chart.Canvas, r chart.Rect) error { return chart.DrawTrend(c, r, t) }}
	return f.drawn(s, paper{"wide", width, latelyHeight}, paper{"narrow", phoneWidth, latelyHeight})
}

func newHeat(h report.HeatMap, width chart.Length) (figure, error) {
	f := figure{ID: "heat", Title: h.Title}
	for _, row := range h.Rows {
		for _, cell := range row.Cells {
			f.Values = appendLabel(f.Values, cell.Label)
		}
	}
	h.Title = ""
	height := max(latelyHeight, heatMargins+heatRow*chart.Length(len(h.Rows)))
	s := sketch{h.Alt, func(c chart.Canvas, r chart.Rect) error { return chart.DrawHeat(c, r, h) }}
	if width <= phoneWidth {
		return f.drawn(s, paper{"", width, height})
	}
	return f.drawn(s, paper{"wide", width, height}, paper{"narrow", phoneWidth, height})
}

// newAllowance draws a budget, of which the page says the words: there is nothing to point at.
func newAllowance(id string, b report.Bullet, width chart.Length) (figure, error) {
	f := figure{ID: id, Title: b.Title, Value: b.Value, Note: b.Note}
	b.Title, b.Value, b.Note = "", "", ""
	s := sketch{b.Alt, func(c chart.Canvas, r chart.Rect) error {
		r.Top, r.Height = -bulletWords, r.Height+bulletWords
		return chart.DrawBullet(c, r, b)
	}}
	return f.drawn(s, paper{"wide", width, bulletHeight}, paper{"narrow", phoneWidth, bulletHeight})
}

func appendLabel(labels []string, label string) []string {
	if label == "" {
		return labels
	}
	return append(labels, label)
}
