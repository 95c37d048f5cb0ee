package png

import (
	"cmp"
	"encoding/binary"
	"image"
	"image/color"
	"slices"
)

// paletted reduces an image to 256 colours, which makes the file less than half as large. A chart has a dozen
// colours and the blends along their edges; the commonest are kept, and each of the others becomes the nearest of them.
func paletted(source *image.RGBA) *image.Paletted {
	kept, index := palette(count(source))
	p := image.NewPaletted(source.Bounds(), kept)
	last, place := pixel(source.Pix), index[pixel(source.Pix)]
	for i, rest := 0, source.Pix; len(rest) >= 4; i, rest = i+1, rest[4:] {
		if c := pixel(rest); c != last {
			last, place = c, index[c]
		}
		p.Pix[i] = place
	}
	return p
}

// pixel is the first of some pixels, which are opaque, as a number. The images here have no gaps between rows.
func pixel(pixels []uint8) uint32 { return binary.LittleEndian.Uint32(pixels) }

// rgb is such a number as a colour.
func rgb(pixel uint32) color.RGBA {
	return color.RGBA{uint8(pixel), uint8(pixel >> 8), uint8(pixel >> 16), 0xFF}
}

// count looks a colour up once for each row of equal pixels: most of a chart is white.
func count(source *image.RGBA) map[uint32]int {
	counts := map[uint32]int{}
	last, row := pixel(source.Pix), 0
	for rest := source.Pix; len(rest) >= 4; rest = rest[4:] {
		if c := pixel(rest); c != last {
			counts[last] += row
			last, row = c, 0
		}
		row++
	}
	counts[last] += row
	return counts
}

// palette chooses the colours and tells each colour's place among them.
func palette(counts map[uint32]int) (color.Palette, map[uint32]uint8) {
	colours := make([]uint32, 0, len(counts))
	for c := range counts {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	kept := colours[:min(256, len(colours))]
	index := make(map[uint32]uint8, len(colours))
	for i, c := range colours {
		if i >= len(kept) {
			i = nearest(kept, c)
		}
		index[c] = uint8(i)
	}
	chosen := make(color.Palette, len(kept))
	for i, c := range kept {
		chosen[i] = rgb(c)
	}
	return chosen, index
}

func nearest(kept []uint32, c uint32) int {
	best, least := 0, 1<<30
	want := rgb(c)
	for i, k := range kept {
		have := rgb(k)
		dr, dg, db := int(want.R)-int(have.R), int(want.G)-int(have.G), int(want.B)-int(have.B)
		// The eye is most exact in green and least in blue.
		if d := 2*dr*dr + 4*dg*dg + db*db; d < least {
			best, least = i, d
		}
	}
	return best
}
