package pdf

import (
	"fmt"
	"strings"

	"tokenreport/report/chart"
)

// element is a node of the document's logical structure (ISO 32000-1, 14.7): what a screen reader announces. A node is
// either a group of others or a stretch of a page's content.
type element struct {
	kind   string // a standard type: H1, P, Table, TR, TH, TD, Figure …
	alt    string // what it shows, in words
	scope  string // of a table's TH: Row or Column
	kids   []*element
	page   int // from 0
	number int // of the stretch within its page; -1 for a group
}

// tagged draws a stretch of content that is one element. On canvases that know no structure it only draws.
func tagged(c chart.Canvas, kind string, draw func()) { describe(c, element{kind: kind}, draw) }

func describe(c chart.Canvas, e element, draw func()) {
	target, ok := c.(*canvas)
	if !ok {
		draw()
		return
	}
	target.begin(e)
	draw()
	target.end()
}

// grouped draws content whose parts are elements of their own.
func grouped(c chart.Canvas, kind string, draw func()) {
	target, ok := c.(*canvas)
	if !ok {
		draw()
		return
	}
	group := &element{kind: kind, number: -1}
	outer := target.group
	outer.kids = append(outer.kids, group)
	target.group = group
	draw()
	target.group = outer
}

func (c *canvas) begin(e element) {
	e.page, e.number = c.pdf.PageNo()-1, c.stretches
	c.stretches++
	c.group.kids = append(c.group.kids, &e)
	c.pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", e.kind, e.number))
	c.marked = true
}

func (c *canvas) end() {
	c.pdf.RawWriteStr("EMC")
	c.marked = false
}

// artifact marks what is drawn outside of any element, such as rules, as no part of the text.
func (c *canvas) artifact(draw func()) {
	if c.marked {
		draw()
		return
	}
	c.pdf.RawWriteStr("/Artifact BMC")
	draw()
	c.pdf.RawWriteStr("EMC")
}

// structure numbers the elements as objects of the file and writes them.
type structure struct {
	writer  *writer
	pages   []int      // object numbers of the pages
	parents [][]string // by page and stretch: the element that holds it
}

// writeStructure adds the tree of elements to the file and returns its root's number.
func writeStructure(w *writer, document *element, pages []int) int {
	root := w.next()
	s := &structure{writer: w, pages: pages, parents: make([][]string, len(pages))}
	top := s.write(document, root)
	var tree strings.Builder
	for page, elements := range s.parents {
		fmt.Fprintf(&tree, "%d [%s] ", page, strings.Join(elements, " "))
	}
	w.object(root, fmt.Sprintf("<</Type /StructTreeRoot /K %d 0 R /ParentTree <</Nums [%s]>> /ParentTreeNextKey %d>>", top, tree.String(), len(pages)))
	return root
}

// write writes an element after those below it, and returns its number.
func (s *structure) write(e *element, parent int) int {
	n := s.writer.next()
	body := fmt.Sprintf("<</S /%s /P %d 0 R", e.kind, parent)
	if e.alt != "" {
		body += " /Alt " + text(e.alt)
	}
	if e.scope != "" {
		body += " /A <</O /Table /Scope /" + e.scope + ">>"
	}
	if e.number >= 0 {
		s.parents[e.page] = append(s.parents[e.page], fmt.Sprintf("%d 0 R", n))
		s.writer.object(n, fmt.Sprintf("%s /Pg %d 0 R /K %d>>", body, s.pages[e.page], e.number))
		return n
	}
	var kids []string
	for _, kid := range e.kids {
		kids = append(kids, fmt.Sprintf("%d 0 R", s.write(kid, n)))
	}
	s.writer.object(n, fmt.Sprintf("%s /K [%s]>>", body, strings.Join(kids, " ")))
	return n
}
