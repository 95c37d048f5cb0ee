package config_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tokenreport/config"
)

// What the file says comes out digit by digit, however YAML would have read the number.
func TestPrices(t *testing.T) {
	const accepted = "; give the price of a million tokens, such as 0.80, with up to 12 digits, and up to 6 after a point"
	const noNumber, long = ", which is no plain decimal number" + accepted, ", which has too many digits" + accepted
	for _, test := range []quantityTest[config.Decimal]{
		{text: "0.80", want: "0.80"},
		{text: "'0.80'", want: "0.80"},
		{text: "0.1", want: "0.1"},
		{text: "0", want: "0"},
		{text: "007.50", want: "007.50"},
		{text: "123456789012", want: "123456789012"},
		{text: "999999999999.999999", want: "999999999999.999999"}, // as a float, it is 1000000000000
		{text: "0.000001", want: "0.000001"},
		{text: "${PRICE}", want: "0.30"},
		{text: "${UNSET:-12.5}", want: "12.5"},
		{text: "0.${PRICE_CENTS}", want: "0.30"},

		{text: "1e3", refusal: "is 1e3" + noNumber},
		{text: "+1", refusal: "is +1" + noNumber},
		{text: "-0.80", refusal: "is -0.80" + noNumber},
		{text: ".80", refusal: "is .80" + noNumber},
		{text: "1.", refusal: "is 1." + noNumber},
		{text: "0x1F", refusal: "is 0x1F" + noNumber},
		{text: "1_000", refusal: "is 1_000" + noNumber},
		{text: ".inf", refusal: "is .inf" + noNumber},
		{text: "'1,000'", refusal: `is "1,000"` + noNumber},
		{text: "0.80 USD", refusal: `is "0.80 USD"` + noNumber},
		{text: "free", refusal: `is "free"` + noNumber},
		{text: "0.1234567", refusal: "is 0.1234567" + long},
		{text: "1234567890123", refusal: "is 1234567890123" + long},
		{text: "${TEXT}", refusal: `is "many"` + strings.Replace(noNumber, "give", "set TEXT to", 1)},
	} {
		t.Run(test.text, func(t *testing.T) {
			c, err := load(smallest+"prices:\n  currency: USD\n  models:\n    '*':\n      output: 1\n      input: "+test.text+"\n",
				environment{"PRICE": "0.30", "PRICE_CENTS": "30", "TEXT": "many"})
			if checkRefusal(t, err, "8:14: prices.models.*.input: ", test.refusal) {
				return
			}
			want := &config.Prices{Currency: "USD", Models: []config.ModelPrice{{Model: config.AnyModel, Input: test.want, Output: "1"}}}
			if !reflect.DeepEqual(c.Prices, want) {
				t.Errorf("got %+v, want %+v", c.Prices, want)
			}
		})
	}
}

func TestCurrencies(t *testing.T) {
	for _, test := range []quantityTest[string]{
		{text: "USD", want: "USD"},
		{text: "IDR", want: "IDR"},
		{text: "${CURRENCY}", want: "CNY"},

		{text: "usd", refusal: `is "usd", which is no currency's code; give `},
		{text: "$", refusal: `is "$", which is no currency's code; give `},
		{text: "RMB", refusal: `is "RMB", which is no currency's code; give `},
		{text: "ABC", refusal: `is "ABC", which is no currency's code; give `},
		{text: "XXX", refusal: `is "XXX", which is no currency's code; give `}, // no currency
		{text: "840", refusal: `is 840, which is no currency's code; give `},
	} {
		t.Run(test.text, func(t *testing.T) {
			c, err := load(smallest+"prices:\n  models: {a: {input: 1, output: 1}}\n  currency: "+test.text+"\n", environment{"CURRENCY": "CNY"})
			if test.refusal != "" {
				test.refusal += "a currency code of ISO 4217 such as USD, CNY or IDR"
			}
			if !checkRefusal(t, err, "5:13: prices.currency: ", test.refusal) && c.Prices.Currency != test.want {
				t.Errorf("got %s", c.Prices.Currency)
			}
		})
	}
}

// Prices stay in the file of a deployment that switches them off.
func TestPricesWithoutCurrencyAreOff(t *testing.T) {
	for _, prices := range []string{
		"~", "{}", "{currency: ''}", "{currency: '${CURRENCY:-}', models: {a: {input: 1, output: 1}}}",
		"{currency: '${CURRENCY:-}', models: {a: {input: '${INPUT:-}', output: ''}}}", "{models: {a: }}",
	} {
		if c := mustLoad(t, smallest+"prices: "+prices+"\n", nil); c.Prices != nil {
			t.Errorf("%s: got %+v", prices, c.Prices)
		}
	}
}

func TestBudgets(t *testing.T) {
	const prices = "prices: {currency: USD, models: {a: {input: 1, output: 1}}}\n"
	for text, want := range map[string]config.Budget{
		"~":                                   {},
		"{tokens: ~, cost: ''}":               {},
		"{tokens: 1}":                         {Tokens: 1},
		"{tokens: 999999999999999}":           {Tokens: 999_999_999_999_999},
		"{tokens: '${TOKENS}', cost: 0.01}":   {Tokens: 5, Cost: "0.01"},
		"{cost: '900.50'}":                    {Cost: "900.50"},
		"{cost: 0.000001}":                    {Cost: "0.000001"},
		"{cost: '${UNSET:-1000}', tokens: 2}": {Tokens: 2, Cost: "1000"},
	} {
		t.Run(text, func(t *testing.T) {
			c := mustLoad(t, "storage: {url: 'file:///srv/reports'}\n"+prices+"reports: [{name: a, store: pdf, budget: "+text+"}]\n",
				environment{"TOKENS": "5"})
			if got := c.Reports[0].Budget; got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// A price that no report's model has, while one that is spelled nearly so has none, is probably a mistake.
func TestMisspeltPrices(t *testing.T) {
	for name, test := range map[string]struct{ models, report, want string }{
		"other capitals":    {`{CS-Normal: {input: 1, output: 1}, "*": {input: 1, output: 1}}`, "breakdown: {model_name: [cs-normal, cs-pro]}", "[{CS-Normal cs-normal}]"},
		"a letter too few":  {`{cs-norml: {input: 1, output: 1}}`, "filter: {model_name: cs-normal}", "[{cs-norml cs-normal}]"},
		"right":             {`{cs-normal: {input: 1, output: 1}}`, "breakdown: {model_name: [cs-normal]}", "[]"},
		"both have a price": {`{CS-Normal: {input: 1, output: 1}, cs-normal: {input: 1, output: 1}}`, "breakdown: {model_name: [cs-normal]}", "[]"},
		"not alike":         {`{deepseek-v3: {input: 1, output: 1}}`, "breakdown: {model_name: [cs-normal]}", "[]"},
		"no model is named": {`{CS-Normal: {input: 1, output: 1}}`, "calls: true", "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := load("storage: {url: 'file:///srv/reports'}\nreports: [{name: a, store: pdf, "+test.report+"}]\nprices: {currency: USD, models: "+test.models+"}\n", nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(c.MisspeltPrices()); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
