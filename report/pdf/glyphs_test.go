package pdf

import (
	"bytes"
	"compress/zlib"
	"strings"
	"testing"
	"unicode"

	"tokenreport/report"
)

// A file in which a font has lost its glyphs, or its count of them, is refused: it would show boxes, or nothing.
func TestReadRefusesMissingGlyphs(t *testing.T) {
	for name, test := range map[string]struct {
		stream func(f *file, descendant []byte) int // the object to be emptied
		want   string
	}{
		"no character has a glyph": {func(f *file, descendant []byte) int { return mustRefer(t, descendant, "CIDToGIDMap") }, "has no glyph for U+"},
		"the font has no glyphs": {func(f *file, descendant []byte) int {
			descriptor, err := f.follow(descendant, "FontDescriptor")
			if err != nil {
				t.Fatal(err)
			}
			return mustRefer(t, descriptor, "FontFile2")
		}, "how many glyphs"},
	} {
		t.Run(name, func(t *testing.T) {
			b := bytes.Clone(render(t, normal()))
			f, err := open(b)
			if err != nil {
				t.Fatal(err)
			}
			descendant := descendantOf(t, f)
			f.empty(t, test.stream(f, descendant))
			if _, err := Read(b); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

// descendantOf is the first of the descendant fonts, which has the table of glyphs.
func descendantOf(t *testing.T, f *file) []byte {
	t.Helper()
	for n := range f.offsets {
		if object, err := f.object(n); err == nil && bytes.Contains(object, []byte("/CIDToGIDMap")) {
			return object
		}
	}
	t.Fatal("the file has no table of glyphs")
	return nil
}

func mustRefer(t *testing.T, dictionary []byte, key string) int {
	t.Helper()
	n, err := reference(dictionary, key)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// empty overwrites a stream by one of the same length that inflates to a TrueType font's first bytes, and zeros.
func (f *file) empty(t *testing.T, n int) {
	t.Helper()
	dictionary, err := f.object(n)
	if err != nil {
		t.Fatal(err)
	}
	var zeros bytes.Buffer
	w := zlib.NewWriter(&zeros)
	if _, err := w.Write(append([]byte{0, 1, 0, 0}, make([]byte, 1<<10)...)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(f.bytes[f.offsets[n]:], []byte("\nstream\n"))
	if length := number(lengthPattern.FindSubmatch(dictionary)[1]); zeros.Len() > length {
		t.Fatalf("%d bytes do not fit into %d", zeros.Len(), length)
	}
	copy(rest, zeros.Bytes())
}

func TestGlyphTable(t *testing.T) {
	table := glyphTable{table: []byte{0, 0, 0, 1, 0, 2, 0, 3}, glyphs: 3}
	for character, want := range []bool{false, true, true, false, false} {
		if got := table.has(uint16(character)); got != want {
			t.Errorf("character %d: %v, want %v", character, got, want)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	file, err := Render(normal())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Read(file); err != nil {
			b.Fatal(err)
		}
	}
}

// A name that the fonts cannot write does not keep the report back: the page says what stands in place of its characters,
// and one whose names can be written says nothing of it.
func TestThePageNotesCharactersWithoutGlyph(t *testing.T) {
	for name, noted := range map[string]bool{
		"🤖 bot": true, "שירות לקוחות": true, "خدمة العملاء": true, "ฝ่ายบริการ": true,
		"客戶服務機器人": false, "カスタマーサポート": false, "Tro\u031B\u0323 ly\u0301 oﬃce": false, "a\x00\u200E\u2067b": false,
	} {
		for _, doc := range []report.Document{samples()[0].doc, {Planned: samples()[0].doc.Planned, Language: "en"}} {
			doc.Title, doc.NoGlyphs = name, report.Fact{Label: "Characters", Value: "some are not in the fonts"}
			contents := read(t, render(t, doc))
			text := unspaced(strings.Join(contents.Pages, ""))
			if strings.Contains(text, unspaced(doc.NoGlyphs.Value)) != noted || (contents.Replaced > 0) != noted {
				t.Errorf("%q: %d characters replaced, the page says %q", name, contents.Replaced, text)
			}
			if at := strings.IndexFunc(text, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }); at >= 0 {
				t.Errorf("%q: a control character is on the page: %q", name, text[at:])
			}
		}
	}
}
