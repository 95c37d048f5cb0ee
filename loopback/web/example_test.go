package web_test

import (
	"fmt"
	"net/http"

	"tokenreport/loopback/web"
)

// A server that hangs up on whoever asks.
func ExampleDrop() {
	s := web.Start(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { web.Drop(w) }), false, nil)
	defer s.Close()
	_, err := s.Client().Get(s.URL)
	fmt.Println(err != nil)
	// Output: true
}
