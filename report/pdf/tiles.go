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
	leastFigure  chart.Points = 14  // below it two rows look better than one
)

// tile is a key figure with its words wrapped to its width.
type tile struct {
	label      words
	under      []words // the change, what it is against, the exact number
	number     string
	lead, unit string // small before and after the number: a currency, or a unit
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
	lead, number, unit := splitUnit(t.Value)
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
		lead: lead, number: number, unit: unit,
	}
}

func (t tile) underHeight() chart.Length {
	var sum chart.Length
	for _, w := range t.under {
		sum += w.height()
	}
	return sum
}

// splitUnit divides "8.42 M" into figure and unit, and "USD 6.84" into currency and figure: what is no figure is set
// smaller. Anything else is undivided.
func splitUnit(value string) (lead, number, unit string) {
	i := strings.LastIndexAny(value, " \u00A0\u202F")
	if i < 0 {
		return "", value, ""
	}
	_, space := utf8.DecodeRuneInString(value[i:])
	before, after := value[:i], value[i+space:]
	figure := func(s string) bool { return !strings.ContainsFunc(s, unicode.IsLetter) }
	word := func(s string) bool { return !strings.ContainsFunc(s, unicode.IsDigit) }
	switch {
	case figure(before) && word(after):
		return "", before, after
	case word(before) && figure(after):
		return before, after, ""
	}
	return "", value, ""
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
	for _, small := range []string{t.lead, t.unit} {
		if small != "" {
			width += chart.TextWidth(small+" ", sized(figureStyle, unitShare*size))
		}
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
	tagged(c, "P", func() { t.drawFigure(c, chart.At(at.X, y), row.size) })
	y += firstNote
	for _, w := range t.under {
		w.draw(c, chart.At(at.X, y))
		y += w.height()
	}
}

func (t tile) drawFigure(c chart.Canvas, at chart.Point, size chart.Points) {
	number, small := sized(figureStyle, size), sized(figureStyle, unitShare*size)
	if t.lead != "" {
		c.Text(t.lead+" ", at, small)
		at.X += c.Width(t.lead+" ", small)
	}
	c.Text(t.number, at, number)
	if t.unit != "" {
		c.Text(" "+t.unit, chart.At(at.X+c.Width(t.number, number), at.Y), small)
	}
}
