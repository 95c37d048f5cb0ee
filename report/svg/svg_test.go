package svg

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/chart/charttest"
	"tokenreport/report/typeface"
)

// drawing is a paper of one width with a name for everything.
var drawing = Drawing{Width: 92, Height: 58, ID: "day", Title: "Tokens per 5 minutes", Alt: "Two bursts: 15,590 after midnight, 51,609 from 09:30"}

func draw(t testing.TB, d Drawing, calls func(c chart.Canvas) error) string {
	t.Helper()
	element, err := d.Draw(calls)
	if err != nil {
		t.Fatal(err)
	}
	return element
}

// usage draws a day of which every column has a label.
func usage(d report.UsageChart) func(chart.Canvas) error {
	for i := range d.Columns {
		d.Columns[i].Label = fmt.Sprintf("column <%d>", i)
	}
	return func(c chart.Canvas) error { return chart.DrawUsage(c, chart.Rect{Width: 92, Height: 58}, d) }
}

func TestGolden(t *testing.T) {
	golden.Check(t, "testdata/example.svg", []byte(draw(t, drawing, usage(charttest.Example()))))
}

// charts draws one of each kind.
func charts() map[string]func(chart.Canvas) error {
	r := chart.Rect{Width: 92, Height: 58}
	all := map[string]func(chart.Canvas) error{
		"trend":    func(c chart.Canvas) error { return chart.DrawTrend(c, r, charttest.Trend()) },
		"heat map": func(c chart.Canvas) error { return chart.DrawHeat(c, r, charttest.Heat()) },
		"ranking":  func(c chart.Canvas) error { return chart.DrawRanking(c, r, charttest.Applications(5, true)) },
		"budget":   func(c chart.Canvas) error { return chart.DrawBullet(c, r, charttest.Overspent()) },
	}
	for _, day := range charttest.Days() {
		all["day "+day.Name] = usage(day.Chart)
	}
	return all
}

// A page in dark changes colours by their names, so every colour of every chart needs one.
func TestEveryColourHasAName(t *testing.T) {
	painted := regexp.MustCompile(`(?:fill|stroke)="([^"]*)"`)
	named := regexp.MustCompile(`^(none|var\(--[a-z0-9-]+,#[0-9A-F]{6}\))$`)
	for name, calls := range charts() {
		element := draw(t, drawing, calls)
		found := painted.FindAllStringSubmatch(element, -1)
		if len(found) == 0 {
			t.Errorf("%s: nothing is painted", name)
		}
		for _, match := range found {
			if !named.MatchString(match[1]) {
				t.Errorf("%s: the colour %s has no name", name, match[1])
			}
		}
	}
	if Property(chart.Ink) != "--ink" || Property(chart.Shades[7]) != "--shade-7" || Property(0x123456) != "" {
		t.Errorf("names %q, %q, %q", Property(chart.Ink), Property(chart.Shades[7]), Property(0x123456))
	}
	if got := paint(0x123456); got != "#123456" {
		t.Errorf("a colour without a name is painted %q", got)
	}
}

