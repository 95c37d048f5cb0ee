package pdf

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/chart/charttest"
	"tokenreport/report/typeface"
)

func render(t testing.TB, doc report.Document) []byte {
	t.Helper()
	file, err := Render(doc)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func read(t *testing.T, file []byte) Contents {
	t.Helper()
	contents, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return contents
}

func TestPagesAndFonts(t *testing.T) {
	latin := []string{"NotoSans-Bold", "NotoSans-Regular"}
	all := append(slices.Clone(latin), "NotoSansSC-Bold", "NotoSansSC-Regular")
	rare := append(slices.Clone(latin), "NotoSansSC-8C00", "NotoSansSC-Bold", "NotoSansSC-Regular") // 跃 is not common
	named := append(slices.Clone(latin), "NotoSansSC-Regular")                                      // one application has a Chinese name
	tests := map[string]struct {
		pages, replaced int
		fonts           []string
	}{
		"normal": {1, 0, latin}, "example": {1, 0, latin}, "empty": {1, 0, latin}, "single": {1, 0, latin}, "spike": {1, 0, latin},
		"huge": {2, 0, latin}, "chinese": {1, 0, rare}, "indonesian": {1, 0, latin},
		"long-day": {1, 0, latin}, "short-day": {1, 0, latin}, "notices": {1, 0, latin}, "many-notices": {4, 0, latin}, "requests": {1, 0, latin}, "correction": {1, 0, latin},
		"unknown": {1, 0, latin}, "no-table": {1, 0, latin}, "hostile": {3, 36, append(slices.Clone(latin), "NotoSansSC-Regular")}, "bare": {1, 0, nil},
		"full": {2, 0, named}, "full-spike": {2, 0, named}, "full-outage": {2, 0, named}, "full-empty": {1, 0, latin}, "full-first": {2, 0, named},
		"full-long-day": {3, 0, named}, "full-huge": {3, 0, named}, "full-fifty": {4, 0, named}, "full-chinese": {2, 0, rare}, "full-indonesian": {2, 0, named},
		"full-week": {2, 0, named}, "full-month": {2, 0, named}, "full-brand": {2, 0, named}, "full-notices": {3, 0, named}, "full-hostile": {4, 0, all},
	}
	for _, s := range samples() {
		want, found := tests[s.name]
		if !found {
			t.Errorf("%s: nothing is expected of this sample", s.name)
		}
		got := read(t, render(t, s.doc))
		if len(got.Pages) != want.pages || got.Replaced != want.replaced || !slices.Equal(got.Fonts, want.fonts) {
			t.Errorf("%s: %d pages, %d replaced, fonts %v; want %v", s.name, len(got.Pages), got.Replaced, got.Fonts, want)
		}
		if got.Language != s.doc.Language || !strings.HasPrefix(got.Title, firstOf(typeface.Sanitise(s.doc.Title))) {
			t.Errorf("%s: title %q in %q", s.name, got.Title, got.Language)
		}
		for i, page := range got.Pages {
			if len(page) < 40 && s.name != "bare" {
				t.Errorf("%s: page %d is nearly empty: %q", s.name, i+1, page)
			}
		}
	}
}

func firstOf(s string, _ int) string { return s }

// Whatever the document says is on its pages, whole: wrapped or smaller, but not cut.
func TestNothingIsCut(t *testing.T) {
	for _, s := range samples() {
		var drawn strings.Builder
		for _, page := range read(t, render(t, s.doc)).Pages {
			drawn.WriteString(unspaced(withoutLastLine(page))) // the footer may interrupt a text
		}
		for _, text := range texts(s.doc) {
			clean, _ := typeface.Sanitise(text)
			if !strings.Contains(drawn.String(), unspaced(clean)) {
				t.Errorf("%s: %q is not on a page", s.name, clean)
			}
		}
	}
}

func withoutLastLine(s string) string { return s[:max(0, strings.LastIndex(s, "\n"))] }

func unspaced(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\t", "", "\u00A0", "").Replace(s)
}

// texts is every text of a document that a page must show. Ticks are left out where they have no room.
func texts(d report.Document) []string {
	all := []string{d.Title, d.Date, d.Zone, d.Headline, d.Chart.Title, d.Chart.Empty}
	for _, n := range d.Notices {
		all = append(all, n.Text)
	}
	for _, t := range d.Tiles {
		all = append(all, t.Label, t.Value, t.Change, t.Note, t.Detail)
	}
	if d.Chart.Peak != nil {
		all = append(all, d.Chart.Peak.Label)
	}
	all = append(all, d.Chart.BandLabel)
	for _, r := range d.Chart.Remarks {
		all = append(all, r.Label)
	}
	if d.Trend != nil {
		all = append(all, d.Trend.Title, d.Trend.Note)
	}
	if d.Heat != nil {
		all = append(all, d.Heat.Title, d.Heat.Least, d.Heat.Most)
	}
	for _, k := range d.Rankings {
		all = append(all, k.Title, k.Note, k.NameHead, k.ValueHead, k.ShareHead, k.ChangeHead)
		for _, row := range k.Rows {
			all = append(all, row.Name, row.Value, row.Share, row.Change)
		}
	}
	for _, b := range d.Budgets {
		all = append(all, b.Title, b.Value, b.Note, b.ElapsedLabel)
	}
	for _, t := range append(hourlyTable(d), d.Tables...) {
		all = append(all, t.Title, t.Note)
		all = append(all, t.Total...)
		for _, row := range t.Rows {
			all = append(all, row.Cells...)
		}
	}
	if len(d.Provenance) > 0 {
		all = append(all, d.ProvenanceTitle)
	}
	for _, f := range d.Provenance {
		all = append(all, f.Label)
		all = append(all, strings.Fields(f.Value)...)
	}
	return all
}

// What is written stays within the margins and within its part of the page, and covers nothing else.
func TestTextsStayApartAndInside(t *testing.T) {
	const ascender = 0.3 // of the title, whose capitals begin at the margin
	sheet := chart.Rect{Left: margin, Top: margin - ascender, Width: contentWidth, Height: pageHeight - 2*margin + 10}
	for _, s := range samples() {
		pages, err := layOut(s.doc)
		if err != nil {
			t.Fatal(err)
		}
		for i, page := range pages {
			var canvas charttest.Recorder
			for _, part := range page {
				var alone charttest.Recorder
				for _, c := range []*charttest.Recorder{&canvas, &alone} {
					if err := part.draw(c, part.top); err != nil {
						t.Fatal(err)
					}
				}
				place := chart.Rect{Left: margin, Top: part.top - ascender, Width: contentWidth, Height: part.height + 2*ascender}
				if text := alone.Outside(place); text != "" {
					t.Errorf("%s, page %d: %q leaves its part of the page", s.name, i+1, text)
				}
			}
			drawFooter(&canvas, s.doc, i+1, len(pages))
			if a, b := canvas.Overlap(); a != "" {
				t.Errorf("%s, page %d: %q covers %q", s.name, i+1, a, b)
			}
			if text := canvas.Outside(sheet); text != "" {
				t.Errorf("%s, page %d: %q leaves the margins", s.name, i+1, text)
			}
		}
	}
}

// Parts of a page follow each other with air between them, down to the small print, and do not overlap.
func TestPartsFollowEachOther(t *testing.T) {
	for _, s := range samples() {
		pages, err := layOut(s.doc)
		if err != nil {
			t.Fatal(err)
		}
		for i, page := range pages {
			end := margin
			for _, part := range page {
				if part.top < end-0.01 || part.bottom() > margin+contentHeight+0.01 {
					t.Errorf("%s, page %d: a part is at %.1f to %.1f mm, after one that ends at %.1f", s.name, i+1, part.top, part.bottom(), end)
				}
				end = part.bottom()
			}
		}
	}
}

func TestPageGolden(t *testing.T) {
	golden.Check(t, "testdata/example-drawing.golden", []byte(drawing(t, example())))
	golden.Check(t, "testdata/story-drawing.golden", []byte(drawing(t, shortStory())))
	for _, s := range stories() {
		golden.Check(t, "testdata/"+s.name+"-text.golden", []byte(strings.Join(read(t, render(t, s.doc)).Pages, "\f")))
	}
	golden.Check(t, "testdata/normal-text.golden", []byte(strings.Join(read(t, render(t, normal())).Pages, "\f")))
	golden.Check(t, "testdata/chinese-text.golden", []byte(strings.Join(read(t, render(t, inChinese())).Pages, "\f")))
	golden.Check(t, "testdata/notices-text.golden", []byte(strings.Join(read(t, render(t, withNotices())).Pages, "\f")))
}

// drawing is what a document draws, page after page.
func drawing(t *testing.T, doc report.Document) string {
	t.Helper()
	pages, err := layOut(doc)
	if err != nil {
		t.Fatal(err)
	}
	var canvas charttest.Recorder
	for i, page := range pages {
		for _, part := range page {
			if err := part.draw(&canvas, part.top); err != nil {
				t.Fatal(err)
			}
		}
		drawFooter(&canvas, doc, i+1, len(pages))
	}
	return canvas.String()
}

func TestRenderIsTheSameEachTime(t *testing.T) {
	for _, s := range samples() {
		want := render(t, s.doc)
		times := 1
		if s.name == "normal" {
			times = 30 // gofpdf would write its fonts in the order of a map
		}
		for range times {
			if !bytes.Equal(render(t, s.doc), want) {
				t.Fatalf("%s: two files of one document differ", s.name)
			}
		}
	}
}

func TestRenderConcurrently(t *testing.T) {
	docs := []report.Document{normal(), inChinese(), hostile()}
	want := make([][]byte, len(docs))
	for i, doc := range docs {
		want[i] = render(t, doc)
	}
	var together sync.WaitGroup
	for range 4 {
		for i, doc := range docs {
			together.Go(func() {
				if got, err := Render(doc); err != nil || !bytes.Equal(got, want[i]) {
					t.Errorf("document %d differs when rendered beside others, or failed: %v", i, err)
				}
			})
		}
	}
	together.Wait()
}

func TestHostileTextsInEveryField(t *testing.T) {
	for _, text := range []string{
		"😀", "\U00020000", "\x00", "\x80\xff", "\u202Eabc", "שלום", "שָׁ", "(\\)", "\r\n", "{nb}", "\uFFFE\uFFFF", strings.Repeat("用", 500), strings.Repeat("m", 500), "�", " ", "\u3000",
	} {
		d := normal()
		d.Title, d.Date, d.Zone, d.Headline, d.Language, d.PageLabel = text, text, text, text, text, text
		d.Notices = []report.Notice{{Text: text}}
		d.Tiles = []report.Tile{{Label: text, Value: text, Note: text, Detail: text}}
		d.Chart.Title, d.Chart.Empty, d.Chart.Alt, d.Chart.Peak.Label = text, text, text, text
		d.Chart.Input, d.Chart.X[0].Label, d.Chart.Y[0].Label = report.SeriesLabel{Name: text, Value: text}, text, text
		d.Hourly.Title, d.Hourly.Note, d.Hourly.Columns[0].Label, d.Hourly.Rows[0].Cells[0], d.Hourly.Total[1] = text, text, text, text, text
		d.ProvenanceTitle, d.Provenance[0] = text, report.Fact{Label: text, Value: text}
		f := full()
		d.Trend, d.Heat, d.Rankings, d.Budgets, d.Tables = f.Trend, f.Heat, f.Rankings, f.Budgets, f.Tables
		d.Trend.Title, d.Trend.Alt, d.Trend.Note, d.Trend.Bars[0].Label = text, text, text, text
		d.Heat.Title, d.Heat.Rows[0].Label, d.Heat.Most = text, text, text
		d.Rankings[0].Title, d.Rankings[0].Note, d.Rankings[0].Rows[0] = text, text, report.RankRow{Name: text, Value: text, Share: text, Change: text}
		d.Budgets[0] = report.Bullet{Title: text, Value: text, Note: text, ElapsedLabel: text, Elapsed: 0.5}
		d.Tables[0].Title, d.Tables[0].Note, d.Tables[0].Rows[0].Cells[0] = text, text, text
		d.Chart.Remarks, d.Brand.Footer = []report.Remark{{From: 0.1, Until: 0.2, Label: text}}, text
		file, err := Render(d)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if _, err := Read(file); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(d *report.Document)
		want   string
	}{
		{"no date", func(d *report.Document) { d.Planned = time.Time{} }, "planned time"},
		{"height that is no number", func(d *report.Document) { d.Chart.Columns[7].Total = math.NaN() }, "column 7"},
		{"title of pages", func(d *report.Document) { d.Title = strings.Repeat("endless ", 3000) }, "shorten"},
	}
	for _, test := range tests {
		d := normal()
		test.change(&d)
		if file, err := Render(d); err == nil || file != nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %d bytes, error %v, want one about %q", test.name, len(file), err, test.want)
		}
	}
}

// A correction can be told from the report that it replaces by its title, which further pages have too, and does not
// show what is for the mail alone.
func TestCorrection(t *testing.T) {
	d := corrected()
	d.Hourly.Rows = slices.Repeat(d.Hourly.Rows, 5)
	got := read(t, render(t, d))
	const title = "Token usage · Tuesday, 19 November 2024 · Revision 2"
	if got.Title != title || len(got.Pages) < 2 || !strings.Contains(got.Pages[1], title) {
		t.Errorf("title %q, pages %q", got.Title, got.Pages)
	}
	if all := strings.Join(got.Pages, "\n"); !strings.Contains(all, "replaces revision 1") || strings.Contains(all, "Download") || strings.Contains(all, "too large") {
		t.Errorf("pages %q", got.Pages)
	}
	d.Revision = ""
	if got := read(t, render(t, d)).Title; got != "Token usage · Tuesday, 19 November 2024" {
		t.Errorf("the first revision is titled %q", got)
	}
}

func BenchmarkRender(b *testing.B) {
	for name, doc := range map[string]report.Document{"latin": normal(), "chinese": inChinese()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				render(b, doc)
			}
		})
	}
}
