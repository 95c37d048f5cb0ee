package svg

import (
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

// canvas writes elements. Its error is the first mark that is nowhere.
type canvas struct {
	marks strings.Builder
	// shapes are the areas drawn last, all in fill, which become one element: that spares a heat map most of its length.
	shapes strings.Builder
	fill   chart.Colour
	areas  strings.Builder // to point at: elements, or the one path of a mute drawing
	mute   bool
	err    error
}

var (
	_ chart.Canvas    = (*canvas)(nil)
	_ chart.Annotator = (*canvas)(nil)
)

// Area implements [chart.Canvas].
func (c *canvas) Area(polygon []chart.Point, fill chart.Colour) {
	path := c.path(clockwise(polygon))
	if path == "" {
		return
	}
	if fill != c.fill {
		c.endShapes()
	}
	c.fill = fill
	c.shapes.WriteString(path + "z")
}

// clockwise turns a polygon so that it makes no hole in another of the same element.
func clockwise(polygon []chart.Point) []chart.Point {
	var twice chart.Length
	for i, p := range polygon {
		next := polygon[(i+1)%len(polygon)]
		twice += p.X*next.Y - next.X*p.Y
	}
	if twice >= 0 {
		return polygon
	}
	turned := slices.Clone(polygon)
	slices.Reverse(turned)
	return turned
}

// endShapes writes the areas that are still to be written, before anything is painted over them.
func (c *canvas) endShapes() {
	if c.shapes.Len() > 0 {
		fmt.Fprintf(&c.marks, "<path fill=\"%s\" d=\"%s\"/>\n", paint(c.fill), c.shapes.String())
		c.shapes.Reset()
	}
}

// Line implements [chart.Canvas]. Upright and level lines keep to the screen's pixels, or they would look grey.
func (c *canvas) Line(path []chart.Point, stroke chart.Stroke) {
	d := c.path(path)
	if d == "" {
		return
	}
	c.endShapes()
	fmt.Fprintf(&c.marks, `<path fill="none" stroke="%s" stroke-width="%d" stroke-linejoin="round"`, paint(stroke.Colour), c.units(stroke.Width))
	if len(stroke.Dash) > 0 {
		fmt.Fprintf(&c.marks, ` stroke-dasharray="%s"`, c.dashes(stroke.Dash))
	}
	if len(path) == 2 && (path[0].X == path[1].X || path[0].Y == path[1].Y) {
		c.marks.WriteString(` shape-rendering="crispEdges"`)
	}
	fmt.Fprintf(&c.marks, " d=\"%s\"/>\n", d)
}

func (c *canvas) dashes(lengths []chart.Length) string {
	texts := make([]string, len(lengths))
	for i, length := range lengths {
		texts[i] = strconv.Itoa(max(0, c.units(length)))
	}
	return strings.Join(texts, " ")
}

// longText is the length from which a text is held to its measured length: the page's font is not the measured one, and in a
// wider one a long text could leave its place. A short one differs by less than its distance to the next.
const longText chart.Length = 12

// Text implements [chart.Canvas].
func (c *canvas) Text(s string, at chart.Point, style chart.TextStyle) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	c.endShapes()
	fmt.Fprintf(&c.marks, `<text x="%d" y="%d" font-size="%d" fill="%s"`, c.units(at.X), c.units(at.Y), c.units(style.Size.Length()), paint(style.Colour))
	if style.Weight == typeface.Bold {
		c.marks.WriteString(` font-weight="bold"`)
	}
	switch style.Align {
	case chart.Centre:
		c.marks.WriteString(` text-anchor="middle"`)
	case chart.Right:
		c.marks.WriteString(` text-anchor="end"`)
	}
	if width := c.Width(s, style); width >= longText {
		fmt.Fprintf(&c.marks, ` textLength="%d" lengthAdjust="spacingAndGlyphs"`, c.units(width))
	}
	fmt.Fprintf(&c.marks, ">%s</text>\n", escape(s))
}

// Width implements [chart.Canvas].
func (c *canvas) Width(s string, style chart.TextStyle) chart.Length {
	return chart.TextWidth(s, style)
}

// Annotate implements [chart.Annotator].
func (c *canvas) Annotate(area chart.Rect, label string) {
	path := c.path(area.Polygon())
	switch {
	case path == "":
	case c.mute:
		c.areas.WriteString(path + "z")
	default:
		fmt.Fprintf(&c.areas, "<path d=\"%sz\"><title>%s</title></path>\n", path, escape(label))
	}
}

// path is a path in relative steps, which are shorter than places; "" for fewer than two points or one that is nowhere.
// A place is rounded before the step to it is taken, so that errors do not add up.
func (c *canvas) path(points []chart.Point) string {
	if len(points) < 2 {
		return ""
	}
	// A page has thousands of steps: formatting them by verbs took a quarter of its time.
	d := make([]byte, 0, 8*len(points))
	number := func(n int) { d = strconv.AppendInt(d, int64(n), 10) }
	x, y := c.units(points[0].X), c.units(points[0].Y)
	d = append(d, 'M')
	number(x)
	d = append(d, ',')
	number(y)
	for _, p := range points[1:] {
		dx, dy := c.units(p.X)-x, c.units(p.Y)-y
		switch {
		case dx == 0 && dy == 0:
		case dy == 0:
			d = append(d, 'h')
			number(dx)
		case dx == 0:
			d = append(d, 'v')
			number(dy)
		default:
			d = append(d, 'l')
			number(dx)
			d = append(d, ',')
			number(dy)
		}
		x, y = x+dx, y+dy
	}
	if c.err != nil {
		return ""
	}
	return string(d)
}

// far is beyond any paper, in units.
const far = 1 << 24

// units converts a length, and refuses what is nowhere near the paper, NaN included.
func (c *canvas) units(l chart.Length) int {
	units := math.Round(float64(l) * unit)
	if math.Abs(units) < far {
		return int(units)
	}
	if c.err == nil {
		c.err = fmt.Errorf("a mark at %v mm is nowhere near the paper", float64(l))
	}
	return 0
}

// escape makes s the text of an element; what XML cannot hold becomes U+FFFD.
func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err) // a Builder takes everything
	}
	return b.String()
}
