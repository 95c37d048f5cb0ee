package typeface

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Replacement stands for a character that cannot be drawn.
const Replacement = '\uFFFD'

// Sanitise makes a text safe to draw. What no face has (invalid UTF-8, control characters, everything beyond the
// Basic Plane such as emoji, other scripts) becomes [Replacement]; replaced counts them. Tabs and ends of lines become
// spaces. Characters without a shape (joiners, variation selectors, direction marks: the categories Cf and the like)
// are dropped uncounted, so a text is always drawn in the order in which it is stored.
func Sanitise(s string) (clean string, replaced int) {
	if isPlain(s) {
		return s, 0
	}
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch r = drawable(r); {
		case r == dropped:
			continue
		case r == Replacement && !strings.HasPrefix(s[i:], string(Replacement)):
			replaced++
		}
		b.WriteRune(r)
	}
	return b.String(), replaced
}

// isPlain tells the commonest case, in which there is nothing to do.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

const dropped = -1

// drawable returns what is drawn for r: itself, a space, Replacement, or dropped for nothing.
func drawable(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
		return ' '
	case r > 0xFFFF || r == utf8.RuneError || unicode.IsControl(r):
		return Replacement
	case unicode.In(r, unicode.Cf, unicode.Variation_Selector):
		return dropped
	case latin[Regular].has(r) || chinese[Regular].has(r) || rest[Regular].has(r):
		return r
	}
	return Replacement
}
