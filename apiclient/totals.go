package apiclient

import "context"

// UsageTotals is what a report needs of the answer of DescribeTokenUsage; the API also counts searches and parsed
// pages. A value that was null or missing is unknown: [Number.Null].
//
// The totals need not be the graph's sums. In the official examples the same query has 4,909 calls in total and 4,328
// in the graph.
type UsageTotals struct {
	Call
	Total, Input, Output Number // TotalTokenUsage, InputTokenUsage and OutputTokenUsage: tokens, typed float
	Calls                Number // ApiCallStats: calls of the API
}

// TokenUsage asks for the totals of a window (API document "DescribeTokenUsage", 20 requests a second). It takes the
// same filters as [Client.TokenUsageGraph] and sends requests as that does.
//
// The error is an [*Error], unless the query itself has no valid window.
func (c *Client) TokenUsage(ctx context.Context, q Query) (UsageTotals, error) {
	var answer struct {
		TotalTokenUsage, InputTokenUsage, OutputTokenUsage Number
		APICallStats                                       Number `json:"ApiCallStats"`
	}
	call, err := c.query(ctx, "DescribeTokenUsage", q, &answer)
	if err != nil {
		return UsageTotals{}, err
	}
	return UsageTotals{
		Call:  call,
		Total: answer.TotalTokenUsage, Input: answer.InputTokenUsage, Output: answer.OutputTokenUsage,
		Calls: answer.APICallStats,
	}, nil
}
