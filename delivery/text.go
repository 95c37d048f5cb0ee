package delivery

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tokenreport/internal/plain"
)

// CleanLine makes s safe for a header, a log line or an error: one line of valid UTF-8 without control
// characters and without the characters that change the direction of text, by which one name can pose as
// another. A line break or tab becomes a space.
func CleanLine(s string) string { return strings.TrimSpace(plain.Bare(plain.Line(s))) }

// OwnLine is [CleanLine] for a line of ours, in which foreign names are set apart, and stay so; it is cut to at most limit bytes.
func OwnLine(s string, limit int) string {
	return plain.Line(Shorten(strings.TrimSpace(plain.Line(s)), limit))
}

// CleanText makes s safe for a body: valid UTF-8 without control and direction characters, tabs and line
// breaks aside. Every line break becomes "\n".
func CleanText(s string) string { return plain.Lines(s) }

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
		return strings.ContainsRune(`/\:*?"<>|`, r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
	})
}
