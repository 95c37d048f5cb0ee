package suggest_test

import (
	"fmt"

	"tokenreport/suggest"
)

func ExampleClosest() {
	keys := []string{"timezone", "language", "reports"}
	fmt.Printf("%q\n", suggest.Closest("time_zone", keys))
	fmt.Printf("%q\n", suggest.Closest("retries", keys))
	// Output:
	// "timezone"
	// ""
}
