package chart

import (
	"slices"
	"strings"

	"tokenreport/report"
	"tokenreport/report/typeface"
)

// Distances within a ranking.
const (
	rankHead    Length = 4.6 // the columns' heads
	rankRow     Length = 5.6
	rankBar     Length = 0.9 // under the name
	rankGap     Length = 3   // between columns
	noteLeading Length = 3.6
	leastRank   Length = 60  // the narrowest that leaves room for names, and the width for which the height is told
	leastName          = 0.3 // of the width
)

var (
	noteStyle     = TextStyle{Size: NoteSize, Colour: Quiet, Align: Centre}
	rankStyle     = TextStyle{Size: NoteSize, Colour: Ink}
	rankHeadStyle = TextStyle{Size: SmallSize, Colour: Quiet}
)

// RankingHeight is how high a ranking is at any width in which it can be drawn.
func RankingHeight(k report.Ranking) Length {
	notes := Length(len(rankNote(k, leastRank)))
	return headHeight + noteLeading*notes + rankHead + rankRow*Length(len(k.Rows)) + 0.6
}

func rankNote(k report.Ranking, width Length) []string { return Wrap(k.Note, width, rankHeadStyle) }

// DrawRanking draws parts as rows within r: a name over a bar, then value, share and change. Figures are never cut, but set smaller;
// names end in an ellipsis where they are too long. It fails, having drawn nothing, for a figure that cannot be drawn.
func DrawRanking(c Canvas, r Rect, k report.Ranking) error {
	if err := checkRanking(r, k); err != nil {
		return err
	}
	p := newRankPlot(c, r, k)
	c.Text(k.Title, At(r.Left, r.Top+TextSize.Length()), titleStyle.Fit(k.Title, r.Width))
	top := r.Top + headHeight
	for _, line := range rankNote(k, r.Width) {
		c.Text(line, At(r.Left, top+2.6), rankHeadStyle)
		top += noteLeading
	}
	p.drawHead(top)
	for i, row := range k.Rows {
		p.drawRow(top+rankHead+rankRow*Length(i), row)
	}
	return nil
}

// rankPlot is a ranking with the places of its columns.
type rankPlot struct {
	canvas  Canvas
	whole   Rect
	ranking report.Ranking
	name    Length    // the width of the names, and of the longest bar
	ends    [3]Length // the right ends of value, share and change
	widths  [3]Length
	size    Points // of the figures
}

func newRankPlot(c Canvas, r Rect, k report.Ranking) rankPlot {
	p := rankPlot{canvas: c, whole: r, ranking: k}
	room := r.Width*(1-leastName) - 3*rankGap
	p.size = rankStyle.Size
	widest := room
	for p.measure(widest); p.sum() > room && widest > room/3; p.measure(widest) {
		widest *= 0.97
	}
	for ; p.sum() > room; p.measure(widest) {
		p.size *= 0.97
	}
	end := r.Right()
	for i := 2; i >= 0; i-- {
		p.ends[i] = end
		if p.widths[i] > 0 {
			end -= p.widths[i] + rankGap
		}
	}
	p.name = end - r.Left
	return p
}

func (p *rankPlot) sum() Length { return p.widths[0] + p.widths[1] + p.widths[2] }

// measure finds how wide each column of figures is. A head that is wider than that and than widestHead is set smaller.
func (p *rankPlot) measure(widestHead Length) {
	for i, head := range p.heads() {
		p.widths[i] = min(TextWidth(head, p.head()), widestHead)
		for _, row := range p.ranking.Rows {
			p.widths[i] = max(p.widths[i], TextWidth(figures(row)[i], p.style(row)))
		}
	}
}

func (p *rankPlot) heads() [3]string {
	return [3]string{p.ranking.ValueHead, p.ranking.ShareHead, p.ranking.ChangeHead}
}

func figures(row report.RankRow) [3]string { return [3]string{row.Value, row.Share, row.Change} }

func (p *rankPlot) head() TextStyle {
	style := rankHeadStyle
	style.Size = min(style.Size, p.size)
	return style
}

func (p *rankPlot) style(row report.RankRow) TextStyle {
	style := rankStyle
	style.Size = p.size
	if row.Rest {
		style.Colour = Quiet
	}
	return style
}

// nameStyle is of the usual size also where figures are set smaller: a name is cut.
func (p rankPlot) nameStyle(row report.RankRow) TextStyle {
	style := p.style(row)
	style.Size = rankStyle.Size
	return style
}

func (p rankPlot) drawHead(top Length) {
	baseline := top + 3
	p.canvas.Text(p.ranking.NameHead, At(p.whole.Left, baseline), p.head().Fit(p.ranking.NameHead, p.name))
	for i, head := range p.heads() {
		p.canvas.Text(head, At(p.ends[i], baseline), p.head().Fit(head, p.widths[i]).Aligned(Right))
	}
	p.canvas.Line([]Point{At(p.whole.Left, top+rankHead-0.4), At(p.whole.Right(), top+rankHead-0.4)}, Stroke{Width: HairlineWidth, Colour: Hairline})
}

func (p rankPlot) drawRow(top Length, row report.RankRow) {
	style := p.style(row)
	baseline := top + 3.3
	name := p.nameStyle(row)
	p.canvas.Text(Shorten(row.Name, p.name, name), At(p.whole.Left, baseline), name)
	if length := p.name * Length(row.Length); length > 0 {
		colour := Axis
		if row.Rest {
			colour = Neutral
		}
		p.canvas.Area(Rect{p.whole.Left, top + 4.4, length, rankBar}.Polygon(), colour)
	}
	for i, figure := range figures(row) {
		p.canvas.Text(figure, At(p.ends[i], baseline), style.Aligned(Right))
	}
	annotate(p.canvas, Rect{p.whole.Left, top, p.whole.Width, rankRow}, joined(row.Name, row.Value, row.Share, row.Change))
}

// Shorten cuts a text that is longer than width and ends it in an ellipsis. It is for names that stand in full elsewhere.
func Shorten(s string, width Length, style TextStyle) string {
	if TextWidth(s, style) <= width {
		return s
	}
	clean, _ := typeface.Sanitise(s)
	name, mark := clean, ""
	if at := strings.LastIndex(clean, " ("); at > 0 && strings.HasSuffix(clean, ")") {
		name, mark = clean[:at], clean[at:] // what tells equal names apart
	}
	if room := width - TextWidth(mark, style); mark != "" && room > width/2 {
		return Shorten(name, room, style) + mark
	}
	runes := []rune(clean)
	least, most := 0, len(runes)
	for least < most {
		middle := (least + most + 1) / 2
		if TextWidth(string(runes[:middle])+"…", style) <= width {
			least = middle
		} else {
			most = middle - 1
		}
	}
	return string(runes[:least]) + "…"
}

// RankingShortens tells whether a ranking of that width has a name that it cuts.
func RankingShortens(k report.Ranking, width Length) bool {
	p := newRankPlot(nil, Rect{Width: width}, k)
	return slices.ContainsFunc(k.Rows, func(row report.RankRow) bool { return TextWidth(row.Name, p.nameStyle(row)) > p.name })
}
