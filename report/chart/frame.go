package chart

import "tokenreport/report"

// frame is a chart with axes: all of its place, and the plot within.
type frame struct {
	canvas Canvas
	whole  Rect
	area   Rect
}

// x and y place a fraction of each axis.
func (f frame) x(fraction float64) Length { return f.area.Left + f.area.Width*Length(fraction) }
func (f frame) y(fraction float64) Length { return f.area.Bottom() - f.area.Height*Length(fraction) }

func (f frame) drawTitle(title string) {
	f.canvas.Text(title, At(f.whole.Left, f.whole.Top+TextSize.Length()), titleStyle.Fit(title, f.whole.Width))
}

// drawYAxis draws the grid. Its lines reach from the left margin, and their labels stand on them there, where no column
// can be.
func (f frame) drawYAxis(ticks []report.Tick) {
	style := f.yStyle(ticks)
	for _, tick := range ticks {
		y := f.y(tick.At)
		if tick.At > 0 {
			f.rule(y, Hairline)
		}
		f.canvas.Text(tick.Label, At(f.whole.Left, y-1), style)
	}
}

// yStyle is one size for all labels of the axis, in which the longest ends before the columns begin.
func (f frame) yStyle(ticks []report.Tick) TextStyle {
	style := tickStyle
	for _, tick := range ticks {
		style = style.Fit(tick.Label, f.area.Left-f.whole.Left-1)
	}
	return style
}

// drawXLabels writes the labels of time at the foot: all, or every n-th where they would meet.
func (f frame) drawXLabels(ticks []report.Tick) {
	ticks = f.within(ticks)
	step := f.xStep(ticks)
	for i := 0; i < len(ticks); i += step {
		f.canvas.Text(ticks[i].Label, At(f.x(ticks[i].At), f.whole.Bottom()-0.8), tickStyle.Aligned(Centre))
	}
}

// within moves the places of labels so far inwards that they stay in the chart.
func (f frame) within(ticks []report.Tick) []report.Tick {
	moved := make([]report.Tick, len(ticks))
	for i, tick := range ticks {
		half := f.canvas.Width(tick.Label, tickStyle) / 2
		x := max(min(f.x(tick.At), f.whole.Right()-half), f.whole.Left+half)
		moved[i] = report.Tick{At: float64((x - f.area.Left) / f.area.Width), Label: tick.Label}
	}
	return moved
}

// xStep is 1, or the n for which every n-th label leaves room for the next.
func (f frame) xStep(ticks []report.Tick) int {
	for step := 1; step < len(ticks); step++ {
		if f.xLabelsFit(ticks, step) {
			return step
		}
	}
	return max(1, len(ticks))
}

func (f frame) xLabelsFit(ticks []report.Tick, step int) bool {
	const gap Length = 1.5
	for i := step; i < len(ticks); i += step {
		before, tick := ticks[i-step], ticks[i]
		need := (f.canvas.Width(before.Label, tickStyle)+f.canvas.Width(tick.Label, tickStyle))/2 + gap
		if f.x(tick.At)-f.x(before.At) < need {
			return false
		}
	}
	return true
}

// drawBaseline draws the zero line and the ticks of time over the columns' feet.
func (f frame) drawBaseline(ticks []report.Tick) {
	f.rule(f.area.Bottom(), Axis)
	for _, tick := range ticks {
		x := f.x(tick.At)
		f.canvas.Line([]Point{At(x, f.area.Bottom()), At(x, f.area.Bottom()+tickLength)}, Stroke{Width: HairlineWidth, Colour: Axis})
	}
}

func (f frame) rule(y Length, colour Colour) {
	f.canvas.Line([]Point{At(f.whole.Left, y), At(f.area.Right(), y)}, Stroke{Width: HairlineWidth, Colour: colour})
}

func widestLabel(c Canvas, ticks []report.Tick) Length {
	var widest Length
	for _, tick := range ticks {
		widest = max(widest, c.Width(tick.Label, tickStyle))
	}
	return widest
}
