package png

import (
	"fmt"
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

// canvas draws on a picture. Its error is the first thing that could not be drawn.
type canvas struct {
	picture *picture
	scale   float64 // pixels per millimetre
	buffer  sfnt.Buffer
	// The rasterizer and its mask serve one shape after the other.
	rasterizer vector.Rasterizer
	mask       []uint8
	err        error
}

var _ chart.Canvas = (*canvas)(nil)

func newCanvas(width int, paperWidth, paperHeight chart.Length) *canvas {
	size := image.Pt(width, height(width, paperWidth, paperHeight))
	return &canvas{picture: newPicture(size, shadeOf(chart.Paper.RGB())), scale: float64(width) / float64(paperWidth)}
}

func height(width int, paperWidth, paperHeight chart.Length) int {
	return int(math.Ceil(float64(width) * float64(paperHeight/paperWidth)))
}

// Area implements [chart.Canvas].
func (c *canvas) Area(polygon []chart.Point, fill chart.Colour) {
	if path := c.pixels(polygon); len(path) > 2 {
		c.fill([][]point{path}, fill)
	}
}

// Line implements [chart.Canvas]. Upright and level stretches are moved to whole pixels, or they would look grey.
func (c *canvas) Line(path []chart.Point, stroke chart.Stroke) {
	points, width := c.pixels(path), float64(stroke.Width)*c.scale
	var dashes []float64
	for _, d := range stroke.Dash {
		dashes = append(dashes, max(0, float64(d))*c.scale)
	}
	var shapes [][]point
	for _, piece := range dashed(points, dashes) {
		if isSquare(piece) {
			shapes = append(shapes, sharpened(piece, width)...)
		} else {
			shapes = append(shapes, outline(piece, width)...)
		}
	}
	c.fill(shapes, stroke.Colour)
}

// Text implements [chart.Canvas].
func (c *canvas) Text(s string, at chart.Point, style chart.TextStyle) {
	start := c.pixel(chart.Point{X: at.X - style.Align.Offset(c.Width(s, style)), Y: at.Y})
	if s == "" || !c.finite(start) {
		return
	}
	size := float64(style.Size.Length()) * c.scale
	pen := point{start.x, math.Round(start.y)}
	var shapes glyphs
	for _, run := range typeface.Runs(s, style.Weight) {
		for _, r := range run.Text {
			shapes.add(c.glyph(run.Face, r, size), pen)
			if run.Thicken > 0 {
				shapes.add(c.glyph(run.Face, r, size), point{pen.x + run.Thicken*size, pen.y})
			}
			pen.x += run.Face.Advance(r) * size
		}
	}
	c.rasterise(shapes.bounds(), style.Colour, shapes.draw)
}

// Width implements [chart.Canvas].
func (c *canvas) Width(s string, style chart.TextStyle) chart.Length {
	return chart.TextWidth(s, style)
}

func (c *canvas) glyph(face *typeface.Face, r rune, size float64) sfnt.Segments {
	font := face.Font()
	i, err := font.GlyphIndex(&c.buffer, r)
	if err == nil {
		var segments sfnt.Segments
		if segments, err = font.LoadGlyph(&c.buffer, i, fixed.Int26_6(math.Round(size*64)), nil); err == nil {
			return segments
		}
	}
	c.fail(fmt.Errorf("load glyph of %U from %s: %w", r, face.Name(), err))
	return nil
}

func (c *canvas) pixel(p chart.Point) point {
	return point{float64(p.X) * c.scale, float64(p.Y) * c.scale}
}

// pixels converts a path, or returns none if it holds a point that is nowhere.
func (c *canvas) pixels(path []chart.Point) []point {
	points := make([]point, len(path))
	for i, p := range path {
		if points[i] = c.pixel(p); !c.finite(points[i]) {
			return nil
		}
	}
	return points
}

// far is how many pixels from the corner a mark may be: beyond any image, yet few enough to count the dashes on the way.
const far = 1 << 16

// finite refuses what is nowhere near the image, NaN included.
func (c *canvas) finite(p point) bool {
	if math.Abs(p.x) < far && math.Abs(p.y) < far {
		return true
	}
	c.fail(fmt.Errorf("a mark at pixel %v, %v is nowhere near the image", p.x, p.y))
	return false
}

func (c *canvas) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// fill paints polygons that turn the same way, as one shape.
func (c *canvas) fill(polygons [][]point, colour chart.Colour) {
	b := noBounds()
	for _, polygon := range polygons {
		for _, p := range polygon {
			b.add(p)
		}
	}
	c.rasterise(b, colour, func(z *vector.Rasterizer, origin point) {
		for _, polygon := range polygons {
			for i, p := range polygon {
				if i == 0 {
					z.MoveTo(float32(p.x-origin.x), float32(p.y-origin.y))
				} else {
					z.LineTo(float32(p.x-origin.x), float32(p.y-origin.y))
				}
			}
			z.ClosePath()
		}
	})
}

// rasterise paints what trace draws within b, relative to an origin. The rasterizer must not leave the image.
func (c *canvas) rasterise(b bounds, colour chart.Colour, trace func(z *vector.Rasterizer, origin point)) {
	r := b.pixels().Intersect(image.Rectangle{Max: c.picture.size})
	if r.Empty() {
		return
	}
	c.rasterizer.Reset(r.Dx(), r.Dy())
	trace(&c.rasterizer, point{float64(r.Min.X), float64(r.Min.Y)})
	c.picture.paint(r, shadeOf(colour.RGB()), c.coverage(r))
}

// coverage is how much of each pixel of r the rasterizer's shape covers.
func (c *canvas) coverage(r image.Rectangle) *image.Alpha {
	if n := r.Dx() * r.Dy(); cap(c.mask) < n {
		c.mask = make([]uint8, n)
	}
	mask := &image.Alpha{Pix: c.mask[:r.Dx()*r.Dy()], Stride: r.Dx(), Rect: image.Rectangle{Max: r.Size()}}
	c.rasterizer.DrawOp = draw.Src // replaces what an earlier shape has left
	c.rasterizer.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	return mask
}
