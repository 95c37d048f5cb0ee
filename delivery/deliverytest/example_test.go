package deliverytest_test

import (
	"fmt"
	"strings"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
)

// The suites put these words into every field of a parcel that may come from outside. A test of one's own can, too.
func ExampleHostile() {
	hostile, broken := 0, 0
	for _, words := range deliverytest.Hostile() {
		if strings.ContainsAny(words, "\r\n") {
			hostile++
		}
		if strings.ContainsAny(delivery.CleanLine(words), "\r\n") {
			broken++
		}
	}
	fmt.Println(hostile > 0, broken)
	// Output: true 0
}
