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

// Heights of the day chart. It takes what the other parts leave, within these bounds.
const (
	chartLeast   chart.Length = 52
	chartBeside  chart.Length = 84  // at most, on a page with the hourly table
	chartAlone   chart.Length = 112 // at most, without it
	chartDivided chart.Length = 72  // where the parts do not fit on one page
	chartEmpty   chart.Length = 46  // without a column to see
	chartAir     chart.Length = 6   // above it
)

// layOut places the document's parts. At best all of it is one page. Else the table goes to pages of its own; and if
// the rest is still too much, as with dozens of notices, it flows over as many pages as it needs.
func layOut(doc report.Document) ([]page, error) {
	head, foot := headBlocks(doc), provenanceBlocks(doc)
	compact, fits := compactTable(doc.Hourly)
	free := contentHeight - extent(head) - extent(foot) - chartAir
	if rest := free - extent(compact); fits && rest >= chartLeast {
		tallest := chartBeside
		if doc.Hourly == nil {
			tallest = chartAlone
		}
		return []page{pinned(slices.Concat(head, chartBlock(doc, min(rest, tallest)), compact), foot)}, nil
	}
	if free >= chartLeast {
		first := pinned(slices.Concat(head, chartBlock(doc, min(free, chartAlone))), foot)
		return append([]page{first}, tablePages(doc.Hourly)...), nil
	}
	if fits {
		return flow(slices.Concat(head, chartBlock(doc, chartDivided), compact, foot))
	}
	pages, err := flow(slices.Concat(head, chartBlock(doc, chartDivided), foot))
	return append(pages, tablePages(doc.Hourly)...), err
}

func chartBlock(doc report.Document, height chart.Length) []block {
	if len(doc.Chart.Columns) == 0 {
		height = min(height, chartEmpty)
	}
	return []block{{before: chartAir, height: height, draw: func(c chart.Canvas, top chart.Length) (err error) {
		describe(c, element{kind: "Figure", alt: doc.Chart.Alt}, func() {
			err = chart.DrawUsage(c, chart.Rect{Left: margin, Top: top, Width: contentWidth, Height: height}, doc.Chart)
		})
		return err
	}}}
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
