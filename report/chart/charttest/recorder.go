// Package charttest helps to test what is drawn: a canvas that writes down each call, and days to draw. It is used by tests only
// and reports nothing itself.
package charttest

import (
	"fmt"
	"slices"
	"strings"

	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

// Recorder is a canvas that writes a line for each call, for comparing with a golden file. Its zero value is empty.
type Recorder struct {
	Texts  []Written
	Areas  []Filled
	script strings.Builder
}

// Filled is a polygon with its colour.
type Filled struct {
	Polygon []chart.Point
	Colour  chart.Colour
}

// Written is a text with the rectangle that it covers: from its ascenders to its descenders.
type Written struct {
	Text  string
	Cover chart.Rect
}

// Area implements [chart.Canvas].
func (r *Recorder) Area(polygon []chart.Point, fill chart.Colour) {
	r.Areas = append(r.Areas, Filled{slices.Clone(polygon), fill})
	fmt.Fprintf(&r.script, "area %v%s\n", fill, places(polygon))
}

// Line implements [chart.Canvas].
func (r *Recorder) Line(path []chart.Point, stroke chart.Stroke) {
	fmt.Fprintf(&r.script, "line %v %.2f", stroke.Colour, stroke.Width)
	if stroke.Dash != nil {
		fmt.Fprintf(&r.script, " dash %.2f", stroke.Dash)
	}
	fmt.Fprintf(&r.script, "%s\n", places(path))
}

// Text implements [chart.Canvas].
func (r *Recorder) Text(s string, at chart.Point, style chart.TextStyle) {
	if s == "" {
		return
	}
	weight := "regular"
	if style.Weight == typeface.Bold {
		weight = "bold"
	}
	align := [...]string{"left", "centre", "right"}[style.Align]
	fmt.Fprintf(&r.script, "text %v %s %.4gpt %s%s %q\n", style.Colour, weight, float64(style.Size), align, places([]chart.Point{at}), s)
	width, size := r.Width(strings.TrimRight(s, " "), style), style.Size.Length()
	left := at.X - style.Align.Offset(width)
	r.Texts = append(r.Texts, Written{s, chart.Rect{Left: left, Top: at.Y - 0.75*size, Width: width, Height: size}})
}

// Width implements [chart.Canvas].
func (r *Recorder) Width(s string, style chart.TextStyle) chart.Length {
	return chart.TextWidth(s, style)
}

// String returns what was drawn, one call a line.
func (r *Recorder) String() string { return r.script.String() }

func places(path []chart.Point) string {
	var b strings.Builder
	for _, p := range path {
		fmt.Fprintf(&b, " %.2f,%.2f", p.X, p.Y)
	}
	return b.String()
}

// Overlap returns two texts that cover each other by more than a hundredth of a millimetre, or "" twice.
func (r *Recorder) Overlap() (string, string) {
	const slack = 0.01
	for i, a := range r.Texts {
		for _, b := range r.Texts[i+1:] {
			if apart := a.Cover.Right() <= b.Cover.Left+slack || b.Cover.Right() <= a.Cover.Left+slack ||
				a.Cover.Bottom() <= b.Cover.Top+slack || b.Cover.Bottom() <= a.Cover.Top+slack; !apart {
				return a.Text, b.Text
			}
		}
	}
	return "", ""
}

// Outside returns a text that leaves a rectangle by more than a tenth of a millimetre, or "".
func (r *Recorder) Outside(bounds chart.Rect) string {
	const slack = 0.1
	for _, t := range r.Texts {
		if t.Cover.Left < bounds.Left-slack || t.Cover.Right() > bounds.Right()+slack ||
			t.Cover.Top < bounds.Top-slack || t.Cover.Bottom() > bounds.Bottom()+slack {
			return t.Text
		}
	}
	return ""
}
