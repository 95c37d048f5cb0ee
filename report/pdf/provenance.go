package pdf

import (
	"strings"

	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

var (
	factTitleStyle = chart.TextStyle{Size: chart.SmallSize, Weight: typeface.Bold, Colour: chart.Ink}
	factLabelStyle = chart.TextStyle{Size: chart.SmallSize, Colour: chart.Quiet}
	factValueStyle = chart.TextStyle{Size: chart.SmallSize, Colour: chart.Ink}
)

const factLeading chart.Length = 3.7

// fewestFacts is how many are on the first page however crowded it is.
const fewestFacts = 2

// provenanceBlocks is the small print: a rule, a title, and the facts as one running text, a block for each line, so that
// many request IDs can flow over a page's end.
func provenanceBlocks(title string, facts []report.Fact) []block {
	if len(facts) == 0 {
		return nil
	}
	blocks := []block{{before: 5, height: 5.8, draw: func(c chart.Canvas, top chart.Length) error {
		drawRule(c, margin, right, top, chart.Hairline)
		tagged(c, "H2", func() {
			c.Text(title, chart.At(margin, top+4.4), factTitleStyle.Fit(title, contentWidth))
		})
		return nil
	}}}
	for _, line := range factLines(facts) {
		blocks = append(blocks, block{height: factLeading, draw: func(c chart.Canvas, top chart.Length) error {
			tagged(c, "P", func() { line.draw(c, chart.At(margin, top+2.9)) })
			return nil
		}})
	}
	return blocks
}

// factLine is a line of labels and values in turn.
type factLine []phrase

// phrase is a stretch of a line in one style.
type phrase struct {
	text  string
	style chart.TextStyle
}

func (l factLine) draw(c chart.Canvas, at chart.Point) {
	for _, p := range l {
		c.Text(p.text, at, p.style)
		at.X += c.Width(p.text, p.style)
	}
}

const betweenFacts = "\u00a0· " // it ends a line rather than begin one

// factLines wraps the facts, one after the other. Labels and values differ in colour alone, so that they can be wrapped as
// one text.
func factLines(facts []report.Fact) []factLine {
	var phrases []phrase
	var all strings.Builder
	add := func(text string, style chart.TextStyle) {
		clean, _ := typeface.Sanitise(text)
		phrases = append(phrases, phrase{clean, style})
		all.WriteString(clean)
	}
	for i, fact := range facts {
		add(fact.Label+" ", factLabelStyle)
		if value := strings.TrimSpace(fact.Value); i+1 < len(facts) {
			add(value+betweenFacts, factValueStyle)
		} else {
			add(value, factValueStyle)
		}
	}
	phrases[0].text = strings.TrimLeft(phrases[0].text, " ") // as wrapping does
	var lines []factLine
	for _, text := range chart.Wrap(all.String(), contentWidth, factValueStyle) {
		var line factLine
		line, phrases = cutLine(text, phrases)
		lines = append(lines, line)
	}
	return lines
}

// cutLine takes from the phrases what a line holds.
func cutLine(text string, phrases []phrase) (line factLine, rest []phrase) {
	for text != "" && len(phrases) > 0 {
		p := &phrases[0]
		n := min(len(text), len(p.text))
		line = append(line, phrase{text[:n], p.style})
		text, p.text = text[n:], p.text[n:]
		if p.text == "" {
			phrases = phrases[1:]
		}
	}
	return line, phrases
}
