package apiclient

import "context"

// tokenUsageGraph is named where its parameters differ from the other actions' (see [TimeFieldsAuto]).
const tokenUsageGraph = "DescribeTokenUsageGraph"

// Graph is the answer of DescribeTokenUsageGraph. The points of a series come unsorted, the three in different
// orders, and intervals without usage are left out. A series that was null or missing is nil; one without
// points is empty and not nil.
type Graph struct {
	Call
	Total, Input, Output []Stat
}

// TokenUsageGraph asks for the token consumption over time (API document "DescribeTokenUsageGraph"). It sends
// at most four requests, each bounded by [Options].Timeout, with random waits of up to 0.5, 1 and 2 seconds between
// them; it begins none that could not end before ctx's deadline. Where the server refuses the form of the time
// fields, it asks again in the other form.
//
// The error is an [*Error], unless the query itself has no valid window.
func (c *Client) TokenUsageGraph(ctx context.Context, q Query) (Graph, error) {
	var answer struct{ Total, Input, Output []Stat }
	call, err := c.query(ctx, tokenUsageGraph, q, &answer)
	if err != nil {
		return Graph{}, err
	}
	return Graph{Call: call, Total: answer.Total, Input: answer.Input, Output: answer.Output}, nil
}
