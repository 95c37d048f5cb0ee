package pdf

import (
	"bytes"
	"strings"
	"testing"

	"tokenreport/report/typeface"
)

func face(t *testing.T, name string) *typeface.Face {
	t.Helper()
	face, found := typeface.Named(name)
	if !found {
		t.Fatalf("no face is named %s", name)
	}
	return face
}

func TestWidthsAreInStretches(t *testing.T) {
	regular := face(t, "NotoSans-Regular")
	for text, want := range map[string]string{"": "", "019A用": "48 [572 572] 57 [572] 65 [639]"} {
		used := []rune(text)
		if got := widths(regular, used, regular.Subset(used)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestGlyphNumbersEndWithTheLastCharacter(t *testing.T) {
	used := []rune("\x01\x03") // which no face has
	cut := typeface.Subset{Glyphs: map[rune]uint16{1: 258}}
	if got, want := glyphNumbers(used, cut), []byte{0, 0, 1, 2, 0, 0, 0, 0}; !bytes.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A font that is in the file and in no text of it would be left without glyphs.
func TestFontsHaveFaces(t *testing.T) {
	c := newCanvas()
	c.addPage()
	c.choose(face(t, "NotoSans-Bold"), 9)
	written, err := c.close(shanghai(30))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := complete(written, information{date: shanghai(30)}, c); err == nil || !strings.Contains(err.Error(), "no face") {
		t.Errorf("error %v, want one with %q", err, "no face")
	}
}
