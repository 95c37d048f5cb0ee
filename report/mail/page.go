package mail

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"tokenreport/report"
)

// page is what the HTML template sees: the document, and its parts as the layout needs them.
type page struct {
	report.Document
	Accent   accent
	Logo     *picture // nil where the mail carries none
	TileRows [][]tile
	Picture  *picture // nil where the mail carries no image
	Day      *plot    // the day drawn by cells; nil where a picture shows it, or rows with bars do
	Remarks  []key
	Last     *trend // nil where there is none
	Ranks    []ranking
	Bullets  []bullet
	Hours    *hours // nil where the report shows no hourly table
}

// tile is a key figure with the size in pixels at which its value fits the tile.
type tile struct {
	report.Tile
	Size int
}

// picture is the place of an inline image, in CSS pixels.
type picture struct {
	ID            string
	Width, Height int
}

// paint is a colour: the class that changes it in the dark, and what it is in the light.
type paint struct{ Class, Colour string }

// The paints of marks beside the accent.
var (
	inkPaint      = paint{"top", "#1A1F26"}  // what is in question: the busiest hour, the report's own day
	pastPaint     = paint{"past", "#8A94A0"} // what it is compared with
	likePaint     = paint{"like", "#59626D"} // the same weekday a week before
	forecastPaint = paint{"fore", "#AEB7C2"}
	trackPaint    = paint{"soft", "#E9EDF1"} // the rest of a scale
	alarmPaint    = paint{"odd", "#B42318"}  // out of the usual, or beyond a budget; nothing else
)

func (a accent) paint() paint { return paint{"bar", a.Bar} }

// tilesAcross is the number of tiles in a row; a phone shows two.
const tilesAcross = 3

func newPage(doc report.Document, o Options) page {
	p := page{Document: doc, Accent: newAccent(doc.Brand.Colour)}
	for row := range slices.Chunk(doc.Tiles, tilesAcross) {
		p.TileRows = append(p.TileRows, newTiles(row))
	}
	if o.Inline {
		p.Picture = newPicture(o.ChartHeight)
	}
	if o.Logo {
		p.Logo = newLogo(doc.Brand)
	}
	if doc.Hourly != nil {
		p.Hours = newHours(*doc.Hourly, p.Accent)
		if !o.Inline && (!p.Hours.RowBars || doc.Chart.Empty != "") {
			p.Day = newDay(*doc.Hourly, doc.Chart, p.Accent)
		}
	}
	remarks := untold(doc)
	if p.Day != nil { // they name its colours
		remarks = doc.Chart.Remarks
	}
	for _, r := range remarks {
		p.Remarks = append(p.Remarks, newRemark(r))
	}
	if doc.Trend != nil {
		p.Last = newTrend(*doc.Trend)
	}
	for _, r := range doc.Rankings {
		p.Ranks = append(p.Ranks, newRanking(r, p.Accent))
	}
	for _, b := range doc.Budgets {
		p.Bullets = append(p.Bullets, newBullet(b, p.Accent))
	}
	return p
}

// untold are the remarks on the chart that no notice has told already.
func untold(doc report.Document) []report.Remark {
	var remarks []report.Remark
	for _, r := range doc.Chart.Remarks {
		if !slices.ContainsFunc(doc.Notices, func(n report.Notice) bool { return strings.Contains(n.Text, r.Label) }) {
			remarks = append(remarks, r)
		}
	}
	return remarks
}

func newTiles(row []report.Tile) []tile {
	tiles := make([]tile, len(row))
	for i, t := range row {
		tiles[i] = tile{Tile: t, Size: fontSize(t.Value)}
	}
	return tiles
}

// fontSize is the size in pixels at which a key figure fits half a phone's width.
func fontSize(value string) int {
	switch n := utf8.RuneCountInString(value); {
	case n <= 9:
		return 28
	case n <= 12:
		return 22
	case n <= 15:
		return 17
	default:
		return 14
	}
}

func newPicture(height int) *picture {
	if height <= 0 {
		height = defaultChartHeight
	}
	return &picture{ID: ChartID, Width: ChartWidth, Height: height}
}

// scale is a share of a length in whole units: 0 for nothing, at least 1 for something. A share outside 0 to 1
// counts as the nearer of the two, NaN as 0.
func scale(share float64, length int) int {
	if !(share > 0) {
		return 0
	}
	return max(1, int(math.Round(min(share, 1)*float64(length))))
}
