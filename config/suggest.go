package config

import "strings"

// alternatives joins words as a sentence does: "auto, full or ses".
func alternatives(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// guess is a closing remark where a word is close to one of the accepted.
func guess(word string, accepted []string) string {
	if near := closest(word, accepted); near != "" {
		return " (did you mean " + near + "?)"
	}
	return ""
}

// closest returns the accepted word that a mistyped one was probably meant to be, or the empty string.
func closest(word string, accepted []string) string {
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

// editDistance is the Levenshtein distance in bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next := min(row[j]+1, row[j+1]+1, diagonal+cost)
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}
