package report_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
)

// The costs that a table shows add up to the total that it shows: whatever the prices, and whatever the models leave to Other.
func TestCostColumnAddsUp(t *testing.T) {
	random := rand.New(rand.NewPCG(24, 1))
	for i := range 200 {
		models := 1 + random.IntN(9)
		var usage []report.DayPart
		day := report.Day{Period: shanghai(t), Input: report.Known(0), Output: report.Known(0)}
		prices := report.Prices{Currency: []string{"USD", "JPY", "IDR", "KWD"}[i%4], Models: map[string]report.ModelPrice{}}
		request := report.BreakdownRequest{Dimension: report.ByModel}
		for m := range models {
			id := fmt.Sprintf("model-%d", m)
			n := report.Tokens(random.Int64N([]int64{2, 7_000, 9_000_000, 4_000_000_000_000}[random.IntN(4)]))
			usage = append(usage, report.DayPart{Dimension: report.ByModel, ID: id, Amounts: report.Amounts{
				Total: report.Known(n), Input: report.Known(n / 3), Output: report.Known(n - n/3)}})
			day.Input.N += n / 3
			day.Output.N += n - n/3
			if m == 0 || random.IntN(4) > 0 { // some have a price and no row
				request.Parts = append(request.Parts, report.PartName{ID: id})
			}
			if m == 0 || random.IntN(4) > 0 {
				prices.Models[id] = report.ModelPrice{
					Input: price(t, fmt.Sprintf("%d.%06d", random.IntN(3), random.IntN(1_000_000))), Output: price(t, "0.000001"),
				}
			}
		}
		if i%2 == 0 { // what no model has used
			day.Input.N += 4_321
			prices.Models[report.AnyModel] = report.ModelPrice{Input: price(t, "1.5"), Output: price(t, "3")}
		}
		day.Total, day.Parts = report.Known(day.Input.N+day.Output.N), usage
		a := report.Analyse(report.Summarize(report.Usage{Period: day.Period, Step: 300e9, Total: day.Total, Input: day.Input, Output: day.Output,
			Points: []report.Point{{At: day.Period.From, Total: day.Total, Input: day.Input, Output: day.Output}}}),
			report.Evidence{Days: []report.Day{day}, Prices: prices, Breakdowns: []report.BreakdownRequest{request}})
		o := options("en")
		o.Tables = []report.Dimension{report.ByModel}
		d, err := report.Compose(a, o)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Tables) == 1 && a.Cost.Total.Known() {
			checkCostColumn(t, d.Tables[0])
		}
		exact := new(big.Rat)
		for _, m := range a.Cost.Models { // the JSON's
			if m.Total.Known() {
				exact.Add(exact, rational(t, m.Total.Exact()))
			}
		}
		if total := a.Cost.Total; total.Known() && exact.Cmp(rational(t, total.Exact())) != 0 {
			t.Errorf("the models cost %s together, the total is %s", exact.FloatString(12), total.Exact())
		}
	}
}

func rational(t *testing.T, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is no number", text)
	}
	return r
}

// checkCostColumn adds up the last column of a table.
func checkCostColumn(t *testing.T, table report.Table) {
	t.Helper()
	last := len(table.Columns) - 1
	read := func(cell string) *big.Rat {
		if cell == "–" || strings.ContainsAny(cell, "<>") {
			return new(big.Rat)
		}
		_, digits, _ := strings.Cut(cell, "\u00a0")
		return rational(t, strings.ReplaceAll(digits, ",", ""))
	}
	sum := new(big.Rat)
	var cells []string
	for _, row := range table.Rows {
		if len(row.Cells) != last+1 {
			t.Fatalf("a row has %d cells, want %d", len(row.Cells), last+1)
		}
		sum.Add(sum, read(row.Cells[last]))
		cells = append(cells, row.Cells[last])
	}
	if sum.Cmp(read(table.Total[last])) != 0 {
		t.Errorf("%q are %s together, the total is %s", cells, sum.FloatString(3), table.Total[last])
	}
}

