package chart

import "tokenreport/report"

// drawLayers draws the columns, stretch by stretch of neighbours without a gap.
func (p dayPlot) drawLayers() {
	for _, columns := range stretches(p.day.Columns) {
		top := p.steps(columns, func(c report.Column) float64 { return c.Total })
		lines := p.bearsLines(columns[0])
		if p.day.Stacked {
			between := p.steps(columns, func(c report.Column) float64 { return c.Input })
			p.canvas.Area(p.closed(between), Input)
			p.canvas.Area(enclosed(top, between), Output)
			if lines {
				p.drawSeparator(columns)
			}
		} else {
			p.canvas.Area(p.closed(top), Neutral)
		}
		if lines {
			p.drawEdge(columns)
		}
		p.drawSlits(columns)
		p.annotateColumns(columns)
	}
}

// annotateColumns makes each column one to point at, as high as the plot: a low one is hard to meet.
func (p dayPlot) annotateColumns(columns []report.Column) {
	for _, column := range columns {
		left := p.x(column.From)
		annotate(p.canvas, Rect{left, p.area.Top, p.x(column.Until) - left, p.area.Height}, column.Label)
	}
}

// wideColumn is the narrowest column that stands apart from its neighbours.
const wideColumn Length = 2

// drawSlits divides wide columns by paper, so that the days of a month can be counted.
func (p dayPlot) drawSlits(columns []report.Column) {
	for i, column := range columns[1:] {
		x, top := p.x(column.From), p.y(min(columns[i].Total, column.Total))
		if p.x(column.Until)-x >= wideColumn {
			p.canvas.Area(Rect{x - separator/2, top, separator, p.area.Bottom() - top}.Polygon(), Paper)
		}
	}
}

// leastColumn is the narrowest column that lines are drawn on. On the 1,440 of a day by the minute they would be
// all that is seen.
const leastColumn Length = 0.2

func (p dayPlot) bearsLines(c report.Column) bool { return p.x(c.Until)-p.x(c.From) >= leastColumn }

// stretches cuts the columns where time without usage lies between them.
func stretches(columns []report.Column) [][]report.Column {
	var found [][]report.Column
	start := 0
	for i := range columns {
		if i > 0 && columns[i].From > columns[i-1].Until+slack {
			found = append(found, columns[start:i])
			start = i
		}
	}
	if start < len(columns) {
		found = append(found, columns[start:])
	}
	return found
}

// steps is the upper edge of a stretch, from left to right: flat over each column, upright between them.
func (p dayPlot) steps(columns []report.Column, height func(report.Column) float64) []Point {
	var path []Point
	for _, column := range columns {
		y := p.y(height(column))
		left, right := At(p.x(column.From), y), At(p.x(column.Until), y)
		if last := len(path) - 1; last >= 0 && path[last].Y == left.Y {
			path[last] = right
			continue
		}
		path = append(path, left, right)
	}
	return path
}

// closed is the area between an upper edge and the zero line.
func (p dayPlot) closed(top []Point) []Point {
	first, last := top[0], top[len(top)-1]
	polygon := append([]Point{At(first.X, p.area.Bottom())}, top...)
	return append(polygon, At(last.X, p.area.Bottom()))
}

// enclosed is the area between two edges that begin and end at the same x.
func enclosed(top, bottom []Point) []Point {
	polygon := append([]Point(nil), top...)
	for i := len(bottom) - 1; i >= 0; i-- {
		polygon = append(polygon, bottom[i])
	}
	return polygon
}

// drawEdge draws the total's edge as a rim under the tops. It has no uprights: between columns as narrow as
// these they would hide what they enclose.
func (p dayPlot) drawEdge(columns []report.Column) {
	p.drawRim(columns, func(c report.Column) float64 { return c.Total }, edgeWidth, Ink)
}

// drawSeparator draws the line of paper between the layers wherever both are thick enough to bear it.
func (p dayPlot) drawSeparator(columns []report.Column) {
	start := 0
	for i := 0; i <= len(columns); i++ {
		if i < len(columns) && p.bearsSeparator(columns[i]) {
			continue
		}
		if start < i {
			p.drawRim(columns[start:i], func(c report.Column) float64 { return c.Input }, separator, Paper)
		}
		start = i + 1
	}
}

func (p dayPlot) bearsSeparator(c report.Column) bool {
	return p.area.Height*Length(c.Total-c.Input) >= 2*separator && p.area.Height*Length(c.Input) >= 2*separator
}

// drawRim fills the uppermost part of a layer, as thick as given.
func (p dayPlot) drawRim(columns []report.Column, height func(report.Column) float64, thickness Length, colour Colour) {
	top := p.steps(columns, height)
	bottom := make([]Point, len(top))
	for i, at := range top {
		bottom[i] = At(at.X, min(at.Y+thickness, p.area.Bottom()))
	}
	p.canvas.Area(enclosed(top, bottom), colour)
}
