package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"tokenreport/report/chart"
	"tokenreport/report/typeface"
)

// canvas draws on the pages of a gofpdf document, and guards it against what it takes badly: numbers that are
// none, drawing without a page or a font. Its error is the
// first thing that was refused.
type canvas struct {
	pdf       *gofpdf.Fpdf
	lettering lettering
	font      fontChoice // the one in force on this page
	replaced  bool       // whether a character is drawn that stands for one without a glyph
	err       error

	document  *element // the logical structure of all pages
	group     *element // where the next element belongs
	stretches int      // how many elements this page has
	marked    bool     // within one of them
}

type fontChoice struct {
	name string
	size chart.Points
}

var _ chart.Canvas = (*canvas)(nil)

func newCanvas() *canvas {
	pdf := gofpdf.NewCustom(&gofpdf.InitType{
		OrientationStr: "P",
		UnitStr:        "mm",
		Size:           gofpdf.SizeType{Wd: float64(pageWidth), Ht: float64(pageHeight)},
	})
	pdf.SetCatalogSort(true) // fonts are kept in a map: without it, each file differs
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCompression(false) // [complete] packs the pages
	document := &element{kind: "Document", number: -1}
	return &canvas{pdf: pdf, lettering: lettering{}, document: document, group: document}
}

func (c *canvas) addPage() {
	c.pdf.AddPage()
	c.font, c.stretches = fontChoice{}, 0
	c.pdf.SetLineCapStyle("butt")
	c.pdf.SetLineJoinStyle("round")
}

// Area implements [chart.Canvas].
func (c *canvas) Area(polygon []chart.Point, fill chart.Colour) {
	if len(polygon) < 3 || !c.drawable(polygon...) {
		return
	}
	r, g, b := fill.RGB()
	c.pdf.SetFillColor(int(r), int(g), int(b))
	c.artifact(func() {
		if isRectangle(polygon) {
			c.rectangle(polygon[0], polygon[2])
		} else {
			c.trace(polygon)
		}
		c.pdf.DrawPath("F")
	})
}

// Line implements [chart.Canvas].
func (c *canvas) Line(path []chart.Point, stroke chart.Stroke) {
	if len(path) < 2 || !c.drawable(path...) || !c.finite(stroke.Width) || !c.finite(stroke.Dash...) {
		return
	}
	r, g, b := stroke.Colour.RGB()
	c.pdf.SetDrawColor(int(r), int(g), int(b))
	c.pdf.SetLineWidth(float64(stroke.Width))
	if stroke.Dash != nil {
		c.dash(stroke.Dash)
		defer c.dash(nil)
	}
	c.artifact(func() {
		c.trace(path)
		c.pdf.DrawPath("D")
	})
}

func (c *canvas) dash(lengths []chart.Length) {
	pattern := make([]float64, len(lengths))
	for i, l := range lengths {
		pattern[i] = float64(l)
	}
	c.pdf.SetDashPattern(pattern, 0)
}

// trace writes a path as gofpdf's MoveTo and LineTo do, in one piece and in a fifth of the time.
func (c *canvas) trace(path []chart.Point) {
	written := make([]byte, 0, 18*len(path))
	for i, p := range path {
		x, y := c.onPage(p)
		written = appendNumbers(written, x, y)
		operator := "l\n"
		if i == 0 {
			operator = "m\n"
		}
		written = append(written, operator...)
	}
	c.pdf.RawWriteStr(string(written[:len(written)-1])) // which ends the line
}

// onPage is a place in points from the lower left corner, rounded as it is written.
func (c *canvas) onPage(p chart.Point) (x, y float64) {
	scale := c.pdf.GetConversionRatio()
	return hundredths(float64(p.X) * scale), hundredths((float64(pageHeight) - float64(p.Y)) * scale)
}

func hundredths(f float64) float64 { return math.Round(f*100) / 100 }

// isRectangle tells a rectangle that begins with a level side.
func isRectangle(path []chart.Point) bool {
	return len(path) == 4 && path[0].Y == path[1].Y && path[1].X == path[2].X && path[2].Y == path[3].Y && path[3].X == path[0].X
}

