package smtp

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// spanKind is what a stretch of HTML is to its parser, as far as that decides where a line may be broken and
// how a character may be written.
type spanKind int

const (
	textSpan    spanKind = iota
	tagSpan              // from "<" to ">"
	styleSpan            // the content of <style>
	commentSpan          // from "<!--" to "-->", conditional comments for Outlook included
)

// htmlSpans cuts HTML into its spans, which together are the whole of it. It takes any input: what is not
// closed runs to the end.
func htmlSpans(html string) iter.Seq2[spanKind, string] {
	return func(yield func(spanKind, string) bool) {
		for inStyle := false; html != ""; {
			kind, length := nextSpan(html, inStyle)
			if !yield(kind, html[:length]) {
				return
			}
			inStyle = kind == tagSpan && isStyleTag(html[:length])
			html = html[length:]
		}
	}
}

func nextSpan(html string, inStyle bool) (spanKind, int) {
	switch {
	case inStyle:
		if end := styleEnd(html); end > 0 {
			return styleSpan, end
		}
		return tagSpan, tagLength(html)
	case strings.HasPrefix(html, "<!--"):
		return commentSpan, commentLength(html)
	case startsTag(html):
		return tagSpan, tagLength(html)
	default:
		return textSpan, textLength(html)
	}
}

// startsTag follows the HTML standard's tokenizer: "<" begins a tag only before a letter, "/", "!" or "?".
func startsTag(html string) bool {
	if len(html) < 2 || html[0] != '<' {
		return false
	}
	c := html[1] | 0x20 // lower case
	return 'a' <= c && c <= 'z' || strings.IndexByte("/!?", html[1]) >= 0
}

// tagLength finds the ">" that is in no attribute's value.
func tagLength(html string) int {
	var quote byte
	for i := range len(html) {
		switch c := html[i]; {
		case quote == 0 && c == '>':
			return i + 1
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return len(html)
}

func textLength(html string) int {
	for i := 1; i < len(html); i++ {
		if html[i] == '<' && (startsTag(html[i:]) || strings.HasPrefix(html[i:], "<!--")) {
			return i
		}
	}
	return len(html)
}

func isStyleTag(tag string) bool {
	name := strings.ToLower(strings.TrimRight(strings.TrimPrefix(tag, "<"), ">"))
	return name == "style" || strings.HasPrefix(name, "style ") || strings.HasPrefix(name, "style\n")
}

// styleEnd is where the style sheet that html begins with ends: at "</style".
func styleEnd(html string) int {
	const end = "</style"
	for i := 0; i+len(end) <= len(html); i++ {
		if html[i] == '<' && strings.EqualFold(html[i:i+len(end)], end) {
			return i
		}
	}
	return len(html)
}

func commentLength(html string) int {
	const end = "-->"
	if i := strings.Index(html, end); i >= 0 {
		return i + len(end)
	}
	return len(html)
}

// maxReference is the longest character reference that is kept in one piece: "&#1114111;" and the common names.
const maxReference = 12

// htmlUnits cuts s into what must not be cut further: characters and character references.
func htmlUnits(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s != "" {
			n := unitLength(s)
			if !yield(s[:n]) {
				return
			}
			s = s[n:]
		}
	}
}

func unitLength(s string) int {
	if s[0] != '&' {
		_, n := utf8.DecodeRuneInString(s)
		return n
	}
	n := 1
	for n < min(len(s), maxReference) && isReferenceByte(s[n]) {
		n++
	}
	if n < len(s) && s[n] == ';' { // which old references lack
		n++
	}
	return n
}

func isReferenceByte(c byte) bool {
	return c == '#' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
