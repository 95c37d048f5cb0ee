package report

// AnyModel is the name under which [Prices] has the price of the models that it does not name.
const AnyModel = "*"

// ModelPrice is what a million tokens of a model cost.
type ModelPrice struct{ Input, Output Price }

// Prices are the configured prices. Without any, no cost is known.
type Prices struct {
	Currency string // ISO 4217: USD
	Models   map[string]ModelPrice
}

// Of is the price of a model; false where there is none.
func (p Prices) Of(model string) (ModelPrice, bool) {
	if price, ok := p.Models[model]; ok {
		return price, true
	}
	price, ok := p.Models[AnyModel]
	return price, ok
}

// ModelUsage is what a model used. An empty Model stands for the usage of which the model is not known.
type ModelUsage struct {
	Model         string
	Input, Output Amount
}

// ModelCost is what a model's usage costs. The sums are unknown where it has no price, or the tokens are not known;
// Total where one of the others is.
type ModelCost struct {
	Model                string
	Priced               bool // it has a price
	Fallback             bool // its price is that of [AnyModel]
	Input, Output, Total Money
}

// Cost is an estimate of what usage costs by the configured prices.
type Cost struct {
	Models []ModelCost // in the order of the usage
	// Total is the exact sum of the models whose cost is known, to be rounded once. Unknown where no model's cost is known.
	Total Money
	// Partial says that a model's cost is unknown, so that the total is less than all.
	Partial bool
	// Unpriced is the tokens of models without a price, of those that are known.
	Unpriced Tokens
}

// Cost is what the models' usage costs together.
func (p Prices) Cost(usage []ModelUsage) Cost {
	var c Cost
	for _, u := range usage {
		m := p.modelCost(u)
		c.Models = append(c.Models, m)
		if !m.Priced {
			c.Unpriced += u.Input.N + u.Output.N
		}
		c.Partial = c.Partial || !m.Total.Known()
		c.Total = c.Total.with(m.Total)
	}
	return c
}

func (p Prices) modelCost(u ModelUsage) ModelCost {
	c := ModelCost{Model: u.Model}
	price, priced := p.Of(u.Model)
	if !priced {
		return c
	}
	_, own := p.Models[u.Model]
	c.Priced, c.Fallback = true, !own
	if u.Input.Known {
		c.Input = price.Input.of(u.Input.N, p.Currency)
	}
	if u.Output.Known {
		c.Output = price.Output.of(u.Output.N, p.Currency)
	}
	c.Total = c.Input.plus(c.Output)
	return c
}
