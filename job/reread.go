package job

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tokenreport/report"
	"tokenreport/report/pdf"
)

// reread reads a PDF again before it goes out: its structure, its fonts and glyphs, that it says the figures, and that
// the total on it is the one that was added up. One that fails must not be sent.
func reread(file []byte, f figures) error {
	contents, err := pdf.Read(file)
	if err != nil {
		return err
	}
	if f.replaced != nil {
		*f.replaced = contents.Replaced
	}
	text := strings.Join(contents.Pages, "\n")
	for _, tile := range f.document.Tiles {
		if !strings.Contains(withoutSpace(text), withoutSpace(tile.Value)) {
			return fmt.Errorf("the page does not say %s: %s", tile.Label, tile.Value)
		}
	}
	if total := f.analysis.Usage.Total; total.Known && !saysAmount(text, total.N) {
		return fmt.Errorf("the page does not say the total, %d", total.N)
	}
	return nil
}

// withoutSpace makes texts comparable that are broken and spaced differently.
func withoutSpace(s string) string {
	return strings.Join(strings.Fields(s), "")
}

// wholeNumber is a number with its thousands set off by a comma or a point, or by nothing.
var wholeNumber = regexp.MustCompile(`\d+(?:[.,]\d{3})*`)

// saysAmount reports whether one of the whole numbers in a text is n.
func saysAmount(text string, n report.Tokens) bool {
	want := strconv.FormatInt(int64(n), 10)
	for _, number := range wholeNumber.FindAllString(text, -1) {
		if strings.NewReplacer(",", "", ".", "").Replace(number) == want {
			return true
		}
	}
	return false
}
