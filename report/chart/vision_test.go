package chart

import (
	"math"
	"testing"
)

// vision is how a reader, or a printer, sees a colour in linear light.
type vision struct {
	name   string
	matrix [3][3]float64
}

// The matrices for a complete deficiency (severity 1.0) of Machado, Oliveira and Fernandes, A Physiologically-based Model
// for Simulation of Color Vision Deficiency, IEEE Transactions on Visualization and Computer Graphics 15(6), 2009,
// doi:10.1109/TVCG.2009.113; they are for linear RGB. Grey is the luminance of Rec. 709.
func visions() []vision {
	return []vision{
		{"usual sight", [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
		{"protanopia", [3][3]float64{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
		{"deuteranopia", [3][3]float64{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
		{"tritanopia", [3][3]float64{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
		{"grey print", [3][3]float64{{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}}},
	}
}

// light is a colour in linear RGB, 0 to 1 each.
type light [3]float64

func (v vision) of(c Colour) light {
	r, g, b := c.RGB()
	source := light{linear(r), linear(g), linear(b)}
	var seen light
	for i, row := range v.matrix {
		for j, factor := range row {
			seen[i] += factor * source[j]
		}
		seen[i] = min(max(seen[i], 0), 1)
	}
	return seen
}

func (l light) luminance() float64 { return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2] }

// ratio is the contrast of WCAG 2.1.
func ratio(a, b light) float64 {
	bright, dark := max(a.luminance(), b.luminance()), min(a.luminance(), b.luminance())
	return (bright + 0.05) / (dark + 0.05)
}

// lab is a colour in CIELAB under the white of sRGB, D65.
func (l light) lab() [3]float64 {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124*l[0] + 0.3576*l[1] + 0.1805*l[2]) / 0.9505)
	y := f(l.luminance())
	z := f((0.0193*l[0] + 0.1192*l[1] + 0.9505*l[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// distance is the difference of CIE 1976. From about 2.3 on it can be noticed; the palette wants ten times as much.
func distance(a, b light) float64 {
	p, q := a.lab(), b.lab()
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

// Whatever must be told apart by its colour has these contrasts for everybody, and in grey print.
func TestEverybodySeesContrasts(t *testing.T) {
	tests := []struct {
		name  string
		a, b  Colour
		least float64
	}{
		{"input and the line of paper over it", Input, Paper, 3},
		{"output and the line of paper under it", Output, Paper, 3},
		{"output and the total's edge", Output, Ink, 3},
		{"input and the total's edge", Input, Ink, 2.9},
		{"history and paper", Axis, Paper, 3},
		{"history and the report's day", Axis, Ink, 4},
		{"the usual range and its edge", Band, Axis, 2.5},
		{"the usual range and paper, beside its edge", Band, Paper, 1.15},
		{"the name of the usual range on it", Band, Quiet, 4.5},
		{"a day with input alone and the usual range", Band, Input, 3},
		{"a day with output alone and the usual range", Band, Output, 2.5},
		{"a warning's words", Warning, Paper, 4.5},
		{"a budget that is overspent and one that is not", Warning, Axis, 1.75},
		{"a budget and its ground", Axis, Band, 2.5},
		{"a budget and its target", Axis, Ink, 4},
		{"an overspent budget and its target", Warning, Ink, 1.5},
		{"the idlest hour and the busiest", Shades[0], Shades[len(Shades)-1], 8},
		{"small print", Quiet, Paper, 4.5},
	}
	for _, v := range visions() {
		for _, test := range tests {
			if got := ratio(v.of(test.a), v.of(test.b)); got < test.least {
				t.Errorf("%s: %s have a contrast of %.2f, want %v", v.name, test.name, got, test.least)
			}
		}
	}
}

// What differs by hue as well does so for colour-blind readers. In grey print there is no hue: a line of paper divides
// input from output there, and words and a sign go with each warning.
func TestColourBlindReadersSeeDifferences(t *testing.T) {
	const least = 23
	pairs := []struct {
		name string
		a, b Colour
	}{
		{"input and output", Input, Output}, {"words of input and output", Input, OutputText},
		{"warning and ink", Warning, Ink}, {"warning and small print", Warning, Quiet}, {"warning and input", Warning, Input},
		{"warning and history", Warning, Axis}, {"history and ink", Axis, Ink},
	}
	for _, v := range visions() {
		for _, pair := range pairs {
			if got := distance(v.of(pair.a), v.of(pair.b)); v.name != "grey print" && got < least {
				t.Errorf("%s: %s differ by %.1f, want %v", v.name, pair.name, got, least)
			}
		}
	}
}

// The shades of a heat map become darker step by step, by as much that neighbours can be told apart.
func TestShadesDarken(t *testing.T) {
	const least = 1.15
	for _, v := range visions() {
		for i := 1; i < len(Shades); i++ {
			lighter, darker := v.of(Shades[i-1]), v.of(Shades[i])
			if got := ratio(lighter, darker); got < least || lighter.luminance() < darker.luminance() {
				t.Errorf("%s: shade %d has a contrast of %.2f to the lighter one before it, want %v", v.name, i, got, least)
			}
		}
	}
}

func TestShadeOfALevel(t *testing.T) {
	last := len(Shades) - 1
	for _, test := range []struct {
		level float64
		want  int
	}{{0, 0}, {1e-9, 1}, {0.5, 4}, {0.999, last}, {1, last}} {
		if got := Shade(test.level); got != Shades[test.want] {
			t.Errorf("level %v has the shade %v, want %v", test.level, got, Shades[test.want])
		}
	}
}

func TestParseColour(t *testing.T) {
	if got, err := ParseColour("#0072b2"); err != nil || got != Input {
		t.Errorf("#0072b2 is %v, %v", got, err)
	}
	for _, text := range []string{"", "#", "0072B2", "#0072B", "#0072B2F", "#00g2B2", "blue", "#-072B2"} {
		if got, err := ParseColour(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}
