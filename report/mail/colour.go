package mail

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// The colours that the accent is held against; the template has the others.
const (
	lightGround = "#FFFFFF"
	darkGround  = "#12161B"
	ownAccent   = "#0072B2" // of reports without a brand: the palette's own
)

// accent is the brand's colour, made as much darker or lighter as it takes to be seen where it stands.
type accent struct {
	Bar, Link         string // on the light ground
	DarkBar, DarkLink string // on the dark one
}

// colour is what may go into a style: nothing else of a document does.
var colour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// newAccent is the accent of a brand; anything but #RRGGBB is no colour, and has the palette's own. A bar has a contrast
// of 3:1 to the ground, a link 4.5:1 (WCAG 2.1, 1.4.11 and 1.4.3). On the dark ground both have more, since a screen
// in a dark room is turned down.
func newAccent(brand string) accent {
	if !colour.MatchString(brand) {
		brand = ownAccent
	}
	return accent{
		Bar: readable(brand, lightGround, 3), Link: readable(brand, lightGround, 4.5),
		DarkBar: readable(brand, darkGround, 5), DarkLink: readable(brand, darkGround, 7),
	}
}

// readable mixes a colour with black, or on a dark ground with white, until it has the contrast. Both get there.
func readable(c, ground string, least float64) string {
	const steps = 32
	mixed, end := c, 0.0
	if luminance(ground) < 0.2 {
		end = 255
	}
	for i := 1; i <= steps && contrast(mixed, ground) < least; i++ {
		share := float64(i) / steps
		channels := rgb(c)
		for j, channel := range channels {
			channels[j] = channel + (end-channel)*share
		}
		mixed = fmt.Sprintf("#%02X%02X%02X", round(channels[0]), round(channels[1]), round(channels[2]))
	}
	return mixed
}

func round(f float64) int { return int(math.Round(f)) }

// rgb are the channels of #RRGGBB, 0 to 255.
func rgb(c string) [3]float64 {
	n, err := strconv.ParseUint(c[1:], 16, 32)
	if err != nil {
		panic("mail: " + c + " is no colour") // newAccent lets none in
	}
	return [3]float64{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}
}

// contrast is the ratio of two colours by WCAG 2.1, 1 to 21.
func contrast(a, b string) float64 {
	high, low := luminance(a), luminance(b)
	return (max(high, low) + 0.05) / (min(high, low) + 0.05)
}

// luminance is the relative luminance of a colour of sRGB, 0 to 1, as WCAG 2.1 defines it.
func luminance(c string) float64 {
	channels := rgb(c)
	for i, channel := range channels {
		if channel /= 255; channel <= 0.04045 {
			channels[i] = channel / 12.92
		} else {
			channels[i] = math.Pow((channel+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*channels[0] + 0.7152*channels[1] + 0.0722*channels[2]
}
