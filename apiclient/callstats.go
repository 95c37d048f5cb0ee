package apiclient

import "context"

// CallStats is the answer of DescribeCallStatsGraph. Its points come like those of a [Graph]: unsorted, without the
// intervals that had no call, labelled by the same rules. A list that was null or missing is nil, which the API
// document permits and explains as "no valid value"; one without points is empty and not nil.
type CallStats struct {
	Call
	List []Stat
}

// CallStatsGraph asks for the number of calls over time (API document "DescribeCallStatsGraph", 20 requests a
// second). It takes the same filters as [Client.TokenUsageGraph] and sends requests as that does.
//
// The error is an [*Error], unless the query itself has no valid window.
func (c *Client) CallStatsGraph(ctx context.Context, q Query) (CallStats, error) {
	var answer struct{ List []Stat }
	call, err := c.query(ctx, "DescribeCallStatsGraph", q, &answer)
	if err != nil {
		return CallStats{}, err
	}
	return CallStats{Call: call, List: answer.List}, nil
}
