package lketest

import (
	_ "embed"
	"encoding/json"
	"errors"
)

// Source is the data behind the API. What it returns for a query becomes the members of "Response", beside a
// RequestId unless that is among them. The ordinary types are
//
//   - [Graph] for DescribeTokenUsageGraph. Given for another action, it is turned into that action's answer, so a
//     source that knows no other action serves all of them consistently, as far as a graph tells;
//   - [CallStats] for DescribeCallStatsGraph and [Totals] for DescribeTokenUsage;
//   - []App for ListApp, all of them: the API picks the page that was asked for; []Model for ListModel.
//
// A [json.RawMessage] is served as it is, be it JSON or not; anything else is marshalled and must give an object.
type Source func(Query) any

// Graph is the answer of DescribeTokenUsageGraph. A nil series is null.
type Graph struct {
	Total, Input, Output []Stat
}

// Stat is a point of a series. Nil is null; the API document has text for X and a number for Y.
type Stat struct{ X, Y any }

// Example serves the API document's own example, whatever is asked: four points of 19 November 2024
// that sum to 67,199 tokens, 66,391 of them input and 808 output. The document's other examples are of other days and
// accounts; so that all answers belong together, the totals are the graph's, with the 23 calls that
// DescribeCallStatsGraph's example has in two of the four intervals.
func Example() Source {
	var document struct{ Response json.RawMessage }
	var graph Graph
	if err := errors.Join(json.Unmarshal(example, &document), json.Unmarshal(document.Response, &graph)); err != nil {
		panic(err) // the file is part of the program, and tests read it
	}
	calls := []Stat{{"202411190930", 12}, {"202411190915", 11}}
	return func(q Query) any {
		switch q.Action {
		case callStatsGraph:
			return CallStats{calls}
		case tokenUsage:
			totals := graph.totals()
			totals.Calls = sum(calls)
			return totals
		case listApp, listModel:
			return graph
		default:
			return document.Response
		}
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
