package pdf

import (
	"math"
	"strings"
	"testing"
	"time"

	"tokenreport/report/chart"
)

func TestCanvasRefuses(t *testing.T) {
	nowhere, somewhere := chart.Point{X: chart.Length(math.NaN())}, chart.Point{X: 1, Y: 2}
	infinite := chart.Length(math.Inf(1))
	style := chart.TextStyle{Size: 9}
	tests := []struct {
		name string
		draw func(c *canvas)
		want string
	}{
		{"area at NaN", func(c *canvas) { c.addPage(); c.Area([]chart.Point{somewhere, nowhere, somewhere}, chart.Ink) }, "NaN"},
		{"line at NaN", func(c *canvas) { c.addPage(); c.Line([]chart.Point{somewhere, nowhere}, chart.Stroke{Width: 1}) }, "NaN"},
		{"infinite width", func(c *canvas) {
			c.addPage()
			c.Line([]chart.Point{somewhere, somewhere}, chart.Stroke{Width: infinite})
		}, "+Inf"},
		{"infinite dash", func(c *canvas) {
			c.addPage()
			c.Line([]chart.Point{somewhere, somewhere}, chart.Stroke{Width: 1, Dash: []chart.Length{infinite}})
		}, "+Inf"},
		{"text at NaN", func(c *canvas) { c.addPage(); c.Text("a", nowhere, style) }, "NaN"},
		{"text of no size", func(c *canvas) { c.addPage(); c.Text("a", somewhere, chart.TextStyle{Size: chart.Points(math.NaN())}) }, "NaN"},
		{"before the first page", func(c *canvas) { c.Text("a", somewhere, style) }, "first page"},
	}
	for _, test := range tests {
		c := newCanvas()
		test.draw(c)
		c.Text("after", somewhere, style)
		if file, err := c.close(time.Unix(0, 0)); file != nil || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
}

// What one drawing sets must not show in the next: dashes, and the font after a new page.
func TestCanvasLeavesNoState(t *testing.T) {
	c := newCanvas()
	style := chart.TextStyle{Size: 9}
	for range 2 {
		c.addPage()
		c.Text("a", chart.At(10, 10), style)
		c.Line([]chart.Point{chart.At(1, 1), chart.At(9, 9)}, chart.Stroke{Width: 1, Dash: []chart.Length{1, 2}})
		c.Line([]chart.Point{chart.At(1, 1), chart.At(9, 9)}, chart.Stroke{Width: 1})
	}
	written, err := c.close(time.Unix(0, 0).UTC())
	if err != nil {
		t.Fatal(err)
	}
	f, err := open(written)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{4, 6} {
		stream, err := f.stream(n)
		if err != nil {
			t.Fatal(err)
		}
		content := string(stream)
		if _, err := parse(stream); err != nil {
			t.Error(err)
		}
		dash, solid := strings.Index(content, "[2.83 5.67] 0.00 d"), strings.Index(content, "[] 0.00 d")
		if dash < 0 || solid < dash || strings.Count(content, " S\n")+strings.Count(content, "\nS\n") != 2 {
			t.Errorf("dashes are not taken back before the next line:\n%s", content)
		}
		if strings.Count(content, "9.00 Tf") == 0 {
			t.Errorf("a page does not choose its font:\n%s", content)
		}
	}
}

// A rectangle is one operation, with its sides where those of a path would be. A line of as many points is open.
func TestRectanglesAreOneOperation(t *testing.T) {
	c := newCanvas()
	c.addPage()
	rectangle := chart.Rect{Left: 10, Top: 20, Width: 0.005, Height: 30}.Polygon()
	c.Area(rectangle, chart.Ink)
	c.Area([]chart.Point{chart.At(1, 1), chart.At(9, 1), chart.At(8, 9), chart.At(1, 9)}, chart.Ink)
	c.Line(rectangle, chart.Stroke{Width: 1})
	written, err := c.close(time.Unix(0, 0).UTC())
	if err != nil {
		t.Fatal(err)
	}
	for operation, want := range map[string]int{
		"\n28.35 785.20 0.01 -85.04 re\nf\n": 1, "2.83 839.06 m\n25.51 839.06 l\n22.68 816.38 l\n2.83 816.38 l\nf\n": 1,
		" re\n": 1, "28.35 785.20 m\n28.36 785.20 l\n28.36 700.16 l\n28.35 700.16 l\nS\n": 1,
	} {
		if got := strings.Count(string(written), operation); got != want {
			t.Errorf("%q is there %d times, want %d in:\n%s", operation, got, want, written)
		}
	}
}
