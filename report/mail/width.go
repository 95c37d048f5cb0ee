package mail

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// cells is the number of columns that s takes in a fixed-width font: two for a wide character such as a Chinese one
// (Unicode Standard Annex #11), none for a combining or invisible one.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n += runeCells(r)
	}
	return n
}

func runeCells(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	if isWide(r) {
		return 2
	}
	return 1
}

func isWide(r rune) bool {
	kind := width.LookupRune(r).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}

// widest is the largest number of cells among texts.
func widest(texts []string) int {
	n := 0
	for _, s := range texts {
		n = max(n, cells(s))
	}
	return n
}

func padLeft(s string, n int) string { return strings.Repeat(" ", max(0, n-cells(s))) + s }

func padRight(s string, n int) string { return s + strings.Repeat(" ", max(0, n-cells(s))) }
