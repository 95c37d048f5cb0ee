// Package png draws charts as PNG images, for mails: the same charts as on paper, from the same description, with
// type large enough for a telephone. It draws nothing else, and fails only for figures and widths that cannot be drawn.
package png

import (
	"bytes"
	"fmt"
	"image/png"

	"tokenreport/report"
	"tokenreport/report/chart"
)

// The paper on which a chart for a mail is laid out. It is narrow, so that the type, whose size is fixed, is large in
// the image: shown 600 pixels wide small print has 15 of them, and 9 on a telephone.
const (
	paperWidth  chart.Length = 112
	paperHeight chart.Length = 62
	margin      chart.Length = 2
)

// Widths that make sense: below, no word can be read; above, the image is larger than any mail wants.
const (
	minWidth = 200
	maxWidth = 4000
)

// Height is how high, in pixels, the image is that [Chart] draws with that width.
func Height(width int) int { return height(width, paperWidth, paperHeight) }

// Chart draws the day chart on solid white, width pixels wide, which is best twice the width at which it is shown.
// The same chart gives the same bytes. A width below 200 or above 4000, or a figure that cannot be drawn, is an error.
func Chart(d report.UsageChart, width int) ([]byte, error) {
	if width < minWidth || width > maxWidth {
		return nil, fmt.Errorf("draw chart as PNG: %d pixels wide, want %d to %d", width, minWidth, maxWidth)
	}
	c := newCanvas(width, paperWidth, paperHeight)
	paper := chart.Rect{Left: margin, Top: margin, Width: paperWidth - 2*margin, Height: paperHeight - 2*margin}
	if err := chart.DrawUsage(c, paper, d); err != nil {
		return nil, err
	}
	if c.err != nil {
		return nil, fmt.Errorf("draw chart as PNG: %w", c.err)
	}
	var file bytes.Buffer
	// The default level takes three times as long for a file that is 7 % smaller.
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&file, paletted(c.picture)); err != nil {
		return nil, fmt.Errorf("encode chart as PNG: %w", err)
	}
	return file.Bytes(), nil
}
