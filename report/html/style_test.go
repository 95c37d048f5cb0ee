package html_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tokenreport/report/chart"
	"tokenreport/report/svg"
	"tokenreport/templates"
)

func between(t *testing.T, s, start, end string) string {
	t.Helper()
	_, rest, opened := strings.Cut(s, start)
	inner, _, closed := strings.Cut(rest, end)
	if !opened || !closed {
		t.Fatalf("there is no %s…%s", start, end)
	}
	return inner
}

func sum(s string) string {
	digest := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(digest[:])
}

// scheme reads the colours that a part of the style sheet sets.
func scheme(t *testing.T, css string) map[string]chart.Colour {
	t.Helper()
	colours := map[string]chart.Colour{}
	for _, match := range regexp.MustCompile(`(--[a-z0-9-]+): #([0-9A-F]{6})`).FindAllStringSubmatch(css, -1) {
		n, err := strconv.ParseUint(match[2], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		colours[match[1]] = chart.Colour(n)
	}
	return colours
}

func schemes(t *testing.T) (light, dark map[string]chart.Colour) {
	t.Helper()
	before, after, found := strings.Cut(templates.ReportStyle(), "@media screen and (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("the style sheet has no dark scheme")
	}
	after, _, _ = strings.Cut(after, "@media")
	return scheme(t, before), scheme(t, after)
}

// palette is every colour that charts are drawn in.
func palette() []chart.Colour {
	return append([]chart.Colour{chart.Paper, chart.Ink, chart.Quiet, chart.Hairline, chart.Neutral, chart.Axis, chart.Band,
		chart.Input, chart.Output, chart.OutputText, chart.Warning}, chart.Shades[:]...)
}

// In light the page has the palette's own colours; in dark each has another.
func TestSchemesHaveThePalette(t *testing.T) {
	light, dark := schemes(t)
	for _, colour := range palette() {
		name := svg.Property(colour)
		if got, ok := light[name]; ok && got != colour {
			t.Errorf("%s is %v in light, want the palette's %v", name, got, colour)
		}
		if _, ok := dark[name]; !ok {
			t.Errorf("%s (%v) has no colour in dark", name, colour)
		}
	}
}

// Words contrast with what they stand on by 4.5:1, marks with the ground by 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
func TestContrasts(t *testing.T) {
	light, dark := schemes(t)
	for name, colours := range map[string]map[string]chart.Colour{"light": light, "dark": dark} {
		for _, test := range []struct {
			on    string
			names []string
			least float64
		}{
			{"--paper", []string{"--ink", "--quiet", "--input", "--output-text", "--warning"}, 4.5},
			{"--warning-tint", []string{"--ink", "--warning"}, 4.5},
			{"--note-tint", []string{"--ink"}, 4.5},
			{"--paper", []string{"--input", "--output", "--axis", "--warning"}, 3},
			{"--band", []string{"--warning"}, 3},
		} {
			for _, property := range test.names {
				if name == "light" && property == "--axis" {
					continue // the palette's own test speaks of it
				}
				if got := contrast(colours[property], colours[test.on]); got < test.least {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", name, property, test.on, got, test.least)
				}
			}
		}
	}
	for i := 1; i < len(chart.Shades); i++ {
		before, after := dark[fmt.Sprintf("--shade-%d", i-1)], dark[fmt.Sprintf("--shade-%d", i)]
		if luminance(after) <= luminance(before) {
			t.Errorf("in dark, shade %d is not lighter than the one before: more has to stand out more", i)
		}
	}
}

// contrast is the formula of WCAG 2.2.
func contrast(a, b chart.Colour) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x/y, y/x)
}

func luminance(c chart.Colour) float64 {
	linear := func(channel uint8) float64 {
		if channel <= 10 {
			return float64(channel) / 255 / 12.92
		}
		return math.Pow((float64(channel)/255+0.055)/1.055, 2.4)
	}
	r, g, b := c.RGB()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// A brand's colour is kept where it can be seen, and else made lighter or darker just so far.
func TestAccent(t *testing.T) {
	_, dark := schemes(t)
	for brand, want := range map[string]struct{ light, dark string }{
		"":        {"#0072B2", "#0072B2"},
		"#00695c": {"#00695C", ""},
		"#FFF59D": {"", "#FFF59D"},
		"#000000": {"#000000", ""},
		"#FFFFFF": {"", "#FFFFFF"},
		"#D55E00": {"#D55E00", "#D55E00"},
	} {
		doc := base()
		doc.Brand.Colour = brand
		got := scheme(t, between(t, string(render(t, doc)), "<style>", "/*"))
		if c := contrast(got["--accent"], chart.Paper); c < 3 {
			t.Errorf("%q is %v in light, with a contrast of %.2f", brand, got["--accent"], c)
		}
		if c := contrast(got["--accent-dark"], dark["--paper"]); c < 3 {
			t.Errorf("%q is %v in dark, with a contrast of %.2f", brand, got["--accent-dark"], c)
		}
		if want.light != "" && got["--accent"].String() != want.light || want.dark != "" && got["--accent-dark"].String() != want.dark {
			t.Errorf("%q is %v in light and %v in dark, want %+v", brand, got["--accent"], got["--accent-dark"], want)
		}
	}
}

func TestLogo(t *testing.T) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 30, 20)), nil); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file          []byte
		format        string
		width, height string
	}{
		{pixels(), "png", "96", "32"},
		{photo.Bytes(), "jpeg", "30", "20"},
	} {
		doc := base()
		doc.Brand.Logo = test.file
		images := named(parse(t, render(t, doc)), "img")
		source := "data:image/" + test.format + ";base64," + base64.StdEncoding.EncodeToString(test.file)
		if len(images) != 1 || images[0].attr["src"] != source || images[0].attr["width"] != test.width || images[0].attr["height"] != test.height {
			t.Errorf("a %s of %s by %s pixels is %v", test.format, test.width, test.height, images)
		}
	}
	if page := string(render(t, base())); strings.Contains(page, "<img") {
		t.Error("a page without a logo has an image")
	}
}
