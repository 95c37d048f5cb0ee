package pdf

import (
	"strconv"
	"strings"

	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

var (
	titleStyle    = chart.TextStyle{Size: chart.TitleSize, Weight: typeface.Bold, Colour: chart.Ink}
	dateStyle     = chart.TextStyle{Size: chart.TextSize, Colour: chart.Ink, Align: chart.Right}
	zoneStyle     = chart.TextStyle{Size: chart.NoteSize, Colour: chart.Quiet, Align: chart.Right}
	sentenceStyle = chart.TextStyle{Size: chart.SentenceSize, Colour: chart.Ink}
	footerStyle   = chart.TextStyle{Size: chart.SmallSize, Colour: chart.Quiet}
)

// headBlocks is the page down to the chart: what is reported, what it says in one sentence, what to know before
// reading it, the key figures.
func headBlocks(doc report.Document) []block {
	blocks := []block{titleBlock(doc), sentenceBlock(doc)}
	blocks = append(blocks, noticeBlocks(doc.Notices)...)
	return append(blocks, tileBlocks(doc.Tiles)...)
}

// titleBlock is the title at the left, the day and its zone at the right.
func titleBlock(doc report.Document) block {
	const gap chart.Length = 8
	date := dateStyle.Fit(doc.Date, contentWidth/2)
	zone := zoneStyle.Fit(doc.Zone, contentWidth/2)
	aside := max(chart.TextWidth(doc.Date, date), chart.TextWidth(doc.Zone, zone))
	title, lines := shrinkToLines(doc.Title, titleStyle, contentWidth-aside-gap, 1, 14)
	first := 0.72 * title.Size.Length() // the height of its capitals: they begin at the margin
	leading := 1.25 * title.Size.Length()
	height := max(first+leading*chart.Length(max(0, len(lines)-1)), first+4.5)
	return block{height: height, draw: func(c chart.Canvas, top chart.Length) error {
		tagged(c, "H1", func() { drawLines(c, lines, chart.At(margin, top+first), leading, title) })
		tagged(c, "P", func() { c.Text(doc.Date, chart.At(right, top+first), date) })
		tagged(c, "P", func() { c.Text(doc.Zone, chart.At(right, top+first+4.5), zone) })
		return nil
	}}
}

func sentenceBlock(doc report.Document) block {
	style, lines := shrinkToLines(doc.Headline, sentenceStyle, contentWidth, 2, chart.TextSize)
	leading := 1.38 * style.Size.Length()
	height := leading * chart.Length(len(lines))
	return block{before: 4.5, height: height, draw: func(c chart.Canvas, top chart.Length) error {
		tagged(c, "P", func() { drawLines(c, lines, chart.At(margin, top+0.8*leading), leading, style) })
		return nil
	}}
}

// shrinkToLines wraps a text into at most so many lines, if need be in smaller type, but none below least: then it
// takes more lines.
func shrinkToLines(s string, style chart.TextStyle, width chart.Length, most int, least chart.Points) (chart.TextStyle, []string) {
	for ; ; style.Size-- {
		style.Size = max(style.Size, least)
		lines := chart.WrapEvenly(s, width, style)
		if len(lines) <= most || style.Size == least {
			return style, lines
		}
	}
}

func drawLines(c chart.Canvas, lines []string, at chart.Point, leading chart.Length, style chart.TextStyle) {
	for i, line := range lines {
		c.Text(line, chart.At(at.X, at.Y+leading*chart.Length(i)), style)
	}
}

func drawRule(c chart.Canvas, from, until, y chart.Length, colour chart.Colour) {
	c.Line([]chart.Point{chart.At(from, y), chart.At(until, y)}, chart.Stroke{Width: chart.HairlineWidth, Colour: colour})
}

// drawFooter writes below the content of each page which report it belongs to, and its number.
func drawFooter(c chart.Canvas, doc report.Document, number, pages int) {
	numbers := strings.NewReplacer("{page}", strconv.Itoa(number), "{pages}", strconv.Itoa(pages))
	label := numbers.Replace(doc.PageLabel)
	c.Text(label, chart.At(right, footerLine), footerStyle.Fit(label, contentWidth*2/3).Aligned(chart.Right))
	if number > 1 {
		name := reportName(doc)
		c.Text(name, chart.At(margin, footerLine), footerStyle.Fit(name, max(contentWidth/4, contentWidth-chart.TextWidth(label, footerStyle)-8)))
	}
}
