package pdf

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
)

func TestSharesBeyondTheirBoundsAreDrawnAtThem(t *testing.T) {
	d := normal()
	d.Hourly.Rows[0].Share, d.Hourly.Rows[1].Share = 7, -1
	read(t, render(t, d))
	d.Hourly.Rows[2].Share = math.NaN()
	if _, err := Render(d); err == nil {
		t.Error("a share that is no number leaves no error")
	}
}

func TestTablesOfAnySize(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 23, 24, 25, 26, 50, 120} {
		d := normal()
		row := d.Hourly.Rows[10]
		d.Hourly.Rows = slices.Repeat([]report.TableRow{row}, rows)
		pages := read(t, render(t, d)).Pages
		if got := strings.Count(strings.Join(pages, "\n"), row.Cells[1]); got != rows {
			t.Errorf("%d rows: %d are drawn on %d pages", rows, got, len(pages))
		}
	}
	d := normal()
	d.Hourly = &report.Table{Title: "Nothing"}
	read(t, render(t, d))
}

// Figures of a busy account, in the hundreds of millions, leave the table beside the chart.
func TestTableOfLargeFiguresStaysOnThePage(t *testing.T) {
	doc := normal()
	doc.Hourly.Total = []string{"Day", "131,972,137", "10,732,515", "142,704,652"}
	if pages := read(t, render(t, doc)).Pages; len(pages) != 1 {
		t.Errorf("%d pages", len(pages))
	}
}