// rectangle writes the one between two corners, with its sides where a path's would be.
func (c *canvas) rectangle(from, to chart.Point) {
	left, top := c.onPage(from)
	right, bottom := c.onPage(to)
	c.pdf.RawWriteStr(string(append(appendNumbers(nil, left, top, right-left, bottom-top), "re"...)))
}

// appendNumbers writes each with two decimals and a space.
func appendNumbers(written []byte, numbers ...float64) []byte {
	for _, n := range numbers {
		written = append(strconv.AppendFloat(written, n, 'f', 2, 64), ' ')
	}
	return written
}

// Text implements [chart.Canvas].
func (c *canvas) Text(s string, at chart.Point, style chart.TextStyle) {
	if !c.drawable(at) || !c.finite(chart.Length(style.Size)) {
		return
	}
	r, g, b := style.Colour.RGB()
	c.pdf.SetTextColor(int(r), int(g), int(b))
	x := at.X - style.Align.Offset(c.Width(s, style))
	c.artifact(func() {
		for _, run := range typeface.Runs(s, style.Weight) {
			c.choose(run.Face, style.Size)
			// Lines are broken by now, and whoever searches the file types an ordinary space.
			text := strings.ReplaceAll(run.Text, "\u00a0", " ")
			c.lettering.add(run.Face, text)
			c.replaced = c.replaced || strings.ContainsRune(text, typeface.Replacement)
			c.thicken(run.Thicken, style)
			c.pdf.Text(float64(x), float64(at.Y), encode(text))
			c.thicken(-run.Thicken, style)
			x += chart.TextWidth(run.Text, style)
		}
	})
}

// thicken draws the outlines of letters, too, which makes them bolder by so many em; below 0 it ends that.
func (c *canvas) thicken(by float64, style chart.TextStyle) {
	const fill, fillAndStroke = 0, 2
	switch {
	case by > 0:
		r, g, b := style.Colour.RGB()
		c.pdf.SetDrawColor(int(r), int(g), int(b))
		c.pdf.SetLineWidth(by * float64(style.Size.Length()))
		c.pdf.SetTextRenderingMode(fillAndStroke)
	case by < 0:
		c.pdf.SetTextRenderingMode(fill)
	}
}

// Width implements [chart.Canvas].
func (c *canvas) Width(s string, style chart.TextStyle) chart.Length {
	return chart.TextWidth(s, style)
}

// choose sets the font for the next text. A face is declared to the document at its first use.
func (c *canvas) choose(face *typeface.Face, size chart.Points) {
	if c.font == (fontChoice{face.Name(), size}) {
		return
	}
	if c.lettering[face] == nil {
		c.pdf.AddFontFromBytes(face.Name(), "", placeholder(face), nil)
	}
	c.pdf.SetFont(face.Name(), "", float64(size))
	c.font = fontChoice{face.Name(), size}
}

func (c *canvas) drawable(path ...chart.Point) bool {
	for _, p := range path {
		if !c.finite(p.X, p.Y) {
			return false
		}
	}
	if c.pdf.PageNo() == 0 {
		c.fail(errors.New("something was drawn before the first page"))
		return false
	}
	return true
}

// finite refuses NaN and infinities: gofpdf writes them into the file, where no reader knows them.
func (c *canvas) finite(lengths ...chart.Length) bool {
	for _, l := range lengths {
		if math.IsNaN(float64(l)) || math.IsInf(float64(l), 0) {
			c.fail(fmt.Errorf("a mark at %v is nowhere", l))
			return false
		}
	}
	return true
}

func (c *canvas) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// close returns the file as gofpdf writes it, dated, and without a title and fonts: [complete] adds them.
func (c *canvas) close(date time.Time) ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	c.pdf.SetCreationDate(date)
	c.pdf.SetModificationDate(date)
	var file bytes.Buffer
	if err := c.pdf.Output(&file); err != nil {
		return nil, fmt.Errorf("gofpdf: %w", err)
	}
	if file.Len() == 0 {
		return nil, errors.New("gofpdf wrote an empty file")
	}
	return file.Bytes(), nil
}
