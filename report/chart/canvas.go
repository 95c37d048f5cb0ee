// Package chart holds the canvas on which pages and charts are drawn, the palette and the type scale, and the charts
// themselves: one description for every output. Packages pdf, png and svg have a canvas each; charttest has
// one that records.
//
// It chooses where marks and labels go. It does not choose what they say ([report.UsageChart] is words and fractions already), reads
// no clock and writes no file. Its errors are about figures that cannot be drawn, such as NaN, and name the place.
package chart

import (
	"math"

	"tokenreport/report/typeface"
)

// Canvas is what can be drawn, in millimetres from the top left corner, y downwards. Every call paints over the
// earlier ones. A canvas keeps its first error to itself until it is closed, so drawing needs no checks.
type Canvas interface {
	// Area fills a closed polygon.
	Area(polygon []Point, fill Colour)
	// Line draws an open path with butt ends and mitred or rounded joints.
	Line(path []Point, stroke Stroke)
	// Text writes one line, whose baseline at the style's alignment is at. What no font has is drawn as U+FFFD.
	Text(s string, at Point, style TextStyle)
	// Width is the length of that line.
	Width(s string, style TextStyle) Length
}

// Length is a distance on paper in millimetres.
type Length float64

// Points is a size of type in typographic points, 1/72 of an inch.
type Points float64

// Length converts to millimetres.
func (p Points) Length() Length { return Length(p) * 25.4 / 72 }

// Point is a place on paper.
type Point struct{ X, Y Length }

// At returns a place rounded to a micrometre, so that machines that fuse multiplications draw the same as others.
func At(x, y Length) Point { return Point{round(x), round(y)} }

func round(l Length) Length { return Length(math.Round(float64(l)*1000) / 1000) }

// Rect is an upright rectangle on paper.
type Rect struct{ Left, Top, Width, Height Length }

// Right is the x of the right edge.
func (r Rect) Right() Length { return r.Left + r.Width }

// Bottom is the y of the bottom edge.
func (r Rect) Bottom() Length { return r.Top + r.Height }

// Polygon returns the corners, clockwise from the top left.
func (r Rect) Polygon() []Point {
	return []Point{At(r.Left, r.Top), At(r.Right(), r.Top), At(r.Right(), r.Bottom()), At(r.Left, r.Bottom())}
}

// inset is the rectangle without a margin of that width.
func (r Rect) inset(by Length) Rect {
	return Rect{r.Left + by, r.Top + by, r.Width - 2*by, r.Height - 2*by}
}

// meets tells whether two rectangles have a place in common.
func (r Rect) meets(s Rect) bool {
	return r.Left < s.Right() && s.Left < r.Right() && r.Top < s.Bottom() && s.Top < r.Bottom()
}

// Disc returns a circle as a polygon.
func Disc(centre Point, radius Length) []Point {
	const corners = 32
	polygon := make([]Point, corners)
	for i := range polygon {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		polygon[i] = At(centre.X+radius*Length(cos), centre.Y+radius*Length(sin))
	}
	return polygon
}

// Stroke is how a line is drawn.
type Stroke struct {
	Width  Length
	Colour Colour
	Dash   []Length // lengths of dashes and gaps in turn; nil for a solid line
}

// Align tells which end of a text its position is.
type Align int

// The alignments.
const (
	Left Align = iota
	Centre
	Right
)

// Offset is how far left of its position a text of that width begins.
func (a Align) Offset(width Length) Length {
	switch a {
	case Centre:
		return width / 2
	case Right:
		return width
	}
	return 0
}

// TextStyle is how a line of text is written.
type TextStyle struct {
	Size   Points
	Weight typeface.Weight
	Colour Colour
	Align  Align
}

// Aligned returns the style with another alignment.
func (s TextStyle) Aligned(a Align) TextStyle {
	s.Align = a
	return s
}

// Fit returns the style, made smaller if s would be longer than width: a figure is never cut. Lengths grow with
// the size, so the result fits.
func (s TextStyle) Fit(text string, width Length) TextStyle {
	if natural := TextWidth(text, s); natural > width && width > 0 {
		s.Size = Points(math.Floor(float64(s.Size)*float64(width/natural)*100) / 100)
	}
	return s
}

// TextWidth is the length of a line as every canvas draws it, from the metrics of the fonts.
func TextWidth(text string, style TextStyle) Length {
	return Length(typeface.Width(text, style.Weight)) * style.Size.Length()
}

// Wrap breaks a text into lines no longer than width: see [typeface.Wrap].
func Wrap(text string, width Length, style TextStyle) []string {
	return typeface.Wrap(text, float64(width), func(s string) float64 { return float64(TextWidth(s, style)) })
}

// WrapEvenly is [Wrap] without a last line of one short word: where there would be one, the lines are made narrower, as
// long as they do not become more.
func WrapEvenly(text string, width Length, style TextStyle) []string {
	lines := Wrap(text, width, style)
	for narrower := width; len(lines) > 1 && narrower > 0.6*width; narrower -= width / 25 {
		even := Wrap(text, narrower, style)
		if len(even) > len(lines) {
			break
		}
		if TextWidth(even[len(even)-1], style) >= width/4 {
			return even
		}
	}
	return lines
}
