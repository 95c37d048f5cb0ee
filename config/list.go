package config

import (
	"fmt"
	"strings"
)

// list reads a list, or one text with commas. Empty items are left out, so that a variable may hold one.
func (n *node) list() []*node {
	switch {
	case n.kind == broken || n.empty():
		return nil
	case n.kind == mapping || n.boolean:
		n.fail("is "+n.shown(), n.give(`a list, each item after a "- "`))
		return nil
	case n.kind == scalar:
		return n.split()
	}
	var items []*node
	for _, item := range n.items {
		if !item.empty() {
			items = append(items, item)
		}
	}
	return items
}

func (n *node) split() []*node {
	var items []*node
	for i, text := range splitList(n.text) {
		items = append(items, &node{
			kind: scalar, path: fmt.Sprintf("%s[%d]", n.path, i), at: n.at, keyAt: n.keyAt,
			text: text, variables: n.variables, whole: n.whole, secret: n.secret, found: n.found,
		})
	}
	return items
}

// splitList splits at the commas outside double quotes, trims the parts and drops empty ones.
func splitList(text string) []string {
	var parts []string
	start, quoted, escaped := 0, false, false
	keep := func(part string) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	for i, r := range text {
		switch {
		case escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case r == ',' && !quoted:
			keep(text[start:i])
			start = i + 1
		}
	}
	keep(text[start:])
	return parts
}
