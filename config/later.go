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
	off    string   // a value of the whole key that asks for nothing, besides an empty one
}

// later is all that is unbuilt. Whoever builds one of them deletes its line.
var later = []unbuilt{
	{path: "dispatch", values: []string{"scf"}},
	{path: "branding"},
	{path: "templates"},
	{path: "prices"},
	{path: "reports[].period", values: []string{"week", "month"}},
	{path: "reports[].breakdown"},
	{path: "reports[].budget"},
	{path: "reports[].calls", off: "false"},
	{path: "reports[].names", off: "off"},
	{path: "reports[].tables[]", values: []string{"model_name", "app_biz_ids", "sub_biz_type", "uin_accounts"}},
	{path: "reports[].email.attach[]", values: []string{"html"}},
	{path: "reports[].store[]", values: []string{"html"}},
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
func isLater(path string) bool { return laterKey(path) >= 0 }

func laterKey(path string) int {
	path = listIndex.ReplaceAllString(path, "[]")
	return slices.IndexFunc(later, func(u unbuilt) bool { return u.path == path && len(u.values) == 0 })
}

// refuseLater complains about a key of a later version, unless it asks for nothing.
func refuseLater(n *node) {
	off := later[laterKey(n.path)].off
	if !n.given() || n.kind == scalar && off != "" && n.text == off {
		return
	}
	n.found.add(n.keyAt, n.path, "is not in this version yet", n.removal())
}
