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
// is too much for one page, first the end of the small print goes to the last one, then the rankings to the second; with
// dozens of notices all flows over as many pages as it needs.
func layOut(doc report.Document) ([]page, error) {
	head, err := headBlocks(doc)
	if err != nil {
		return nil, err
	}
	s, foot := newStory(doc), provenanceBlocks(doc.ProvenanceTitle, doc.Provenance)
	further := slices.Concat(doc.Tables, wholeNames(doc))
	tables := slices.Concat(hourlyTable(doc), further)
	compact, fits := compactTable(doc.Hourly)
	if h, ok := s.fit(contentHeight-extent(head)-extent(foot)-extent(compact), s.tallest(doc)); ok && fits && s.alone() {
		return withTables([]page{pinned(slices.Concat(head, s.blocks(h), compact), foot)}, further), nil
	}
	if pages, err := onePage(head, s, doc, tables); pages != nil || err != nil {
		return pages, err
	}
	if pages, err := rankingsApart(head, s, doc, tables); pages != nil || err != nil {
		return pages, err
	}
	pages, err := flow(slices.Concat(head, s.blocks(heights{chartDivided, smallMost}), foot))
	return withTables(pages, tables), err
}

// onePage is the story on the first page and what follows it; nil where the story does not fit.
func onePage(head []block, s story, doc report.Document, tables []report.Table) ([]page, error) {
	return fewestPages(head, s, doc, func(first page) ([]page, error) { return withTables([]page{first}, tables), nil })
}

// rankingsApart is the story with its rankings on the second page, before the tables; nil where that does not help.
func rankingsApart(head []block, s story, doc report.Document, tables []report.Table) ([]page, error) {
	rankings := story{rankings: s.rankings}.lower()
	s.rankings = nil
	if len(rankings) == 0 {
		return nil, nil
	}
	return fewestPages(head, s, doc, func(first page) ([]page, error) {
		ranked, err := flow(rankings)
		if err != nil {
			return nil, err
		}
		last := len(ranked) - 1
		return append(append([]page{first}, ranked[:last]...), tablePages(ranked[last], tables)...), nil
	})
}

// fewestPages is a first page with what follows it, in the best of the looks that need the fewest pages: one more for the small
// print alone is not worth a higher chart. It is nil where no look fits.
func fewestPages(head []block, s story, doc report.Document, follow func(first page) ([]page, error)) (best []page, err error) {
	for _, c := range crowdings(len(doc.Provenance)) {
		first, rest, ok := firstPage(head, s, doc, c)
		if !ok {
			continue
		}
		pages, err := follow(first)
		if err != nil {
			return nil, err
		}
		if pages, err = withProvenance(pages, doc.ProvenanceTitle, rest); err != nil {
			return nil, err
		}
		if best == nil || len(pages) < len(best) {
			best = pages
		}
	}
	return best, nil
}

// crowding is what a first page may look like: how high its chart is at least, and how many facts are in its small print.
type crowding struct {
	chart  chart.Length
	fewest int
}

// crowdings are the looks of a first page, the best first: a chart of some height, all of the small print, all that fits.
func crowdings(facts int) []crowding {
	fewest := min(fewestFacts, facts)
	return []crowding{{chartUsual, fewest}, {chartLeast, facts}, {chartLeast, fewest}}
}

// firstPage is the story on one page. Where it is crowded, only the first facts of the small print are on it, and rest is the
// others.
func firstPage(head []block, s story, doc report.Document, c crowding) (first page, rest []report.Fact, ok bool) {
	facts := doc.Provenance
	for kept := len(facts); kept >= c.fewest; kept-- {
		foot := provenanceBlocks(doc.ProvenanceTitle, facts[:kept])
		h, ok := s.fit(contentHeight-extent(head)-extent(foot), chartAlone)
		if ok && (h.day >= c.chart || s.plain) {
			return pinned(slices.Concat(head, s.blocks(h)), foot), facts[kept:], true
		}
	}
	return nil, nil, false
}

// withTables is the pages and, on further ones, the tables.
func withTables(pages []page, tables []report.Table) []page {
	return append(pages, tablePages(nil, tables)...)
}

// withProvenance is the pages with more facts of the small print under the last, or on a page after it.
func withProvenance(pages []page, title string, facts []report.Fact) ([]page, error) {
	blocks := provenanceBlocks(title, facts)
	if len(blocks) == 0 {
		return pages, nil
	}
	last := len(pages) - 1
	if end := pages[last][len(pages[last])-1].bottom() + blocks[0].before; last > 0 && end+extent(blocks) <= margin+contentHeight {
		pages[last] = append(pages[last], stacked(blocks, end)...)
		return pages, nil
	}
	more, err := flow(blocks)
	return append(pages, more...), err
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
