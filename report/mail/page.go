package mail

import (
	"math"
	"slices"
	"unicode/utf8"

	"tokenreport/report"
)

// page is what the HTML template sees: the document, and its parts as the layout needs them.
type page struct {
	report.Document
	TileRows [][]tile
	Picture  *picture // nil where the mail carries no image
	Hours    *hours   // nil where the report shows no hourly table
}

// tile is a key figure with the size in pixels at which its value fits the tile.
type tile struct {
	report.Tile
	Size int
}

// picture is the place of the inline image, in CSS pixels.
type picture struct {
	ID            string
	Width, Height int
}

// hours is the hourly table.
type hours struct {
	Title, Note string
	Bars        *bars // nil where a picture shows the day
	RowBars     bool  // each row has its own bar: the picture may be switched off
	Columns     []cell
	Rows        []hour
	Total       []cell // empty where the table has no closing row
}

// hour is a row of the hourly table.
type hour struct {
	Cells []cell
	Width int // of its bar, in percent; 0 for none
	Peak  bool
	Quiet bool // without usage: set in grey
	Rule  bool // has a hairline above
}

// cell is a table's cell.
type cell struct{ Text, Align string }

// tilesAcross is the number of tiles in a row; a phone shows two.
const tilesAcross = 3

// rowsPerRule is the number of rows between two hairlines: a quarter of a day.
const rowsPerRule = 6

func newPage(doc report.Document, o Options) page {
	p := page{Document: doc}
	for row := range slices.Chunk(doc.Tiles, tilesAcross) {
		p.TileRows = append(p.TileRows, newTiles(row))
	}
	if o.Inline {
		p.Picture = newPicture(o.ChartHeight)
	}
	if doc.Hourly != nil {
		p.Hours = newHours(*doc.Hourly)
		if p.Hours.RowBars = o.Inline; !o.Inline {
			p.Hours.Bars = newBars(*doc.Hourly, doc.Chart)
		}
	}
	return p
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
	default:
		return 17
	}
}

func newPicture(height int) *picture {
	if height <= 0 {
		height = defaultChartHeight
	}
	return &picture{ID: ChartID, Width: ChartWidth, Height: height}
}

func newHours(t report.Table) *hours {
	h := &hours{Title: t.Title, Note: t.Note, Total: alignCells(t.Columns, t.Total)}
	for _, column := range t.Columns {
		h.Columns = append(h.Columns, cell{column.Label, alignment(column)})
	}
	for i, row := range t.Rows {
		h.Rows = append(h.Rows, hour{
			Cells: alignCells(t.Columns, row.Cells),
			Width: scale(row.Share, 100),
			Peak:  row.Peak,
			Quiet: !(row.Share > 0),
			Rule:  i > 0 && i%rowsPerRule == 0,
		})
	}
	return h
}

// alignCells gives each text its column's alignment.
func alignCells(columns []report.TableColumn, texts []string) []cell {
	aligned := make([]cell, len(texts))
	for i, text := range texts {
		aligned[i] = cell{Text: text, Align: "left"}
		if i < len(columns) {
			aligned[i].Align = alignment(columns[i])
		}
	}
	return aligned
}

func alignment(c report.TableColumn) string {
	if c.Numeric {
		return "right"
	}
	return "left"
}

// scale is a share of a length in whole units: 0 for nothing, at least 1 for something. A share outside 0 to 1
// counts as the nearer of the two, NaN as 0.
func scale(share float64, length int) int {
	if !(share > 0) {
		return 0
	}
	return max(1, int(math.Round(min(share, 1)*float64(length))))
}
