package rehearsal

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"tokenreport/templates"
)

// pair is a colour of the style sheet on a ground of it, and the contrast that a reader needs (WCAG 2.2, 1.4.3 for words and
// 1.4.11 for marks).
type pair struct {
	colour, ground string
	least          float64
}

var pairs = []pair{
	{"--ink", "--paper", 4.5}, {"--quiet", "--paper", 4.5}, {"--input", "--paper", 4.5}, {"--output-text", "--paper", 4.5},
	{"--warning", "--paper", 4.5}, {"--ink", "--warning-tint", 4.5}, {"--warning", "--warning-tint", 4.5}, {"--ink", "--note-tint", 4.5},
	{"--output", "--paper", 3},
}

// property matches a custom property that is a colour.
var property = regexp.MustCompile(`(--[a-z0-9-]+)\s*:\s*#([0-9A-Fa-f]{6})\b`)

// darkScheme is what the dark colours follow in the built-in style sheet.
var darkScheme = regexp.MustCompile(`@media[^{]*prefers-color-scheme:\s*dark`)

// checkContrasts holds the colours of a style sheet, those for light and those for dark, against each other. What it sets by
// other properties, or in other forms, is not looked at.
func checkContrasts(css string) []templates.Fault {
	light, dark := css, ""
	if at := darkScheme.FindStringIndex(css); at != nil {
		light, dark = css[:at[0]], css[at[0]:]
		if end := strings.Index(dark[1:], "@media"); end >= 0 {
			dark = dark[:end+1]
		}
	}
	faults := contrastsOf(css, 0, light, "in light")
	return append(faults, contrastsOf(css, len(light), dark, "in dark")...)
}

// painted is a colour that a part of the style sheet sets, and where.
type painted struct {
	text string
	at   int
	rgb  [3]float64 // 0 to 1
}

func contrastsOf(css string, from int, part, scheme string) []templates.Fault {
	colours := map[string]painted{}
	for _, m := range property.FindAllStringSubmatchIndex(part, -1) {
		digits := part[m[4]:m[5]]
		n, _ := strconv.ParseUint(digits, 16, 32) // six digits, by the pattern
		colours[part[m[2]:m[3]]] = painted{"#" + digits, from + m[2], [3]float64{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}}
	}
	var faults []templates.Fault
	for _, p := range pairs {
		colour, has := colours[p.colour]
		ground, hasGround := colours[p.ground]
		if !has || !hasGround {
			continue
		}
		if got := contrast(colour.rgb, ground.rgb); got < p.least {
			faults = append(faults, templates.FaultAt(templates.ReportStyleName, css, colour.at,
				fmt.Sprintf("%s (%s) on %s (%s) has a contrast of %.2f:1 %s", p.colour, colour.text, p.ground, ground.text, math.Floor(got*100)/100, scheme),
				fmt.Sprintf("take colours with at least %v:1 (WCAG 2.2)", p.least)))
		}
	}
	return faults
}

func contrast(a, b [3]float64) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x/y, y/x)
}

func luminance(rgb [3]float64) float64 {
	sum := 0.0
	for i, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := rgb[i]
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
