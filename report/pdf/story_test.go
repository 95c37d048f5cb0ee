package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/chart/charttest"
)

// A page is small enough to be mailed to many: 60 KB in Latin letters, 150 KB with Chinese.
func TestSizeOfAPage(t *testing.T) {
	for _, s := range stories() {
		s.doc.Hourly, s.doc.Tables = nil, nil
		most := 60 << 10
		if s.doc.Language == "zh-CN" {
			most = 150 << 10
		}
		file := render(t, s.doc)
		pages := len(read(t, file).Pages)
		t.Logf("%s: %d bytes, %d page(s)", s.name, len(file), pages)
		if len(file) > most*pages {
			t.Errorf("%s has %d bytes on %d page(s), want at most %d on each", s.name, len(file), pages, most)
		}
	}
}

// Each figure has its finding in words, in the order in which they are seen.
func TestFiguresAreDescribed(t *testing.T) {
	d := full()
	d.Chart.Alt = "the day"
	d.Budgets = append(d.Budgets, charttest.Overspent())
	d.Budgets[1].Alt = "money"
	file := render(t, d)
	end := -1
	for _, alt := range []string{d.Chart.Alt, d.Trend.Alt, d.Heat.Alt, d.Rankings[0].Alt, d.Rankings[1].Alt, d.Budgets[0].Alt, d.Budgets[1].Alt} {
		at := bytes.Index(file, []byte("/Alt "+text(alt)))
		if at < 0 || at < end {
			t.Errorf("the figure %q is described at %d, the one before it at %d", alt, at, end)
		}
		end = at
	}
	if got := len(regexp.MustCompile(`/S /Figure /P \d+ 0 R /Alt `).FindAll(file, -1)); got != 7 {
		t.Errorf("%d figures are described, want 7", got)
	}
}

// The first page is the whole story, in the order of reading; only tables follow.
func TestReadingOrder(t *testing.T) {
	d := full()
	pages := read(t, render(t, d)).Pages
	order := []string{
		d.Title, d.Date, "3.16 M tokens, 12 %", d.Tiles[0].Label, d.Chart.Title, d.Trend.Title, d.Heat.Title,
		d.Rankings[0].Title, d.Rankings[1].Title, d.Budgets[0].Title, d.ProvenanceTitle,
	}
	rest := pages[0]
	for _, text := range order {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("%q is not where it should be read, in %q", text, rest)
		}
		rest = after
	}
	if !strings.Contains(pages[1], d.Hourly.Title) || !strings.Contains(pages[1], d.Tables[0].Title) {
		t.Errorf("page 2 is %q", pages[1])
	}
}

// What is absent leaves no hole: the chart takes its room.
func TestTheChartTakesTheRoom(t *testing.T) {
	heightOf := func(change func(d *report.Document)) chart.Length {
		d := full()
		change(&d)
		pages, err := layOut(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range pages[0] {
			var canvas charttest.Recorder
			if err := part.draw(&canvas, part.top); err != nil {
				t.Fatal(err)
			}
			if len(canvas.Texts) > 0 && canvas.Texts[0].Text == d.Chart.Title {
				return part.height
			}
		}
		t.Fatal("there is no chart")
		return 0
	}
	all := heightOf(func(*report.Document) {})
	noBudget := heightOf(func(d *report.Document) { d.Budgets, d.Rankings = nil, d.Rankings[:1] })
	noTrend := heightOf(func(d *report.Document) { d.Trend, d.Heat = nil, nil })
	noParts := heightOf(func(d *report.Document) { d.Rankings, d.Budgets = nil, nil })
	if all < chartLeast || noBudget < all || noTrend < all+30 || noParts < all+20 {
		t.Errorf("the chart is %.0f mm high with all, %.0f without the budget, %.0f without the trend, %.0f without parts", all, noBudget, noTrend, noParts)
	}
}

func TestBudgetsStandBesideAShorterRanking(t *testing.T) {
	for _, test := range []struct {
		name     string
		rankings []report.Ranking
		budgets  int
		rows     int
	}{
		{"beside the second", []report.Ranking{charttest.Applications(5, true), charttest.Models()}, 1, 1},
		{"beside the first", []report.Ranking{charttest.Models(), charttest.Applications(5, true)}, 1, 1},
		{"beside the only one", []report.Ranking{charttest.Applications(5, true)}, 2, 1},
		{"no room", []report.Ranking{charttest.Applications(3, true), charttest.Applications(3, true)}, 1, 2},
		{"room for only one of them", []report.Ranking{charttest.Applications(5, true), charttest.Models()}, 2, 2},
		{"no ranking", nil, 3, 2},
		{"three rankings", slices.Repeat([]report.Ranking{charttest.Models()}, 3), 0, 2},
	} {
		s := story{rankings: test.rankings, budgets: slices.Repeat([]report.Bullet{charttest.Budget()}, test.budgets)}
		blocks := s.lower()
		var canvas charttest.Recorder
		for i, b := range blocks {
			if err := b.draw(&canvas, chart.Length(100*i)); err != nil {
				t.Fatal(err)
			}
		}
		drawn := strings.Count(canvas.String(), `"Budget November"`)
		if len(blocks) != test.rows || drawn != test.budgets {
			t.Errorf("%s: %d budgets in %d rows, want %d in %d", test.name, drawn, len(blocks), test.budgets, test.rows)
		}
	}
}

func TestRankingsOfAnySize(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 12, 36, 37, 50} {
		d := full()
		d.Rankings = []report.Ranking{charttest.Applications(rows, false)}
		for i := range d.Rankings[0].Rows {
			d.Rankings[0].Rows[i].Name = fmt.Sprintf("part %d.", i+1)
		}
		all := strings.Join(read(t, render(t, d)).Pages, "\n")
		for i := range rows {
			if name := fmt.Sprintf("part %d.", i+1); !strings.Contains(all, name) {
				t.Errorf("%d rows: %q is not drawn", rows, name)
			}
		}
	}
}

