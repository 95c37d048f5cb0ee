// Package plain makes text from outside fit to stand beside ours. [Name] is for where it enters, [Isolate] for where it is
// put into a sentence, [Line] and [Lines] are for what leaves the process.
package plain

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// Name is a foreign text as we keep it to be shown: one line of valid UTF-8, composed (NFC, so that equal texts are equal
// and have glyphs), white space as single spaces, without control and invisible characters, by which it could start a line or show as
// another. The joiners stay, which emoji and some scripts need. It is not for what is compared with its origin, such as identifiers.
func Name(s string) string {
	if isASCII(s) {
		return strings.Join(strings.Fields(s), " ")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), isBreak(r):
			return ' '
		case isJoiner(r), unicode.Is(unicode.Variation_Selector, r), r > 0xE0000 && r <= 0xE007F: // the flags of regions
			return r
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	if strings.Trim(s, joiners) == "" {
		return ""
	}
	return s
}

const joiners = "\u200C\u200D"

func isJoiner(r rune) bool { return strings.ContainsRune(joiners, r) }

// isASCII tells the commonest case: printable, in which only spaces can be too many.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// The first and the last character of a text that is set apart (Unicode Standard Annex #9).
const (
	firstStrong = '\u2068'
	pop         = '\u2069'
)

// Isolate sets a text apart, so that what is written from right to left in it does not reorder what stands around it. Other
// texts, and one in which all of that is set apart, stay as they are.
func Isolate(s string) string {
	depth := 0
	for _, r := range s {
		switch r {
		case firstStrong:
			depth++
		case pop:
			depth--
		default:
			if depth == 0 && turns(r) {
				return string(firstStrong) + s + string(pop)
			}
		}
	}
	return s
}

// Bare takes back what [Isolate] has done, for programs.
func Bare(s string) string {
	return strings.NewReplacer(string(firstStrong), "", string(pop), "").Replace(s)
}

// turns tells what is written from right to left, or makes its surroundings so.
func turns(r rune) bool {
	if r < 0x590 {
		return false
	}
	properties, _ := bidi.LookupRune(r)
	switch properties.Class() {
	case bidi.R, bidi.AL, bidi.AN:
		return true
	}
	return false
}

// Line is one line of valid UTF-8 without control characters and without those that turn the direction of writing, but for
// [Isolate]'s. A line break or tab becomes a space.
func Line(s string) string { return guarded(s, ' ', ' ') }

// Lines is like [Line] and keeps tabs and line breaks, as "\n".
func Lines(s string) string { return guarded(s, '\n', '\t') }

func guarded(s string, lineBreak, tab rune) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case isBreak(r):
			return lineBreak
		case r == '\t':
			return tab
		case r == firstStrong, r == pop:
			return r
		case unicode.IsControl(r), unicode.In(r, unicode.Bidi_Control, unicode.Noncharacter_Code_Point), r == '\uFEFF':
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	if strings.ContainsAny(s, string([]rune{firstStrong, pop})) {
		return paired(s)
	}
	return s
}

// paired is s without the ends of isolates that have no beginning in their line, and the beginnings that have no end.
func paired(s string) string {
	runes := []rune(s)
	var open []int
	for i, r := range runes {
		switch {
		case r == firstStrong:
			open = append(open, i)
		case r == pop && len(open) > 0:
			open = open[:len(open)-1]
		case r == pop:
			runes[i] = -1
		case r == '\n':
			for _, at := range open {
				runes[at] = -1
			}
			open = nil
		}
	}
	for _, at := range open {
		runes[at] = -1
	}
	kept := runes[:0]
	for _, r := range runes {
		if r >= 0 {
			kept = append(kept, r)
		}
	}
	return string(kept)
}

// isBreak reports whether r ends a line: LF, CR, VT, FF, NEL and the Unicode separators.
func isBreak(r rune) bool { return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r) }
