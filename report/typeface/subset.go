package typeface

import (
	"encoding/binary"
	"maps"
	"slices"
)

// Subset is a TrueType program with few of a face's glyphs, for a file that embeds it.
type Subset struct {
	// Program has the tables that a reader of PDF needs of a font whose glyphs it is told the numbers of, and no others.
	Program []byte
	// Glyphs are the numbers, in the program, of the characters that the face has a glyph for. Number 0 is the box for others.
	Glyphs map[rune]uint16
}

// Subset cuts the face to the glyphs of some characters. The same characters make the same bytes.
func (f *Face) Subset(characters []rune) Subset {
	c := newCutter(f.load())
	c.keep(0)
	glyphs := make(map[rune]uint16, len(characters))
	for _, r := range slices.Sorted(slices.Values(characters)) {
		if glyph, err := f.Font().GlyphIndex(nil, r); err == nil && glyph != 0 {
			glyphs[r] = c.keep(uint16(glyph))
		}
	}
	return Subset{c.program(), glyphs}
}

// cutter copies glyphs out of a font. The embedded fonts have no hinting instructions, which other tables would belong to.
type cutter struct {
	tables  map[string][]byte
	kept    []uint16          // the font's numbers of the glyphs, in the order of the new ones
	numbers map[uint16]uint16 // the new ones by the font's
}

func newCutter(p program) *cutter { return &cutter{tables: p.tables(), numbers: map[uint16]uint16{}} }

// tables are the font's tables by their tags (OpenType, "The OpenType Font File").
func (p program) tables() map[string][]byte {
	const header, entry = 12, 16
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(p.file[4:])) {
		record := p.file[header+i*entry:]
		at, length := binary.BigEndian.Uint32(record[8:]), binary.BigEndian.Uint32(record[12:])
		tables[string(record[:4])] = p.file[at : at+length]
	}
	return tables
}

// keep adds a glyph, unless it is there already, and returns its new number.
func (c *cutter) keep(glyph uint16) uint16 {
	number, known := c.numbers[glyph]
	if !known {
		number = uint16(len(c.kept))
		c.kept, c.numbers[glyph] = append(c.kept, glyph), number
	}
	return number
}

// program writes the font of what is kept, and of what that is composed of.
func (c *cutter) program() []byte {
	var glyf, loca, hmtx []byte
	loca = binary.BigEndian.AppendUint32(loca, 0)
	for i := 0; i < len(c.kept); i++ { // which grows on the way
		glyf = append(glyf, c.outline(c.kept[i])...)
		glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		hmtx = append(hmtx, c.metrics(c.kept[i])...)
	}
	head, hhea, maxp := slices.Clone(c.tables["head"]), slices.Clone(c.tables["hhea"]), slices.Clone(c.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)  // the checksum of all, which is yet to come
	binary.BigEndian.PutUint16(head[50:], 1) // places in loca are of four bytes
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(c.kept)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(c.kept)))
	return assemble(map[string][]byte{"glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp})
}

// outline is a glyph's description; one that is composed of others calls them by their new numbers.
func (c *cutter) outline(glyph uint16) []byte {
	from, until := c.place(glyph), c.place(glyph+1)
	outline := c.tables["glyf"][from:until]
	if len(outline) == 0 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return outline
	}
	outline = slices.Clone(outline)
	const header = 10
	for rest := outline[header:]; ; {
		flags := binary.BigEndian.Uint16(rest)
		binary.BigEndian.PutUint16(rest[2:], c.keep(binary.BigEndian.Uint16(rest[2:])))
		if flags&moreComponents == 0 {
			return outline
		}
		rest = rest[componentSize(flags):]
	}
}

// Flags of a component (OpenType, "glyf", "Composite Glyph Description").
const (
	wordArguments  = 1 << 0
	oneScale       = 1 << 3
	moreComponents = 1 << 5
	twoScales      = 1 << 6
	fourScales     = 1 << 7
)

func componentSize(flags uint16) int {
	size := 6 // flags, number, two arguments of a byte
	if flags&wordArguments != 0 {
		size += 2
	}
	switch {
	case flags&oneScale != 0:
		size += 2
	case flags&twoScales != 0:
		size += 4
	case flags&fourScales != 0:
		size += 8
	}
	return size
}

// place is where a glyph's outline begins.
func (c *cutter) place(glyph uint16) int {
	loca := c.tables["loca"]
	if binary.BigEndian.Uint16(c.tables["head"][50:]) == 0 {
		return 2 * int(binary.BigEndian.Uint16(loca[2*int(glyph):]))
	}
	return int(binary.BigEndian.Uint32(loca[4*int(glyph):]))
}

// metrics are a glyph's width and left bearing. The last glyphs of a font may have the width of the one before them in common.
func (c *cutter) metrics(glyph uint16) []byte {
	hmtx, own := c.tables["hmtx"], int(binary.BigEndian.Uint16(c.tables["hhea"][34:]))
	if at := int(glyph); at >= own {
		bearing := 4*own + 2*(at-own)
		return slices.Concat(hmtx[4*(own-1):4*(own-1)+2], hmtx[bearing:bearing+2])
	}
	return hmtx[4*int(glyph) : 4*int(glyph)+4]
}

// assemble writes a font file of tables.
func assemble(tables map[string][]byte) []byte {
	const header, entry = 12, 16
	selector := 0
	for 2<<selector <= len(tables) {
		selector++
	}
	file := []byte{0, 1, 0, 0}
	for _, n := range []int{len(tables), entry << selector, selector, entry*len(tables) - entry<<selector} {
		file = binary.BigEndian.AppendUint16(file, uint16(n))
	}
	head, at := 0, header+entry*len(tables)
	tags := slices.Sorted(maps.Keys(tables))
	for _, tag := range tags {
		if tag == "head" {
			head = at
		}
		file = append(file, tag...)
		for _, n := range []int{int(checksum(tables[tag])), at, len(tables[tag])} {
			file = binary.BigEndian.AppendUint32(file, uint32(n))
		}
		at += (len(tables[tag]) + 3) &^ 3
	}
	for _, tag := range tags {
		file = append(file, tables[tag]...)
		file = append(file, make([]byte, -len(file)&3)...)
	}
	binary.BigEndian.PutUint32(file[head+8:], 0xB1B0AFBA-checksum(file))
	return file
}

// checksum is the sum of the words of four bytes, the last filled up with zeros.
func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var last [4]byte
	copy(last[:], b)
	return sum + binary.BigEndian.Uint32(last[:])
}
