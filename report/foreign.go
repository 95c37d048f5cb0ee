package report

import (
	"strings"
	"unicode"
)

// oneLine makes a foreign text fit to stand beside others: valid UTF-8 on one line, without control characters and
// those that turn the direction of writing, by which a name could start a line or show as another.
func oneLine(foreign string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(foreign, "\uFFFD")))
}

// quotable makes a foreign text fit to stand in a sentence: [oneLine], and not longer than a reader wants to see.
func quotable(foreign string) string { return shortened(oneLine(foreign), 40) }

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
