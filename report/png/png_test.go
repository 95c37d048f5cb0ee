package png

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"sync"
	"testing"

	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/chart/charttest"
	"tokenreport/report/typeface"
)

func render(t testing.TB, d report.UsageChart, width int) []byte {
	t.Helper()
	file, err := Chart(d, width)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func decode(t *testing.T, file []byte) *image.Paletted {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := img.(*image.Paletted)
	if !ok {
		t.Fatalf("the image is a %T, want a palette", img)
	}
	return p
}

func TestDay(t *testing.T) {
	for _, day := range charttest.Days() {
		file := render(t, day.Chart, 1200)
		img := decode(t, file)
		if b := img.Bounds(); b.Dx() != 1200 || b.Dy() != 665 {
			t.Errorf("%s: %v, want 1200 by 665", day.Name, b)
		}
		if len(img.Palette) > 256 || len(file) > 80_000 {
			t.Errorf("%s: %d colours in %d bytes", day.Name, len(img.Palette), len(file))
		}
		for _, corner := range []image.Point{{0, 0}, {1199, 0}, {0, 664}, {1199, 664}} {
			if got := hex(img.At(corner.X, corner.Y)); got != chart.Paper.String() {
				t.Errorf("%s: corner %v is %s, want solid white", day.Name, corner, got)
			}
		}
	}
}

func hex(c color.Color) string {
	r, g, b, a := c.RGBA()
	if a != 0xFFFF {
		return "transparent"
	}
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}

// The layers are where the recorded drawing has them, and an idle stretch is white.
func TestLayersAreWhereTheyBelong(t *testing.T) {
	d := charttest.Example()
	d.Columns = []report.Column{{From: 0.25, Until: 0.5, Input: 0.44, Total: 0.8}}
	var recorded charttest.Recorder
	paper := chart.Rect{Left: margin, Top: margin, Width: paperWidth - 2*margin, Height: paperHeight - 2*margin}
	if err := chart.DrawUsage(&recorded, paper, d); err != nil {
		t.Fatal(err)
	}
	img := decode(t, render(t, d, 1200))
	for _, area := range recorded.Areas {
		if area.Colour != chart.Input && area.Colour != chart.Output {
			continue
		}
		middle := centre(area.Polygon)
		if got := hex(img.At(middle.X, middle.Y)); got != area.Colour.String() {
			t.Errorf("%v is %s, want %v", middle, got, area.Colour)
		}
		for _, shift := range []int{-150, +200} {
			if got := hex(img.At(middle.X+shift, middle.Y)); got != chart.Paper.String() {
				t.Errorf("%d beside %v is %s, want idle time to be white", shift, middle, got)
			}
		}
	}
}

func centre(polygon []chart.Point) image.Point {
	var x, y chart.Length
	for _, p := range polygon {
		x, y = x+p.X, y+p.Y
	}
	scale := 1200 / paperWidth / chart.Length(len(polygon))
	return image.Pt(int(x*scale), int(y*scale))
}

// Brackets and the edges of the usual range are whole pixels of their colour, not blends of it, at the size of a mail's chart.
func TestBandAndRemarksAreSharp(t *testing.T) {
	img := decode(t, render(t, charttest.Unusual(), 1136))
	rows := map[string]int{} // of unbroken colour, at least 20 pixels long
	for y := range img.Bounds().Dy() {
		run := 1
		for x := 1; x < img.Bounds().Dx(); x++ {
			if img.At(x, y) == img.At(x-1, y) {
				run++
				continue
			}
			if run >= 20 {
				rows[hex(img.At(x-1, y))]++
			}
			run = 1
		}
	}
	for name, colour := range map[string]chart.Colour{"a bracket": chart.Warning, "the usual range": chart.Band, "its edge": chart.Axis} {
		if rows[colour.String()] < 2 {
			t.Errorf("%s has no unbroken pixels of %v", name, colour)
		}
	}
}

func TestDayIsTheSameEachTime(t *testing.T) {
	want := map[string][]byte{}
	days := map[string]report.UsageChart{"gaps": charttest.Gaps(), "chinese": charttest.Chinese(), "huge": charttest.Huge()}
	for name, day := range days {
		want[name] = render(t, day, 400)
	}
	var together sync.WaitGroup
	for name, day := range days {
		for range 10 {
			together.Go(func() {
				if got, err := Chart(day, 400); err != nil || !bytes.Equal(got, want[name]) {
					t.Errorf("%s differs from the first image, or failed: %v", name, err)
				}
			})
		}
	}
	together.Wait()
}

func TestDayRefuses(t *testing.T) {
	broken := charttest.Example()
	broken.Columns[1].Total = math.NaN()
	tests := []struct {
		name  string
		day   report.UsageChart
		width int
		want  string
	}{
		{"too narrow", charttest.Normal(), 100, "pixels wide"},
		{"too wide", charttest.Normal(), 1 << 20, "pixels wide"},
		{"no number", broken, 1200, "column 1"},
	}
	for _, test := range tests {
		if _, err := Chart(test.day, test.width); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one about %q", test.name, err, test.want)
		}
	}
}

