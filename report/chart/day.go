package chart

import (
	"slices"

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
	farPeak       Length = 3.5 // from its dot: a label further off is led to

	// Shares of the chart's width that words beside the plot may take at most.
	widestSeries  = 0.24
	widestYLabels = 0.15
	widestXLabel  = 0.06 // half of the last tick's

	leastPlot = 0.45 // of the chart's height; remarks get no more lines below it
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
	p.drawBand()
	p.drawStretches()
	p.drawLayers()
	p.drawCoveredEdge()
	p.drawBaseline(d.X)
	p.drawRemarks()
	p.drawPeak()
	p.drawBandLabel()
	p.drawSeries()
	p.drawEmpty()
	return nil
}

// dayPlot is a day chart with the places of its parts.
type dayPlot struct {
	frame
	day     report.UsageChart
	series  []seriesBlock
	remarks []remark
	lane    Length // the lower end of the remarks' labels
	// bandLabel is where the name of the usual range stands; nil where it has none, or is one of the series.
	bandLabel *Point
}

// newDayPlot names the usual range where it is seen, or beside the plot like the series.
func newDayPlot(c Canvas, r Rect, d report.UsageChart) dayPlot {
	if !slices.ContainsFunc(d.Usual, func(s report.BandStep) bool { return s.High > 0 }) {
		d.Usual = nil // nothing is usual: there is nothing to see, nor to name
	}
	p := plotWithRemarks(c, r, d, "")
	if p.bandLabel = p.findBandLabel(); p.bandLabel == nil && len(d.Usual) > 0 {
		return plotWithRemarks(c, r, d, d.BandLabel)
	}
	return p
}

// plotWithRemarks gives the remarks as many lines over the plot as their labels need, if the plot remains high enough.
func plotWithRemarks(c Canvas, r Rect, d report.UsageChart, besideBand string) dayPlot {
	for lines := 0; ; lines++ {
		p := placedPlot(c, r, d, besideBand, lines)
		var needed int
		p.remarks, needed = p.placeRemarks(min(mostRemarks, lines+1))
		if needed <= lines {
			return p
		}
		if lines == mostRemarks || p.area.Height-remarkLine < leastPlot*r.Height {
			p.remarks, _ = p.placeRemarks(lines)
			return p
		}
	}
}

// placedPlot is a day chart with so many lines of remarks over the plot.
func placedPlot(c Canvas, r Rect, d report.UsageChart, besideBand string, lines int) dayPlot {
	p := dayPlot{frame: frame{canvas: c, whole: r}, day: d, lane: r.Top}
	if d.Title != "" {
		p.lane += headHeight
	}
	top := headroom(r.Height-headHeight-remarkLine*Length(lines)-peakHeadroom-footHeight, d)
	if len(d.Remarks) > 0 {
		top += remarkLeg
	}
	p.lane += remarkLine * Length(lines)
	top += p.lane - r.Top
	p.series = seriesBlocks(c, d, besideBand, r.Width*widestSeries, r.Height-top-footHeight)
	left := min(widestLabel(c, d.Y)+labelGap, r.Width*widestYLabels)
	right := max(widestBlock(p.series)+labelGap, min(widestLabel(c, d.X)/2, r.Width*widestXLabel))
	p.area = Rect{r.Left + left, r.Top + top, r.Width - left - right, r.Height - top - footHeight}
	return p
}

// headroom is the space over the axis for the labels that stand on a tick or the peak near its top, of a plot that is about
// that high.
func headroom(height Length, d report.UsageChart) Length {
	room := leastHeadroom
	for _, tick := range d.Y {
		room = max(room, tickHeadroom-height*Length(1-tick.At))
	}
	if d.Peak != nil {
		highest := d.Peak.Y
		for _, s := range d.Usual {
			highest = max(highest, s.High)
		}
		room = max(room, peakHeadroom-height*Length(1-highest))
	}
	return room
}

// drawEmpty writes into a plot without usage that it is so, on a patch of paper over what is hatched.
func (p dayPlot) drawEmpty() {
	if p.day.Empty == "" {
		return
	}
	style := emptyStyle.Fit(p.day.Empty, p.area.Width)
	at := At(p.area.Left+p.area.Width/2, p.area.Top+p.area.Height/2)
	if len(p.remarks) > 0 {
		half, size := p.canvas.Width(p.day.Empty, style)/2+2, style.Size.Length()
		p.canvas.Area(Rect{at.X - half, at.Y - 1.2*size, 2 * half, 1.7 * size}.Polygon(), Paper)
	}
	p.canvas.Text(p.day.Empty, at, style)
}

// drawPeak marks the peak with a dot and writes its label over it, on a patch of paper that interrupts the grid.
func (p dayPlot) drawPeak() {
	mark := p.day.Peak
	if mark == nil {
		return
	}
	patch := p.peakPatch()
	p.canvas.Area(patch.Polygon(), Paper)
	p.canvas.Text(mark.Label, At(patch.Left+patch.Width/2, patch.Bottom()-0.8), p.peakStyle())
	at := At(p.x(mark.X), p.y(mark.Y))
	if at.Y-patch.Bottom() > farPeak {
		p.canvas.Line([]Point{At(at.X, patch.Bottom()), at}, Stroke{Width: HairlineWidth, Colour: Ink})
	}
	p.canvas.Area(Disc(at, dotRadius+0.35), Paper)
	p.canvas.Area(Disc(at, dotRadius), Ink)
}

func (p dayPlot) peakStyle() TextStyle { return peakStyle.Fit(p.day.Peak.Label, p.area.Width) }

// peakPatch is the place of the peak's label; nothing where there is no peak. Nothing is higher than the peak but the usual
// range: the label stands over both, and at the edges it moves inwards.
func (p dayPlot) peakPatch() Rect {
	mark := p.day.Peak
	if mark == nil {
		return Rect{}
	}
	half := p.canvas.Width(mark.Label, p.peakStyle())/2 + 0.8
	centre := min(max(p.x(mark.X), p.area.Left+half-0.8), p.area.Right()-half+0.8)
	over := p.y(mark.Y)
	for _, s := range p.day.Usual {
		if p.x(s.Until) > centre-half && p.x(s.From) < centre+half {
			over = min(over, p.y(s.High)+1)
		}
	}
	return Rect{centre - half, over - 5.1, 2 * half, 3.7}
}
