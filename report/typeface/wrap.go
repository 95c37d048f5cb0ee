package typeface

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Wrap breaks a text into lines no longer than width, as measured by measure. It breaks at spaces and between wide
// characters, never before closing or after opening punctuation, nor between a figure and the hanzi that counts it; a
// word longer than a line is broken after a hyphen or the like, else anywhere. A line broken at a space keeps it at its end,
// beyond the width, so that the lines read on as the text does; no other character is lost, and a line holds at least one
// however narrow width is. A text of nothing but spaces has no lines.
func Wrap(s string, width float64, measure func(string) float64) []string {
	clean, _ := Sanitise(s)
	l := lines{width: width, measure: measure}
	for _, piece := range pieces(strings.Trim(clean, " ")) {
		l.add(piece)
	}
	l.end()
	return l.done
}

// lines collects pieces into lines.
type lines struct {
	width   float64
	measure func(string) float64
	done    []string
	line    string
	length  float64 // of line, with its spaces at the end
}

func (l *lines) add(piece string) {
	if l.fits(piece) {
		l.append(piece)
		return
	}
	l.end()
	if l.fits(piece) {
		l.append(piece)
		return
	}
	for _, part := range parts(piece) {
		if !l.fits(part) {
			l.end()
		}
		l.addBroken(part)
	}
}

// addBroken adds a part of a word that may itself be longer than a line.
func (l *lines) addBroken(part string) {
	for _, r := range part {
		if l.line != "" && r != ' ' && !l.fits(string(r)) {
			l.end()
		}
		l.append(string(r))
	}
}

func (l *lines) fits(piece string) bool {
	return l.length+l.measure(strings.TrimRight(piece, " ")) <= l.width
}

func (l *lines) append(piece string) {
	l.line += piece
	l.length += l.measure(piece)
}

func (l *lines) end() {
	if l.line != "" {
		l.done = append(l.done, l.line)
	}
	l.line, l.length = "", 0
}

// pieces cuts a text where a line may end. Spaces stay at the end of their piece.
func pieces(s string) []string {
	var found []string
	start, before := 0, rune(0)
	for i, r := range s {
		if i > 0 && breaks(before, r) {
			found = append(found, s[start:i])
			start = i
		}
		before = r
	}
	if start < len(s) {
		found = append(found, s[start:])
	}
	return joinUnits(found)
}

// joinUnits keeps a figure together with the short word after it: "8.42 M", "12 %", "842 万".
func joinUnits(pieces []string) []string {
	joined := pieces[:0]
	for _, piece := range pieces {
		last := len(joined) - 1
		if last >= 0 && endsInFigure(joined[last]) && utf8.RuneCountInString(strings.TrimRight(piece, " ")) <= 2 {
			joined[last] += piece
			continue
		}
		joined = append(joined, piece)
	}
	return joined
}

func endsInFigure(piece string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(piece, " "))
	return strings.HasSuffix(piece, " ") && unicode.IsDigit(r)
}

const (
	noStart = "，。、；：？！）》〉」』】〕”’…—·～％,.;:?!)]}%"
	noEnd   = "（《〈「『【〔“‘([{￥¥$"
)

// breaks tells whether a line may end between two neighbouring characters.
func breaks(before, after rune) bool {
	switch {
	case after == ' ':
		return false
	case before == ' ':
		return true
	case !IsWide(before) && !IsWide(after):
		return false
	case strings.ContainsRune(noStart, after), strings.ContainsRune(noEnd, before):
		return false
	}
	return !SplitsFigure(before, after)
}

// SplitsFigure tells whether a line that ends between two neighbouring characters would tear a figure from the hanzi that counts
// it, or that apart: "19日", "1,000\u00a0万亿".
func SplitsFigure(before, after rune) bool {
	return before == '\u00a0' || after == '\u00a0' || before == '万' && after == '亿' || unicode.IsDigit(before) && unicode.Is(unicode.Han, after)
}

// parts cuts a word after the signs at which a long name is best broken.
func parts(word string) []string {
	var found []string
	start := 0
	for i, r := range word {
		if strings.ContainsRune("-/_.,:;@=&+", r) {
			found = append(found, word[start:i+1])
			start = i + 1
		}
	}
	return append(found, word[start:])
}
