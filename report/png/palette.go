package png

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// paletted reduces a picture to 256 colours, which makes the file less than half as large. A chart has a dozen
// colours and the blends along their edges; the commonest are kept, and each of the others becomes the nearest of them.
func paletted(source *picture) *image.Paletted {
	kept, index := palette(source)
	p := image.NewPaletted(image.Rectangle{Max: source.size}, kept)
	for i, place := range source.pixels {
		p.Pix[i] = index[place]
	}
	return p
}

// palette chooses the colours and tells, for each place in the picture's list, the place among them.
func palette(source *picture) (color.Palette, []uint8) {
	counts := make([]int, len(source.colours))
	for _, place := range source.pixels {
		counts[place]++
	}
	var used []uint16
	for place, n := range counts {
		if n > 0 {
			used = append(used, uint16(place))
		}
	}
	slices.SortFunc(used, func(a, b uint16) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(source.colours[a], source.colours[b]))
	})
	kept := make([]shade, min(256, len(used)))
	chosen, index := make(color.Palette, len(kept)), make([]uint8, len(counts))
	for i, place := range used {
		c := source.colours[place]
		if i >= len(kept) {
			index[place] = uint8(nearest(kept, c))
			continue
		}
		kept[i], chosen[i], index[place] = c, c.rgba(), uint8(i)
	}
	return chosen, index
}

func nearest(kept []shade, c shade) int {
	best, least := 0, 1<<30
	want := c.rgba()
	for i, k := range kept {
		have := k.rgba()
		dr, dg, db := int(want.R)-int(have.R), int(want.G)-int(have.G), int(want.B)-int(have.B)
		// The eye is most exact in green and least in blue.
		if d := 2*dr*dr + 4*dg*dg + db*db; d < least {
			best, least = i, d
		}
	}
	return best
}
