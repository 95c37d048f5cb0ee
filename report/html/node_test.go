package html_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// node is an element with the text directly in it, or such a piece of text, which has the name "".
type node struct {
	name   string
	attr   map[string]string
	text   string
	parent *node
}

// inside says whether the element is in one of that name, or is one.
func (n *node) inside(name string) bool {
	for ; n != nil; n = n.parent {
		if n.name == name {
			return true
		}
	}
	return false
}

// parse reads a page as XML, which has no forgiving ways: an element that a value opened or ended is an error. Its script
// alone is no XML and is left out.
func parse(t *testing.T, page []byte) []*node {
	t.Helper()
	before, after, found := strings.Cut(string(page), "<script>")
	_, after, ended := strings.Cut(after, "</script>")
	if !found || !ended {
		t.Fatal("the page has no script")
	}
	decoder := xml.NewDecoder(strings.NewReader(before + "<script></script>" + after))
	var nodes []*node
	var open *node
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nodes
		}
		if err != nil {
			t.Fatalf("the page is not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = &node{name: token.Name.Local, attr: map[string]string{}, parent: open}
			for _, a := range token.Attr {
				open.attr[a.Name.Local] = a.Value
			}
			nodes = append(nodes, open)
		case xml.EndElement:
			open = open.parent
		case xml.CharData:
			if open != nil {
				open.text += string(token)
				nodes = append(nodes, &node{text: string(token), parent: open})
			}
		}
	}
}

// text is what a reader sees of the body without pointing at anything.
func text(nodes []*node) string {
	var b strings.Builder
	for _, n := range nodes {
		if n.name == "" && n.inside("body") && n.parent.name != "title" && n.parent.name != "desc" {
			b.WriteString(n.text)
		}
	}
	return b.String()
}

// named are the elements of that name.
func named(nodes []*node, name string) []*node {
	var found []*node
	for _, n := range nodes {
		if n.name == name {
			found = append(found, n)
		}
	}
	return found
}
