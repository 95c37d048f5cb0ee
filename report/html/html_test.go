package html_test

import (
	"bytes"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/html"
)

func render(t testing.TB, doc report.Document) []byte {
	t.Helper()
	page, err := html.Render(doc)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestGolden(t *testing.T) {
	for name, doc := range samples() {
		t.Run(name, func(t *testing.T) {
			golden.Check(t, "testdata/"+name+".html", render(t, doc))
		})
	}
}

func TestGoldenFilesAllHaveATest(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	if want := len(samples()); len(files) != want {
		t.Errorf("testdata has %d pages, want %d", len(files), want)
	}
}

// Everything that the document says in words and numbers can be read without pointing at anything.
func TestEveryFigureIsInTheText(t *testing.T) {
	for name, doc := range samples() {
		t.Run(name, func(t *testing.T) {
			read := spaceless(text(parse(t, render(t, doc))))
			for _, said := range said(doc.Plain()) {
				if !strings.Contains(read, spaceless(said)) {
					t.Errorf("the page lacks %q", said)
				}
			}
		})
	}
}

// said lists what a document says, but for the day's intervals: the hourly table adds them up, and the chart has them.
func said(doc report.Document) []string {
	all := []string{doc.Title, doc.Date, doc.Zone, doc.Revision, doc.Headline, doc.ProvenanceTitle, doc.Brand.Footer}
	all = append(all, doc.Chart.Title, doc.Chart.BandLabel)
	for _, r := range doc.Chart.Remarks {
		all = append(all, r.Label)
	}
	if slices.ContainsFunc(doc.Chart.Columns, func(c report.Column) bool { return c.Label != "" }) {
		all = append(all, doc.Browser.Guide)
	}
	for _, n := range doc.Notices {
		all = append(all, n.Text)
	}
	for _, t := range doc.Tiles {
		all = append(all, t.Label, t.Value, t.Change, t.Note, t.Detail)
	}
	if doc.Trend != nil {
		for _, bar := range doc.Trend.Bars {
			all = append(all, bar.Label)
		}
	}
	if doc.Heat != nil {
		for _, row := range doc.Heat.Rows {
			for _, cell := range row.Cells {
				all = append(all, cell.Label)
			}
		}
	}
	for _, r := range doc.Rankings {
		all = append(all, r.Title, r.Note, r.NameHead, r.ValueHead, r.ShareHead, r.ChangeHead)
		for _, row := range r.Rows {
			all = append(all, row.Name+row.Value+row.Share+row.Change)
		}
	}
	for _, b := range doc.Budgets {
		all = append(all, b.Title, b.Value, b.Note, b.ElapsedLabel)
	}
	tables := doc.Tables
	if doc.Hourly != nil {
		tables = append(tables, *doc.Hourly)
	}
	for _, t := range tables {
		all = append(all, t.Title, t.Note, strings.Join(t.Total, ""))
		for _, row := range t.Rows {
			all = append(all, strings.Join(row.Cells, ""))
		}
	}
	for _, f := range doc.Provenance {
		all = append(all, f.Label+f.Value)
	}
	return all
}

func spaceless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// Each interval is in the day's chart, to point at, and all drawings of a chart have the same areas: the first has the
// labels of them all.
func TestIntervalsCanBePointedAt(t *testing.T) {
	doc := day()
	var labels []string
	areas := map[*node]int{} // by drawing
	for _, n := range parse(t, render(t, doc)) {
		if n.name == "path" && n.parent.attr["class"] == "areas" {
			areas[n.parent.parent] += strings.Count(n.attr["d"], "z")
		}
		if n.name == "title" && n.parent.name == "path" {
			labels = append(labels, n.text)
		}
	}
	for _, column := range doc.Chart.Columns {
		if !slices.Contains(labels, column.Label) {
			t.Errorf("no area is called %q", column.Label)
		}
	}
	day, days, hours := len(doc.Chart.Columns)+len(doc.Chart.Remarks), len(doc.Trend.Bars), 7*24
	if len(labels) != day+days+hours {
		t.Errorf("%d areas have a label, want %d: those of each chart once", len(labels), day+days+hours)
	}
	if got, want := slices.Sorted(maps.Values(areas)), slices.Sorted(slices.Values([]int{day, day, days, days, hours})); !slices.Equal(got, want) {
		t.Errorf("the drawings have %d areas, want %d", got, want)
	}
}

// The hours of a day of some fifty million tokens are read on a telephone without scrolling; those of a day of fifteen digits scroll
// by themselves.
func TestHoursFitATelephone(t *testing.T) {
	for total, want := range map[string]bool{"50,689,846": false, "123,456,789,012,345": true} {
		doc := report.Document{Language: "en", Title: "Token usage", Hourly: &report.Table{
			Title:   "Hour by hour",
			Columns: []report.TableColumn{{Label: "Hour"}, {Label: "Input", Numeric: true}, {Label: "Output", Numeric: true}, {Label: "Total", Numeric: true}},
			Rows:    []report.TableRow{{Cells: []string{"09:00", "4,026,217", "247,954", "4,274,171"}}},
			Total:   []string{"Day", total, "3,017,923", total},
		}}
		if got := bytes.Contains(render(t, doc), []byte(`class="wide-table"`)); got != want {
			t.Errorf("with a total of %s the table scrolls: %t, want %t", total, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	const most = 150_000
	page := render(t, day())
	t.Logf("a day of 288 intervals with everything has %d bytes", len(page))
	if len(page) > most {
		t.Errorf("%d bytes, want at most %d", len(page), most)
	}
}

// What assistive technology needs; axe-core looks at more in the browser.
func TestStructure(t *testing.T) {
	for name, doc := range samples() {
		t.Run(name, func(t *testing.T) {
			nodes := parse(t, render(t, doc))
			if root := nodes[0]; root.name != "html" || root.attr["lang"] != doc.Language {
				t.Errorf("the page is in %q, want %q", root.attr["lang"], doc.Language)
			}
			if got := len(named(nodes, "h1")); got != 1 {
				t.Errorf("%d elements h1, want one", got)
			}
			tables := named(nodes, "table")
			if got := len(named(nodes, "caption")); got != len(tables) {
				t.Errorf("%d captions for %d tables", got, len(tables))
			}
			for _, th := range named(nodes, "th") {
				if s := th.attr["scope"]; s != "col" && s != "row" {
					t.Errorf("a header cell %q has the scope %q", th.text, s)
				}
			}
			checkIdentities(t, nodes)
			for _, n := range doc.Plain().Notices {
				word := doc.Plain().Browser.Note
				if n.Warning {
					word = doc.Plain().Browser.Warning
				}
				if !strings.Contains(spaceless(text(nodes)), spaceless(word+n.Text)) {
					t.Errorf("no word %q before the notice %q", word, n.Text)
				}
			}
		})
	}
}

// checkIdentities finds ids that are there twice, and references to none.
func checkIdentities(t *testing.T, nodes []*node) {
	t.Helper()
	ids := map[string]int{}
	for _, n := range nodes {
		if id, ok := n.attr["id"]; ok {
			ids[id]++
		}
	}
	for id, count := range ids {
		if count > 1 {
			t.Errorf("%d elements have the id %s", count, id)
		}
	}
	for _, n := range nodes {
		for _, key := range []string{"aria-labelledby", "aria-describedby"} {
			if id, ok := n.attr[key]; ok && ids[id] == 0 {
				t.Errorf("%s of an element %s refers to %q, which is nowhere", key, n.name, id)
			}
		}
		if n.name == "svg" && n.attr["aria-hidden"] == "" && (n.attr["role"] != "img" || n.attr["aria-labelledby"] == "" || n.attr["aria-describedby"] == "") {
			t.Errorf("a chart is %v", n.attr)
		}
	}
}

func TestSameBytesAtTheSameTime(t *testing.T) {
	want := render(t, day())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := html.Render(day()); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another page than alone, error %v", err)
			}
		})
	}
	wg.Wait()
}

