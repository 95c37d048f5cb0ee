package delivery

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanLine makes s safe for a header, a log line or an error: one line of valid UTF-8 without control
// characters and without the characters that change the direction of text, by which one name can pose as
// another. A line break or tab becomes a space.
func CleanLine(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if isBreak(r) || r == '\t' {
			return ' '
		}
		return keep(r)
	}, s))
}

// CleanText makes s safe for a body: valid UTF-8 without control and direction characters, tabs and line
// breaks aside. Every line break becomes "\n".
func CleanText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if isBreak(r) {
			return '\n'
		}
		if r == '\t' {
			return r
		}
		return keep(r)
	}, s)
}

// maxExcerpt in bytes is enough for any sentence of a server, and little enough for a log line.
const maxExcerpt = 500

// Excerpt is what an error, a log line or a record may quote of somebody else's words, such as a server's reply:
// [CleanLine] of it, at most 500 bytes.
func Excerpt(s string) string { return Shorten(CleanLine(s), maxExcerpt) }

// Shorten cuts s to at most limit bytes, which must be 3 at least, at the end of a character, and marks the cut
// with "…".
func Shorten(s string, limit int) string {
	const mark = "…"
	if len(s) <= limit {
		return s
	}
	end := limit - len(mark)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + mark
}

// keep maps a rune that must go to -1, which strings.Map leaves out.
func keep(r rune) rune {
	if unicode.IsControl(r) || isDirection(r) || r == '\uFEFF' {
		return -1
	}
	return r
}

// isBreak reports whether r ends a line: LF, CR, VT, FF, NEL and the Unicode separators.
func isBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// isDirection reports whether r is one of Unicode's bidirectional controls (UAX #9).
func isDirection(r rune) bool {
	return unicode.Is(unicode.Bidi_Control, r)
}

// maxName is the longest file name in bytes. Percent-encoded by RFC 2231 it still fits a mail's line of 998.
const maxName = 200

// SafeName reports whether name may be a file's name or one part of a folder: not empty, not hidden (which
// covers "." and ".."), no separator, no drive, no control or invisible formatting character, at most 200 bytes.
func SafeName(name string) bool {
	if name == "" || len(name) > maxName || !utf8.ValidString(name) {
		return false
	}
	if strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || name != strings.TrimSpace(name) {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return strings.ContainsRune(`/\:*?"<>|`, r) || isBreak(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
}
