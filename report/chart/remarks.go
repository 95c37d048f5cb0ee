package chart

import (
	"cmp"
	"math"
	"slices"

	"tokenreport/report"
	"tokenreport/report/typeface"
)

const (
	remarkLine  Length = 4   // of labels over the plot
	remarkLeg   Length = 1.2 // how far a bracket's ends come down
	remarkGap   Length = 2.5 // between two labels of a line
	mostRemarks        = 4   // lines of them
	hatchStep   Length = 1.4
	hatchLeast  Length = 0.8 // the narrowest hatch that can be seen
)

var (
	unusualStyle = TextStyle{Size: SmallSize, Weight: typeface.Bold, Colour: Warning, Align: Centre}
	gapStyle     = TextStyle{Size: SmallSize, Colour: Ink, Align: Centre}
)

// remark is a stretch that wants a word, with the place of its label.
type remark struct {
	report.Remark
	style TextStyle
	at    Length // the label's middle
	line  int    // of the labels, from the lowest; -1 where there is no room for it
}

// placeRemarks finds a line and a place for each label over the plot, in the order of time, and tells how many lines they need.
// More than most lines there are not.
func (p dayPlot) placeRemarks(most int) (remarks []remark, lines int) {
	ends := make([]Length, most) // of the last label in each line
	for i := range ends {
		ends[i] = Length(math.Inf(-1))
	}
	inOrder := slices.SortedStableFunc(slices.Values(p.day.Remarks), func(a, b report.Remark) int { return cmp.Compare(a.From, b.From) })
	for _, r := range inOrder {
		placed := p.placeRemark(r, ends)
		lines = max(lines, placed.line+1)
		remarks = append(remarks, placed)
	}
	return remarks, lines
}

// placeRemark puts a label over the middle of its stretch, or as far to the right as the label before it in its line wants,
// while it still is over its stretch; else it goes to a line above.
func (p dayPlot) placeRemark(r report.Remark, ends []Length) remark {
	left, right := p.area.Left, p.whole.Right()
	placed := remark{Remark: r, style: remarkStyle(r.Kind).Fit(r.Label, right-left), line: -1}
	half := p.canvas.Width(r.Label, placed.style) / 2
	middle := (p.x(r.From) + p.x(r.Until)) / 2
	centred := min(max(middle, left+half), right-half)
	for line, end := range ends {
		placed.at = max(centred, end+remarkGap+half)
		if placed.at+half <= right+0.01 && placed.at-half <= max(middle, centred-half) {
			placed.line, ends[line] = line, placed.at+half
			return placed
		}
	}
	placed.at = centred
	return placed
}

func remarkStyle(kind report.RemarkKind) TextStyle {
	if kind == report.Gap {
		return gapStyle
	}
	return unusualStyle
}

// drawStretches draws what is behind the columns: hatches of gaps, and upright lines that lead from a bracket's ends to
// the columns that it is about.
func (p dayPlot) drawStretches() {
	for _, r := range p.remarks {
		left, right := p.x(r.From), p.x(r.Until)
		if r.Kind == report.Gap {
			p.drawHatch(p.stretch(r))
			continue
		}
		for _, x := range []Length{left, right} {
			p.canvas.Line([]Point{At(x, p.bracketTop()), At(x, p.area.Bottom())}, Stroke{Width: bandEdge, Colour: r.style.Colour, Dash: []Length{0.6, 0.9}})
		}
	}
}

// stretch is a gap's place in the plot, wide enough to be seen.
func (p dayPlot) stretch(r remark) Rect {
	left, width := p.x(r.From), p.x(r.Until)-p.x(r.From)
	if width < hatchLeast {
		left, width = left-(hatchLeast-width)/2, hatchLeast
	}
	left = min(max(left, p.area.Left), p.area.Right()-width)
	return Rect{left, p.area.Top, width, p.area.Height}
}

// drawHatch fills a rectangle with slanted lines.
func (p dayPlot) drawHatch(r Rect) {
	stroke := Stroke{Width: bandEdge, Colour: Axis}
	for offset := hatchStep; offset < r.Width+r.Height; offset += hatchStep {
		// From the left or the lower edge, upwards to the right, until the upper or the right edge.
		from := At(r.Left, r.Top+offset)
		if offset > r.Height {
			from = At(r.Left+offset-r.Height, r.Bottom())
		}
		to := At(r.Left+offset, r.Top)
		if offset > r.Width {
			to = At(r.Right(), r.Top+offset-r.Width)
		}
		p.canvas.Line([]Point{from, to}, stroke)
	}
	for _, x := range []Length{r.Left, r.Right()} {
		p.canvas.Line([]Point{At(x, r.Top), At(x, r.Bottom())}, stroke)
	}
}

// bracketTop is the level of the brackets: over the plot and the label of its peak, under the labels of the remarks.
func (p dayPlot) bracketTop() Length { return p.lane + 0.4 }

// drawRemarks draws the brackets and writes the labels.
func (p dayPlot) drawRemarks() {
	for _, r := range p.remarks {
		top, stretch := p.bracketTop(), p.stretch(r)
		p.canvas.Line([]Point{
			At(stretch.Left, top+remarkLeg), At(stretch.Left, top), At(stretch.Right(), top), At(stretch.Right(), top+remarkLeg),
		}, Stroke{Width: 0.3, Colour: r.style.Colour})
		if r.line >= 0 {
			p.canvas.Text(r.Label, At(r.at, p.lane-1-remarkLine*Length(r.line)), r.style)
		}
		about := Rect{stretch.Left, top, stretch.Width, remarkLeg}
		if r.Kind == report.Gap {
			about.Height = p.area.Bottom() - top // no column of its own is in the way
		}
		annotate(p.canvas, about, r.Label)
	}
}
