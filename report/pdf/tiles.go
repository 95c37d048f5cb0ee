package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

var (
	labelStyle  = chart.TextStyle{Size: chart.NoteSize, Colour: chart.Quiet}
	figureStyle = chart.TextStyle{Size: chart.FigureSize, Weight: typeface.Bold, Colour: chart.Ink}
	changeStyle = chart.TextStyle{Size: chart.NoteSize, Weight: typeface.Bold, Colour: chart.Ink}
	noteStyle   = chart.TextStyle{Size: chart.NoteSize, Colour: chart.Ink}
	detailStyle = chart.TextStyle{Size: chart.SmallSize, Colour: chart.Quiet}
)

const (
	tileGap      chart.Length = 5
	descender    chart.Length = 0.8 // of small type, below its baseline
	labelLine    chart.Length = 3   // from a row's top to its labels
	figureAir    chart.Length = 2.4 // between the labels and the figures
	firstNote    chart.Length = 5.2 // from the figures to the lines under them
	noteLeading  chart.Length = 3.8 // between those: one for all, or neighbours would not stand on common lines
	smallLeading chart.Length = 3.6 // between lines of a label
	unitShare                 = 0.6 // of the figure's size
	leastFigure  chart.Points = 15  // below it two rows look better than one
)

// tile is a key figure with its words wrapped to its width.
type tile struct {
	label words
	value []phrase // figure and unit, in the sizes they have beside the largest figure
	under []words  // the change, what it is against, the exact number
}

// words is a wrapped text with its type.
type words struct {
	lines   []string
	style   chart.TextStyle
	leading chart.Length
}

func (w words) height() chart.Length { return w.leading * chart.Length(len(w.lines)) }

// wrapWords wraps a text, in type a little smaller if that spares a long figure from being broken.
func wrapWords(text string, width chart.Length, style chart.TextStyle, leading chart.Length) words {
	const least chart.Points = 6.5
	smaller := style
	for word := range strings.FieldsSeq(text) {
		if !strings.ContainsFunc(word, typeface.IsWide) {
			smaller = smaller.Fit(word, width)
		}
	}
	if smaller.Size >= least {
		style = smaller
	}
	return words{chart.WrapEvenly(text, width, style), style, leading}
}

func (w words) draw(c chart.Canvas, at chart.Point) {
	if len(w.lines) > 0 {
		tagged(c, "P", func() { drawLines(c, w.lines, at, w.leading, w.style) })
	}
}

// tileBlocks is the key figures, without frames: in one row, or in two where the figures are long.
func tileBlocks(figures []report.Tile) []block {
	if len(figures) == 0 {
		return nil
	}
	if row := newTileRow(figures, len(figures)); row.size >= leastFigure || len(figures) < 4 {
		return []block{row.block()}
	}
	half := (len(figures) + 1) / 2
	return []block{newTileRow(figures[:half], half).block(), newTileRow(figures[half:], half).block()}
}

// tileRow is tiles of one width, with labels, figures and notes on common lines.
type tileRow struct {
	tiles  []tile
	width  chart.Length // of a tile
	size   chart.Points // of the figures
	figure chart.Length // from the row's top to the figures' baseline
	labels int          // the most lines of a label
	height chart.Length
}

func newTileRow(figures []report.Tile, columns int) tileRow {
	row := tileRow{width: (contentWidth+tileGap)/chart.Length(columns) - tileGap, size: figureStyle.Size, labels: 1}
	notes := chart.Length(0)
	for _, f := range figures {
		t := newTile(f, row.width)
		row.tiles = append(row.tiles, t)
		row.size = min(row.size, t.fitting(row.width))
		row.labels = max(row.labels, len(t.label.lines))
		notes = max(notes, t.underHeight())
	}
	row.figure = labelLine + smallLeading*chart.Length(row.labels-1) + figureAir + 0.93*row.size.Length()
	row.height = row.figure + firstNote - noteLeading + notes + descender
	return row
}

func (row tileRow) block() block {
	return block{before: 6, height: row.height, draw: func(c chart.Canvas, top chart.Length) error {
		for i, t := range row.tiles {
			t.draw(c, chart.At(margin+(row.width+tileGap)*chart.Length(i), top), row)
		}
		return nil
	}}
}

func newTile(t report.Tile, width chart.Length) tile {
	note := noteStyle
	if t.Change != "" {
		note = detailStyle // it only says what the change is against
	}
	return tile{
		label: wrapWords(t.Label, width, labelStyle, smallLeading),
		under: []words{
			wrapWords(t.Change, width, changeStyle, noteLeading),
			wrapWords(t.Note, width, note, noteLeading),
			wrapWords(t.Detail, width, detailStyle, noteLeading),
		},
		value: valuePhrases(t.Value),
	}
}

func (t tile) underHeight() chart.Length {
	var sum chart.Length
	for _, w := range t.under {
		sum += w.height()
	}
	return sum
}

// valuePhrases divides "8.42 M" or "USD 7.48" into figure and unit, which is set smaller. What is not a figure and a unit is
// undivided.
func valuePhrases(value string) []phrase {
	unit := sized(figureStyle, unitShare*figureStyle.Size)
	isUnit := func(s string) bool { return s != "" && !strings.ContainsFunc(s, unicode.IsDigit) }
	isFigure := func(s string) bool {
		return strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsFunc(s, unicode.IsLetter)
	}
	const spaces = " \u00A0\u202F"
	if i := strings.LastIndexAny(value, spaces); i >= 0 {
		_, space := utf8.DecodeRuneInString(value[i:])
		if isFigure(value[:i]) && isUnit(value[i+space:]) {
			return []phrase{{value[:i], figureStyle}, {" " + value[i+space:], unit}}
		}
		if isUnit(value[:i]) && isFigure(value[i+space:]) {
			return []phrase{{value[:i] + " ", unit}, {value[i+space:], figureStyle}}
		}
	}
	return []phrase{{value, figureStyle}}
}

// fitting is the largest size, up to the common one, at which the figure leaves some air to its neighbour.
func (t tile) fitting(width chart.Length) chart.Points {
	const share = 0.94
	size := figureStyle.Size
	if natural := phrasesWidth(t.value); natural > share*width {
		size *= chart.Points(share * width / natural)
	}
	return size
}

func phrasesWidth(phrases []phrase) chart.Length {
	var width chart.Length
	for _, p := range phrases {
		width += chart.TextWidth(p.text, p.style)
	}
	return width
}

func sized(style chart.TextStyle, size chart.Points) chart.TextStyle {
	style.Size = size
	return style
}

func (t tile) draw(c chart.Canvas, at chart.Point, row tileRow) {
	y := at.Y + row.figure
	// Labels end on one line, over the figures.
	t.label.draw(c, chart.At(at.X, at.Y+labelLine+smallLeading*chart.Length(row.labels-len(t.label.lines))))
	tagged(c, "P", func() {
		x := at.X
		for _, p := range t.value {
			style := sized(p.style, p.style.Size*row.size/figureStyle.Size)
			c.Text(p.text, chart.At(x, y), style)
			x += c.Width(p.text, style)
		}
	})
	y += firstNote
	for _, w := range t.under {
		w.draw(c, chart.At(at.X, y))
		y += w.height()
	}
}
