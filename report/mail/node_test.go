package mail_test

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

// node is an element of a page.
type node struct {
	name   string
	attr   map[string]string
	style  map[string]string // inline declarations
	text   string            // directly inside
	parent *node
	below  []*node
}

// parse reads a page as strict XML, which it is: every element is closed and nested, every value quoted and escaped.
func parse(t *testing.T, html string) []*node {
	t.Helper()
	var nodes []*node
	var open *node
	decoder := xml.NewDecoder(strings.NewReader(html))
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) && open == nil {
			return nodes
		}
		if err != nil {
			t.Fatalf("not well-formed at byte %d: %v", decoder.InputOffset(), err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = newNode(token, open)
			nodes = append(nodes, open)
		case xml.EndElement:
			if open == nil || qualified(token.Name) != open.name {
				t.Fatalf("</%s> at byte %d closes another element", token.Name.Local, decoder.InputOffset())
			}
			open = open.parent
		case xml.CharData:
			if open != nil {
				open.text += string(token)
			}
		}
	}
}

func newNode(start xml.StartElement, parent *node) *node {
	n := &node{name: qualified(start.Name), attr: map[string]string{}, parent: parent}
	for _, a := range start.Attr {
		n.attr[qualified(a.Name)] = a.Value
	}
	n.style = declarations(n.attr["style"])
	for p := parent; p != nil; p = p.parent {
		p.below = append(p.below, n)
	}
	return n
}

func qualified(name xml.Name) string {
	if name.Space != "" {
		return name.Space + ":" + name.Local
	}
	return name.Local
}

// declarations splits "a:b;c:d".
func declarations(css string) map[string]string {
	found := map[string]string{}
	for declaration := range strings.SplitSeq(css, ";") {
		if property, value, ok := strings.Cut(declaration, ":"); ok {
			found[strings.TrimSpace(property)] = strings.TrimSpace(value)
		}
	}
	return found
}

// text is what a reader sees of the body.
func text(nodes []*node) string {
	var out strings.Builder
	for _, n := range nodes {
		if n.inside("body") && n.style["display"] != "none" {
			out.WriteString(n.text)
		}
	}
	return out.String()
}

func (n *node) hasClass(class string) bool {
	return slices.Contains(strings.Fields(n.attr["class"]), class)
}

func (n *node) closest(name string) *node {
	for p := n; p != nil; p = p.parent {
		if p.name == name {
			return p
		}
	}
	return nil
}

func (n *node) inside(name string) bool { return n.closest(name) != nil }

func (n *node) contains(name string) bool {
	return slices.ContainsFunc(n.below, func(b *node) bool { return b.name == name })
}

func (n *node) hidden() bool {
	for p := n; p != nil; p = p.parent {
		if p.style["display"] == "none" {
			return true
		}
	}
	return false
}

// painted is a property's value by the nearest element that has it, in a class of rules or inline.
func (n *node) painted(property string, rules map[string]map[string]string) string {
	for p := n; p != nil; p = p.parent {
		for class, declared := range rules {
			if value, ok := declared[property]; ok && p.hasClass(class) {
				return value
			}
		}
		if value, ok := p.style[property]; ok {
			return value
		}
		if value, ok := p.attr["bgcolor"]; ok && property == "background-color" {
			return value
		}
	}
	return ""
}

func (n *node) ground(rules map[string]map[string]string) string {
	return n.painted("background-color", rules)
}

// linear is a channel of sRGB, 0 to 255, as light.
func linear(channel uint64) float64 {
	c := float64(channel) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}
