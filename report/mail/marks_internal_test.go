package mail

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"slices"
	"strconv"
	"testing"

	"tokenreport/report"
)

func TestAccent(t *testing.T) {
	own := newAccent("")
	for _, c := range []struct {
		brand string
		want  accent
	}{
		{"#0072B2", own},
		{"#0072b2 ", own},
		{"0072B2", own},
		{"red;}", own},
		{"#FFF", own},
		{"#7A1F5C", accent{Bar: "#7A1F5C", Link: "#7A1F5C", DarkBar: "#B07A9E", DarkLink: "#C196B3"}},
	} {
		if got := newAccent(c.brand); got != c.want {
			t.Errorf("accent of %q: %v, want %v", c.brand, got, c.want)
		}
	}
	if own.Bar != ownAccent || own.Link != ownAccent {
		t.Errorf("the palette's own is changed on the light ground: %v", own)
	}
}

// Whatever the brand's colour, what is drawn in it can be seen, in the light and in the dark.
func TestAccentContrast(t *testing.T) {
	for n := 0; n <= 0xFFFFFF; n += 0x0F0B07 {
		brand := "#" + strconv.FormatInt(int64(0x1000000+n), 16)[1:]
		a := newAccent(brand)
		for _, c := range []struct {
			colour, ground string
			least          float64
		}{{a.Bar, lightGround, 3}, {a.Link, lightGround, 4.5}, {a.DarkBar, darkGround, 5}, {a.DarkLink, darkGround, 7}} {
			if got := contrast(c.colour, c.ground); !colour.MatchString(c.colour) || got < c.least {
				t.Errorf("brand %s: %s on %s has %.2f, want %.1f", brand, c.colour, c.ground, got, c.least)
			}
		}
	}
}

