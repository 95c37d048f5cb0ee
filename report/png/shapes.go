package png

import (
	"image"
	"math"
	"slices"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// point is a place in pixels.
type point struct{ x, y float64 }

// bounds is the smallest rectangle around some points.
type bounds struct{ min, max point }

func noBounds() bounds {
	inf := math.Inf(1)
	return bounds{point{inf, inf}, point{-inf, -inf}}
}

func (b *bounds) add(p point) {
	b.min = point{min(b.min.x, p.x), min(b.min.y, p.y)}
	b.max = point{max(b.max.x, p.x), max(b.max.y, p.y)}
}

// pixels is every pixel that b touches, or none.
func (b bounds) pixels() image.Rectangle {
	if b.min.x > b.max.x {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(b.min.x)), int(math.Floor(b.min.y)), int(math.Ceil(b.max.x)), int(math.Ceil(b.max.y)))
}

// sharp is a level or upright line as a rectangle of whole pixels.
func sharp(from, to point, width float64) []point {
	thick := max(1, math.Round(width))
	left, right := min(from.x, to.x), max(from.x, to.x)
	top, bottom := min(from.y, to.y), max(from.y, to.y)
	if from.y == to.y {
		top = math.Round(from.y - thick/2)
		bottom = top + thick
	} else {
		left = math.Round(from.x - thick/2)
		right = left + thick
	}
	return []point{{left, top}, {right, top}, {right, bottom}, {left, bottom}}
}

// isSquare tells a path of upright and level lines alone.
func isSquare(path []point) bool {
	for i := 1; i < len(path); i++ {
		if path[i-1].x != path[i].x && path[i-1].y != path[i].y {
			return false
		}
	}
	return true
}

// sharpened is such a path as rectangles of whole pixels.
func sharpened(path []point, width float64) [][]point {
	var shapes [][]point
	for i := 1; i < len(path); i++ {
		if path[i-1] != path[i] {
			shapes = append(shapes, sharp(path[i-1], path[i], width))
		}
	}
	return shapes
}

// outline is a path of some thickness as polygons: a rectangle for each segment, a disc over each joint. They all
// turn the same way, since the rasterizer adds up areas with their signs.
func outline(path []point, width float64) [][]point {
	var shapes [][]point
	for i := 1; i < len(path); i++ {
		if from, to := path[i-1], path[i]; from != to {
			shapes = append(shapes, segment(from, to, width/2))
		}
		if i+1 < len(path) {
			shapes = append(shapes, disc(path[i], width/2))
		}
	}
	return shapes
}

func segment(from, to point, half float64) []point {
	length := distance(from, to)
	nx, ny := -(to.y-from.y)/length*half, (to.x-from.x)/length*half
	return []point{{from.x + nx, from.y + ny}, {to.x + nx, to.y + ny}, {to.x - nx, to.y - ny}, {from.x - nx, from.y - ny}}
}

func disc(centre point, radius float64) []point {
	const corners = 12
	polygon := make([]point, corners)
	for i := range polygon {
		sin, cos := math.Sincos(-2 * math.Pi * float64(i) / corners)
		polygon[i] = point{centre.x + radius*cos, centre.y + radius*sin}
	}
	return polygon
}

// dashed cuts a path into its dashes; lengths are of dashes and gaps in turn, none negative. Without any, or where all
// are too short to be seen, the path stays whole.
func dashed(path []point, lengths []float64) [][]point {
	if len(path) == 0 || len(lengths) == 0 || slices.Max(lengths) < 0.1 {
		return [][]point{path}
	}
	var found [][]point
	turn, left, piece := 0, lengths[0], path[:1:1]
	for i := 1; i < len(path); i++ {
		from, to := path[i-1], path[i]
		for distance(from, to) > left {
			share := left / distance(from, to)
			from = point{from.x + (to.x-from.x)*share, from.y + (to.y-from.y)*share}
			if turn%2 == 0 {
				found = append(found, append(piece, from))
			}
			turn++
			left, piece = lengths[turn%len(lengths)], []point{from}
		}
		left -= distance(from, to)
		piece = append(piece, to)
	}
	if turn%2 == 0 {
		found = append(found, piece)
	}
	return found
}

func distance(a, b point) float64 { return math.Hypot(b.x-a.x, b.y-a.y) }

// glyphs is the outline of a text.
type glyphs []step

// step is a segment of a glyph's outline, moved to its place.
type step struct {
	op   sfnt.SegmentOp
	args [3]point
}

// add appends a glyph whose origin is at pen.
func (g *glyphs) add(segments sfnt.Segments, pen point) {
	at := func(p fixed.Point26_6) point { return point{pen.x + float64(p.X)/64, pen.y + float64(p.Y)/64} }
	for _, s := range segments {
		*g = append(*g, step{s.Op, [3]point{at(s.Args[0]), at(s.Args[1]), at(s.Args[2])}})
	}
}

// used is how many of its arguments an operation has.
func (s step) used() int {
	switch s.op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	}
	return 1
}

func (g glyphs) bounds() bounds {
	b := noBounds()
	for _, s := range g {
		for _, p := range s.args[:s.used()] {
			b.add(p)
		}
	}
	return b
}

func (g glyphs) draw(z *vector.Rasterizer, origin point) {
	for _, s := range g {
		var a [6]float32
		for i, p := range s.args {
			a[2*i], a[2*i+1] = float32(p.x-origin.x), float32(p.y-origin.y)
		}
		switch s.op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(a[0], a[1])
		case sfnt.SegmentOpLineTo:
			z.LineTo(a[0], a[1])
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(a[0], a[1], a[2], a[3])
		case sfnt.SegmentOpCubeTo:
			z.CubeTo(a[0], a[1], a[2], a[3], a[4], a[5])
		}
	}
	z.ClosePath()
}
