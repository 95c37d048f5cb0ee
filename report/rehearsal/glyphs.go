package rehearsal

import (
	"fmt"
	"strings"

	"tokenreport/report/typeface"
	"tokenreport/templates"
)

// glyphs finds what the PDF's fonts have no shape for in the user's texts.
func (t *trial) glyphs() {
	for _, language := range templates.Languages() {
		name := templates.TextName(language)
		source := t.set.Text(name)
		for at, r := range source {
			if r <= '~' || drawn(r) {
				continue
			}
			t.add(templates.FaultAt(name, source, at, fmt.Sprintf("holds %q (%U), for which the PDF's fonts have no shape", r, r),
				"write it in other characters; emoji have none"))
			break // of an alphabet that they lack, one is enough
		}
	}
}

func drawn(r rune) bool {
	clean, replaced := typeface.Sanitise(string(r))
	return replaced == 0 && (clean != "" || strings.ContainsRune("\u200b\u200d\u00ad\ufe0f", r))
}
