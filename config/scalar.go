package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// str reads a text on one line. A number without quotes is taken as it is written. Not ok means that there is
// none, or that it has been complained about.
func (n *node) str() (text string, ok bool) {
	switch {
	case n.kind == broken || n.empty():
		return "", false
	case n.kind != scalar:
		n.refuse("is "+n.shown(), "one text")
		return "", false
	case n.boolean:
		n.refuse("is "+n.shown()+" without quotes, which is no text to YAML", "a text, in quotes")
		return "", false
	}
	if r, bad := forbidden(n.text); bad {
		n.refuse(fmt.Sprintf("holds the character %U, which is not accepted", r),
			"text on one line, without control characters and marks of direction")
		return "", false
	}
	return n.text, true
}

// strOf reads a text of at most longest characters; the empty string where there is none.
func (n *node) strOf(longest int) string {
	text, ok := n.str()
	if ok && utf8.RuneCountInString(text) > longest {
		n.refuse("is "+n.shown()+", which is too long", fmt.Sprintf("at most %d characters", longest))
		return ""
	}
	return text
}

// integer reads a whole number from low to high.
func (n *node) integer(fallback, low, high int) int {
	return int(n.integer64(int64(fallback), int64(low), int64(high)))
}

func (n *node) integer64(fallback, low, high int64) int64 {
	if n.kind == broken || n.empty() {
		return fallback
	}
	accepted := fmt.Sprintf("a whole number from %d to %d", low, high)
	number, err := strconv.ParseInt(n.text, 10, 64)
	switch {
	case n.kind != scalar || err != nil || number < low || number > high:
		n.refuse("is "+n.shown(), accepted)
	case !n.number && len(n.variables) == 0:
		n.refuse("is "+n.shown()+", a text", accepted+", without quotes")
	default:
		return number
	}
	return fallback
}

// truth reads true or false.
func (n *node) truth(fallback bool) bool {
	if n.kind == broken || n.empty() {
		return fallback
	}
	text := strings.ToLower(n.text)
	switch {
	case n.kind != scalar || text != "true" && text != "false":
		n.refuse("is "+n.shown(), "true or false")
	case !n.boolean && len(n.variables) == 0:
		n.refuse("is "+n.shown()+", a text", "true or false, without quotes")
	default:
		return text == "true"
	}
	return fallback
}

// oneOf reads one of the accepted words.
func oneOf[T ~string](n *node, fallback T, accepted ...T) T {
	text, ok := n.str()
	if !ok {
		return fallback
	}
	if slices.Contains(accepted, T(text)) {
		return T(text)
	}
	n.refuse("is "+n.shown(), alternatives(words(accepted))+guess(text, words(accepted)))
	return fallback
}

func words[T ~string](all []T) []string {
	list := make([]string, len(all))
	for i, one := range all {
		list[i] = string(one)
	}
	return list
}

// forbidden finds a character that no text of the configuration may hold: control characters and line breaks,
// which could begin a line of their own in a header or a log, and the marks of direction (Unicode UAX 9), which
// could make an address look like another.
func forbidden(text string) (rune, bool) {
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return r, true
		}
	}
	return 0, false
}
