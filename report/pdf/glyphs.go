package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
)

// glyphTable says which glyph of an embedded font draws which character (/CIDToGIDMap: two bytes for each).
type glyphTable struct {
	table  []byte
	glyphs int // how many the font has
}

// has reports whether the font has a glyph of its own for a character. Number 0 is the box for those that it has not.
func (g glyphTable) has(character uint16) bool {
	at := 2 * int(character)
	if at+2 > len(g.table) {
		return false
	}
	glyph := int(binary.BigEndian.Uint16(g.table[at:]))
	return 0 < glyph && glyph < g.glyphs
}

// checkGlyphs finds the first character that its font cannot draw: viewers show a box there, or nothing.
func (f *file) checkGlyphs(resources []byte, texts []written) error {
	tables := map[string]glyphTable{}
	for _, t := range texts {
		table, known := tables[t.font]
		if !known {
			var err error
			if table, err = f.glyphTable(resources, t.font); err != nil {
				return fmt.Errorf("font %s: %w", t.font, err)
			}
			tables[t.font] = table
		}
		for _, character := range utf16.Encode([]rune(t.text)) {
			if !table.has(character) {
				return fmt.Errorf("font %s has no glyph for U+%04X in %q", t.font, character, t.text)
			}
		}
	}
	return nil
}

// glyphTable reads the table of the font that pages call by name.
func (f *file) glyphTable(resources []byte, name string) (glyphTable, error) {
	font, err := f.follow(resources, name)
	if err != nil {
		return glyphTable{}, err
	}
	descendant, err := f.follow(font, "DescendantFonts")
	if err != nil {
		return glyphTable{}, err
	}
	descriptor, err := f.follow(descendant, "FontDescriptor")
	if err != nil {
		return glyphTable{}, err
	}
	program, err := f.followStream(descriptor, "FontFile2")
	if err != nil {
		return glyphTable{}, err
	}
	table, err := f.followStream(descendant, "CIDToGIDMap")
	if err != nil {
		return glyphTable{}, err
	}
	glyphs, err := countGlyphs(program)
	return glyphTable{table, glyphs}, err
}

// followStream returns the content of the stream that a dictionary's entry refers to.
func (f *file) followStream(dictionary []byte, key string) ([]byte, error) {
	n, err := reference(dictionary, key)
	if err != nil {
		return nil, err
	}
	return f.stream(n)
}

// countGlyphs is how many glyphs a TrueType program has, by its maxp table (OpenType, "The OpenType Font File").
func countGlyphs(program []byte) (int, error) {
	const header, entry = 12, 16
	if len(program) >= header {
		for i := range int(binary.BigEndian.Uint16(program[4:])) {
			at := header + i*entry
			if at+entry > len(program) {
				break
			}
			if string(program[at:at+4]) != "maxp" {
				continue
			}
			if table := int(binary.BigEndian.Uint32(program[at+8:])); table >= 0 && table+6 <= len(program) {
				return int(binary.BigEndian.Uint16(program[table+4:])), nil
			}
		}
	}
	return 0, errors.New("its program does not say how many glyphs it has")
}