func TestMiddleTicks(t *testing.T) {
	for _, c := range []struct {
		name string
		axis []report.Tick
		want []tick
	}{
		{"none", nil, []tick{{"", "100.00", "left"}}},
		{"even", []report.Tick{{At: 0.25, Label: "a"}, {At: 0.75, Label: "b"}}, []tick{{"a", "50.00", "center"}, {"b", "50.00", "center"}}},
		{"at the ends", []report.Tick{{At: 0.02, Label: "a"}, {At: 0.5, Label: "b"}, {At: 0.98, Label: "c"}},
			[]tick{{"a", "26.00", "left"}, {"b", "48.00", "center"}, {"c", "26.00", "right"}}},
		{"uneven", []report.Tick{{At: 0.2, Label: "a"}, {At: 0.3, Label: "b"}},
			[]tick{{"", "15.00", "left"}, {"a", "10.00", "center"}, {"b", "10.00", "center"}, {"", "65.00", "left"}}},
		{"twice", []report.Tick{{At: 0.5, Label: "a"}, {At: 0.5, Label: "b"}}, []tick{{"", "50.00", "left"}, {"", "50.00", "left"}}},
	} {
		if got := middleTicks(c.axis); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSparse(t *testing.T) {
	for n, want := range map[int][]float64{0: nil, 9: {0, 1, 2, 3, 4, 5, 6, 7, 8}, 10: {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 11: {0, 2, 4, 6, 8, 10}, 31: {2, 6, 10, 14, 18, 22, 26, 30}} {
		axis := make([]report.Tick, n)
		for i := range axis {
			axis[i].At = float64(i)
		}
		var got []float64
		for _, kept := range sparse(axis) {
			got = append(got, kept.At)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d labels: %v are left, want %v", n, got, want)
		}
	}
}

func TestTrendShowsWhatCanBeCompared(t *testing.T) {
	own := report.Bar{Height: 1, Known: true, Own: true, Label: "own"}
	like := report.Bar{Height: 0.5, Known: true, Like: true, Label: "like"}
	none := report.Bar{Label: "none"}
	for _, c := range []struct {
		name          string
		bars          []report.Bar
		columns, rows int
		said          []string
	}{
		{"nothing", nil, 0, 0, nil},
		{"the first of many days", append(make([]report.Bar, 27), own), 0, 0, []string{"own"}},
		{"many days", append(make([]report.Bar, 26), like, own), 28, 0, []string{"own", "like", "the finding"}},
		{"the first of three months", []report.Bar{none, none, own}, 0, 0, []string{"own"}},
		{"three months", []report.Bar{none, like, own}, 0, 3, []string{"none", "like", "own"}},
	} {
		chart := report.TrendChart{Bars: c.bars, Alt: "the finding"}
		if got := newTrend(chart); len(got.Plot.Columns) != c.columns || len(got.Rows) != c.rows {
			t.Errorf("%s: %d bars and %d rows, want %d and %d", c.name, len(got.Plot.Columns), len(got.Rows), c.columns, c.rows)
		}
		if got := trendLabels(chart); !slices.Equal(got, c.said) {
			t.Errorf("%s: %q is said, want %q", c.name, got, c.said)
		}
	}
}

func TestUntold(t *testing.T) {
	doc := report.Document{
		Notices: []report.Notice{{Text: "10:00–12:00: 3.2 × the usual (4.41 M against 1.36 M)."}},
		Chart:   report.UsageChart{Remarks: []report.Remark{{Label: "10:00–12:00: 3.2 × the usual"}, {Label: "no data 03:10–03:20"}}},
	}
	if got := untold(doc); len(got) != 1 || got[0].Label != "no data 03:10–03:20" {
		t.Errorf("left are %v, want the one that the notice does not tell", got)
	}
	doc.Hourly = &report.Table{Rows: make([]report.TableRow, 24)}
	inline, drawn := newPage(doc, Options{Inline: true}), newPage(doc, Options{})
	if len(inline.Remarks) != 1 || len(drawn.Remarks) != 2 {
		t.Errorf("%d remarks beside the picture and %d beside the drawn bars, want 1 and 2", len(inline.Remarks), len(drawn.Remarks))
	}
}

func TestBullet(t *testing.T) {
	accent := newAccent("")
	bar := accent.paint()
	for _, c := range []struct {
		name string
		in   report.Bullet
		want []part
	}{
		{"nothing used", report.Bullet{Target: 0.8}, []part{{"80.00", trackPaint}, {"0.60", inkPaint}, {"19.40", trackPaint}}},
		{"used", report.Bullet{Used: 0.4, Target: 0.8}, []part{{"40.00", bar}, {"40.00", trackPaint}, {"0.60", inkPaint}, {"19.40", trackPaint}}},
		{"forecast", report.Bullet{Used: 0.4, Forecast: 0.9, Target: 0.8, Over: true},
			[]part{{"40.00", alarmPaint}, {"40.00", forecastPaint}, {"0.60", inkPaint}, {"9.40", forecastPaint}, {"10.00", trackPaint}}},
		{"over", report.Bullet{Used: 1, Forecast: 1, Target: 0.5, Over: true}, []part{{"50.00", alarmPaint}, {"0.60", inkPaint}, {"49.40", alarmPaint}}},
		{"beyond the scale", report.Bullet{Used: 7, Target: 3, Over: true}, []part{{"99.40", alarmPaint}, {"0.60", inkPaint}}},
		{"no target", report.Bullet{Used: 0.5}, []part{{"50.00", bar}, {"50.00", trackPaint}}},
	} {
		got, sum := newBullet(c.in, accent), 0.0
		if !slices.Equal(got.Parts, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got.Parts, c.want)
		}
		for _, p := range got.Parts {
			width, err := strconv.ParseFloat(p.Width, 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += width
		}
		if math.Abs(sum-100) > 0.05 {
			t.Errorf("%s: the parts are %.2f %% together", c.name, sum)
		}
	}
	if got := newBullet(report.Bullet{Used: math.NaN(), Forecast: math.NaN(), Target: math.NaN(), Elapsed: math.NaN()}, accent); len(got.Parts) != 1 || got.Elapsed != "" {
		t.Errorf("no numbers at all: %+v, want the empty scale", got)
	}
}

func TestDayPaint(t *testing.T) {
	accent := newAccent("")
	unusual := report.Remark{From: 0.25, Until: 0.37}
	gap := report.Remark{From: 0.5, Until: 0.75, Kind: report.Gap}
	for _, c := range []struct {
		from float64
		peak bool
		want paint
	}{
		{0, false, accent.paint()}, {0, true, inkPaint},
		{0.25, false, alarmPaint}, {0.25, true, alarmPaint},
		{0.35, false, accent.paint()}, // too little of it
		{0.5, false, accent.paint()},
	} {
		row := report.TableRow{Peak: c.peak}
		if got := dayPaint(row, []report.Remark{unusual, gap}, c.from, c.from+0.1, accent); got != c.want {
			t.Errorf("from %v, busiest %v: %v, want %v", c.from, c.peak, got, c.want)
		}
	}
}

func TestBrief(t *testing.T) {
	whole := report.Table{
		Title: "Hours", Measure: 2,
		Columns: []report.TableColumn{{Label: "Hour"}, {Label: "Input", Numeric: true}, {Label: "Total", Numeric: true}},
		Rows:    []report.TableRow{{Cells: []string{"09", "1", "3"}, Share: 1, Peak: true}, {Cells: []string{"10", "1"}}, {}},
		Total:   []string{"Day", "2", "3"},
	}
	short := brief(whole)
	if got := labels(short.Columns); !slices.Equal(got, []string{"Hour", "Total"}) || short.Measure != 1 || short.Title != "Hours" {
		t.Errorf("columns %q, measure %d", got, short.Measure)
	}
	for i, want := range [][]string{{"09", "3"}, {"10"}, nil} {
		if got := short.Rows[i].Cells; !slices.Equal(got, want) {
			t.Errorf("row %d is %q, want %q", i, got, want)
		}
	}
	if !slices.Equal(short.Total, []string{"Day", "3"}) || !short.Rows[0].Peak || short.Rows[0].Share != 1 {
		t.Errorf("total %q, first row %+v", short.Total, short.Rows[0])
	}
	whole.Measure = 0
	if got := brief(whole); len(got.Columns) != 3 {
		t.Errorf("without a measure %d columns are left, want all", len(got.Columns))
	}
}

func TestHoursFit(t *testing.T) {
	table := func(n int, name, amount, total string) report.Table {
		t := report.Table{Columns: []report.TableColumn{{Label: "Hour"}, {Label: "Total", Numeric: true}}, Measure: 1, Total: []string{"Day", total}}
		for range n {
			t.Rows = append(t.Rows, report.TableRow{Cells: []string{name, amount}})
		}
		return t
	}
	twice := table(25, "01:00", "812,340", "8,420,140")
	twice.Rows[1].Cells[0], twice.Rows[2].Cells[0] = "01:00 −04:00", "01:00 −05:00"
	for _, c := range []struct {
		name             string
		in               report.Table
		blocks           int
		quarters, stacks bool
	}{
		{"a day", table(24, "01:00", "812,340", "8,420,140"), 4, true, false},
		{"an hour twice", twice, 4, true, false},
		{"a month", table(31, "Fri 11 Oct", "7,105,000", "188,778,544"), 2, false, false},
		{"large numbers", table(24, "01:00", "123,456,789,012,345", "1"), 2, false, true},
		{"a week", table(7, "Fri 11 Oct", "7,105,000", "49,735,000"), 1, false, false},
		{"no rows", table(0, "", "", ""), 0, true, false},
	} {
		got := newHours(c.in, newAccent(""))
		if len(got.Blocks) != c.blocks || got.Quarters != c.quarters || got.Stacks != c.stacks {
			t.Errorf("%s: %d blocks, quarters %v, stacks %v", c.name, len(got.Blocks), got.Quarters, got.Stacks)
		}
		if rows := len(slices.Concat(got.Blocks...)); rows != len(c.in.Rows) {
			t.Errorf("%s: %d rows of %d", c.name, rows, len(c.in.Rows))
		}
	}
}

func TestRankTable(t *testing.T) {
	r := report.Ranking{NameHead: "Name", ValueHead: "Tokens", ShareHead: "Share", ChangeHead: "Change", Rows: []report.RankRow{
		{Name: "a", Value: "3", Share: "75 %", Length: 1}, {Name: "", Value: "1", Length: 0.3, Rest: true},
	}}
	got := rankTable(r)
	if heads := labels(got.Columns); !slices.Equal(heads, []string{"Name", "Tokens", "Share"}) {
		t.Errorf("heads %q: a column without anything is not left out, or another is", heads)
	}
	if !slices.Equal(got.Rows[1].Cells, []string{"", "1", ""}) || got.Rows[1].Share != 0.3 {
		t.Errorf("second row %+v", got.Rows[1])
	}
	if got := rankTable(report.Ranking{NameHead: "Name"}); len(got.Columns) != 1 || len(got.Rows) != 0 {
		t.Errorf("without rows: %+v, want the names' column alone", got)
	}
}

func TestLogo(t *testing.T) {
	var asPNG, asJPEG bytes.Buffer
	if err := png.Encode(&asPNG, image.NewGray(image.Rect(0, 0, 640, 160))); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&asJPEG, image.NewGray(image.Rect(0, 0, 20, 10)), nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name          string
		logo          []byte
		mediaType     string
		width, height int
	}{
		{"none", nil, "", 0, 0},
		{"not an image", []byte("<svg/>"), "", 0, 0},
		{"PNG", asPNG.Bytes(), "image/png", 160, 40},
		{"small JPEG", asJPEG.Bytes(), "image/jpeg", 20, 10},
	} {
		brand := report.Brand{Logo: c.logo}
		if got := LogoType(brand); got != c.mediaType {
			t.Errorf("%s: type %q, want %q", c.name, got, c.mediaType)
		}
		switch got := newLogo(brand); {
		case c.width == 0 && got != nil:
			t.Errorf("%s: shown as %+v", c.name, *got)
		case c.width > 0 && (got == nil || *got != picture{LogoID, c.width, c.height}):
			t.Errorf("%s: shown as %+v, want %d × %d", c.name, got, c.width, c.height)
		}
	}
}

func TestRankLines(t *testing.T) {
	r := report.Ranking{NameHead: "Name", ValueHead: "Tokens", ShareHead: "Share", Rows: []report.RankRow{
		{Name: "客服", Value: "3.41 M", Share: "40.5 %"},
		{Name: "A name that is quite a bit longer than the column for names, by far", Value: "12", Share: "–"},
	}}
	want := `Name  Tokens   Share
--------------------
客服  3.41 M  40.5 %
A name that is quite a bit longer than the column for names, by far
          12       –`
	if got := rankLines(r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
