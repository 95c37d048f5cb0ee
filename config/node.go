package config

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind is what a node is, for reading.
type kind int

const (
	absent kind = iota // not in the file
	broken             // in the file, and already complained about: reads as nothing, silently
	scalar
	list
	mapping
)

// node is a value of the file with its references expanded. It knows its place and its key, so that whoever
// reads it can complain about it.
type node struct {
	kind      kind
	path      string // reports[0].email.to[1]
	at, keyAt place
	text      string   // of a scalar, expanded; empty for null
	boolean   bool     // the scalar is true or false without quotes
	number    bool     // the scalar is a number without quotes
	variables []string // what a scalar refers to
	whole     bool     // the scalar is one reference and nothing else
	secret    bool     // the text must not be shown
	remark    string   // the comment after a key without a value
	items     []*node  // of a list
	fields    []field  // of a mapping, in the file's order
	found     *problems
}

type field struct {
	key string
	*node
}

// complain reports a problem at the value's place.
func (n *node) complain(problem, remedy string) {
	n.found.add(n.at, n.path, problem, remedy)
}

// fail complains and makes the node read as nothing.
func (n *node) fail(problem, remedy string) {
	n.complain(problem, remedy)
	n.kind = broken
}

// refuse complains about a value; accepted completes "give …". Where the value comes from a variable, that is
// what must change.
func (n *node) refuse(problem, accepted string) {
	n.complain(problem, n.give(accepted))
}

func (n *node) give(accepted string) string {
	switch {
	case len(n.variables) == 0:
		return "give " + accepted
	case n.whole:
		return "set " + n.variables[0] + " to " + accepted
	}
	return "give " + accepted + " (part of it comes from " + strings.Join(n.variables, ", ") + ")"
}

// shown is the value as a problem shows it.
func (n *node) shown() string {
	const longest = 60
	switch {
	case n.kind == list:
		return "a list"
	case n.kind == mapping:
		return "a section with keys"
	case n.secret, mayHoldLogin(n.text):
		return "the value (not shown here)"
	case utf8.RuneCountInString(n.text) > longest:
		return strconv.Quote(string([]rune(n.text)[:longest])) + "…"
	case n.number, n.boolean:
		return n.text
	}
	return strconv.Quote(n.text)
}

// mayHoldLogin tells a text such as smtps://user:password@host or a url with a key in its query.
func mayHoldLogin(text string) bool {
	return strings.Contains(text, ":") && strings.Contains(text, "@") || strings.Contains(text, "://") && strings.Contains(text, "?")
}

// empty reports whether there is nothing to read: no value, null, an empty text (blanks and commas that separate
// nothing do not count), a list or a section of nothing but those. So a value may come from a variable that is
// not set everywhere.
func (n *node) empty() bool {
	switch n.kind {
	case absent:
		return true
	case scalar:
		return n.text == "" || !n.secret && strings.Trim(n.text, " \t\r\n,") == ""
	case list, mapping:
		for _, child := range n.children() {
			if !child.empty() {
				return false
			}
		}
		return true
	}
	return false
}

// given reports whether there is something to read that has not been complained about.
func (n *node) given() bool { return n.kind != broken && !n.empty() }

// removal is the remedy for a value that must not be there.
func (n *node) removal() string {
	if variables := n.allVariables(); len(variables) > 0 {
		return "remove it, or unset " + alternatives(variables)
	}
	return "remove it"
}

// children are the items of a list or the values of a mapping.
func (n *node) children() []*node {
	children := slices.Clone(n.items)
	for _, f := range n.fields {
		children = append(children, f.node)
	}
	return children
}

// allVariables are the variables of the value and of all within it, each once.
func (n *node) allVariables() []string {
	all := slices.Clone(n.variables)
	for _, child := range n.children() {
		for _, name := range child.allVariables() {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// field returns the value of a mapping's key, an absent node where there is none.
func (n *node) field(key string) *node {
	for _, f := range n.fields {
		if f.key == key {
			return f.node
		}
	}
	return &node{kind: absent, path: join(n.path, key), at: n.at, keyAt: n.at, found: n.found}
}

// require complains about an empty value; what says what it should be.
func (n *node) require(what string) {
	switch {
	case n.kind == absent:
		n.complain("is missing", "add it: "+what)
	case n.empty():
		n.refuse("is empty", what)
	}
}
