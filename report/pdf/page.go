package pdf

import (
	"fmt"
	"slices"

	"tokenreport/report"
	"tokenreport/report/chart"
)

// block is a part of a page that is not divided, as wide as the page's content.
type block struct {
	before chart.Length // the air above it, but for the first of a page
	height chart.Length
	draw   func(c chart.Canvas, top chart.Length) error
}

// page is what stands on one sheet, each part with its place.
type page []placed

type placed struct {
	block
	top chart.Length
}

func (p placed) bottom() chart.Length { return p.top + p.height }

// layOut places the document's parts. The first page is the whole story: the sentence, the figures, where they are from. The hourly
// table is on it where nothing else stands beside the chart; else it goes to further pages, like all tables. Where there
// is too much for one page, as with dozens of notices, first the rankings go to the next, then all flows over as many pages
// as it needs.
func layOut(doc report.Document) ([]page, error) {
	head, err := headBlocks(doc)
	if err != nil {
		return nil, err
	}
	s, foot := newStory(doc), provenanceBlocks(doc)
	free := contentHeight - extent(head) - extent(foot)
	further := slices.Concat(doc.Tables, wholeNames(doc))
	tables := slices.Concat(hourlyTable(doc), further)
	compact, fits := compactTable(doc.Hourly)
	if h, ok := s.fit(free-extent(compact), s.tallest(doc)); ok && fits && s.alone() {
		return withTables([]page{pinned(slices.Concat(head, s.blocks(h), compact), foot)}, further), nil
	}
	if h, ok := s.fit(free, chartAlone); ok {
		return withTables([]page{pinned(slices.Concat(head, s.blocks(h)), foot)}, tables), nil
	}
	return divided(head, s, foot, free, tables)
}

// withTables is the pages and, on further ones, the tables.
func withTables(pages []page, tables []report.Table) []page {
	return append(pages, tablePages(nil, tables)...)
}

// divided is the story on more than one page: the rankings on the second, before the tables, or all of it in a row.
func divided(head []block, s story, foot []block, free chart.Length, tables []report.Table) ([]page, error) {
	first := s
	first.rankings = nil
	if h, ok := first.fit(free, chartAlone); ok && len(s.rankings) > 0 {
		rest, err := flow(story{rankings: s.rankings}.lower())
		if err != nil {
			return nil, err
		}
		last := len(rest) - 1
		pages := append([]page{pinned(slices.Concat(head, first.blocks(h)), foot)}, rest[:last]...)
		return append(pages, tablePages(rest[last], tables)...), nil
	}
	pages, err := flow(slices.Concat(head, s.blocks(heights{chartDivided, smallMost}), foot))
	return withTables(pages, tables), err
}

func hourlyTable(doc report.Document) []report.Table {
	if doc.Hourly == nil {
		return nil
	}
	return []report.Table{*doc.Hourly}
}

// extent is the height of blocks that follow another.
func extent(blocks []block) chart.Length {
	var sum chart.Length
	for _, b := range blocks {
		sum += b.before + b.height
	}
	return sum
}

// pinned is a page with the body at its top and the foot at its end.
func pinned(body, foot []block) page {
	p := stacked(body, margin)
	end := margin + contentHeight - extent(foot)
	for _, b := range foot {
		p = append(p, placed{b, end + b.before})
		end += b.before + b.height
	}
	return p
}

func stacked(blocks []block, top chart.Length) page {
	var p page
	for i, b := range blocks {
		if i > 0 {
			top += b.before
		}
		p = append(p, placed{b, top})
		top += b.height
	}
	return p
}

// flow fills page after page. A block taller than a page is an error: it would run off the sheet.
func flow(blocks []block) ([]page, error) {
	var pages []page
	start := 0
	for i, b := range blocks {
		if b.height > contentHeight {
			return nil, fmt.Errorf("a part of the page is %.0f mm tall, of %.0f mm that there are: shorten the title or the sentence", b.height, contentHeight)
		}
		if extent(blocks[start:i+1])-blocks[start].before > contentHeight {
			pages = append(pages, stacked(blocks[start:i], margin))
			start = i
		}
	}
	return append(pages, stacked(blocks[start:], margin)), nil
}
