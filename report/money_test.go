package report_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"tokenreport/report"
)

func price(t testing.TB, text string) report.Price {
	t.Helper()
	p, err := report.ParsePrice(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParsePrice(t *testing.T) {
	for text, want := range map[string]string{
		"0.80": "0.8", "2": "2", "0": "0", "0.000001": "0.000001", "12.5": "12.5", "007": "7", "100": "100",
		"999999999999.999999": "999999999999.999999", "0.100000": "0.1",
	} {
		if p, err := report.ParsePrice(text); err != nil || p.String() != want {
			t.Errorf("%q: %s, %v; want %s", text, p, err, want)
		}
	}
	for _, text := range []string{
		"", "-1", "+1", "1e3", "1E-3", "NaN", "inf", "0x1", "1_000", "1,000", "1.", ".5", "0.0000001", "1 ", " 1", "$1", "1.2.3",
		"1000000000000", "１", "null", "~",
	} {
		if p, err := report.ParsePrice(text); err == nil || !strings.Contains(err.Error(), "0.80") {
			t.Errorf("%q: %s, %v; want an error that shows how to write it", text, p, err)
		}
	}
}

func FuzzParsePrice(f *testing.F) {
	for _, text := range []string{"0.80", "1e3", "-1", "999999999999.999999", "0.0000001", ".", "00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := report.ParsePrice(text)
		if err != nil {
			return
		}
		if again, err := report.ParsePrice(p.String()); err != nil || again != p {
			t.Errorf("%q is %s, and that is %s, %v", text, p, again, err)
		}
	})
}

func TestMoney(t *testing.T) {
	tests := []struct {
		sum, currency, want string
		vanishes            bool
	}{
		{"900", "USD", "900.00", false},
		{"0.005", "USD", "0.01", false}, // halves go up
		{"0.004999", "USD", "0.00", true},
		{"0", "USD", "0.00", false},
		{"1234.5", "CNY", "1234.50", false},
		{"1234.5", "JPY", "1235", false},
		{"1234.49", "IDR", "1234", false},
		{"0.4", "IDR", "0", true},
		{"1.2345", "KWD", "1.235", false},
		{"1.234", "ZZZ", "1.23", false}, // no such currency
		{"1.234", "", "1.23", false},
	}
	for _, test := range tests {
		m, err := report.ParseMoney(test.sum, test.currency)
		if err != nil {
			t.Fatal(err)
		}
		if m.Exact() != test.sum {
			t.Errorf("%s %s is exactly %s", test.sum, test.currency, m.Exact())
		}
		if m.Decimal() != test.want || m.Vanishes() != test.vanishes || m.Currency() != test.currency || !m.Known() {
			t.Errorf("%s %s: %q, vanishes %v", test.sum, test.currency, m.Decimal(), m.Vanishes())
		}
	}
	var unknown report.Money
	if n, _ := unknown.Minor(); unknown.Known() || unknown.Decimal() != "" || unknown.Exact() != "" || unknown.Vanishes() || n != nil {
		t.Error("the zero money is unknown")
	}
	if _, err := report.ParseMoney("1e9", "USD"); err == nil {
		t.Error("an exponent is no sum of money")
	}
}

func TestShareOfMoney(t *testing.T) {
	money := func(text string) report.Money {
		m, err := report.ParseMoney(text, "USD")
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, test := range []struct {
		part, whole report.Money
		want        report.Share
	}{
		{money("378"), money("900"), report.Share{PerMille: 420, Known: true}},
		{money("999999999999"), money("0.000001"), report.Share{PerMille: math.MaxInt, Known: true}},
		{money("0"), money("900"), report.Share{Known: true}},
		{money("1"), money("0"), report.Share{}},
		{report.Money{}, money("900"), report.Share{}},
		{money("1"), report.Money{}, report.Share{}},
	} {
		if got := test.part.ShareOf(test.whole); got != test.want {
			t.Errorf("%s of %s: %+v, want %+v", test.part.Decimal(), test.whole.Decimal(), got, test.want)
		}
	}
}

func ExampleParsePrice() {
	p, err := report.ParsePrice("0.80")
	fmt.Println(p, err)
	_, err = report.ParsePrice("8e-1")
	fmt.Println(err)
	// Output:
	// 0.8 <nil>
	// price "8e-1" is no number such as 0.80: write up to 12 digits, and up to 6 after a point
}
