package png

import (
	"encoding/binary"
	"image"
	"image/color"
)

// picture is an image whose pixels are places in a list of its colours: half the memory of their shades, and each colour is
// mixed, counted and chosen once.
type picture struct {
	size    image.Point
	pixels  []uint16 // row by row
	colours []shade  // the first is that of the empty picture
	places  map[shade]uint16
	mixed   map[mixture]uint16
	last    mixture // which the next pixel of an edge mostly is, too
	among   uint16  // its place
}

// shade is an opaque colour: eight bits each of red, green and blue, from the lowest on.
type shade uint32

// mixture is a place of what is below, one of what is above, and how many 255ths are covered.
type mixture uint64

func newPicture(size image.Point, background shade) *picture {
	p := &picture{size: size, pixels: make([]uint16, size.X*size.Y), places: map[shade]uint16{}, mixed: map[mixture]uint16{}}
	p.place(background)
	return p
}

func shadeOf(r, g, b uint8) shade { return shade(r) | shade(g)<<8 | shade(b)<<16 }

func (s shade) rgba() color.RGBA { return color.RGBA{uint8(s), uint8(s >> 8), uint8(s >> 16), 0xFF} }

// place is where a colour is in the list, or the nearest to it where the list is full.
func (p *picture) place(s shade) uint16 {
	if place, known := p.places[s]; known {
		return place
	}
	if len(p.colours) > 0xFFFF {
		return uint16(nearest(p.colours, s))
	}
	place := uint16(len(p.colours))
	p.colours, p.places[s] = append(p.colours, s), place
	return place
}

// mix is the place of a colour that lies over another.
func (p *picture) mix(below, above uint16, covered uint8) uint16 {
	key := mixture(below)<<24 | mixture(above)<<8 | mixture(covered)
	if key == p.last {
		return p.among
	}
	place, known := p.mixed[key]
	if !known {
		under, over := p.colours[below].rgba(), p.colours[above].rgba()
		place = p.place(shadeOf(blend(under.R, over.R, covered), blend(under.G, over.G, covered), blend(under.B, over.B, covered)))
		p.mixed[key] = place
	}
	p.last, p.among = key, place
	return place
}

// paint lays an opaque colour over a rectangle, as far as a mask covers it.
func (p *picture) paint(r image.Rectangle, colour shade, mask *image.Alpha) {
	above := p.place(colour)
	for y := range r.Dy() {
		row := p.pixels[(r.Min.Y+y)*p.size.X+r.Min.X:]
		covers := mask.Pix[y*mask.Stride : y*mask.Stride+r.Dx()]
		for x := beside(covers); x < len(covers); x += 1 + beside(covers[x+1:]) {
			// Sixteen shades of an edge are as smooth to the eye, and leave fewer colours to count, choose and pack.
			switch covered := covers[x]&0xF0 | covers[x]>>4; covered {
			case 0:
			case 0xFF:
				row[x] = above
			default:
				row[x] = p.mix(row[x], above, covered)
			}
		}
	}
}

// beside is how many pixels at the beginning of a row are beside the shape, by eights: most of its rectangle is.
func beside(covers []uint8) int {
	n := 0
	for len(covers)-n >= 8 && binary.LittleEndian.Uint64(covers[n:]) == 0 {
		n += 8
	}
	return n
}

// blend is what is below, covered by so many 255ths of what is above.
func blend(below, above, covered uint8) uint8 {
	return uint8((uint32(below)*uint32(0xFF-covered) + uint32(above)*uint32(covered) + 0x7F) / 0xFF)
}

// at is the colour of a pixel.
func (p *picture) at(x, y int) color.RGBA { return p.colours[p.pixels[y*p.size.X+x]].rgba() }
