package pdf

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"tokenreport/report/typeface"
)

// lettering is which characters a document writes in which face.
type lettering map[*typeface.Face]map[rune]bool

func (l lettering) add(face *typeface.Face, text string) {
	used := l[face]
	if used == nil {
		used = map[rune]bool{}
		l[face] = used
	}
	for _, r := range text {
		used[r] = true
	}
}

// placeholder declares a font that gofpdf names and neither measures nor embeds. What it does of a TrueType font is most of
// the time that a page takes, and panics for texts that it does not expect.
func placeholder(face *typeface.Face) []byte {
	return fmt.Appendf(nil, `{"Tp": "Core", "Name": %q}`, face.Name())
}

// encode is a text as the embedded fonts have it: UTF-16, big end first. The Basic Plane is all that faces draw.
func encode(text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.BigEndian.AppendUint16(b, unit)
	}
	return string(b)
}

// writeFonts puts the faces, cut to the characters that are used, where gofpdf has left their names.
func (f *file) writeFonts(w *writer, used lettering) error {
	named := map[string]*typeface.Face{}
	for face := range used {
		named[face.Name()] = face
	}
	unicode := 0
	for n := 1; n <= len(f.offsets); n++ {
		object, err := f.object(n)
		if err != nil {
			return err
		}
		base := basePattern.FindSubmatch(object)
		if base == nil {
			continue
		}
		face, known := named[string(base[1])]
		if !known {
			return fmt.Errorf("there is no face for the font %s", base[1])
		}
		if unicode == 0 {
			unicode = w.next()
			if err := w.stream(unicode, "", []byte(toUnicode)); err != nil {
				return err
			}
		}
		if err := w.font(n, face, slices.Sorted(maps.Keys(used[face])), unicode); err != nil {
			return err
		}
	}
	return nil
}

// font writes a composite font (ISO 32000-1, 9.7) in which characters go by their numbers in Unicode.
func (w *writer) font(n int, face *typeface.Face, used []rune, unicode int) error {
	cut, about := face.Subset(used), face.Describe()
	name := subsetTag(cut.Program) + "+" + face.Name()
	descendant, descriptor, table, program := w.next(), w.next(), w.next(), w.next()
	w.object(n, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, descendant, unicode))
	w.object(descendant, fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>>"+
		" /FontDescriptor %d 0 R /DW %d /W [%s] /CIDToGIDMap %d 0 R>>", name, descriptor, about.Missing, widths(face, used, cut), table))
	w.object(descriptor, describeFont(name, about, program))
	if err := w.stream(table, "", glyphNumbers(used, cut)); err != nil {
		return err
	}
	return w.stream(program, fmt.Sprintf(" /Length1 %d", len(cut.Program)), cut.Program)
}

// subsetTag is six letters that tell this subset of a font from others (ISO 32000-1, 9.6.4).
func subsetTag(program []byte) string {
	sum := sha256.Sum256(program)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// describeFont is a font's descriptor (ISO 32000-1, 9.8). How thick stems are nobody measures: it is from the weight.
func describeFont(name string, about typeface.Description, program int) string {
	const symbolic, forceBold, bold = 1 << 2, 1 << 18, 600
	flags := symbolic
	if about.Weight >= bold {
		flags |= forceBold
	}
	box := about.Box
	return fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Ascent %d /Descent %d /CapHeight %d /Flags %d /FontBBox [%d %d %d %d]"+
		" /ItalicAngle 0 /StemV %d /MissingWidth %d /FontFile2 %d 0 R>>", name, about.Ascent, about.Descent, about.CapHeight, flags,
		box[0], box[1], box[2], box[3], 50+about.Weight*about.Weight/(65*65), about.Missing, program)
}

// widths are those of the characters that have a glyph, in stretches: the first's number, and the widths from there on.
func widths(face *typeface.Face, used []rune, cut typeface.Subset) string {
	var b strings.Builder
	last, space := rune(-1), ""
	for _, r := range used {
		if _, drawn := cut.Glyphs[r]; !drawn {
			continue
		}
		if r != last+1 || last < 0 {
			if last >= 0 {
				b.WriteString("] ")
			}
			fmt.Fprintf(&b, "%d [", r)
			space = ""
		}
		fmt.Fprintf(&b, "%s%.0f", space, 1000*face.Advance(r))
		last, space = r, " "
	}
	if last >= 0 {
		b.WriteString("]")
	}
	return b.String()
}

// glyphNumbers is the table that [glyphTable] reads, as far as the last character that is used.
func glyphNumbers(used []rune, cut typeface.Subset) []byte {
	if len(used) == 0 {
		return nil
	}
	table := make([]byte, 2*int(used[len(used)-1])+2)
	for r, glyph := range cut.Glyphs {
		binary.BigEndian.PutUint16(table[2*int(r):], glyph)
	}
	return table
}

// toUnicode tells readers that characters go by their numbers in Unicode.
const toUnicode = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end`
