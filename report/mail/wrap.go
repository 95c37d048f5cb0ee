package mail

import (
	"strings"

	"tokenreport/report/typeface"
)

// wrap breaks s into lines of at most limit cells: after spaces, and around wide characters where Chinese
// typesetting allows it. What has no such place within a line is broken where the line ends. A limit is at least 2,
// the cells of one character.
func wrap(s string, limit int) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(s) {
		if line != "" && cells(line)+cells(strings.TrimRight(piece, " ")) > limit {
			lines, line = append(lines, line), ""
		}
		line += piece
		for cells(strings.TrimRight(line, " ")) > limit {
			head := prefix(line, limit)
			lines, line = append(lines, head), line[len(head):]
		}
	}
	lines = append(lines, line)
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// pieces splits s into the parts that a line is made of.
func pieces(s string) []string {
	var parts []string
	start, previous, apart := 0, rune(0), 0
	for i, r := range s {
		if i > 0 && apart == 0 && mayBreak(previous, r) {
			parts, start = append(parts, s[start:i]), i
		}
		switch previous = r; r {
		case '\u2068': // a name that is set apart stays on one line, or its order would be lost
			apart++
		case '\u2069':
			apart--
		}
	}
	return append(parts, s[start:])
}

// Chinese punctuation that must not start or end a line (GB/T 15834-2011, 5.1).
const (
	notFirst = "，。、；：？！）》〉」』】〕”’…—·,.;:?!)]}%"
	notLast  = "（《〈「『【〔“‘([{"
)

// mayBreak reports whether a line may end after the character before and the next one start with after.
func mayBreak(before, after rune) bool {
	switch {
	case after == ' ':
		return false
	case before == ' ':
		return true
	case typeface.SplitsFigure(before, after), strings.ContainsRune(notFirst, after), strings.ContainsRune(notLast, before):
		return false
	}
	return isWide(before) || isWide(after)
}

// prefix is the longest start of s that takes at most limit cells.
func prefix(s string, limit int) string {
	n := 0
	for i, r := range s {
		if n += runeCells(r); n > limit {
			return s[:i]
		}
	}
	return s
}