func TestHostileWordsAreDrawn(t *testing.T) {
	for _, text := range []string{"", "😀\x00\xff", "\u202E שלום", strings.Repeat("用量", 300), strings.Repeat("x", 500)} {
		d := charttest.Normal()
		d.Title, d.Peak.Label, d.Total.Name, d.X[0].Label, d.Y[1].Label = text, text, text, text, text
		decode(t, render(t, d, 400))
	}
}

func TestCanvasKeepsItsFirstError(t *testing.T) {
	nowhere := chart.Point{X: chart.Length(math.NaN())}
	style := chart.TextStyle{Size: 9}
	draws := map[string]func(c *canvas){
		"area":     func(c *canvas) { c.Area([]chart.Point{nowhere, {}, {}}, chart.Ink) },
		"line":     func(c *canvas) { c.Line([]chart.Point{nowhere, {}}, chart.Stroke{Width: 1}) },
		"text":     func(c *canvas) { c.Text("a", nowhere, style) },
		"far away": func(c *canvas) { c.Line([]chart.Point{{}, {X: 1e9}}, chart.Stroke{Width: 1, Dash: []chart.Length{1}}) },
	}
	for name, draw := range draws {
		c := newCanvas(200, 50, 50)
		if draw(c); c.err == nil {
			t.Errorf("%s leaves no error", name)
		}
	}
}

// The rasterizer panics where it is led out of the image.
func TestDrawingMayLeaveTheImage(t *testing.T) {
	c := newCanvas(200, 50, 50)
	for _, far := range []chart.Length{-1000, -60, 60, 1000} {
		c.Area(chart.Rect{Left: far, Top: -far, Width: 30, Height: 30}.Polygon(), chart.Ink)
		c.Area([]chart.Point{{X: far, Y: far}, {X: 25, Y: 25}, {X: -far, Y: far}}, chart.Ink)
		c.Line([]chart.Point{{X: 25, Y: 25}, {X: far, Y: far}, {X: -far, Y: 3}}, chart.Stroke{Width: 1, Dash: []chart.Length{9, 9}})
		c.Text("away", chart.Point{X: far, Y: far}, chart.TextStyle{Size: 9})
	}
	if c.err != nil {
		t.Error(c.err)
	}
}

