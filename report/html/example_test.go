package html_test

import (
	"fmt"
	"strings"

	"tokenreport/report"
	"tokenreport/report/html"
)

// One file, whose own policy lets it ask nobody for anything.
func ExampleRender() {
	page, err := html.Render(report.Document{
		Language: "en",
		Title:    "Token usage",
		Date:     "Tuesday, 19 November 2024",
		Headline: "67,199 tokens, 98.8 % of them input.",
		Tiles:    []report.Tile{{Label: "Total", Value: "67,199"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(string(page)) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "; style-src") // of what follows, the hashes change with the style sheet
		if strings.Contains(line, "default-src") || strings.Contains(line, "67,199") {
			fmt.Println(line)
		}
	}
	// Output:
	// <meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;
	// <p class="headline">67,199 tokens, 98.8 % of them input.</p>
	// <dd class="figure">67,199</dd>
}
