package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Colour is an opaque sRGB colour, 0xRRGGBB.
type Colour uint32

// The palette. The two series are distinct for colour-blind readers and 3:1 or more against the paper; next to each
// other they differ little in lightness, so a line of paper goes between them. Colours of words are 4.5:1 or more.
const (
	Paper    Colour = 0xFFFFFF
	Ink      Colour = 0x1A1F26
	Quiet    Colour = 0x59626D // labels and small print
	Hairline Colour = 0xD9DEE4
	Neutral  Colour = 0xAEB7C2 // the total where input and output are not told apart; bars in tables
	Axis     Colour = 0x8A94A0 // and history: the days before, the parts of a whole
	Band     Colour = 0xE9EDF1 // the usual range; so light that an edge or a label has to go with it
	Input    Colour = 0x0072B2
	Output   Colour = 0xD55E00
	// OutputText is Output, darker by a shade: words need more contrast than areas.
	OutputText Colour = 0xBF5400
	// Warning is for what makes figures doubtful, and nothing else.
	Warning Colour = 0xB42318
)

// ParseColour reads a colour as in CSS, "#0072B2". The error says how to write one.
func ParseColour(s string) (Colour, error) {
	digits, found := strings.CutPrefix(s, "#")
	n, err := strconv.ParseUint(digits, 16, 24)
	if !found || len(digits) != 6 || err != nil {
		return 0, fmt.Errorf("%q is no colour: write it as #RRGGBB, such as %v", s, Input)
	}
	return Colour(n), nil
}

// RGB returns the components.
func (c Colour) RGB() (r, g, b uint8) { return uint8(c >> 16), uint8(c >> 8), uint8(c) }

// String returns the colour as in CSS, "#0072B2".
func (c Colour) String() string { return fmt.Sprintf("#%06X", uint32(c)) }

// The type scale: one family in two weights, six sizes.
const (
	TitleSize    Points = 20
	FigureSize   Points = 22
	SentenceSize Points = 12.5
	TextSize     Points = 9.5
	NoteSize     Points = 9
	SmallSize    Points = 8
)

// HairlineWidth is the width of rules and grid lines.
const HairlineWidth Length = 0.2

// Shades are the colours of a heat map, from an idle hour to the busiest: one hue, each darker than the one before, also
// in grey.
var Shades = [...]Colour{0xF1F4F7, 0xD6E2ED, 0xB2CADF, 0x89AFD0, 0x6093BE, 0x3B76A6, 0x1E5888, 0x0B3A66}

// Shade is the colour of a level from 0 to 1. The lightest is for 0 alone.
func Shade(level float64) Colour {
	darkest := len(Shades) - 1
	return Shades[min(max(0, int(math.Ceil(level*float64(darkest)))), darkest)]
}
