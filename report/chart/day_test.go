package chart_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/chart/charttest"
)

// paper and phone are the places at which charts are drawn: on the page, and in the mail.
var (
	paper = chart.Rect{Left: 16, Top: 80, Width: 178, Height: 76}
	phone = chart.Rect{Left: 2, Top: 2, Width: 108, Height: 58}
)

func record(t *testing.T, r chart.Rect, d report.UsageChart) *charttest.Recorder {
	t.Helper()
	var canvas charttest.Recorder
	if err := chart.DrawUsage(&canvas, r, d); err != nil {
		t.Fatal(err)
	}
	return &canvas
}

func TestDrawDayGolden(t *testing.T) {
	days := map[string]report.UsageChart{
		"example": charttest.Example(), "empty": charttest.Empty(), "single": charttest.Single(), "small": small(),
	}
	for name, day := range days {
		t.Run(name, func(t *testing.T) {
			golden.Check(t, "testdata/"+name+".golden", []byte(record(t, paper, day).String()))
		})
	}
}

// small is a day of six hours-long columns: a stretch of three, a gap, a stretch of two without output, a gap, one.
func small() report.UsageChart {
	d := charttest.Example()
	d.Columns = []report.Column{
		{From: 0, Until: 0.125, Input: 0.3, Total: 0.4}, {From: 0.125, Until: 0.25, Input: 0.3, Total: 0.4}, {From: 0.25, Until: 0.375, Input: 0.5, Total: 0.9},
		{From: 0.5, Until: 0.625, Input: 0.2, Total: 0.2}, {From: 0.625, Until: 0.75, Input: 0.6, Total: 0.6},
		{From: 0.875, Until: 1, Input: 0.01, Total: 0.02},
	}
	d.Peak = &report.Mark{X: 0.3125, Y: 0.9, Label: "36,000 at 06:00"}
	return d
}

func TestLabelsStayApartAndInside(t *testing.T) {
	for _, day := range charttest.Days() {
		for name, r := range map[string]chart.Rect{"paper": paper, "phone": phone} {
			canvas := record(t, r, day.Chart)
			if a, b := canvas.Overlap(); a != "" {
				t.Errorf("%s on %s: %q covers %q", day.Name, name, a, b)
			}
			if text := canvas.Outside(r); text != "" {
				t.Errorf("%s on %s: %q leaves the chart", day.Name, name, text)
			}
		}
	}
}

func TestAllWordsAreDrawn(t *testing.T) {
	for _, day := range charttest.Days() {
		d := day.Chart
		words := []string{d.Title, d.Empty}
		if d.Peak != nil {
			words = append(words, d.Peak.Label)
		}
		if len(d.Columns) > 0 {
			words = append(words, d.Total.Name, d.Total.Value)
		}
		if len(d.Columns) > 0 && d.Stacked {
			words = append(words, d.Input.Name, d.Input.Value, d.Output.Name, d.Output.Value)
		}
		var drawn strings.Builder
		for _, text := range record(t, phone, d).Texts {
			drawn.WriteString(text.Text)
		}
		for _, word := range words {
			if !strings.Contains(unspaced(drawn.String()), unspaced(word)) {
				t.Errorf("%s: %q is not on the chart", day.Name, word)
			}
		}
	}
}

func unspaced(s string) string { return strings.ReplaceAll(s, " ", "") }

// Nothing may be drawn where there was no usage: no slope, no line across.
func TestIdleStretchesStayEmpty(t *testing.T) {
	for _, day := range charttest.Days() {
		canvas := record(t, paper, day.Chart)
		left, width := axis(canvas, day.Chart)
		for _, area := range canvas.Areas {
			if !isLayer(area.Colour) {
				continue
			}
			for i, at := range area.Polygon {
				next := area.Polygon[(i+1)%len(area.Polygon)]
				if from, until := float64((min(at.X, next.X)-left)/width), float64((max(at.X, next.X)-left)/width); !covered(day.Chart.Columns, from, until) {
					t.Errorf("%s: an edge reaches from %.4f to %.4f, where there was no usage", day.Name, from, until)
				}
			}
		}
	}
}

func isLayer(c chart.Colour) bool {
	return c == chart.Input || c == chart.Output || c == chart.Neutral
}

// axis finds the plot's left end and width from the first and last column drawn.
func axis(canvas *charttest.Recorder, d report.UsageChart) (left, width chart.Length) {
	first, last := chart.Length(math.Inf(1)), chart.Length(math.Inf(-1))
	for _, area := range canvas.Areas {
		for _, at := range area.Polygon {
			if isLayer(area.Colour) {
				first, last = min(first, at.X), max(last, at.X)
			}
		}
	}
	if len(d.Columns) == 0 {
		return 0, 1
	}
	from, until := d.Columns[0].From, d.Columns[len(d.Columns)-1].Until
	width = (last - first) / chart.Length(until-from)
	return first - width*chart.Length(from), width
}

// covered tells whether columns without a gap lie under from and until.
func covered(columns []report.Column, from, until float64) bool {
	const rounding = 1e-4
	for i := 0; i < len(columns); i++ {
		start := columns[i].From
		for i+1 < len(columns) && columns[i+1].From <= columns[i].Until+1e-9 {
			i++
		}
		if from >= start-rounding && until <= columns[i].Until+rounding {
			return true
		}
	}
	return false
}

func TestNeighboursAreOneOutline(t *testing.T) {
	tests := []struct {
		name  string
		day   report.UsageChart
		areas int
	}{
		{"288 neighbours", charttest.Normal(), 1},
		{"one column", charttest.Single(), 1},
		{"three stretches", small(), 3},
		{"none", charttest.Empty(), 0},
	}
	for _, test := range tests {
		inputs := 0
		for _, area := range record(t, paper, test.day).Areas {
			if area.Colour == chart.Input {
				inputs++
			}
		}
		if inputs != test.areas {
			t.Errorf("%s: input is drawn as %d areas, want %d", test.name, inputs, test.areas)
		}
	}
}

