package templates_test

import (
	"fmt"

	"tokenreport/templates"
)

// One word of the English catalogue is the user's, everything else is built in.
func ExampleNew() {
	set, faults := templates.New(map[string][]byte{"text/en.json": []byte(`{"title": "LLM spending"}`)})
	fmt.Println(set.Replaced(), faults)
	texts, err := set.Texts("en")
	fmt.Println(texts["title"], "·", texts["page"], err)
	// Output:
	// [text/en.json] []
	// LLM spending · Page {page} of {pages} <nil>
}

// A wrong file is told by line and column, and the whole set stays the built-in one.
func ExampleFault() {
	set, faults := templates.New(map[string][]byte{"text/en.json": []byte("{\n  \"titel\": \"LLM spending\"\n}")})
	for _, f := range faults {
		fmt.Println(f)
	}
	fmt.Println(set.Replaced())
	// Output:
	// text/en.json:2:3: titel: is not a known key; did you mean title?
	// []
}
