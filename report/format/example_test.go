package format_test

import (
	"fmt"

	"tokenreport/report/format"
)

// What may stand under store and attach in tokenreport.yml.
func ExampleAll() {
	for _, f := range format.All() {
		fmt.Printf("%s: %s (%s)\n", f, f.About(), f.MediaType())
	}
	// Output:
	// pdf: the report, to print and to keep (application/pdf)
	// html: the report, for a browser (text/html; charset=utf-8)
	// csv: the points, for a spreadsheet (text/csv; charset=utf-8)
	// json: all figures, for programs (application/json)
}