// A name that a ranking cuts stands in full in a table: in one of the document, or in one for it alone.
func TestCutNamesStandInFull(t *testing.T) {
	d := full()
	d.Rankings = []report.Ranking{charttest.LongNames(charttest.Applications(5, true)), charttest.Models()}
	d.Tables = nil
	tables := wholeNames(d)
	if len(tables) != 1 || tables[0].Title != d.Rankings[0].Title {
		t.Fatalf("tables of whole names: %v", tables)
	}
	all := unspaced(strings.Join(read(t, render(t, d)).Pages[1:], "\n"))
	for _, row := range d.Rankings[0].Rows {
		if !strings.Contains(all, unspaced(row.Name)) {
			t.Errorf("%q is nowhere in full", row.Name)
		}
	}
	first := full()
	first.Rankings, first.Budgets = []report.Ranking{charttest.Applications(5, true)}, nil
	if tables := wholeNames(first); len(tables) != 0 {
		t.Errorf("%d tables repeat names that the whole width holds", len(tables))
	}
	d.Tables = []report.Table{asTable(d.Rankings[0])}
	if tables := wholeNames(d); len(tables) != 0 {
		t.Errorf("%d tables repeat the names of another", len(tables))
	}
}

func TestFurtherTablesFlow(t *testing.T) {
	for _, rows := range []int{0, 1, 3, 47, 50, 120} {
		d := full()
		d.Hourly, d.Rankings = nil, nil
		d.Tables = []report.Table{parts("First", rows), parts("Second", 2)}
		pages := read(t, render(t, d)).Pages[1:]
		all := strings.Join(pages, "\n")
		for i := range rows {
			if name := fmt.Sprintf("Application %d for", i+1); !strings.Contains(all, name) {
				t.Errorf("%d rows: %q is not drawn", rows, name)
			}
		}
		for i, page := range pages {
			if tables := strings.Count(page, "First\n") + strings.Count(page, "Second\n"); tables == 0 || strings.Count(page, "vs usual Tue") != tables {
				t.Errorf("%d rows, page %d: not every table has its title and head: %q", rows, i+2, page)
			}
		}
		if want := 1 + rows/48; len(pages) > want+1 {
			t.Errorf("%d rows are on %d pages", rows, len(pages))
		}
	}
}

func TestBrand(t *testing.T) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 900, 900)), nil); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"PNG": picture(480, 120), "JPEG": photo.Bytes(), "one pixel": picture(1, 1), "wide": picture(3000, 20)} {
		d := full()
		d.Brand.Logo = file
		picture, err := newLogo(file)
		if err != nil {
			t.Fatal(err)
		}
		if picture.height > logoHeight+0.01 || picture.width > logoWidth+0.01 {
			t.Errorf("%s: %.1f × %.1f mm", name, picture.width, picture.height)
		}
		rendered := render(t, d)
		read(t, rendered)
		if !bytes.Contains(rendered, []byte("/Subtype /Image")) || bytes.Contains(rendered, []byte("/SMask")) {
			t.Errorf("%s: the file has no opaque image", name)
		}
	}
	tests := []struct {
		name  string
		brand report.Brand
		want  string
	}{
		{"no image", report.Brand{Logo: []byte("<svg/>")}, "PNG or JPEG"},
		{"half an image", report.Brand{Logo: picture(480, 120)[:200]}, "logo"},
		{"colour without a number", report.Brand{Colour: "blue"}, "#RRGGBB"},
	}
	for _, test := range tests {
		d := full()
		d.Brand = test.brand
		if _, err := Render(d); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one about %s", test.name, err, test.want)
		}
	}
}

func TestAccentIsTheBrands(t *testing.T) {
	d := full()
	if !strings.Contains(drawing(t, d), "area #0072B2 16.00,") {
		t.Error("without a brand, the palette's own accent is not drawn")
	}
	d.Brand.Colour = "#6B2D8F"
	if got := strings.Count(drawing(t, d), "#6B2D8F"); got != 1 {
		t.Errorf("the brand's colour is drawn %d times, want once", got)
	}
}

func TestFooterOfTheBrandIsOnEachPage(t *testing.T) {
	d := fullBrand()
	for i, page := range read(t, render(t, d)).Pages {
		if !strings.Contains(page, d.Brand.Footer) {
			t.Errorf("page %d ends without the brand's line: %q", i+1, page[max(0, len(page)-120):])
		}
	}
}
