package report_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"testing"

	"tokenreport/report"
)

func TestCost(t *testing.T) {
	prices := report.Prices{Currency: "USD", Models: map[string]report.ModelPrice{
		"cs-normal": {Input: price(t, "0.80"), Output: price(t, "2.00")},
		"free":      {},
	}}
	withAny := report.Prices{Currency: "USD", Models: map[string]report.ModelPrice{
		"cs-normal":     prices.Models["cs-normal"],
		report.AnyModel: {Input: price(t, "1"), Output: price(t, "3")},
	}}
	usage := func(model string, input, output report.Tokens) report.ModelUsage {
		return report.ModelUsage{Model: model, Input: report.Known(input), Output: report.Known(output)}
	}
	tests := map[string]struct {
		prices  report.Prices
		usage   []report.ModelUsage
		want    string // each model's input+output=total, then the sum
		partial bool
	}{
		"one model":      {prices, []report.ModelUsage{usage("cs-normal", 7_910_000, 510_000)}, "6.33+1.02=7.35 sum 7.35", false},
		"free of charge": {prices, []report.ModelUsage{usage("free", 1, 1)}, "0.00+0.00=0.00 sum 0.00", false},
		"the sum is rounded once": {prices, []report.ModelUsage{usage("cs-normal", 3_000, 0), usage("cs-normal", 3_000, 0)},
			"0.00+0.00=0.00 0.00+0.00=0.00 sum 0.00", false},
		"and may be more than the rounded": {prices, []report.ModelUsage{usage("cs-normal", 5_000, 0), usage("cs-normal", 5_000, 0)},
			"0.00+0.00=0.00 0.00+0.00=0.00 sum 0.01", false},
		"no price":           {prices, []report.ModelUsage{usage("cs-normal", 1_000_000, 0), usage("cs-pro", 5, 5)}, "0.80+0.00=0.80 += sum 0.80", true},
		"the price of any":   {withAny, []report.ModelUsage{usage("cs-pro", 1_000_000, 1_000_000), usage("", 1_000_000, 0)}, "1.00+3.00=4.00 1.00+0.00=1.00 sum 5.00", false},
		"no model at all":    {prices, nil, "sum ", false},
		"only without price": {prices, []report.ModelUsage{usage("cs-pro", 5, 5)}, "+= sum ", true},
		"input not known": {prices, []report.ModelUsage{{Model: "cs-normal", Output: report.Known(1_000_000)}, usage("free", 1, 1)},
			"+2.00= 0.00+0.00=0.00 sum 0.00", true},
		"no prices": {report.Prices{}, []report.ModelUsage{usage("cs-normal", 5, 5)}, "+= sum ", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := test.prices.Cost(test.usage)
			got := ""
			for _, m := range c.Models {
				got += m.Input.Decimal() + "+" + m.Output.Decimal() + "=" + m.Total.Decimal() + " "
			}
			if got += "sum " + c.Total.Decimal(); got != test.want || c.Partial != test.partial {
				t.Errorf("got %q, partial %v; want %q, %v", got, c.Partial, test.want, test.partial)
			}
		})
	}
}

func TestCostSaysWhatIsPriced(t *testing.T) {
	c := report.Prices{Models: map[string]report.ModelPrice{"a": {}}}.Cost([]report.ModelUsage{{Model: "a"}, {Model: "b"}})
	if !c.Models[0].Priced || c.Models[1].Priced {
		t.Errorf("got %+v", c.Models)
	}
}

// The cost is exact: the same as with rational numbers, for any tokens and prices.
func TestCostIsExact(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		sum := new(big.Rat)
		prices := report.Prices{Currency: "USD", Models: map[string]report.ModelPrice{}}
		var usage []report.ModelUsage
		for model := range 4 {
			text := fmt.Sprintf("%d.%06d", random.IntN(1000), random.IntN(1_000_000))
			name, n := strconv.Itoa(model), random.Int64N(math.MaxInt64)
			prices.Models[name] = report.ModelPrice{Input: price(t, text), Output: price(t, text)}
			usage = append(usage, report.ModelUsage{Model: name, Input: report.Known(report.Tokens(n)), Output: report.Known(1)})
			each, _ := new(big.Rat).SetString(text)
			tokens := new(big.Rat).SetInt(new(big.Int).Add(big.NewInt(n), big.NewInt(1)))
			sum.Add(sum, each.Mul(each, tokens).Mul(each, big.NewRat(1, 1_000_000)))
		}
		// Halves away from zero are halves up: nothing is negative here.
		if got, want := prices.Cost(usage).Total.Decimal(), sum.FloatString(2); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}

func ExamplePrices_Cost() {
	prices := report.Prices{Currency: "USD", Models: map[string]report.ModelPrice{}}
	for model, texts := range map[string][2]string{"cs-normal": {"0.80", "2.00"}, report.AnyModel: {"1.00", "3.00"}} {
		input, err := report.ParsePrice(texts[0])
		if err != nil {
			fmt.Println(err)
		}
		output, err := report.ParsePrice(texts[1])
		if err != nil {
			fmt.Println(err)
		}
		prices.Models[model] = report.ModelPrice{Input: input, Output: output}
	}
	cost := prices.Cost([]report.ModelUsage{
		{Model: "cs-normal", Input: report.Known(7_910_000), Output: report.Known(510_000)},
		{Model: "cs-pro", Input: report.Known(120_000), Output: report.Known(4_000)},
	})
	fmt.Println(cost.Total.Currency(), cost.Total.Decimal(), cost.Partial)
	// Output: USD 7.48 false
}
