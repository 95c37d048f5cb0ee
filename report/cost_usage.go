package report

import (
	"maps"
	"slices"
)

// modelUsage is what the models used on the days together, by name, and last, without a name, what none of them used:
// the whole less all of them, unknown where one of them is, and nothing where they are more than the whole. What was
// not used and has no price is left out.
func modelUsage(days []Day, prices Prices) []ModelUsage {
	var usage []ModelUsage
	whole := amountsOf(days, Day.amounts)
	rest := ModelUsage{Input: whole.Input, Output: whole.Output}
	for _, model := range modelsOf(days, prices) {
		sum := amountsOf(days, func(d Day) Amounts { return d.part(ByModel, model) })
		usage = append(usage, ModelUsage{model, sum.Input, sum.Output})
		rest.Input, rest.Output = rest.Input.less(sum.Input), rest.Output.less(sum.Output)
	}
	return slices.DeleteFunc(append(usage, rest), func(u ModelUsage) bool {
		_, priced := prices.Of(u.Model)
		return !priced && u.Input == Known(0) && u.Output == Known(0)
	})
}

// modelsOf are the models that the days have as parts, and those that the prices name.
func modelsOf(days []Day, prices Prices) []string {
	models := map[string]bool{}
	for name := range prices.Models {
		models[name] = name != AnyModel
	}
	for _, d := range days {
		for _, p := range d.Parts {
			models[p.ID] = models[p.ID] || p.Dimension == ByModel
		}
	}
	maps.DeleteFunc(models, func(_ string, is bool) bool { return !is })
	return slices.Sorted(maps.Keys(models))
}

// less is the difference, at least 0; unknown where one of the two is.
func (a Amount) less(b Amount) Amount {
	if !a.Known || !b.Known {
		return Amount{}
	}
	return Known(max(0, a.N-b.N))
}

// MonthCost is what a calendar month has cost so far: an estimate, like [Cost].
type MonthCost struct {
	Elapsed int // days up to and including the day
	Known   int // of them, those of which every model's usage is known
	// Sum is of the known days; unknown where nothing of them has a price.
	Sum     Money
	Partial bool // a model without a price was used on them
	// Unpriced is what share of their tokens has no price.
	Unpriced Share
	// Forecast is of the whole month: the tokens forecast, at what a token cost on the known days on average. Unknown
	// without a forecast, or where these days used nothing.
	Forecast Money
}

// monthCost is the cost of a day's month, up to and including it.
func monthCost(today Day, h History, month MonthToDate, prices Prices) MonthCost {
	c := MonthCost{Elapsed: month.Elapsed}
	tokens, unpriced := Known(0), Tokens(0)
	for _, d := range monthOf(today, h)[:month.Elapsed] {
		usage := modelUsage([]Day{d}, prices)
		if !d.Total.Known || slices.ContainsFunc(usage, func(u ModelUsage) bool { return !u.Input.Known || !u.Output.Known }) {
			continue
		}
		c.Known++
		tokens = sumOf([]Amount{tokens, d.Total}, func(a Amount) Amount { return a })
		cost := prices.Cost(usage)
		c.take(cost)
		unpriced += cost.Unpriced
	}
	c.Unpriced = ShareOf(Known(unpriced), tokens)
	if month.Forecast.Total.Known && tokens.Known && tokens.N > 0 {
		c.Forecast = c.Sum.times(month.Forecast.Total.N, tokens.N)
	}
	return c
}

// Against holds the cost of the month against its budget, which is known.
func (c MonthCost) Against(budget Money, month MonthToDate) BudgetUse {
	return BudgetUse{
		Used:     c.Sum.ShareOf(budget),
		Elapsed:  ShareOf(Known(Tokens(month.Elapsed)), Known(Tokens(month.Days))),
		Forecast: c.Forecast.ShareOf(budget),
		Exceeded: c.Sum.Known() && c.Sum.amount.Cmp(budget.amount) > 0,
		Least:    c.Partial || c.Known < c.Elapsed || month.Doubtful > 0,
	}
}

func (c *MonthCost) take(day Cost) {
	c.Partial = c.Partial || day.Partial
	c.Sum = c.Sum.with(day.Total)
}
