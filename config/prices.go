package config

import (
	"errors"
	"regexp"
	"strings"

	"golang.org/x/text/currency"
)

const (
	currencyAccepted = "a currency code of ISO 4217 such as USD, CNY or IDR"
	priceMissing     = "the price of a million tokens, such as 0.80"
	priceAccepted    = priceMissing + ", with up to 12 digits, and up to 6 after a point"
	sumAccepted      = "a sum of money such as 900 or 900.50, with up to 12 digits, and up to 6 after a point"

	mostTokens = 999_999_999_999_999
)

// readPrices returns nil where no prices are given. A currency whose value is empty switches the section off, so that
// the others may stay in the file.
func readPrices(n *node) *Prices {
	s := n.section()
	code, models := s.get("currency"), s.get("models")
	s.end()
	p := &Prices{
		Currency: quantity(code, "", parseCurrency, currencyAccepted),
		Models:   readModelPrices(models),
	}
	if n.empty() || code.empty() && code.kind != absent {
		return nil
	}
	code.require(currencyAccepted)
	models.require(`the name of a model, or "*" for all others, with input and output below it`)
	for _, model := range models.fields {
		requirePrice(model)
	}
	return p
}

func readModelPrices(n *node) []ModelPrice {
	var prices []ModelPrice
	for _, model := range n.section().fields {
		model.checkKey()
		s := model.section()
		prices = append(prices, ModelPrice{
			Model:  model.key,
			Input:  quantity(s.get("input"), "", parseDecimal, priceAccepted),
			Output: quantity(s.get("output"), "", parseDecimal, priceAccepted),
		})
		s.end()
	}
	return prices
}

// Misspelt is a model in the prices that no report asks for, and the one that is probably meant.
type Misspelt struct{ Model, Meant string }

// MisspeltPrices are the models in the prices that no breakdown or filter names, where one of these is nearly spelled so and has
// no price: names are the API's, upper and lower case included.
func (c *Config) MisspeltPrices() []Misspelt {
	if c.Prices == nil {
		return nil
	}
	var unpriced []string
	asked, priced := map[string]bool{}, map[string]bool{}
	for _, p := range c.Prices.Models {
		priced[p.Model] = true
	}
	for _, model := range c.models() {
		asked[model] = true
		if !priced[model] {
			unpriced = append(unpriced, model)
		}
	}
	var misspelt []Misspelt
	for _, p := range c.Prices.Models {
		if meant := closest(p.Model, unpriced); meant != "" && !asked[p.Model] {
			misspelt = append(misspelt, Misspelt{p.Model, meant})
		}
	}
	return misspelt
}

// models are those that reports name.
func (c *Config) models() []string {
	var models []string
	for _, r := range c.Reports {
		if r.Filter.ModelName != "" {
			models = append(models, r.Filter.ModelName)
		}
		for _, b := range r.Breakdowns {
			for _, part := range b.Parts {
				if b.By == ByModel {
					models = append(models, part.Value)
				}
			}
		}
	}
	return models
}

// requirePrice complains about a price that is left out: unknown is not free of charge.
func requirePrice(model field) {
	if model.kind == broken {
		return
	}
	for _, direction := range []string{"input", "output"} {
		model.field(direction).require(priceMissing)
	}
}

// parseCurrency knows the codes that are or were some country's. Its errors complete "which …".
func parseCurrency(text string) (string, error) {
	unit, err := currency.ParseISO(text)
	if err != nil || unit == currency.XXX || unit == currency.XTS || unit.String() != text {
		return "", errors.New("is no currency's code")
	}
	return text, nil
}

var (
	decimal     = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,6})?$`)
	longDecimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
)

// parseDecimal reads a price. Its errors complete "which …".
func parseDecimal(text string) (Decimal, error) {
	switch {
	case decimal.MatchString(text):
		return Decimal(text), nil
	case longDecimal.MatchString(text):
		return "", errors.New("has too many digits")
	}
	return "", errors.New("is no plain decimal number")
}

func readBudget(n *node) Budget {
	s := n.section()
	defer s.end()
	return Budget{
		Tokens: s.get("tokens").integer64(0, 1, mostTokens),
		Cost:   quantity(s.get("cost"), "", parseSum, sumAccepted),
	}
}

// parseSum reads a sum of which a share can be used up. Its errors complete "which …".
func parseSum(text string) (Decimal, error) {
	sum, err := parseDecimal(text)
	if err == nil && strings.Trim(text, "0.") == "" {
		return "", errors.New("is no budget")
	}
	return sum, err
}
