package chart

import (
	"tokenreport/report"
	"tokenreport/report/typeface"
)

// Distances within the day chart.
const (
	headHeight    Length = 5   // the title's line
	leastHeadroom Length = 1   // over the axis
	tickHeadroom  Length = 4   // for the label of a tick at the axis's top
	peakHeadroom  Length = 6.5 // for that of a peak
	footHeight    Length = 5   // ticks and their labels
	labelGap      Length = 3   // between the plot and what is written beside it
	tickLength    Length = 1
	edgeWidth     Length = 0.22
	separator     Length = 0.3 // of paper between input and output
	dotRadius     Length = 0.8

	// Shares of the chart's width that words beside the plot may take at most.
	widestSeries  = 0.24
	widestYLabels = 0.15
	widestXLabel  = 0.06 // half of the last tick's
)

// The styles of the words in a chart.
var (
	titleStyle = TextStyle{Size: TextSize, Weight: typeface.Bold, Colour: Ink}
	tickStyle  = TextStyle{Size: SmallSize, Colour: Quiet}
	peakStyle  = TextStyle{Size: NoteSize, Weight: typeface.Bold, Colour: Ink, Align: Centre}
	emptyStyle = TextStyle{Size: SentenceSize, Colour: Quiet, Align: Centre}
)

// DrawUsage draws the day as a stacked area within r: input below, output above it, the total as the edge; the
// peak and the series are labelled where they are, so there is no legend. Without usage the plot stays empty: nothing slopes
// or runs across an idle stretch. It fails, having drawn nothing, for a figure that cannot be drawn.
func DrawUsage(c Canvas, r Rect, d report.UsageChart) error {
	if err := check(r, d); err != nil {
		return err
	}
	p := newDayPlot(c, r, d)
	p.drawTitle(d.Title)
	p.drawYAxis(d.Y)
	p.drawXLabels(d.X)
	p.drawLayers()
	p.drawBaseline(d.X)
	p.drawPeak()
	p.drawSeries()
	if d.Empty != "" {
		c.Text(d.Empty, At(p.area.Left+p.area.Width/2, p.area.Top+p.area.Height/2), emptyStyle.Fit(d.Empty, p.area.Width))
	}
	return nil
}

// dayPlot is a day chart with the places of its parts.
type dayPlot struct {
	frame
	day    report.UsageChart
	series []seriesBlock
}

func newDayPlot(c Canvas, r Rect, d report.UsageChart) dayPlot {
	p := dayPlot{frame: frame{canvas: c, whole: r}, day: d}
	top := headroom(r, d)
	if d.Title != "" {
		top += headHeight
	}
	p.series = seriesBlocks(c, d, r.Width*widestSeries, r.Height-top-footHeight)
	left := min(widestLabel(c, d.Y)+labelGap, r.Width*widestYLabels)
	right := max(widestBlock(p.series)+labelGap, min(widestLabel(c, d.X)/2, r.Width*widestXLabel))
	p.area = Rect{r.Left + left, r.Top + top, r.Width - left - right, r.Height - top - footHeight}
	return p
}

// headroom is the space over the axis for the labels that stand on a tick or the peak near its top.
func headroom(r Rect, d report.UsageChart) Length {
	height := r.Height - headHeight - peakHeadroom - footHeight
	room := leastHeadroom
	for _, tick := range d.Y {
		room = max(room, tickHeadroom-height*Length(1-tick.At))
	}
	if d.Peak != nil {
		room = max(room, peakHeadroom-height*Length(1-d.Peak.Y))
	}
	return room
}

// drawPeak marks the peak with a dot and writes its label over it, on a patch of paper that interrupts the grid.
// Nothing is higher than the peak, so the label covers no column; at the edges it moves inwards.
func (p dayPlot) drawPeak() {
	mark := p.day.Peak
	if mark == nil {
		return
	}
	at := At(p.x(mark.X), p.y(mark.Y))
	style := peakStyle.Fit(mark.Label, p.area.Width)
	half := p.canvas.Width(mark.Label, style) / 2
	centre := min(max(at.X, p.area.Left+half), p.area.Right()-half)
	baseline := at.Y - 2.2
	patch := Rect{centre - half - 0.8, baseline - 2.9, 2*half + 1.6, 3.7}
	p.canvas.Area(patch.Polygon(), Paper)
	p.canvas.Text(mark.Label, At(centre, baseline), style)
	p.canvas.Area(Disc(at, dotRadius+0.35), Paper)
	p.canvas.Area(Disc(at, dotRadius), Ink)
}
