// Package svg draws charts as SVG elements to stand in an HTML page: the same charts as on paper, from the same
// description, but in colours that the page may change and with areas that can be pointed at. It draws nothing else, makes no
// page and holds no script. Its errors are about marks that cannot be drawn, such as one at NaN.
package svg

import (
	"fmt"
	"strings"

	"tokenreport/report/chart"
)

// Drawing is an SVG element before it is drawn.
type Drawing struct {
	Width, Height chart.Length // of its paper; the page decides how large it is shown
	ID            string       // begins the ids in it: letters, digits and hyphens, unique in the page
	Title         string       // what it is
	Alt           string       // what it shows, in words
	Mute          bool         // its areas are one path without labels: another drawing of the same chart has them, in the same order
}

// unit is how many units of the element's coordinates are in a millimetre, so that all of them can be whole numbers: one is an
// eighth of a pixel where a millimetre is five.
const unit = 40

// Draw returns the element, as XML that is HTML too. Its role is an image's, named by Title and described by Alt. A colour of the
// palette is the custom property that [Property] names, or else the palette's own. An annotated area is a transparent
// shape whose title element is its label; they are the last group, of the class "areas", in their order. The same calls
// give the same element. The error is draw's, or of the first mark that is nowhere.
func (d Drawing) Draw(draw func(chart.Canvas) error) (string, error) {
	c := &canvas{mute: d.Mute}
	if err := draw(c); err != nil {
		return "", err
	}
	c.endShapes()
	width, height := c.units(d.Width), c.units(d.Height)
	if c.err == nil && (width <= 0 || height <= 0) {
		c.err = fmt.Errorf("%.1f × %.1f mm are no paper", float64(d.Width), float64(d.Height))
	}
	if c.err != nil {
		return "", fmt.Errorf("draw %q as SVG: %w", d.Title, c.err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-title" aria-describedby="%s-desc" font-family="sans-serif">`+"\n",
		width, height, d.ID, d.ID)
	fmt.Fprintf(&b, "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", d.ID, escape(d.Title), d.ID, escape(d.Alt))
	b.WriteString(c.marks.String())
	if areas := c.areas.String(); areas != "" {
		if d.Mute {
			areas = "<path d=\"" + areas + "\"/>\n"
		}
		fmt.Fprintf(&b, "<g class=\"areas\" fill=\"none\" pointer-events=\"all\">\n%s</g>\n", areas)
	}
	b.WriteString("</svg>")
	return b.String(), nil
}
