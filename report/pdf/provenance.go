package pdf

import (
	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

var (
	factTitleStyle = chart.TextStyle{Size: chart.SmallSize, Weight: typeface.Bold, Colour: chart.Ink}
	factLabelStyle = chart.TextStyle{Size: chart.SmallSize, Colour: chart.Quiet}
	factValueStyle = chart.TextStyle{Size: chart.SmallSize, Colour: chart.Ink}
)

const (
	factLeading     chart.Length = 3.7
	widestFactLabel chart.Length = 44
)

// provenanceBlocks is the small print: a rule, a title, and a block for each line, so that many request IDs can
// flow over a page's end.
func provenanceBlocks(doc report.Document) []block {
	if len(doc.Provenance) == 0 {
		return nil
	}
	blocks := []block{{before: 5, height: 6.4, draw: func(c chart.Canvas, top chart.Length) error {
		drawRule(c, margin, right, top, chart.Hairline)
		tagged(c, "H2", func() {
			c.Text(doc.ProvenanceTitle, chart.At(margin, top+4.6), factTitleStyle.Fit(doc.ProvenanceTitle, contentWidth))
		})
		return nil
	}}}
	indent := factIndent(doc.Provenance)
	for _, fact := range doc.Provenance {
		blocks = append(blocks, factBlocks(fact, indent)...)
	}
	return blocks
}

// factIndent is how far from the left the values begin: behind the longest label.
func factIndent(facts []report.Fact) chart.Length {
	var widest chart.Length
	for _, fact := range facts {
		widest = max(widest, chart.TextWidth(fact.Label, factLabelStyle))
	}
	return min(widest, widestFactLabel) + 4
}

func factBlocks(fact report.Fact, indent chart.Length) []block {
	label := factLabelStyle.Fit(fact.Label, indent-4)
	lines := chart.Wrap(fact.Value, contentWidth-indent, factValueStyle)
	if len(lines) == 0 {
		lines = []string{""}
	}
	var blocks []block
	for i, line := range lines {
		blocks = append(blocks, block{height: factLeading, draw: func(c chart.Canvas, top chart.Length) error {
			tagged(c, "P", func() {
				if i == 0 {
					c.Text(fact.Label+" ", chart.At(margin, top+2.9), label)
				}
				c.Text(line, chart.At(margin+indent, top+2.9), factValueStyle)
			})
			return nil
		}})
	}
	return blocks
}
