package lketest

import (
	_ "embed"
	"encoding/json"
)

// Source is the data behind the API. What it returns for a query becomes the members of "Response", beside a
// RequestId unless that is among them. [Graph] is the ordinary type; a [json.RawMessage] is served as it is,
// be it JSON or not; anything else is marshalled and must give an object.
type Source func(Query) any

// Graph is the answer of DescribeTokenUsageGraph. A nil series is null.
type Graph struct {
	Total, Input, Output []Stat
}

// Stat is a point of a series. Nil is null; the API document has text for X and a number for Y.
type Stat struct{ X, Y any }

// Example serves the API document's own example, whatever is asked: four points of 19 November 2024
// that sum to 67,199 tokens, 66,391 of them input and 808 output.
func Example() Source {
	return func(Query) any {
		var document struct{ Response json.RawMessage }
		if err := json.Unmarshal(example, &document); err != nil {
			panic(err) // the file is part of the program, and tests read it
		}
		return document.Response
	}
}

//go:embed example.json
var example []byte

// marshal gives the members of "Response".
func marshal(answer any) ([]byte, error) {
	if raw, ok := answer.(json.RawMessage); ok {
		return raw, nil
	}
	return json.Marshal(answer)
}
