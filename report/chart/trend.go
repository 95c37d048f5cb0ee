package chart

import (
	"tokenreport/report"
)

const (
	barShare     Length = 0.68 // of its slot that a bar takes
	outlineWidth Length = 0.3
)

// DrawTrend draws the last days as bars from a zero line within r: the report's day in ink, the day a week before as an outline,
// the others in grey; a day of which nothing is known is an empty slot under a dash. It fails, having drawn nothing, for
// a figure that cannot be drawn.
func DrawTrend(c Canvas, r Rect, t report.TrendChart) error {
	if err := checkTrend(r, t); err != nil {
		return err
	}
	p := newTrendPlot(c, r, t)
	p.drawTitle(t.Title)
	p.drawCompared()
	p.drawYAxis(t.Y)
	p.drawXLabels(t.X)
	for i, bar := range t.Bars {
		p.drawBar(i, bar)
	}
	p.rule(p.area.Bottom(), Axis)
	p.drawLikeLabel()
	p.drawNote()
	return nil
}

// trendPlot is a trend chart with the places of its parts.
type trendPlot struct {
	frame
	trend report.TrendChart
}

func newTrendPlot(c Canvas, r Rect, t report.TrendChart) trendPlot {
	p := trendPlot{frame{canvas: c, whole: r}, t}
	top := leastHeadroom
	for _, tick := range t.Y {
		top = max(top, tickHeadroom-(r.Height-headHeight-footHeight)*Length(1-tick.At))
	}
	if t.Title != "" {
		top += headHeight
	}
	left := min(widestLabel(c, t.Y)+labelGap, r.Width*0.2)
	p.area = Rect{r.Left + left, r.Top + top, r.Width - left, r.Height - top - footHeight}
	return p
}

// drawCompared writes at the end of the title's line how the report's day compares, where the title leaves room.
func (p trendPlot) drawCompared() {
	text := p.trend.Compared
	if p.trend.Title == "" || TextWidth(p.trend.Title, titleStyle)+labelGap+TextWidth(text, tickStyle) > p.whole.Width {
		return
	}
	p.canvas.Text(text, At(p.whole.Right(), p.whole.Top+TextSize.Length()), tickStyle.Aligned(Right))
}

func (p trendPlot) slot(i int) Rect {
	width := p.area.Width / Length(len(p.trend.Bars))
	return Rect{p.area.Left + width*Length(i), p.area.Top, width, p.area.Height}
}

// bar is the place of a bar; a height of 0 is none.
func (p trendPlot) bar(i int) Rect {
	slot, top := p.slot(i), p.y(p.trend.Bars[i].Height)
	air := slot.Width * (1 - barShare) / 2
	return Rect{slot.Left + air, top, slot.Width - 2*air, p.area.Bottom() - top}
}

func (p trendPlot) drawBar(i int, bar report.Bar) {
	slot, place := p.slot(i), p.bar(i)
	switch {
	case !bar.Known:
		p.canvas.Text("–", At(slot.Left+slot.Width/2, p.area.Bottom()-1), tickStyle.Aligned(Centre).Fit("–", slot.Width))
	case bar.Height <= 0: // a measured zero, as opposed to nothing known
		colour := Axis
		if bar.Own {
			colour = Ink
		}
		p.canvas.Area(Rect{place.Left, p.area.Bottom() - outlineWidth, place.Width, outlineWidth}.Polygon(), colour)
	case bar.Own:
		p.canvas.Area(place.Polygon(), Ink)
	case bar.Like:
		p.canvas.Area(place.Polygon(), Ink)
		if inside := place.inset(outlineWidth); inside.Width > 0 && inside.Height > 0 {
			p.canvas.Area(inside.Polygon(), Paper)
		}
	default:
		p.canvas.Area(place.Polygon(), Axis)
	}
	annotate(p.canvas, slot, bar.Label)
}

// drawLikeLabel says over the outlined bar what it is, where the bars beside it leave room.
func (p trendPlot) drawLikeLabel() {
	label := p.trend.LikeLabel
	if label == "" || p.trend.Note != "" || p.canvas.Width(label, tickStyle) > p.area.Width/3 {
		return
	}
	for i, bar := range p.trend.Bars {
		if !bar.Like || !bar.Known || bar.Height <= 0 {
			continue
		}
		half := p.canvas.Width(label, tickStyle)/2 + 0.8
		centre := p.slot(i).Left + p.slot(i).Width/2
		centre = min(max(centre, p.area.Left+half), p.area.Right()-half)
		top := p.topBetween(centre-half, centre+half)
		if top-leastHeadroom-SmallSize.Length() < p.whole.Top+headHeight {
			return
		}
		p.canvas.Area(Rect{centre - half, top - 3.6, 2 * half, 3.3}.Polygon(), Paper)
		p.canvas.Text(label, At(centre, top-leastHeadroom), tickStyle.Aligned(Centre))
	}
}

// topBetween is the upper end of the highest bar between two places.
func (p trendPlot) topBetween(left, right Length) Length {
	top := p.area.Bottom()
	for i := range p.trend.Bars {
		if b := p.bar(i); b.Right() > left && b.Left < right {
			top = min(top, b.Top)
		}
	}
	return top
}

// drawNote writes what stands in place of a comparison, over the bars there are.
func (p trendPlot) drawNote() {
	if p.trend.Note == "" {
		return
	}
	style, lines := p.noteLines()
	leading := noteLine * style.Size.Length()
	top, centre := p.area.Top+(p.area.Height-leading*Length(len(lines)))/2, p.area.Left+p.area.Width/2
	for i, line := range lines {
		top := top + leading*Length(i)
		half := p.canvas.Width(line, style)/2 + 0.8
		p.canvas.Area(Rect{centre - half, top, 2 * half, leading}.Polygon(), Paper)
		p.canvas.Text(line, At(centre, top+0.77*leading), style)
	}
}

const noteLine = 1.3 // of the size of the type

// noteLines is the note in type so small that it ends over the dashes of unknown days.
func (p trendPlot) noteLines() (TextStyle, []string) {
	const least Points = 4
	for style := noteStyle; ; style.Size -= 0.5 {
		lines := WrapEvenly(p.trend.Note, 0.75*p.area.Width, style)
		if noteLine*style.Size.Length()*Length(len(lines)) <= p.area.Height-8 || style.Size <= least {
			return style, lines
		}
	}
}
