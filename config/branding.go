package config

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // a format of logos
	_ "image/png"  // the other
	"math"
	"regexp"
	"strconv"
	"strings"
)

const (
	longestFooter = 200 // characters
	longestPath   = 1000

	logoBytes  = 200_000
	logoPixels = 2000 // in each direction

	// leastContrast on white is what WCAG 2.2 asks of a graphic that carries meaning (1.4.11, non-text contrast).
	leastContrast = 3

	logoForm       = "a PNG or JPEG file of at most 200 KB and 2000 × 2000 pixels"
	logoAccepted   = "the path of " + logoForm + ", absolute or from the configuration's folder"
	colourAccepted = `a colour as "#RRGGBB" with a contrast of at least 3:1 on white (WCAG 1.4.11), such as "#0072B2"`
)

func readBranding(n *node, files Files) Branding {
	s := n.section()
	defer s.end()
	return Branding{
		Logo:   readLogo(s.get("logo"), files),
		Colour: readColour(s.get("colour")),
		Footer: s.get("footer").strOf(longestFooter),
	}
}

// readLogo returns nil where no logo is given.
func readLogo(n *node, files Files) []byte {
	name := n.strOf(longestPath)
	if name == "" {
		return nil
	}
	if files == nil {
		n.refuse("is "+n.shown()+", but this configuration has no folder", "a logo in a tokenreport.yml")
		return nil
	}
	content, err := files(name)
	if err != nil {
		err = fmt.Errorf("cannot be read: %w", withoutPath(err))
	} else {
		err = checkLogo(content)
	}
	if err != nil {
		n.refuse("is "+n.shown()+", which "+err.Error(), logoAccepted)
		return nil
	}
	return content
}

// checkLogo decodes the whole image: of one that is cut off, the header is sound. Its errors complete "which …".
func checkLogo(content []byte) error {
	if len(content) > logoBytes {
		return errors.New("is larger than 200 KB")
	}
	header, format, err := image.DecodeConfig(bytes.NewReader(content))
	switch {
	case err != nil || format != "png" && format != "jpeg":
		return errors.New("is no PNG or JPEG image")
	case header.Width > logoPixels || header.Height > logoPixels || header.Width < 1 || header.Height < 1:
		return fmt.Errorf("has %d × %d pixels", header.Width, header.Height)
	}
	if _, _, err := image.Decode(bytes.NewReader(content)); err != nil {
		return fmt.Errorf("is damaged: %w", err)
	}
	return nil
}

// readColour returns the empty string where no colour is given.
func readColour(n *node) string {
	if comment := commentedColour.FindString(n.remark); n.empty() && comment != "" {
		n.complain("is empty, since a # without quotes begins a comment", `write it in quotes: "`+comment+`"`)
		return ""
	}
	return quantity(n, "", parseColour, colourAccepted)
}

var (
	hexColour       = regexp.MustCompile(`^#([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})$`)
	commentedColour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}\b`)
)

// parseColour reads "#0072b2" as "#0072B2". Its errors complete "which …".
func parseColour(text string) (string, error) {
	colour := strings.ToUpper(text)
	channels := hexColour.FindStringSubmatch(colour)
	if channels == nil {
		return "", errors.New("is no colour")
	}
	if contrast := contrastOnWhite(channels[1:]); contrast < leastContrast {
		return "", fmt.Errorf("has a contrast of %.2f:1 on white", math.Floor(contrast*100)/100) // 2.999 is not 3.00
	}
	return colour, nil
}

// contrastOnWhite is the contrast ratio of WCAG 2.2 between a colour, as its red, green and blue in hexadecimal
// digits, and white: 1 for white, 21 for black.
func contrastOnWhite(channels []string) float64 {
	luminance := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		value, _ := strconv.ParseUint(channels[i], 16, 8) // two digits, by the pattern
		luminance += weight * linear(float64(value)/255)
	}
	return 1.05 / (luminance + 0.05)
}

// linear undoes the gamma of sRGB.
func linear(channel float64) float64 {
	if channel <= 0.04045 {
		return channel / 12.92
	}
	return math.Pow((channel+0.055)/1.055, 2.4)
}
