package report

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
)

// priceDecimals is how exact a price or a budget is: a millionth of the currency's unit.
const priceDecimals = 6

// Price is what a million tokens cost, exactly. The zero Price is free of charge.
type Price struct{ millionths int64 }

// ParsePrice reads a price such as 0.80: up to twelve digits, and up to six after a point. Anything else is an error,
// so is a sign or an exponent.
func ParsePrice(text string) (Price, error) {
	n, err := parseMillionths(text)
	if err != nil {
		return Price{}, fmt.Errorf("price %w", err)
	}
	return Price{n}, nil
}

// String is the price as a decimal number without superfluous zeros.
func (p Price) String() string {
	text := decimal(big.NewInt(p.millionths), priceDecimals)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// of is what tokens cost.
func (p Price) of(n Tokens, currency string) Money {
	return Money{new(big.Int).Mul(big.NewInt(int64(n)), big.NewInt(p.millionths)), currency}
}

// plainDecimal is a decimal number without sign and exponent.
var plainDecimal = regexp.MustCompile(`^([0-9]{1,12})(?:\.([0-9]{1,6}))?$`)

func parseMillionths(text string) (int64, error) {
	parts := plainDecimal.FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%q is no number such as 0.80: write up to 12 digits, and up to 6 after a point", text)
	}
	return strconv.ParseInt(parts[1]+parts[2]+strings.Repeat("0", priceDecimals-len(parts[2])), 10, 64)
}

// moneyDecimals is how exact money is: a token at a millionth for a million.
const moneyDecimals = 12

// Money is an exact sum in a currency. The zero Money is unknown.
type Money struct {
	amount   *big.Int // in units of 10^-moneyDecimals; never changed
	currency string
}

// ParseMoney reads a sum such as 900 or 900.50, written like a price.
func ParseMoney(text, currency string) (Money, error) {
	n, err := parseMillionths(text)
	if err != nil {
		return Money{}, fmt.Errorf("sum of money %w", err)
	}
	return Money{new(big.Int).Mul(big.NewInt(n), power(moneyDecimals-priceDecimals)), currency}, nil
}

// Known says whether the sum is known.
func (m Money) Known() bool { return m.amount != nil }

// Currency is the code of the currency; empty where the sum is unknown.
func (m Money) Currency() string { return m.currency }

// Minor is the sum in the currency's minor unit (cents), halves up, and how many of its digits are decimals: 2 for USD,
// 0 for JPY and IDR, by CLDR; 2 where the currency is not known. Nil where the sum is unknown.
func (m Money) Minor() (n *big.Int, decimals int) {
	if !m.Known() {
		return nil, 0
	}
	decimals = minorDecimals(m.currency)
	unit := power(moneyDecimals - decimals)
	n = new(big.Int).Mul(m.amount, big.NewInt(2))
	return n.Add(n, unit).Quo(n, unit.Mul(unit, big.NewInt(2))), decimals
}

// minorDecimals reads the code as it is in ISO 4217.
func minorDecimals(code string) int {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	decimals, _ := currency.Standard.Rounding(unit)
	return decimals
}

// Decimal is the sum rounded to the minor unit, with a point and without grouping: 1234.50. Empty where it is unknown.
func (m Money) Decimal() string {
	if !m.Known() {
		return ""
	}
	return decimal(m.Minor())
}

// Exact is the whole sum, with a point, without grouping and without superfluous zeros: 1234.5, 0.003456. Empty where it
// is unknown.
func (m Money) Exact() string {
	if !m.Known() {
		return ""
	}
	return strings.TrimRight(strings.TrimRight(decimal(m.amount, moneyDecimals), "0"), ".")
}

// Vanishes says whether the sum is not 0 but rounded to 0: it is then less than what can be written.
func (m Money) Vanishes() bool {
	if !m.Known() {
		return false
	}
	n, _ := m.Minor()
	return n.Sign() == 0 && m.amount.Sign() != 0
}

// isNone says whether the sum is known to be 0.
func (m Money) isNone() bool { return m.Known() && m.amount.Sign() == 0 }

// ShareOf is the sum's share of a whole; unknown where one of them is, or the whole is 0.
func (m Money) ShareOf(whole Money) Share {
	if !m.Known() || !whole.Known() || whole.amount.Sign() == 0 {
		return Share{}
	}
	return Share{bigThousandths(m.amount, whole.amount), true}
}

// plus is unknown where one of the two is.
func (m Money) plus(other Money) Money {
	if !m.Known() || !other.Known() {
		return Money{}
	}
	return Money{new(big.Int).Add(m.amount, other.amount), m.currency}
}

// with adds what is known: unknown and 5 is 5.
func (m Money) with(other Money) Money {
	switch {
	case !m.Known():
		return other
	case !other.Known():
		return m
	}
	return m.plus(other)
}

// times is the sum times n, divided by a number above 0, to what is smaller than anything that can be paid.
func (m Money) times(n, by Tokens) Money {
	if !m.Known() {
		return m
	}
	product := new(big.Int).Mul(m.amount, big.NewInt(int64(n)))
	return Money{product.Quo(product, big.NewInt(int64(by))), m.currency}
}

// decimal writes a number, not negative, of which so many digits are decimals.
func decimal(n *big.Int, decimals int) string {
	digits := n.String()
	if decimals == 0 {
		return digits
	}
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	return digits[:len(digits)-decimals] + "." + digits[len(digits)-decimals:]
}
