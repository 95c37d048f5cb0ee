package webhooktest_test

import (
	"fmt"
	"io"
	"strings"

	"tokenreport/delivery/webhook/webhooktest"
)

// A robot that refuses a message answers 200 all the same: whoever looks at the status alone loses it.
func ExampleStart() {
	server := webhooktest.Start(webhooktest.Options{})
	defer server.Close()
	for _, message := range []string{
		`{"msgtype":"markdown","markdown":{"content":"67,199 tokens"}}`,
		`{"msgtype":"markdown","markdown":{}}`,
	} {
		answer, err := server.Client().Post(server.URL("wecom"), "application/json", strings.NewReader(message))
		if err != nil {
			fmt.Println(err)
			return
		}
		said, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		code, _, _ := strings.Cut(string(said), ",")
		fmt.Println(answer.StatusCode, code, err)
	}
	fmt.Println(len(server.Messages()), "taken of", server.Requests())
	// Output:
	// 200 {"errcode":0 <nil>
	// 200 {"errcode":44004 <nil>
	// 1 taken of 2
}
