package report

import (
	"bytes"
	"testing"
)

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
