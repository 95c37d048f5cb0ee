package rehearsal_test

import (
	"fmt"

	"tokenreport/report/rehearsal"
	"tokenreport/templates"
)

// A template that nobody has executed yet fails here, and not in the night in which a report has no chart.
func ExampleTry() {
	set, faults := templates.New(map[string][]byte{
		templates.MailTextName: []byte("{{.Title}}\n{{.Headlin}}\n"),
	})
	fmt.Println(faults)
	for _, fault := range rehearsal.Try(set) {
		fmt.Println(fault)
	}
	// Output:
	// []
	// mail.txt.tmpl:2:3: the report has no field .Headlin; did you mean .Headline?
}
