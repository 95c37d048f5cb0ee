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
	noteStyle   = chart.TextStyle{Size: chart.NoteSize, Colour: chart.Ink}
	detailStyle = chart.TextStyle{Size: chart.SmallSize, Colour: chart.Quiet}
)

const (
	tileGap      chart.Length = 5
	labelLine    chart.Length = 3   // from a row's top to its labels
	figureAir    chart.Length = 2.8 // between the labels and the figures
	firstNote    chart.Length = 5.2 // from the figures to the notes
	noteLeading  chart.Length = 4.1 // between lines of notes
	smallLeading chart.Length = 3.6
	unitShare                 = 0.6 // of the figure's size
	leastFigure  chart.Points = 15  // below it two rows look better than one
)

// tile is a key figure with its words wrapped to its width.
type tile struct {
	label, note, detail words
	number, unit        string
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
	height chart.Length
}

func newTileRow(figures []report.Tile, columns int) tileRow {
	row := tileRow{width: (contentWidth+tileGap)/chart.Length(columns) - tileGap, size: figureStyle.Size}
	labels, notes := 1, chart.Length(0)
	for _, f := range figures {
		t := newTile(f, row.width)
		row.tiles = append(row.tiles, t)
		row.size = min(row.size, t.fitting(row.width))
		labels = max(labels, len(t.label.lines))
		notes = max(notes, t.note.height()+t.detail.height())
	}
	row.figure = labelLine + smallLeading*chart.Length(labels-1) + figureAir + 0.93*row.size.Length()
	row.height = row.figure + 1.4 + notes
	return row
}

func (row tileRow) block() block {
	return block{before: 7, height: row.height, draw: func(c chart.Canvas, top chart.Length) error {
		for i, t := range row.tiles {
			t.draw(c, chart.At(margin+(row.width+tileGap)*chart.Length(i), top), row)
		}
		return nil
	}}
}

func newTile(t report.Tile, width chart.Length) tile {
	number, unit := splitUnit(t.Value)
	return tile{
		label:  wrapWords(t.Label, width, labelStyle, smallLeading),
		note:   wrapWords(t.Note, width, noteStyle, noteLeading),
		detail: wrapWords(t.Detail, width, detailStyle, smallLeading),
		number: number, unit: unit,
	}
}

// splitUnit divides "8.42 M" into figure and unit, which is set smaller. What is not a figure and a unit is undivided.
func splitUnit(value string) (number, unit string) {
	i := strings.LastIndexAny(value, " \u00A0\u202F")
	if i < 0 || strings.ContainsFunc(value[:i], unicode.IsLetter) || strings.ContainsFunc(value[i:], unicode.IsDigit) {
		return value, ""
	}
	_, space := utf8.DecodeRuneInString(value[i:])
	return value[:i], value[i+space:]
}

// fitting is the largest size, up to the common one, at which the figure leaves some air to its neighbour.
func (t tile) fitting(width chart.Length) chart.Points {
	const share = 0.94
	size := figureStyle.Size
	if natural := t.figureWidth(size); natural > share*width {
		size *= chart.Points(share * width / natural)
	}
	return size
}

func (t tile) figureWidth(size chart.Points) chart.Length {
	width := chart.TextWidth(t.number, sized(figureStyle, size))
	if t.unit != "" {
		width += chart.TextWidth(" "+t.unit, sized(figureStyle, unitShare*size))
	}
	return width
}

func sized(style chart.TextStyle, size chart.Points) chart.TextStyle {
	style.Size = size
	return style
}

func (t tile) draw(c chart.Canvas, at chart.Point, row tileRow) {
	y := at.Y + row.figure
	t.label.draw(c, chart.At(at.X, at.Y+labelLine))
	number := sized(figureStyle, row.size)
	tagged(c, "P", func() {
		c.Text(t.number, chart.At(at.X, y), number)
		if t.unit != "" {
			c.Text(" "+t.unit, chart.At(at.X+c.Width(t.number, number), y), sized(figureStyle, unitShare*row.size))
		}
	})
	t.note.draw(c, chart.At(at.X, y+firstNote))
	t.detail.draw(c, chart.At(at.X, y+firstNote+t.note.height()))
}
