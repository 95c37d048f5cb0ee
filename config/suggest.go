package config

import (
	"strings"

	"tokenreport/suggest"
)

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
func closest(word string, accepted []string) string { return suggest.Closest(word, accepted) }
