package config

import (
	"regexp"
	"slices"
)

// later are the keys that the file's format has and this version does not build yet, without indexes. Whoever builds one
// of them deletes its line.
var later = []string{
	"templates",
}

var listIndex = regexp.MustCompile(`\[\d+\]`)

// isLater reports whether the key is one that a later version has.
func isLater(path string) bool {
	return slices.Contains(later, listIndex.ReplaceAllString(path, "[]"))
}

// refuseLater complains about a key of a later version, unless it asks for nothing.
func refuseLater(n *node) {
	if n.given() {
		n.found.add(n.keyAt, n.path, "is not in this version yet", n.removal())
	}
}
