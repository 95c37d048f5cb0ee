package png

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// paletted reduces an image to 256 colours, which makes the file less than half as large. A chart has a dozen
// colours and the blends along their edges; the commonest are kept, and each of the others becomes the nearest of them.
func paletted(source *image.RGBA) *image.Paletted {
	kept, index := palette(count(source))
	p := image.NewPaletted(source.Bounds(), kept)
	last, place := rgb(source, 0), index[rgb(source, 0)]
	for i := range p.Pix {
		if c := rgb(source, i); c != last {
			last, place = c, index[c]
		}
		p.Pix[i] = place
	}
	return p
}

// rgb is the i-th pixel, which is opaque, as 0xRRGGBB. The images here have no gaps between rows.
func rgb(source *image.RGBA, i int) uint32 {
	pixel := source.Pix[4*i : 4*i+3 : 4*i+3]
	return uint32(pixel[0])<<16 | uint32(pixel[1])<<8 | uint32(pixel[2])
}

// count looks a colour up once for each row of equal pixels: most of a chart is white.
func count(source *image.RGBA) map[uint32]int {
	counts := map[uint32]int{}
	last, row := rgb(source, 0), 0
	for i := range len(source.Pix) / 4 {
		if c := rgb(source, i); c != last {
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
		chosen[i] = color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 0xFF}
	}
	return chosen, index
}

func nearest(kept []uint32, c uint32) int {
	best, least := 0, 1<<30
	for i, k := range kept {
		dr, dg, db := int(c>>16)-int(k>>16), int(c>>8&255)-int(k>>8&255), int(c&255)-int(k&255)
		// The eye is most exact in green and least in blue.
		if d := 2*dr*dr + 4*dg*dg + db*db; d < least {
			best, least = i, d
		}
	}
	return best
}
