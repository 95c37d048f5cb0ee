package job

import (
	"maps"
	"slices"
	"strings"

	"tokenreport/apiclient"
	"tokenreport/report"
)

// selection is a part of the usage that is asked for.
type selection struct {
	dimension report.Dimension
	id        string
	shown     bool // else only its cost is of interest
}

// isShown reports whether the part is one of a breakdown.
func (s selection) isShown() bool { return s.shown }

// isModel reports whether it has a cost of its own.
func (s selection) isModel() bool { return s.dimension == report.ByModel }

// selections are the parts that a report shows and, where there are prices, the models that have one, and the one that its
// filter names: the cost is by model.
func selections(t task, prices report.Prices) []selection {
	var list []selection
	for _, b := range t.Breakdowns {
		for _, part := range b.Parts {
			list = append(list, selection{b.Dimension, part.ID, true})
		}
	}
	if len(prices.Models) == 0 {
		return list
	}
	for _, model := range append(slices.Sorted(maps.Keys(prices.Models)), t.Filter.ModelName) {
		known := slices.ContainsFunc(list, func(s selection) bool {
			return s.dimension == report.ByModel && (s.id == model || model == t.Filter.ModelName && strings.EqualFold(s.id, model))
		})
		if model != "" && model != report.AnyModel && !known {
			list = append(list, selection{report.ByModel, model, false})
		}
	}
	return list
}

// scope is what a filter leaves of a selection.
type scope int

const (
	scopePart  scope = iota // to be asked for
	scopeWhole              // the filter lets nothing else through
	scopeEmpty              // the filter lets nothing of it through
)

// narrow adds a selection to a report's own filter.
func narrow(f apiclient.Filter, s selection) (apiclient.Filter, scope) {
	switch s.dimension {
	case report.ByApplication:
		return f, narrowList(&f.AppBizIDs, s.id)
	case report.ByAccount:
		return f, narrowList(&f.UinAccounts, s.id)
	case report.ByModel:
		return f, narrowValue(&f.ModelName, s.id)
	case report.ByBusiness:
		return f, narrowValue(&f.SubBizType, s.id)
	default:
		return f, scopeEmpty
	}
}

func narrowList(values *[]string, id string) scope {
	before := *values
	*values = []string{id}
	switch {
	case len(before) == 0:
		return scopePart
	case !slices.Contains(before, id):
		return scopeEmpty
	case len(before) == 1:
		return scopeWhole
	default:
		return scopePart
	}
}

// narrowValue takes values that differ by their capitals for the same, as the API's own pages write them either way.
func narrowValue(value *string, id string) scope {
	before := *value
	*value = id
	switch {
	case before == "":
		return scopePart
	case strings.EqualFold(before, id):
		return scopeWhole
	default:
		return scopeEmpty
	}
}

// of is the selection's part of a day, as far as the filter tells.
func (s selection) of(day report.Day, scope scope) report.DayPart {
	switch scope {
	case scopeWhole:
		return s.part(report.Amounts{Total: day.Total, Input: day.Input, Output: day.Output})
	case scopeEmpty:
		return s.part(report.Amounts{Total: report.Known(0), Input: report.Known(0), Output: report.Known(0)})
	default:
		return s.part(report.Amounts{})
	}
}

func (s selection) part(a report.Amounts) report.DayPart {
	return report.DayPart{Dimension: s.dimension, ID: s.id, Amounts: a}
}
