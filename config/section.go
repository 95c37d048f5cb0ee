package config

import (
	"slices"
	"strings"

	"tokenreport/suggest"
)

// section reads a mapping key by key. The keys that are asked for are the schema: end complains about the rest.
type section struct {
	*node
	asked []string
}

// section begins to read a mapping. A value that is none is complained about, and reads as a section whose
// values are all broken.
func (n *node) section() *section {
	if n.kind == list || n.kind == scalar && !n.empty() {
		n.fail("is "+n.describe(), "write its keys below it, each indented")
	}
	return &section{node: n}
}

// describe says what kind of value there is where a section should be, without showing it: it may be
// "password:hunter2", without the space.
func (n *node) describe() string {
	if n.kind == list {
		return "a list, not a section"
	}
	return "a plain value, not a section"
}

func (s *section) get(key string) *node {
	s.asked = append(s.asked, key)
	n := s.field(key)
	if s.kind == broken {
		n.kind = broken
	}
	return n
}

// end complains about the keys that nobody has asked for.
func (s *section) end() {
	for _, f := range s.fields {
		if !slices.Contains(s.asked, f.key) {
			s.refuseUnknown(f)
		}
	}
}

func (s *section) refuseUnknown(f field) {
	remedy := "known here: " + strings.Join(s.asked, ", ")
	if near := suggest.Closest(shownKey(f.key), s.asked); near != "" {
		remedy = "did you mean " + near + "? " + remedy
	}
	s.found.add(f.keyAt, f.path, "is not a known key", remedy)
}
