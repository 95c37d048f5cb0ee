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
	p.drawFrame()
	p.drawLayers()
	p.drawBaseline()
	p.drawPeak()
	p.drawSeries()
	if d.Empty != "" {
		c.Text(d.Empty, At(p.area.Left+p.area.Width/2, p.area.Top+p.area.Height/2), emptyStyle.Fit(d.Empty, p.area.Width))
	}
	return nil
}

// dayPlot is a day chart with the places of its parts.
type dayPlot struct {
	canvas Canvas
	whole  Rect
	area   Rect // where the columns are
	day    report.UsageChart
	series []seriesBlock
}

func newDayPlot(c Canvas, r Rect, d report.UsageChart) dayPlot {
	p := dayPlot{canvas: c, whole: r, day: d}
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

func widestLabel(c Canvas, ticks []report.Tick) Length {
	var widest Length
	for _, tick := range ticks {
		widest = max(widest, c.Width(tick.Label, tickStyle))
	}
	return widest
}

// x and y place a fraction of the period and of the axis.
func (p dayPlot) x(fraction float64) Length { return p.area.Left + p.area.Width*Length(fraction) }
func (p dayPlot) y(fraction float64) Length { return p.area.Bottom() - p.area.Height*Length(fraction) }

// drawFrame draws what lies behind the columns: title, grid and the labels of both axes. The lines reach from the
// left margin, and their labels stand on them there, where no column can be.
func (p dayPlot) drawFrame() {
	p.canvas.Text(p.day.Title, At(p.whole.Left, p.whole.Top+TextSize.Length()), titleStyle.Fit(p.day.Title, p.whole.Width))
	style := p.yStyle()
	for _, tick := range p.day.Y {
		y := p.y(tick.At)
		if tick.At > 0 {
			p.rule(y, Hairline)
		}
		p.canvas.Text(tick.Label, At(p.whole.Left, y-1), style)
	}
	step := p.xStep()
	for i := 0; i < len(p.day.X); i += step {
		tick := p.day.X[i]
		p.canvas.Text(tick.Label, At(p.x(tick.At), p.whole.Bottom()-0.8), tickStyle.Aligned(Centre))
	}
}

// yStyle is one size for all labels of the axis, in which the longest ends before the columns begin.
func (p dayPlot) yStyle() TextStyle {
	style := tickStyle
	for _, tick := range p.day.Y {
		style = style.Fit(tick.Label, p.area.Left-p.whole.Left-1)
	}
	return style
}

// xStep is 1, or the n for which every n-th label leaves room for the next.
func (p dayPlot) xStep() int {
	for step := 1; step < len(p.day.X); step++ {
		if p.xLabelsFit(step) {
			return step
		}
	}
	return max(1, len(p.day.X))
}

func (p dayPlot) xLabelsFit(step int) bool {
	const gap Length = 1.5
	for i := step; i < len(p.day.X); i += step {
		before, tick := p.day.X[i-step], p.day.X[i]
		need := (p.canvas.Width(before.Label, tickStyle)+p.canvas.Width(tick.Label, tickStyle))/2 + gap
		if p.x(tick.At)-p.x(before.At) < need {
			return false
		}
	}
	return true
}

// drawBaseline draws the zero line and the ticks of time over the columns' feet.
func (p dayPlot) drawBaseline() {
	p.rule(p.area.Bottom(), Axis)
	for _, tick := range p.day.X {
		x := p.x(tick.At)
		p.canvas.Line([]Point{At(x, p.area.Bottom()), At(x, p.area.Bottom()+tickLength)}, Stroke{Width: HairlineWidth, Colour: Axis})
	}
}

func (p dayPlot) rule(y Length, colour Colour) {
	p.canvas.Line([]Point{At(p.whole.Left, y), At(p.area.Right(), y)}, Stroke{Width: HairlineWidth, Colour: colour})
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
