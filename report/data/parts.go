package data

import (
	"cmp"
	"slices"

	"tokenreport/report"
)

// Money is an exact sum, as a decimal number without sign and exponent.
type Money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"` // ISO 4217
}

// money is nil for an unknown sum.
func money(m report.Money) *Money {
	if !m.Known() {
		return nil
	}
	return &Money{m.Exact(), m.Currency()}
}

// Cost is what the period's usage costs, an estimate by the configured prices.
type Cost struct {
	Total   *Money `json:"total"`
	Partial bool   `json:"partial"` // the cost of some usage is not known, and not in the total
	// Unpriced is what share of the tokens has no price.
	Unpriced *int64      `json:"unpriced_per_mille"`
	Models   []ModelCost `json:"models"`
}

// ModelCost is what one model's usage costs.
type ModelCost struct {
	Model string `json:"model"` // empty: of the usage of which the model is not known
	Price *Price `json:"price"`
	// Fallback says that the price is that of "*".
	Fallback bool   `json:"fallback"`
	Input    *Money `json:"input"`
	Output   *Money `json:"output"`
	Total    *Money `json:"total"`
}

// Price is what a million tokens cost, as decimal numbers in the currency of the cost.
type Price struct {
	Input  string `json:"input"`
	Output string `json:"output"`
}

func cost(a report.Analysis) *Cost {
	if len(a.Cost.Models) == 0 {
		return nil
	}
	return &Cost{money(a.Cost.Total), a.Cost.Partial, share(report.ShareOf(report.Known(a.Cost.Unpriced), a.Usage.Total)), each(a.Cost.Models, func(m report.ModelCost) ModelCost {
		return ModelCost{m.Model, price(a.Prices, m), m.Fallback, money(m.Input), money(m.Output), money(m.Total)}
	})}
}

func price(p report.Prices, m report.ModelCost) *Price {
	of, priced := p.Of(m.Model)
	if !priced {
		return nil
	}
	return &Price{of.Input.String(), of.Output.String()}
}

// Breakdown is the period's usage by the parts of one dimension. Changes are against the best of the baselines of
// the comparison, as those of the whole are.
type Breakdown struct {
	Dimension report.Dimension `json:"dimension"`
	AddsUp    bool             `json:"adds_up"` // the parts are no more than the whole
	Rest      *int64           `json:"rest"`    // the whole less all parts; below 0 where these have more
	Changes   Changes          `json:"changes"` // of the whole
	Parts     []Part           `json:"parts"`   // all, the largest first
	Shown     int              `json:"shown"`   // how many of them the first page names
	Other     *Other           `json:"other"`   // what these are not; null where they are all
	Driver    *Driver          `json:"driver"`  // null where no part stands out
}

// Part is one application, model, sub-business type or account.
type Part struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Amounts
	SharePerMille *int64  `json:"share_per_mille"` // of the whole's total
	Changes       Changes `json:"changes"`
	Cost          *Money  `json:"cost"` // of a model that has a price; else null
}

// Other is what is not among the parts that the first page names.
type Other struct {
	Parts int `json:"parts"` // folded; 0 where there is only what the whole has beyond all parts
	Amounts
	SharePerMille *int64  `json:"share_per_mille"`
	Changes       Changes `json:"changes"`
}

// Driver is the part that moved the whole most.
type Driver struct {
	ID         string `json:"id"`
	Difference int64  `json:"difference"`
	PerMille   *int64 `json:"per_mille"` // of its own total before; null for a part that had nothing then
}

func breakdowns(a report.Analysis) []Breakdown {
	return each(a.Breakdowns, func(b report.DimensionBreakdown) Breakdown {
		return Breakdown{
			Dimension: b.Dimension, AddsUp: b.AddsUp(), Rest: number(b.Rest), Changes: changes(b.Whole.Before(), b.Whole.Now),
			Shown: len(b.Rows), Other: other(b.Other), Driver: driver(b.Driver),
			Parts: each(allParts(a, b), func(p report.PartRow) Part { return part(p, partCost(a.Cost, b.Dimension, p.ID)) }),
		}
	})
}

// allParts are the parts as the first page has them, and then those that it folds.
func allParts(a report.Analysis, b report.DimensionBreakdown) []report.PartRow {
	return append(slices.Clone(b.Rows), a.AllParts(b.Dimension).Rows[len(b.Rows):]...)
}

func part(p report.PartRow, cost *Money) Part {
	return Part{p.ID, cmp.Or(p.Name, p.ID), amounts(p.Now), share(p.Share), changes(p.Before(), p.Now), cost}
}

// partCost is what a model costs; only models have prices.
func partCost(c report.Cost, dimension report.Dimension, id string) *Money {
	if dimension != report.ByModel {
		return nil
	}
	for _, m := range c.Models {
		if m.Model == id {
			return money(m.Total)
		}
	}
	return nil
}

func other(o *report.OtherRow) *Other {
	if o == nil {
		return nil
	}
	return &Other{o.Parts, amounts(o.Now), share(o.Share), changes(o.Before, o.Now)}
}

func driver(d *report.Driver) *Driver {
	if d == nil {
		return nil
	}
	return &Driver{d.Part.ID, int64(d.Difference), thousandths(d.Change.PerMille(), d.Change.Known())}
}
