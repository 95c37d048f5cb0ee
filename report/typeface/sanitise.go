package typeface

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Replacement stands for a character that cannot be drawn.
const Replacement = '\uFFFD'

// Sanitise makes a text safe to draw. It is composed (NFC), and a character that no face has is written in others that
// mean the same (NFKC, NFD), such as a ligature in its letters. What remains without a shape (invalid UTF-8, emoji, other
// scripts) becomes [Replacement]; replaced counts them. Tabs and ends of lines become
// spaces. Characters without a shape of their own (controls, joiners, variation selectors, direction marks)
// are dropped uncounted, so a text is always drawn in the order in which it is stored.
func Sanitise(s string) (clean string, replaced int) {
	if isPlain(s) {
		return s, 0
	}
	already := strings.Count(s, string(Replacement))
	s = norm.NFC.String(strings.Map(shaped, s))
	s = spelled(s, norm.NFKC)
	s = spelled(norm.NFC.String(s), norm.NFD)
	s = strings.Map(func(r rune) rune {
		if !isDrawable(r) {
			return Replacement
		}
		return r
	}, s)
	return s, max(0, strings.Count(s, string(Replacement))-already)
}

// spelled is s with what cannot be drawn in another form, if that can.
func spelled(s string, form norm.Form) string {
	var b strings.Builder
	for _, r := range s {
		if !isDrawable(r) {
			other := form.String(string(r))
			if !strings.ContainsFunc(other, func(r rune) bool { return !isDrawable(r) }) {
				b.WriteString(other)
				continue
			}
		}
		b.WriteRune(r)
	}
	return b.String()
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

// shaped maps ends of lines and tabs to a space, and to nothing what has no shape.
func shaped(r rune) rune {
	switch {
	case unicode.Is(unicode.White_Space, r) && r < ' ', r == '\u0085', r == '\u2028', r == '\u2029':
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
		return -1
	}
	return r
}

// isDrawable tells whether a face has a shape for r.
func isDrawable(r rune) bool {
	return latin[Regular].has(r) || chinese[Regular].has(r) || rareFace(r) != nil
}