func TestWellFormed(t *testing.T) {
	for name, calls := range charts() {
		if err := readXML(draw(t, drawing, calls)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func readXML(element string) error {
	decoder := xml.NewDecoder(strings.NewReader(element))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestAreasAreInOrder(t *testing.T) {
	element := draw(t, drawing, usage(charttest.Example()))
	_, areas, found := strings.Cut(element, `<g class="areas"`)
	titles := regexp.MustCompile(`<title>(.*)</title>`).FindAllStringSubmatch(areas, -1)
	if !found || len(titles) != 4 {
		t.Fatalf("%d areas have a title, want 4", len(titles))
	}
	for i, title := range titles {
		if want := fmt.Sprintf("column &lt;%d&gt;", i); title[1] != want {
			t.Errorf("area %d is called %q, want %q", i, title[1], want)
		}
	}
	mute := drawing
	mute.Mute = true
	_, silent, _ := strings.Cut(draw(t, mute, usage(charttest.Example())), `<g class="areas"`)
	if strings.Count(silent, "<path") != 1 || strings.Count(silent, "z") != 4 || strings.Contains(silent, "title") {
		t.Errorf("the areas of a mute drawing are %s", silent)
	}
}

// Neighbours of one colour are one element, in which none makes a hole in another; what is painted later stays later.
func TestAreasOfOneColour(t *testing.T) {
	square := func(at chart.Length) []chart.Point {
		return chart.Rect{Left: at, Top: 1, Width: 2, Height: 2}.Polygon()
	}
	turned := square(2)
	turned[1], turned[3] = turned[3], turned[1]
	element := draw(t, Drawing{Width: 10, Height: 4, ID: "x"}, func(c chart.Canvas) error {
		c.Area(square(1), chart.Ink)
		c.Area(turned, chart.Ink)
		c.Text("over", chart.Point{X: 1, Y: 2}, chart.TextStyle{Size: 8, Colour: chart.Quiet})
		c.Area(square(4), chart.Ink)
		c.Area(square(5), chart.Paper)
		return nil
	})
	want := strings.Join([]string{
		`<path fill="var(--ink,#1A1F26)" d="M40,40h80v80h-80zM160,40v80h-80v-80z"/>`,
		`<text x="40" y="80" font-size="113" fill="var(--quiet,#59626D)">over</text>`,
		`<path fill="var(--ink,#1A1F26)" d="M160,40h80v80h-80z"/>`,
		`<path fill="var(--paper,#FFFFFF)" d="M200,40h80v80h-80z"/>`,
	}, "\n")
	if !strings.Contains(element, want) {
		t.Errorf("got\n%s\nwant in it\n%s", element, want)
	}
}

func TestMarks(t *testing.T) {
	line := []chart.Point{{X: 1, Y: 1}, {X: 3, Y: 1}}
	style := chart.TextStyle{Size: 8, Weight: typeface.Bold, Colour: chart.Ink, Align: chart.Right}
	for _, test := range []struct {
		name  string
		calls func(c chart.Canvas)
		want  string
	}{
		{"a level line", func(c chart.Canvas) { c.Line(line, chart.Stroke{Width: 0.2, Colour: chart.Ink}) }, `shape-rendering="crispEdges" d="M40,40h80"/>`},
		{"a dashed line", func(c chart.Canvas) {
			c.Line(append(line, chart.Point{X: 4, Y: 2}), chart.Stroke{Width: 0.2, Colour: chart.Ink, Dash: []chart.Length{1, 0.5}})
		}, `stroke-dasharray="40 20" d="M40,40h80l40,40"/>`},
		{"a short text", func(c chart.Canvas) { c.Text("<5>", line[0], style) }, ` font-weight="bold" text-anchor="end">&lt;5&gt;</text>`},
		{"a long text", func(c chart.Canvas) { c.Text(strings.Repeat("m", 30), line[0], style) }, `lengthAdjust="spacingAndGlyphs">mmm`},
		{"a control character", func(c chart.Canvas) { c.Text("a\x00b", line[0], style) }, ">a\uFFFDb</text>"},
	} {
		element := draw(t, drawing, func(c chart.Canvas) error { test.calls(c); return nil })
		if !strings.Contains(element, test.want) {
			t.Errorf("%s: no %s in\n%s", test.name, test.want, element)
		}
	}
}

func TestDrawRefuses(t *testing.T) {
	nowhere := chart.Point{X: chart.Length(math.NaN())}
	for _, test := range []struct {
		name  string
		on    Drawing
		calls func(c chart.Canvas) error
		want  string
	}{
		{"the chart's own error", drawing, func(chart.Canvas) error { return errors.New("no figure") }, "no figure"},
		{"an area at NaN", drawing, func(c chart.Canvas) error { c.Area([]chart.Point{nowhere, {}, {X: 1}}, chart.Ink); return nil }, "NaN mm is nowhere"},
		{"a text beyond reach", drawing, func(c chart.Canvas) error {
			c.Text("far", chart.Point{X: chart.Length(math.Inf(1))}, chart.TextStyle{Size: 8})
			return nil
		}, "nowhere"},
		{"no paper", Drawing{Width: 10}, func(chart.Canvas) error { return nil }, "no paper"},
	} {
		if element, err := test.on.Draw(test.calls); err == nil || !strings.Contains(err.Error(), test.want) || element != "" {
			t.Errorf("%s: %q, error %v, want one about %q", test.name, element, err, test.want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("Tokens per 5 min", "09:35: 36,641")
	f.Add("</title></svg><script>", "\x00\u202e\xff]]>&#x0;")
	f.Fuzz(func(t *testing.T, title, label string) {
		d := charttest.Example()
		d.Title, d.Peak.Label, d.Columns[0].Label = title, label, label
		element := draw(t, Drawing{Width: 92, Height: 58, ID: "x", Title: title, Alt: label}, func(c chart.Canvas) error {
			return chart.DrawUsage(c, chart.Rect{Width: 92, Height: 58}, d)
		})
		if err := readXML(element); err != nil {
			t.Errorf("title %q, label %q: %v", title, label, err)
		}
	})
}