func TestRenderRefuses(t *testing.T) {
	tests := map[string]struct {
		change func(d *report.Document)
		want   string
	}{
		"no language":          {func(d *report.Document) { d.Language = "" }, "language tag"},
		"a hostile language":   {func(d *report.Document) { d.Language = `en" onload="x` }, "language tag"},
		"a logo that is none":  {func(d *report.Document) { d.Brand.Logo = []byte("<svg/>") }, "PNG or JPEG"},
		"a colour that is one": {func(d *report.Document) { d.Brand.Colour = "red" }, "#0072B2"},
		"a hostile colour":     {func(d *report.Document) { d.Brand.Colour = "#000000;}*{x" }, "#0072B2"},
		"a share beyond 1":     {func(d *report.Document) { d.Chart.Columns[0].Total = 2 }, "column 0"},
		"an impossible trend":  {func(d *report.Document) { d.Trend.Bars[0].Height = -1 }, "bar 0"},
		"an impossible heat":   {func(d *report.Document) { d.Heat.Rows[0].Cells = nil }, "heat map"},
		"an impossible budget": {func(d *report.Document) { d.Budgets[0].Used = 2 }, "draw"},
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		test, doc := tests[name], day()
		test.change(&doc)
		if page, err := html.Render(doc); err == nil || !strings.Contains(err.Error(), test.want) || page != nil {
			t.Errorf("%s: %d bytes, error %v, want one about %q", name, len(page), err, test.want)
		}
	}
}
