package pdf

import (
	"fmt"
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
func headBlocks(doc report.Document) ([]block, error) {
	picture, err := newLogo(doc.Brand.Logo)
	if err != nil {
		return nil, err
	}
	accent := chart.Input
	if doc.Brand.Colour != "" {
		if accent, err = chart.ParseColour(doc.Brand.Colour); err != nil {
			return nil, fmt.Errorf("the brand's colour: %w", err)
		}
	}
	blocks := []block{titleBlock(doc, picture), accentBlock(accent), sentenceBlock(doc)}
	blocks = append(blocks, noticeBlocks(doc.Notices)...)
	return append(blocks, tileBlocks(doc.Tiles)...), nil
}

// accentBlock is the one line in the brand's colour.
func accentBlock(colour chart.Colour) block {
	const thickness chart.Length = 0.6
	return block{before: 2.6, height: thickness, draw: func(c chart.Canvas, top chart.Length) error {
		c.Area(chart.Rect{Left: margin, Top: top, Width: contentWidth, Height: thickness}.Polygon(), colour)
		return nil
	}}
}

// titleBlock is the title at the left, the day and its zone at the right, beside the logo where there is one.
func titleBlock(doc report.Document, picture *logo) block {
	const gap, zoneLine chart.Length = 8, 4.5
	end := right
	if picture != nil {
		end -= picture.width + 5
	}
	date := dateStyle.Fit(doc.Date, (end-margin)/2)
	zone := zoneStyle.Fit(doc.Zone, (end-margin)/2)
	aside := max(chart.TextWidth(doc.Date, date), chart.TextWidth(doc.Zone, zone))
	title, lines := shrinkToLines(doc.Title, titleStyle, end-margin-aside-gap, 1, 14)
	first := 0.72 * title.Size.Length() // the height of its capitals: they begin at the margin
	leading := 1.25 * title.Size.Length()
	height := max(first+leading*chart.Length(max(0, len(lines)-1))+0.2*title.Size.Length(), first+zoneLine+descender)
	if picture != nil {
		height = max(height, picture.height)
	}
	return block{height: height, draw: func(c chart.Canvas, top chart.Length) error {
		tagged(c, "H1", func() { drawLines(c, lines, chart.At(margin, top+first), leading, title) })
		tagged(c, "P", func() { c.Text(doc.Date, chart.At(end, top+first), date) })
		tagged(c, "P", func() { c.Text(doc.Zone, chart.At(end, top+first+zoneLine), zone) })
		if picture != nil {
			picture.draw(c, chart.At(right, top))
		}
		return nil
	}}
}

func sentenceBlock(doc report.Document) block {
	style, lines := shrinkToLines(doc.Headline, sentenceStyle, contentWidth, 2, chart.TextSize)
	leading := 1.38 * style.Size.Length()
	height := leading * chart.Length(len(lines))
	return block{before: 3.6, height: height, draw: func(c chart.Canvas, top chart.Length) error {
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

// drawFooter writes below the content of each page its number and the brand's line, on further pages also which report they
// belong to.
func drawFooter(c chart.Canvas, doc report.Document, number, pages int) {
	numbers := strings.NewReplacer("{page}", strconv.Itoa(number), "{pages}", strconv.Itoa(pages))
	label := numbers.Replace(doc.PageLabel)
	c.Text(label, chart.At(right, footerLine), footerStyle.Fit(label, contentWidth*2/3).Aligned(chart.Right))
	name := doc.Brand.Footer
	if number > 1 {
		name = joined(reportName(doc), name)
	}
	if name != "" {
		c.Text(name, chart.At(margin, footerLine), footerStyle.Fit(name, max(contentWidth/4, contentWidth-chart.TextWidth(label, footerStyle)-8)))
	}
}
