package lketest

// The actions that are implemented.
const (
	tokenUsageGraph = "DescribeTokenUsageGraph"
	callStatsGraph  = "DescribeCallStatsGraph"
	tokenUsage      = "DescribeTokenUsage"
	listApp         = "ListApp"
	listModel       = "ListModel"
)

// shape makes an action's answer of what the source gave.
func shape(q Query, given any) any {
	switch given := given.(type) {
	case Graph:
		return given.answer(q)
	case []App:
		return page(given, q)
	case []Model:
		return modelList(given)
	default:
		return given
	}
}

// answer is the graph, or what can be told beside it: its sums, an unknown number of calls, and the names of the
// invented account.
func (g Graph) answer(q Query) any {
	switch q.Action {
	case callStatsGraph:
		return CallStats{}
	case tokenUsage:
		return g.totals()
	case listApp:
		return page(apps(Streams()), q)
	case listModel:
		return modelList(models(Streams()))
	default:
		return g
	}
}

// CallStats is the answer of DescribeCallStatsGraph. A nil list is null.
type CallStats struct{ List []Stat }

// Totals is the answer of DescribeTokenUsage. Nil is null; the API document has numbers.
type Totals struct {
	Total  any `json:"TotalTokenUsage"`
	Input  any `json:"InputTokenUsage"`
	Output any `json:"OutputTokenUsage"`
	Calls  any `json:"ApiCallStats"`
	otherTotals
}

// otherTotals are what else DescribeTokenUsage counts, and nobody here uses.
type otherTotals struct {
	SearchUsage, PageUsage, SplitTokenUsage, RagSearchUsage, InternetSearchUsage int
	DosageTypeLimit, DosageTypeCurr                                              int
}

// totals sums the series. A nil one has no sum, and what is not a number does not count.
func (g Graph) totals() Totals {
	return Totals{Total: sum(g.Total), Input: sum(g.Input), Output: sum(g.Output)}
}

func sum(series []Stat) any {
	if series == nil {
		return nil
	}
	total := int64(0)
	for _, point := range series {
		switch value := point.Y.(type) {
		case int:
			total += int64(value)
		case int64:
			total += value
		case float64:
			total += int64(value)
		}
	}
	return total
}