// The areas under the edges are as large as the figures say.
// A day by the minute is drawn by its areas alone: lines on 1,440 columns would hide them.
func TestNarrowColumnsBearNoLines(t *testing.T) {
	areas := func(columns int) int {
		d := charttest.Example()
		d.Columns = nil
		for i := range columns {
			from := float64(i) / float64(columns)
			d.Columns = append(d.Columns, report.Column{From: from, Until: from + 1/float64(columns), Input: 0.5, Total: 0.8})
		}
		return len(record(t, paper, d).Areas)
	}
	if wide, narrow := areas(288), areas(1440); narrow != wide-2 {
		t.Errorf("%d areas by the minute, %d by five minutes; want two fewer, the edge's and the separator's", narrow, wide)
	}
}

func TestAreasAreProportional(t *testing.T) {
	for _, day := range charttest.Days() {
		if len(day.Chart.Columns) == 0 || !day.Chart.Stacked {
			continue
		}
		var input, total float64
		for _, c := range day.Chart.Columns {
			input, total = input+c.Input*(c.Until-c.From), total+c.Total*(c.Until-c.From)
		}
		drawn := map[chart.Colour]float64{}
		for _, area := range record(t, paper, day.Chart).Areas {
			drawn[area.Colour] += size(area.Polygon)
		}
		got, want := drawn[chart.Input]/(drawn[chart.Input]+drawn[chart.Output]), input/total
		if math.Abs(got-want) > 0.003 {
			t.Errorf("%s: input is %.4f of what is drawn, want %.4f", day.Name, got, want)
		}
	}
}

// size is the area of a polygon by Gauss's formula.
func size(polygon []chart.Point) float64 {
	sum := 0.0
	for i, p := range polygon {
		q := polygon[(i+1)%len(polygon)]
		sum += float64(p.X*q.Y - q.X*p.Y)
	}
	return math.Abs(sum) / 2
}

func TestDrawDayRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	tests := []struct {
		name   string
		change func(d *report.UsageChart, r *chart.Rect)
		want   string
	}{
		{"height that is no number", func(d *report.UsageChart, _ *chart.Rect) { d.Columns[2].Total = nan }, "column 2"},
		{"infinite height", func(d *report.UsageChart, _ *chart.Rect) { d.Columns[2].Total = inf }, "column 2"},
		{"input that is no number", func(d *report.UsageChart, _ *chart.Rect) { d.Columns[2].Input = nan }, "column 2"},
		{"height over the axis", func(d *report.UsageChart, _ *chart.Rect) { d.Columns[2].Total = 1.1 }, "column 2"},
		{"input over the total", func(d *report.UsageChart, _ *chart.Rect) { d.Columns[2].Input = 0.95 }, "column 2"},
		{"beginning that is no number", func(d *report.UsageChart, _ *chart.Rect) { d.Columns[1].From = nan }, "column 1"},
		{"column backwards", func(d *report.UsageChart, _ *chart.Rect) { d.Columns[1].Until = 0 }, "column 1"},
		{"columns over each other", func(d *report.UsageChart, _ *chart.Rect) { d.Columns[1].From = 0.01 }, "column 1"},
		{"column after the end", func(d *report.UsageChart, _ *chart.Rect) { d.Columns[5].Until = 1.2 }, "column 5"},
		{"tick that is no number", func(d *report.UsageChart, _ *chart.Rect) { d.X[1].At = nan }, `tick "03:00"`},
		{"tick over the axis", func(d *report.UsageChart, _ *chart.Rect) { d.Y[4].At = 2 }, `tick "40 k"`},
		{"peak that is nowhere", func(d *report.UsageChart, _ *chart.Rect) { d.Peak.Y = inf }, "peak"},
		{"infinite chart", func(_ *report.UsageChart, r *chart.Rect) { r.Width = chart.Length(inf) }, "not finite"},
		{"tiny chart", func(_ *report.UsageChart, r *chart.Rect) { r.Height = 3 }, "too small"},
	}
	for _, test := range tests {
		d, r := small(), paper
		test.change(&d, &r)
		var canvas charttest.Recorder
		err := chart.DrawUsage(&canvas, r, d)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one about %s", test.name, err, test.want)
		}
		if canvas.String() != "" {
			t.Errorf("%s: something was drawn before the error", test.name)
		}
	}
}

func ExampleDrawUsage() {
	var canvas charttest.Recorder
	day := report.UsageChart{
		Title:   "Tokens per 6 hours",
		Columns: []report.Column{{From: 0.25, Until: 0.5, Total: 0.5}},
		Total:   report.SeriesLabel{Name: "Total", Value: "512"},
	}
	if err := chart.DrawUsage(&canvas, chart.Rect{Width: 100, Height: 50}, day); err != nil {
		fmt.Println(err)
	}
	fmt.Print(canvas.String())
	// Output:
	// text #1A1F26 bold 9.5pt left 0.00,3.35 "Tokens per 6 hours"
	// area #AEB7C2 24.48,45.00 24.48,25.50 45.97,25.50 45.97,45.00
	// area #1A1F26 24.48,25.50 45.97,25.50 45.97,25.72 24.48,25.72
	// line #8A94A0 0.20 0.00,45.00 88.93,45.00
	// text #1A1F26 bold 9pt left 91.93,40.20 "Total"
	// text #1A1F26 regular 9pt left 91.93,44.10 "512"
}
