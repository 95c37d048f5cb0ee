package typeface

import (
	"sync/atomic"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// metrics are how far the characters of the Basic Plane move the pen, in units of the face, in blocks that are looked up in
// the font when one of their characters is first asked for. They are asked for each character of a page some ten times.
type metrics [256]atomic.Pointer[block]

// block is 256 characters in a row.
type block [256]uint16

// absent marks a character without a shape; no character is as wide.
const absent = 1<<16 - 1

// of is how far r moves the pen; absent where the font has no shape for it. Two goroutines that need a block at the same
// moment both make it, and the same.
func (m *metrics) of(r rune, font func() *sfnt.Font) uint16 {
	if r < 0 || r > 0xFFFF {
		return absent
	}
	at := &m[r>>8]
	found := at.Load()
	if found == nil {
		found = newBlock(r&^0xFF, font())
		at.Store(found)
	}
	return found[r&0xFF]
}

func newBlock(first rune, font *sfnt.Font) *block {
	var buffer sfnt.Buffer
	made := new(block)
	// At as many pixels per em as the font has units, a pixel (1/64 of a fixed.Int26_6) is a unit.
	units := fixed.Int26_6(font.UnitsPerEm())
	for i := range made {
		made[i] = absent
		glyph, err := font.GlyphIndex(&buffer, first+rune(i))
		if err != nil || glyph == 0 {
			continue
		}
		if advance, err := font.GlyphAdvance(&buffer, glyph, units, 0); err == nil {
			made[i] = uint16(advance)
		}
	}
	return made
}
