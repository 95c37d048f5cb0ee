package svg

import (
	"fmt"

	"tokenreport/report/chart"
)

// properties are the custom properties of CSS by which a page changes the palette.
var properties = func() map[chart.Colour]string {
	names := map[chart.Colour]string{
		chart.Paper:      "--paper",
		chart.Ink:        "--ink",
		chart.Quiet:      "--quiet",
		chart.Hairline:   "--hairline",
		chart.Neutral:    "--neutral",
		chart.Axis:       "--axis",
		chart.Band:       "--band",
		chart.Input:      "--input",
		chart.Output:     "--output",
		chart.OutputText: "--output-text",
		chart.Warning:    "--warning",
	}
	for i, shade := range chart.Shades {
		names[shade] = fmt.Sprintf("--shade-%d", i)
	}
	return names
}()

// Property is the custom property of a colour of the palette; "" for any other colour.
func Property(c chart.Colour) string { return properties[c] }

// paint is the colour as a presentation attribute has it.
func paint(c chart.Colour) string {
	if name, ok := properties[c]; ok {
		return fmt.Sprintf("var(%s,%v)", name, c)
	}
	return c.String()
}
