package charttest_test

import (
	"fmt"

	"tokenreport/report/chart"
	"tokenreport/report/chart/charttest"
)

// What is drawn is compared with a golden file, and asked what no file shows: whether two texts cover each other.
func ExampleRecorder() {
	var canvas charttest.Recorder
	style := chart.TextStyle{Size: 9, Colour: chart.Ink}
	canvas.Text("67,199", chart.Point{X: 10, Y: 10}, style)
	canvas.Text("36,641", chart.Point{X: 14, Y: 11}, style)
	fmt.Print(canvas.String())
	one, another := canvas.Overlap()
	fmt.Println(one, "covers", another)
	// Output:
	// text #1A1F26 regular 9pt left 10.00,10.00 "67,199"
	// text #1A1F26 regular 9pt left 14.00,11.00 "36,641"
	// 67,199 covers 36,641
}