// A line that is stroked segment by segment must not be dotted: the segments have to turn the same way.
func TestLinesAreWithoutHoles(t *testing.T) {
	paths := map[string][]chart.Point{
		"zigzag":   {{X: 5, Y: 5}, {X: 15, Y: 35}, {X: 25, Y: 5}, {X: 35, Y: 35}, {X: 5, Y: 20}},
		"there":    {{X: 5, Y: 5}, {X: 45, Y: 40}},
		"and back": {{X: 45, Y: 40}, {X: 5, Y: 5}},
		"steps":    {{X: 5, Y: 40}, {X: 20, Y: 40}, {X: 20, Y: 10}, {X: 40, Y: 10}},
	}
	for name, path := range paths {
		c := newCanvas(500, 50, 50)
		c.Line(path, chart.Stroke{Width: 1, Colour: chart.Ink})
		for i := 1; i < len(path); i++ {
			for step := 0.05; step < 1; step += 0.01 {
				x := float64(path[i-1].X)*(1-step) + float64(path[i].X)*step
				y := float64(path[i-1].Y)*(1-step) + float64(path[i].Y)*step
				if got := hex(c.picture.at(int(x*10), int(y*10))); got != chart.Ink.String() {
					t.Fatalf("%s: %.1f, %.1f is %s", name, x, y, got)
				}
			}
		}
	}
}

func TestDashes(t *testing.T) {
	tests := []struct {
		lengths []float64
		want    string // the pieces' ends along a line of 10
	}{
		{nil, "0–10"},
		{[]float64{0, 0}, "0–10"},
		{[]float64{2, 3}, "0–2 5–7"},
		{[]float64{4}, "0–4 8–10"},
		{[]float64{20, 1}, "0–10"},
	}
	for _, test := range tests {
		var pieces []string
		for _, piece := range dashed([]point{{0, 0}, {6, 0}, {10, 0}}, test.lengths) {
			pieces = append(pieces, fmt.Sprintf("%v–%v", piece[0].x, piece[len(piece)-1].x))
		}
		if got := strings.Join(pieces, " "); got != test.want {
			t.Errorf("dashes of %v are %s, want %s", test.lengths, got, test.want)
		}
	}
}

// Characters whose contours overlap come out with holes where areas are added up wrongly.
func TestBoldHanziAreWithoutHoles(t *testing.T) {
	style := chart.TextStyle{Size: 100, Weight: typeface.Bold, Colour: chart.Ink}
	for _, hanzi := range []string{"每", "钟", "量", "用"} {
		c := newCanvas(400, 40, 40)
		c.Text(hanzi, chart.Point{X: 2, Y: 32}, style)
		solid := 0
		for y := range 400 {
			for x := range 400 {
				if hex(c.picture.at(x, y)) == chart.Ink.String() {
					solid++
				}
			}
		}
		if solid < 18_000 {
			t.Errorf("%s has %d solid pixels, want more: its strokes have holes", hanzi, solid)
		}
	}
}

func TestPaletteKeepsTheCommonest(t *testing.T) {
	source := newPicture(image.Pt(100, 100), 0)
	for i := range 100 * 100 {
		light := uint8(i % 3)
		if i >= 9000 {
			light = uint8(i)
		}
		source.pixels[i] = source.place(shadeOf(light, uint8(i/97), light))
	}
	p := paletted(source)
	if len(p.Palette) != 256 {
		t.Errorf("the palette has %d colours, want 256", len(p.Palette))
	}
	for _, at := range []image.Point{{0, 0}, {50, 50}, {99, 80}} {
		r, g, b, _ := source.at(at.X, at.Y).RGBA()
		r2, g2, b2, _ := p.At(at.X, at.Y).RGBA()
		if distance := math.Abs(float64(r)-float64(r2)) + math.Abs(float64(g)-float64(g2)) + math.Abs(float64(b)-float64(b2)); distance > 3*0x800 {
			t.Errorf("the colour at %v moved by %v", at, distance)
		}
	}
}

func ExampleDay() {
	file, err := Chart(charttest.Normal(), 1200)
	if err != nil {
		fmt.Println(err)
		return
	}
	config, err := png.DecodeConfig(bytes.NewReader(file))
	fmt.Println(config.Width, config.Height, err)
	// Output: 1200 665 <nil>
}

func BenchmarkDay(b *testing.B) {
	for name, d := range map[string]report.UsageChart{"latin": charttest.Normal(), "chinese": charttest.Chinese()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				render(b, d, 1200)
			}
		})
	}
}
