package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// mostParts are the parts of all breakdowns of a report. At the API's 20 calls a second they take ten seconds.
	mostParts   = 200
	longestPart = 60 // characters of the name under which a part is shown
)

// readBreakdowns leaves out the dimensions that have no part.
func readBreakdowns(n *node) []Breakdown {
	s := n.section()
	defer s.end()
	var breakdowns []Breakdown
	parts := 0
	for _, dimension := range Dimensions() {
		b := Breakdown{By: dimension, Parts: readParts(s.get(string(dimension)))}
		if len(b.Parts) > 0 {
			breakdowns = append(breakdowns, b)
			parts += len(b.Parts)
		}
	}
	if parts > mostParts {
		n.refuse(fmt.Sprintf("has %d values, each of which is a call of the API", parts), fmt.Sprintf("at most %d in all", mostParts))
	}
	return breakdowns
}

// readParts reads a list of values, or a map from the value to the name under which it is shown.
func readParts(n *node) []Part {
	if n.kind == mapping {
		return readNamedParts(n)
	}
	var parts []Part
	for _, item := range n.list() {
		part := Part{Value: item.strOf(longestValue)}
		switch {
		case part.Value == "": // complained about
		case slices.Contains(parts, part):
			item.complain("is "+item.shown()+" a second time", "keep one of them")
		default:
			parts = append(parts, part)
		}
	}
	return parts
}

func readNamedParts(n *node) []Part {
	var parts []Part
	for _, f := range n.fields {
		f.checkKey()
		parts = append(parts, Part{Value: f.key, Name: f.strOf(longestPart)})
	}
	return parts
}

// checkKey complains about a key that stands for a value of the API and cannot be one. It keeps to what
// [node.strOf] accepts as a value.
func (f field) checkKey() {
	problem, remedy := "", "write the value as the API has it"
	switch r, bad := forbidden(f.key); {
	case strings.Contains(f.key, "${"):
		problem, remedy = `has a "${" in its key, and keys are not expanded`, "write the value itself"
	case bad:
		problem = fmt.Sprintf("holds the character %U in its key, which is not accepted", r)
	case utf8.RuneCountInString(f.key) > longestValue:
		problem = fmt.Sprintf("has a key of more than %d characters", longestValue)
	case strings.TrimSpace(f.key) == "":
		problem = "has a blank key"
	default:
		return
	}
	f.found.add(f.keyAt, f.path, problem, remedy)
}

// checkTables complains about the table of a dimension that the report is not broken down by.
func checkTables(tables, breakdown *node) {
	if breakdown.kind == broken {
		return
	}
	for _, item := range tables.list() {
		if !slices.Contains(Dimensions(), Dimension(item.text)) {
			continue
		}
		switch parts := breakdown.field(item.text); {
		case parts.kind == absent:
			item.complain("is "+item.shown()+", but "+parts.path+" is missing", "add its values, or leave out the table")
		case parts.empty() && len(parts.fields) == 0:
			parts.refuse("is empty, but "+item.path+" needs it", "at least one value")
		}
	}
}
