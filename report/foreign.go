package report

import (
	"strings"

	"tokenreport/internal/plain"
)

// quotable makes a foreign text fit to stand in a sentence: [plain.Name], and not longer than a reader wants to see.
func quotable(foreign string) string { return shortened(plain.Name(foreign), 40) }

// shortened is s in at most so many characters, the last of which marks a cut.
func shortened(s string, most int) string {
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return s
}

// firstCJK is where the characters begin that are as wide as two others.
const firstCJK = '\u2E80'

// narrowed is s in at most so many columns, of which a wide character takes two and the mark of a cut one.
func narrowed(s string, most int) string {
	columns, cut := 0, 0
	for i, r := range s {
		if columns < most {
			cut = i // the last place where there is room for the mark
		}
		if columns++; r >= firstCJK {
			columns++
		}
	}
	if columns <= most {
		return s
	}
	return s[:cut] + "…"
}

// abridged is s in at most so many characters, cut in the middle: an error begins with what was being done and ends
// with what to do about it.
func abridged(s string, most int) string {
	const mark = " … "
	letters := []rune(s)
	if len(letters) <= most {
		return s
	}
	tail := most / 3
	head := most - tail - len([]rune(mark))
	return strings.TrimSpace(string(letters[:head])) + mark + strings.TrimSpace(string(letters[len(letters)-tail:]))
}
