package svg_test

import (
	"fmt"

	"tokenreport/report/chart"
	"tokenreport/report/svg"
)

// The page may set the property --ink, and the drawing is of that colour.
func ExampleDrawing_Draw() {
	drawing := svg.Drawing{Width: 40, Height: 10, ID: "level", Title: "Budget", Alt: "Half of it is used"}
	element, err := drawing.Draw(func(c chart.Canvas) error {
		c.Area([]chart.Point{{X: 0, Y: 2}, {X: 20, Y: 2}, {X: 20, Y: 8}, {X: 0, Y: 8}}, chart.Ink)
		return nil
	})
	fmt.Println(element)
	fmt.Println(err)
	// Output:
	// <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 400" role="img" aria-labelledby="level-title" aria-describedby="level-desc" font-family="sans-serif">
	// <title id="level-title">Budget</title>
	// <desc id="level-desc">Half of it is used</desc>
	// <path fill="var(--ink,#1A1F26)" d="M0,80h800v240h-800z"/>
	// </svg>
	// <nil>
}
