// Package suggest finds the word that somebody probably meant, so that an error about a wrong one can say so. It is for
// words that people type: keys, fields, names of files.
package suggest

import "strings"

// Closest returns the accepted word that a mistyped one was probably meant to be, or the empty string. It makes no difference
// between replyTo, reply-to and reply_to.
func Closest(word string, accepted []string) string {
	const longest = 40
	if len(word) > longest {
		return ""
	}
	best, bestDistance := "", 3
	for _, candidate := range accepted {
		distance := editDistance(plain(word), plain(candidate))
		if distance < bestDistance && 2*distance <= len(candidate) {
			best, bestDistance = candidate, distance
		}
	}
	return best
}

var separators = strings.NewReplacer("_", "", "-", "", "…", "")

// plain makes replyTo, reply-to and reply_to the same.
func plain(word string) string { return strings.ToLower(separators.Replace(word)) }

// editDistance is the Levenshtein distance in bytes, in which two neighbours that have changed places are one mistake.
func editDistance(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(next[j]+1, row[j+1]+1, row[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
