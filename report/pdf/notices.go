package pdf

import (
	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

// Tints of the bands behind notices; words on them keep a contrast of 14 and more.
const (
	warningTint chart.Colour = 0xFCF1F0
	noticeTint  chart.Colour = 0xF3F6F8
)

var noticeStyle = chart.TextStyle{Size: chart.TextSize, Colour: chart.Ink}

const (
	noticeIndent  chart.Length = 8 // of the words, behind the mark
	noticeLeading chart.Length = 4.6
	noticePadding chart.Length = 1.8 // at a band's top and end
	noticeGap     chart.Length = 1.2 // between two notices of a band
)

// noticeBlocks is the notices in bands: one for each stretch of warnings or of others. A band is drawn line by line,
// so that many notices, or a long one, can flow over a page's end.
func noticeBlocks(notices []report.Notice) []block {
	var blocks []block
	for i, notice := range notices {
		opens := i == 0 || notices[i-1].Warning != notice.Warning
		closes := i+1 == len(notices) || notices[i+1].Warning != notice.Warning
		lines := chart.WrapEvenly(notice.Text, contentWidth-noticeIndent-4, noticeStyle)
		for j, line := range lines {
			n := noticeLine{text: line, warning: notice.Warning, first: j == 0}
			switch {
			case j == 0 && opens:
				n.above = noticePadding
			case j == 0:
				n.above = noticeGap
			}
			if j == len(lines)-1 && closes {
				n.below = noticePadding
			}
			b := n.block()
			if j == 0 && opens {
				b.before = 1.2
			}
			blocks = append(blocks, b)
		}
	}
	if len(blocks) > 0 {
		blocks[0].before = 4
	}
	return blocks
}

// noticeLine is a line of a notice with its part of the band.
type noticeLine struct {
	text           string
	warning, first bool
	above, below   chart.Length // of the band around the line
}

func (n noticeLine) block() block {
	height := n.above + noticeLeading + n.below
	tint, colour, mark := noticeTint, chart.Quiet, "●"
	if n.warning {
		tint, colour, mark = warningTint, chart.Warning, "▲"
	}
	return block{height: height, draw: func(c chart.Canvas, top chart.Length) error {
		c.Area(chart.Rect{Left: margin, Top: top, Width: contentWidth, Height: height}.Polygon(), tint)
		c.Area(chart.Rect{Left: margin, Top: top, Width: 0.8, Height: height}.Polygon(), colour)
		baseline := top + n.above + 3.4
		tagged(c, "P", func() {
			if n.first {
				style := chart.TextStyle{Size: chart.SmallSize, Weight: typeface.Bold, Colour: colour, Align: chart.Centre}
				c.Text(mark, chart.At(margin+4.4, baseline-0.1), style)
			}
			c.Text(n.text, chart.At(margin+noticeIndent, baseline), noticeStyle)
		})
		return nil
	}}
}
