package typeface

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Each glyph of a subset is as the face has it: outline, components and width.
func TestSubsetDrawsTheSame(t *testing.T) {
	for _, face := range []*Face{latin[Regular], latin[Bold], chinese[Regular], chinese[Bold]} {
		var all []rune
		for r := rune(0); r <= 0xFFFF; r++ {
			if face.has(r) {
				all = append(all, r)
			}
		}
		for name, characters := range map[string][]rune{"all": all, "a few": []rune("zéǻAﬁ8.19 M用量，")} {
			subset := face.Subset(characters)
			cut := readable(t, face, subset.Program)
			for _, r := range characters {
				if !face.has(r) {
					if n, there := subset.Glyphs[r]; there {
						t.Errorf("%s, %s: %q, which the face lacks, is glyph %d", face.Name(), name, r, n)
					}
					continue
				}
				want, _ := face.Font().GlyphIndex(nil, r)
				segments, advance := drawing(t, cut, sfnt.GlyphIndex(subset.Glyphs[r]))
				wanted, width := drawing(t, face.Font(), want)
				if !slices.Equal(segments, wanted) || advance != width {
					t.Errorf("%s, %s: %q is drawn as %v, %v wide", face.Name(), name, r, segments, advance)
				}
			}
		}
	}
}

// readable is a subset with what a parser of fonts wants besides.
func readable(t *testing.T, face *Face, cut []byte) *sfnt.Font {
	t.Helper()
	tables := program{file: cut}.tables()
	for _, tag := range []string{"cmap", "name", "post", "OS/2"} {
		tables[tag] = face.load().tables()[tag]
	}
	font, err := sfnt.Parse(assemble(tables))
	if err != nil {
		t.Fatalf("%s: %v", face.Name(), err)
	}
	return font
}

func drawing(t *testing.T, font *sfnt.Font, glyph sfnt.GlyphIndex) (sfnt.Segments, fixed.Int26_6) {
	t.Helper()
	const size = fixed.Int26_6(unitsPerEm)
	segments, err := font.LoadGlyph(new(sfnt.Buffer), glyph, size, nil)
	if err != nil {
		t.Fatalf("glyph %d: %v", glyph, err)
	}
	advance, err := font.GlyphAdvance(new(sfnt.Buffer), glyph, size, 0)
	if err != nil {
		t.Fatalf("glyph %d: %v", glyph, err)
	}
	return segments, advance
}

func TestSubsetIsSmallAndTheSameEachTime(t *testing.T) {
	first, second := latin[Regular].Subset([]rune("8.19 M")), latin[Regular].Subset([]rune("M 91.8"))
	if !bytes.Equal(first.Program, second.Program) {
		t.Error("the same characters in another order make another program")
	}
	if n := len(first.Program); n > 2_000 {
		t.Errorf("six characters take %d bytes", n)
	}
	if got := checksum(first.Program); got != 0xB1B0AFBA {
		t.Errorf("the program's checksum is %X, want B1B0AFBA (OpenType, \"head\")", got)
	}
	for tag, table := range (program{file: first.Program}).tables() {
		if tag == "maxp" && binary.BigEndian.Uint16(table[4:]) != 7 {
			t.Errorf("there are %d glyphs, want the box and six characters", binary.BigEndian.Uint16(table[4:]))
		}
	}
}

// A font need not have a width of its own for each glyph, nor places of four bytes.
func TestSubsetReadsShortTables(t *testing.T) {
	c := cutter{tables: map[string][]byte{
		"hhea": append(make([]byte, 34), 0, 2), "hmtx": {0, 9, 0, 1, 0, 8, 0, 2, 0, 3, 0, 4},
		"head": make([]byte, 54), "loca": {0, 0, 0, 5, 0, 7},
	}}
	for glyph, want := range [][]byte{{0, 9, 0, 1}, {0, 8, 0, 2}, {0, 8, 0, 3}, {0, 8, 0, 4}} {
		if got := c.metrics(uint16(glyph)); !bytes.Equal(got, want) {
			t.Errorf("glyph %d: metrics %v, want %v", glyph, got, want)
		}
	}
	if from, until := c.place(1), c.place(2); from != 10 || until != 14 {
		t.Errorf("glyph 1 is at %d to %d, want 10 to 14", from, until)
	}
}

func TestDescribe(t *testing.T) {
	want := Description{Ascent: 1069, Descent: -293, CapHeight: 714, Box: [4]int{-573, -293, 1630, 1069}, Weight: 700, Missing: 600}
	if got := latin[Bold].Describe(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
