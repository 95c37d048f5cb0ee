package chart

import (
	"slices"

	"tokenreport/report"
)

const (
	bandEdge      Length = 0.15
	coveredEdge   Length = 0.25
	bandLabelRise Length = 1 // of its baseline over the band
)

// drawBand draws the usual range behind the columns. Its tint is lost in grey print, its edges are not.
func (p dayPlot) drawBand() {
	for _, steps := range bandStretches(p.day.Usual) {
		high := p.bandPath(steps, func(s report.BandStep) float64 { return s.High })
		low := p.bandPath(steps, func(s report.BandStep) float64 { return s.Low })
		p.canvas.Area(enclosed(high, low), Band)
		for _, edge := range [][]Point{high, low} {
			p.canvas.Line(edge, Stroke{Width: bandEdge, Colour: Axis})
		}
	}
}

// bandStretches cuts the range where nothing is usual for a while.
func bandStretches(steps []report.BandStep) [][]report.BandStep {
	var found [][]report.BandStep
	start := 0
	for i := range len(steps) + 1 {
		if i > 0 && (i == len(steps) || steps[i].From > steps[i-1].Until+slack) {
			found = append(found, steps[start:i])
			start = i
		}
	}
	return found
}

func (p dayPlot) bandPath(steps []report.BandStep, height func(report.BandStep) float64) []Point {
	columns := make([]report.Column, len(steps))
	for i, s := range steps {
		columns[i] = report.Column{From: s.From, Until: s.Until, Total: height(s)}
	}
	return p.steps(columns, func(c report.Column) float64 { return c.Total })
}

// drawCoveredEdge draws the usual range's upper edge on the columns that rise above it, as a dashed line of paper: how far
// above the usual they are is seen there too.
func (p dayPlot) drawCoveredEdge() {
	for _, steps := range bandStretches(p.covered()) {
		path := p.bandPath(steps, func(s report.BandStep) float64 { return s.High })
		p.canvas.Line(path, Stroke{Width: coveredEdge, Colour: Paper, Dash: []Length{1, 0.7}})
	}
}

// covered is the parts of the usual range over which columns rise.
func (p dayPlot) covered() []report.BandStep {
	var found []report.BandStep
	next := 0 // the first step that ends after the column begins
	for _, column := range p.day.Columns {
		for next < len(p.day.Usual) && p.day.Usual[next].Until <= column.From+slack {
			next++
		}
		for _, step := range p.day.Usual[next:] {
			if step.From >= column.Until-slack {
				break
			}
			if column.Total > step.High {
				step.From, step.Until = max(step.From, column.From), min(step.Until, column.Until)
				found = append(found, step)
			}
		}
	}
	return found
}

// findBandLabel is the place of the range's name: the middle of its baseline, where most of the range is seen; nil where
// columns hide the range wherever there were room for its name.
func (p dayPlot) findBandLabel() (at *Point) {
	if p.day.BandLabel == "" || len(p.day.Usual) == 0 {
		return nil
	}
	const places = 96
	width := p.canvas.Width(p.day.BandLabel, tickStyle)
	peak := p.peakPatch()
	best := 0.0
	for i := range places {
		centre := p.area.Left + width/2 + (p.area.Width-width)*Length(i)/(places-1)
		box := Rect{Left: centre - width/2 - 1, Width: width + 2}
		high, free := p.seenOver(box.Left, box.Right())
		box.Top, box.Height = p.y(high)-bandLabelRise-2.8, 3.6
		if free <= best || box.Top < p.area.Top || box.meets(peak) || p.isHatched(box) {
			continue
		}
		place := At(centre, p.y(high)-bandLabelRise)
		best, at = free, &place
	}
	return at
}

func (p dayPlot) isHatched(box Rect) bool {
	return slices.ContainsFunc(p.remarks, func(r remark) bool { return r.Kind == report.Gap && p.stretch(r).meets(box) })
}

// seenOver looks at the stretch between two places: how high the usual range reaches there, and how much of it is seen on
// the average; less than nothing where it has no upper edge to see all along.
func (p dayPlot) seenOver(left, right Length) (high, seen float64) {
	from, until := float64((left-p.area.Left)/p.area.Width), float64((right-p.area.Left)/p.area.Width)
	var covered float64
	for _, s := range p.day.Usual {
		if overlap := min(s.Until, until) - max(s.From, from); overlap > 0 {
			high = max(high, s.High)
			covered += overlap
			seen += overlap * (s.High - s.Low)
		}
	}
	for _, c := range p.day.Columns {
		if c.Until > from && c.From < until && c.Total > high {
			return high, -1
		}
	}
	if covered < 0.8*(min(until, 1)-max(from, 0)) {
		return high, -1
	}
	return high, seen / covered
}

func (p dayPlot) drawBandLabel() {
	at := p.bandLabel
	if at == nil {
		return
	}
	half := p.canvas.Width(p.day.BandLabel, tickStyle) / 2
	p.canvas.Area(Rect{at.X - half - 0.6, at.Y - 2.7, 2*half + 1.2, 3.3}.Polygon(), Paper)
	p.canvas.Text(p.day.BandLabel, *at, tickStyle.Aligned(Centre))
}
