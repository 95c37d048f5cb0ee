package typeface

import "encoding/binary"

// Description is what a file that embeds a face says of it, in units of a thousandth of an em.
type Description struct {
	Ascent, Descent, CapHeight int
	Box                        [4]int // around all glyphs: left, bottom, right, top
	Weight                     int    // 400 is regular, 700 is bold
	Missing                    int    // the width of the box for what the face has no glyph for
}

// Describe reads the description from the font's tables (OpenType, "head", "hhea", "OS/2").
func (f *Face) Describe() Description {
	tables := f.load().tables()
	signed := func(tag string, at int) int { return int(int16(binary.BigEndian.Uint16(tables[tag][at:]))) }
	d := Description{
		Ascent: signed("hhea", 4), Descent: signed("hhea", 6), CapHeight: signed("OS/2", 88), Weight: signed("OS/2", 4),
		Missing: signed("hmtx", 0),
	}
	for i := range d.Box {
		d.Box[i] = signed("head", 36+2*i)
	}
	return d
}
