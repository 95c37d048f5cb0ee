package config

import (
	"regexp"
	"slices"
)

// unbuilt is something that the file's format has and this version does not build yet: a whole key or, where
// values are given, some values of a key that is otherwise built.
type unbuilt struct {
	path   string   // without indexes
	values []string // none: the whole key
}

// later is all that is unbuilt. Whoever builds one of them deletes its line.
var later = []unbuilt{
	{path: "dispatch", values: []string{"scf"}},
	{path: "templates"},
	{path: "reports[].webhooks"},
}

var listIndex = regexp.MustCompile(`\[\d+\]`)

// comesLater reports whether value is one that a later version accepts for the key.
func comesLater(path, value string) bool {
	path = listIndex.ReplaceAllString(path, "[]")
	return slices.ContainsFunc(later, func(u unbuilt) bool {
		return u.path == path && slices.Contains(u.values, value)
	})
}

// isLater reports whether the whole key is one that a later version has.
func isLater(path string) bool {
	path = listIndex.ReplaceAllString(path, "[]")
	return slices.ContainsFunc(later, func(u unbuilt) bool { return u.path == path && len(u.values) == 0 })
}

// refuseLater complains about a key of a later version, unless it asks for nothing.
func refuseLater(n *node) {
	if n.given() {
		n.found.add(n.keyAt, n.path, "is not in this version yet", n.removal())
	}
}
