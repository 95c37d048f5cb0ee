package mail

import (
	"strings"
	"unicode/utf8"
)

// maxLine is the longest line that SMTP carries, in bytes without its end (RFC 5321, 4.5.3.1.6). Some relays ignore
// the encodings that would otherwise hide a longer one.
const maxLine = 998

// foldLines breaks the lines of an HTML page that are longer than limit: at a space, which HTML takes for the same,
// or else before a character outside ASCII, which no tag has. A line with neither stays as it is.
func foldLines(html string, limit int) string {
	var out strings.Builder
	out.Grow(len(html))
	for line := range strings.Lines(html) {
		for len(strings.TrimSuffix(line, "\n")) > limit {
			at, next := breakPoint(line[:limit+1])
			if at <= 0 {
				break
			}
			out.WriteString(line[:at] + "\n")
			line = line[next:]
		}
		out.WriteString(line)
	}
	return out.String()
}

// breakPoint finds where to end a line and where the next one starts; -1 where there is no place.
func breakPoint(line string) (end, next int) {
	if i := strings.LastIndexByte(line, ' '); i > 0 {
		return i, i + 1
	}
	for i := len(line) - 1; i > 0; i-- {
		if line[i] >= utf8.RuneSelf && utf8.RuneStart(line[i]) {
			return i, i
		}
	}
	return -1, -1
}
