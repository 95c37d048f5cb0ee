package report

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
)

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"客服 Ü “ok” 👩‍💻":                "客服 Ü “ok” 👩‍💻",
		"a\r\nb\tc\u2028d\u0085e":      "a  b c d e",
		"\x00\x1b[31mred\x7f\u009f":    "[31mred",
		"pdf\u202efdp.exe\u2066\u200f": "pdffdp.exe",
		"bad\xff\xfe":                  "bad\uFFFD",
	} {
		if got := plainText(in); got != want {
			t.Errorf("plainText(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPlainText(f *testing.F) {
	f.Add("name\r\nBcc: x")
	f.Add("\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := plainText(s)
		if strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("plainText(%q) = %q", s, got)
		}
		if plainText(got) != got {
			t.Errorf("plainText(%q) changes at the second time", s)
		}
	})
}

// A copy is changed, in all depths; the original is not.
func TestPlainReachesEveryPart(t *testing.T) {
	const hostile, harmless = "a\u202e\nb", "a b"
	logo := []byte("\x89PNG\r\n")
	doc := Document{
		Title:  hostile,
		Tiles:  []Tile{{Label: hostile}},
		Heat:   &HeatMap{Rows: []HeatRow{{Cells: []HeatCell{{Label: hostile}}}}},
		Tables: []Table{{Rows: []TableRow{{Cells: []string{hostile}}}}},
		Brand:  Brand{Logo: logo},
	}
	got := doc.Plain()
	for name, s := range map[string]string{
		"title": got.Title, "tile": got.Tiles[0].Label, "heat map": got.Heat.Rows[0].Cells[0].Label, "table": got.Tables[0].Rows[0].Cells[0],
	} {
		if s != harmless {
			t.Errorf("the %s is %q, want %q", name, s, harmless)
		}
	}
	if !bytes.Equal(got.Brand.Logo, logo) {
		t.Errorf("the logo became %q", got.Brand.Logo)
	}
	if doc.Heat.Rows[0].Cells[0].Label != hostile {
		t.Error("Plain changed the document that it was given")
	}
}
