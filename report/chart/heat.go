package chart

import (
	"slices"
	"strings"

	"tokenreport/report"
	"tokenreport/report/typeface"
)

const (
	cellGap     Length = 0.3 // of paper between cells
	scaleCell   Length = 2
	scaleHeight Length = 2.4
)

// DrawHeat draws hours as cells of [Shades] within r, row by row, the report's own day with a bold name. An hour of
// which nothing is known has a dash and no shade; an idle one has the lightest. It fails, having drawn nothing, for a
// figure that cannot be drawn.
func DrawHeat(c Canvas, r Rect, h report.HeatMap) error {
	if err := checkHeat(r, h); err != nil {
		return err
	}
	p := newHeatPlot(c, r, h)
	p.drawScale()
	p.drawXLabels(p.ticks())
	for i, row := range h.Rows {
		p.drawRow(i, row)
	}
	return nil
}

// heatPlot is a heat map with the places of its parts.
type heatPlot struct {
	frame
	heat   report.HeatMap
	scale  Rect // the shades between the words Least and Most
	beside bool // the scale stands in the title's line
}

func newHeatPlot(c Canvas, r Rect, h report.HeatMap) heatPlot {
	p := heatPlot{frame: frame{canvas: c, whole: r}, heat: h}
	p.placeScale()
	top := headHeight
	if !p.beside {
		top += headHeight - 0.6
	}
	var left Length
	for _, row := range h.Rows {
		left = max(left, c.Width(row.Label, rowStyle(row)))
	}
	left = min(left+2, r.Width*0.3)
	p.area = Rect{r.Left + left, r.Top + top, r.Width - left, r.Height - top - footHeight}
	return p
}

// placeScale puts the scale at the right of the title, or under it where both are too long for a line.
func (p *heatPlot) placeScale() {
	const gap = 1.2
	strip := scaleCell * Length(len(Shades))
	words := p.canvas.Width(p.heat.Least, tickStyle) + p.canvas.Width(p.heat.Most, tickStyle) + 2*gap
	p.beside = p.canvas.Width(p.heat.Title, titleStyle)+labelGap+words+strip <= p.whole.Width
	baseline := p.whole.Top + TextSize.Length()
	if !p.beside {
		baseline += headHeight - 0.6
	}
	right := p.whole.Right() - min(p.canvas.Width(p.heat.Most, tickStyle), p.mostRoom()) - gap
	p.scale = Rect{right - strip, baseline - scaleHeight + 0.2, strip, scaleHeight}
}

// mostRoom is how long the words at the scale's upper end may be; those at the lower one get a third of it.
func (p *heatPlot) mostRoom() Length {
	return 0.75 * (p.whole.Width - scaleCell*Length(len(Shades)) - 4)
}

func (p heatPlot) drawScale() {
	title := p.whole.Width
	if p.beside {
		title = p.scale.Left - p.whole.Left
	}
	p.canvas.Text(p.heat.Title, At(p.whole.Left, p.whole.Top+TextSize.Length()), titleStyle.Fit(p.heat.Title, title))
	if len(p.heat.Rows) == 0 {
		return
	}
	for i, shade := range Shades {
		cell := Rect{p.scale.Left + scaleCell*Length(i), p.scale.Top, scaleCell, p.scale.Height}
		p.canvas.Area(cell.inset(cellGap/2).Polygon(), shade)
	}
	baseline := p.scale.Bottom() - 0.2
	p.canvas.Text(p.heat.Least, At(p.scale.Left-1.2, baseline), tickStyle.Fit(p.heat.Least, p.mostRoom()/3).Aligned(Right))
	p.canvas.Text(p.heat.Most, At(p.whole.Right(), baseline), tickStyle.Fit(p.heat.Most, p.mostRoom()).Aligned(Right))
}

// ticks are the labels of the hours, moved from an hour's left edge to its middle.
func (p heatPlot) ticks() []report.Tick {
	var half float64
	if len(p.heat.Rows) > 0 && len(p.heat.Rows[0].Cells) > 0 {
		half = 0.5 / float64(len(p.heat.Rows[0].Cells))
	}
	moved := make([]report.Tick, len(p.heat.Columns))
	for i, tick := range p.heat.Columns {
		moved[i] = report.Tick{At: tick.At + half, Label: tick.Label}
	}
	return moved
}

// leastRow is the lowest row that its name fits in, in smaller type if need be.
const leastRow Length = 2.1

func (p heatPlot) drawRow(i int, row report.HeatRow) {
	height := p.area.Height / Length(len(p.heat.Rows))
	top := p.area.Top + height*Length(i)
	every, tall := 1, Length(1)
	if strings.ContainsFunc(row.Label, typeface.IsWide) {
		tall = 1.2 // hanzi fill the height of their type, and would touch
	}
	for height*Length(every) < leastRow*tall {
		every++
	}
	// Where rows are low, the own one is named for certain.
	own := max(0, slices.IndexFunc(p.heat.Rows, func(r report.HeatRow) bool { return r.Own }))
	if (own-i)%every == 0 {
		style := rowStyle(row).Fit(row.Label, p.area.Left-p.whole.Left-1)
		style.Size *= Points(min(1, height*Length(every)/tall/style.Size.Length()))
		p.canvas.Text(row.Label, At(p.whole.Left, top+height/2+0.36*style.Size.Length()), style)
	}
	width := p.area.Width / Length(max(1, len(row.Cells)))
	for j, cell := range row.Cells {
		p.drawCell(Rect{p.area.Left + width*Length(j), top, width, height}, cell)
	}
}

func (p heatPlot) drawCell(place Rect, cell report.HeatCell) {
	if cell.Known {
		gap := min(cellGap, 0.15*place.Width, 0.15*place.Height)
		p.canvas.Area(place.inset(gap/2).Polygon(), Shade(cell.Level))
	} else {
		middle, half := place.Top+place.Height/2, min(place.Width/4, 0.6)
		centre := place.Left + place.Width/2
		p.canvas.Line([]Point{At(centre-half, middle), At(centre+half, middle)}, Stroke{Width: HairlineWidth, Colour: Axis})
	}
	annotate(p.canvas, place, cell.Label)
}

func rowStyle(row report.HeatRow) TextStyle {
	style := tickStyle
	if row.Own {
		style.Weight, style.Colour = typeface.Bold, Ink
	}
	return style
}