// Costs that vanish one by one are something together: they are in Other, also where the parts exceed the whole and nothing else is.
func TestCostsThatVanishAlone(t *testing.T) {
	day := report.Day{Period: shanghai(t), Total: report.Known(400), Input: report.Known(400), Output: report.Known(0)}
	prices := report.Prices{Currency: "JPY", Models: map[string]report.ModelPrice{}}
	for m := range 9 {
		id := fmt.Sprintf("model-%d", m)
		prices.Models[id] = report.ModelPrice{Input: price(t, "1000")}
		day.Parts = append(day.Parts, report.DayPart{Dimension: report.ByModel, ID: id,
			Amounts: report.Amounts{Total: report.Known(400), Input: report.Known(400), Output: report.Known(0)}})
	}
	u := report.Usage{Period: day.Period, Step: 300e9, Total: day.Total, Input: day.Input, Output: day.Output,
		Points: []report.Point{{At: day.Period.From, Total: day.Total, Input: day.Input, Output: day.Output}}}
	o := options("en")
	o.Tables = []report.Dimension{report.ByModel}
	d, err := report.Compose(report.Analyse(report.Summarize(u), report.Evidence{Days: []report.Day{day}, Prices: prices,
		Breakdowns: []report.BreakdownRequest{{Dimension: report.ByModel, Parts: []report.PartName{{ID: "model-0"}}}}}), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Tables[0].Rows) != 2 {
		t.Errorf("the rows are %+v, want the model and Other", d.Tables[0].Rows)
	}
	checkCostColumn(t, d.Tables[0])
}

// Every report of the office shows costs that add up, the pages of its languages alike.
func TestCostsOfReportsAddUp(t *testing.T) {
	for name, test := range reportCases(t) {
		a := test.analyse(t)
		if !a.Cost.Total.Known() || len(test.tables) == 0 {
			continue
		}
		d := test.compose(t, a, "en")
		t.Run(name, func(t *testing.T) { checkCostColumn(t, d.Tables[len(d.Tables)-1]) })
	}
}

// Who has no price of its own is named, and a price that differs from a model by its capitals alone is noticed.
func TestPricesOfAnyModelAreNamed(t *testing.T) {
	any := report.ModelPrice{Input: price(t, "1"), Output: price(t, "3")}
	for name, test := range map[string]struct {
		prices map[string]report.ModelPrice
		method string // its end
		notice string
	}{
		"all have a price": {map[string]report.ModelPrice{"cs-normal": any, "cs-pro": any, "*": any}, "no invoice", ""},
		"one has none":     {map[string]report.ModelPrice{"cs-normal": any, "*": any}, "at the price of “*”: cs-pro", ""},
		"other capitals": {map[string]report.ModelPrice{"CS-Normal": any, "cs-pro": any, "*": any}, "at the price of “*”: cs-normal",
			"The price of “CS-Normal” is not used: the model is called “cs-normal”, and upper and lower case matter."},
		"and no fallback": {map[string]report.ModelPrice{"CS-Normal": any, "cs-pro": any}, "no invoice",
			"The price of “CS-Normal” is not used: the model is called “cs-normal”, and upper and lower case matter."},
	} {
		t.Run(name, func(t *testing.T) {
			o := business()
			a := o.analyse(t, period(t, report.Daily, "Asia/Shanghai", tuesday19), 1, func(e *report.Evidence) {
				e.Prices = report.Prices{Currency: "USD", Models: test.prices}
				for i := range e.Days { // those that the prices name are asked for, too
					for model := range test.prices {
						if !strings.HasPrefix(model, "cs-") && model != "*" {
							e.Days[i].Parts = append(e.Days[i].Parts, report.DayPart{Dimension: report.ByModel, ID: model,
								Amounts: report.Amounts{Total: report.Known(0), Input: report.Known(0), Output: report.Known(0)}})
						}
					}
				}
			})
			d, err := report.Compose(a, options("en"))
			if err != nil {
				t.Fatal(err)
			}
			if method := factOf(d, "Cost (estimate)"); !strings.HasSuffix(method, test.method) {
				t.Errorf("the cost is %q, want %q at its end", method, test.method)
			}
			told := slices.ContainsFunc(d.Notices, func(n report.Notice) bool { return n == report.Notice{Text: test.notice} })
			if told != (test.notice != "") {
				t.Errorf("the notices are %+v, want %q", d.Notices, test.notice)
			}
		})
	}
}
