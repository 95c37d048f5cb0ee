package html

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	_ "image/jpeg" // a logo's format
	_ "image/png"  // the other one
	"math"

	"tokenreport/report/chart"
)

// logo is an image within the page. Its size in pixels tells the browser its proportion.
type logo struct {
	Source        template.URL
	Width, Height int
}

// newLogo returns nil for no image.
func newLogo(file []byte) (*logo, error) {
	if len(file) == 0 {
		return nil, nil
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("the logo is no PNG or JPEG image: %w", err)
	}
	source := "data:image/" + format + ";base64," + base64.StdEncoding.EncodeToString(file)
	return &logo{template.URL(source), size.Width, size.Height}, nil // base64 needs no escaping
}

// darkGround is the style sheet's --paper in dark, on which the accent has to be seen, too.
const darkGround chart.Colour = 0x12161B

// leastAccent is the least contrast of a mark (WCAG 2.2, 1.4.11).
const leastAccent = 3

// newStyle is the style sheet after the accents of a brand; an empty colour means the palette's own.
func newStyle(brand, style string) (template.CSS, error) {
	accent := chart.Input
	if brand != "" {
		var err error
		if accent, err = chart.ParseColour(brand); err != nil {
			return "", fmt.Errorf("the brand's colour: %w", err)
		}
	}
	accents := fmt.Sprintf(":root { --accent: %v; --accent-dark: %v; }\n", seen(accent, chart.Paper, chart.Ink), seen(accent, darkGround, chart.Paper))
	return template.CSS(accents + style), nil
}

// seen is the colour, or the first mixture of it towards another that contrasts enough with the ground.
func seen(c, ground, towards chart.Colour) chart.Colour {
	const steps = 20
	for i := range steps {
		if mixed := mix(c, towards, float64(i)/steps); contrast(mixed, ground) >= leastAccent {
			return mixed
		}
	}
	return towards
}

func mix(a, b chart.Colour, share float64) chart.Colour {
	channel := func(a, b uint8) chart.Colour {
		return chart.Colour(math.Round(float64(a) + share*(float64(b)-float64(a))))
	}
	ar, ag, ab := a.RGB()
	br, bg, bb := b.RGB()
	return channel(ar, br)<<16 | channel(ag, bg)<<8 | channel(ab, bb)
}

// contrast is the ratio of two colours' luminances (WCAG 2.2).
func contrast(a, b chart.Colour) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(c chart.Colour) float64 {
	linear := func(channel uint8) float64 {
		v := float64(channel) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	r, g, b := c.RGB()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
