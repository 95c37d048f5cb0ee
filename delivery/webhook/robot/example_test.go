package robot_test

import (
	"fmt"

	"tokenreport/delivery/webhook/robot"
)

// A URL that was put beside the wrong kind is known by its host.
func ExampleAt() {
	r, known := robot.At("oapi.dingtalk.com")
	fmt.Println(r.Kind, known)
	_, known = robot.At("chat.example.com")
	fmt.Println(known)
	// Output:
	// dingtalk true
	// false
}
