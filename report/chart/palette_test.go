package chart

import (
	"math"
	"testing"
)

// The contrasts that WCAG 2.1 asks for: 4.5 for words (1.4.3), 3 for marks without a label (1.4.11).
func TestPaletteContrasts(t *testing.T) {
	tests := []struct {
		name   string
		colour Colour
		least  float64
	}{
		{"ink", Ink, 4.5}, {"quiet", Quiet, 4.5}, {"output's words", OutputText, 4.5}, {"input", Input, 4.5},
		{"warning", Warning, 4.5}, {"output", Output, 3}, {"axis", Axis, 3},
	}
	for _, test := range tests {
		if got := contrast(test.colour, Paper); got < test.least {
			t.Errorf("%s %v has a contrast of %.2f on paper, want %v", test.name, test.colour, got, test.least)
		}
	}
	if got := contrast(Ink, Neutral); got < 3 {
		t.Errorf("the edge has a contrast of %.2f on the neutral area, want 3", got)
	}
}

// contrast is the ratio of WCAG 2.1.
func contrast(a, b Colour) float64 {
	bright, dark := luminance(a), luminance(b)
	if bright < dark {
		bright, dark = dark, bright
	}
	return (bright + 0.05) / (dark + 0.05)
}

func luminance(c Colour) float64 {
	r, g, b := c.RGB()
	return light{linear(r), linear(g), linear(b)}.luminance()
}

// linear is a component in linear light, 0 to 1, by WCAG 2.1.
func linear(v uint8) float64 {
	f := float64(v) / 255
	if f <= 0.03928 {
		return f / 12.92
	}
	return math.Pow((f+0.055)/1.055, 2.4)
}

func TestColourAsInCSS(t *testing.T) {
	if got := Input.String(); got != "#0072B2" {
		t.Errorf("Input is %s", got)
	}
	if got := Colour(0x0000FF).String(); got != "#0000FF" {
		t.Errorf("blue is %s", got)
	}
}

func TestFitMakesTextFit(t *testing.T) {
	style := TextStyle{Size: 22}
	for _, text := range []string{"", "8", "36,641", "999,999,999,999,999", "共 291.9 万个 Token"} {
		for _, width := range []Length{1, 10, 26, 178} {
			fitted := style.Fit(text, width)
			if got := TextWidth(text, fitted); got > width {
				t.Errorf("%q is %.2f mm long in %v pt, want at most %v", text, got, fitted.Size, width)
			}
			if fitted.Size > style.Size || fitted.Size < style.Size && TextWidth(text, style) <= width {
				t.Errorf("%q is set in %v pt though it fits", text, fitted.Size)
			}
		}
	}
}

func TestWrapEvenlyAvoidsAShortLastLine(t *testing.T) {
	style := TextStyle{Size: SentenceSize}
	tests := []struct {
		text  string
		width Length
		lines int
	}{
		{"short", 178, 1},
		{"2.92 M tokens, 91.4 % of them input. Peak 35,704 at 10:05, busiest hour 10:00–11:00.", 166, 2},
		{"共 291.9 万个 Token，其中输入占 91.4%。峰值 35,704，出现在 10:05；最忙的一小时是 10:00–11:00。", 166, 2},
	}
	for _, test := range tests {
		lines := WrapEvenly(test.text, test.width, style)
		if len(lines) != test.lines {
			t.Errorf("%q has %d lines, want %d: %q", test.text, len(lines), test.lines, lines)
		}
		if last := TextWidth(lines[len(lines)-1], style); len(lines) > 1 && last < test.width/4 {
			t.Errorf("%q ends with a line of %.0f mm: %q", test.text, last, lines)
		}
	}
}
