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
