package report

import (
	"math/big"

	"golang.org/x/text/number"
)

// moved writes a change with its arrow: "▲ +12 %". It is empty where there is nothing to compare with. The arrows tell a
// direction, and nothing of good or bad.
func (p phrases) moved(c Change) string {
	switch {
	case !c.Known():
		return ""
	case c.Difference() == 0:
		return p.say("change.none")
	}
	if key, _ := c.size(); key != "percent" {
		return p.signed(c) // it has the arrow
	}
	return c.arrow() + p.signed(c)
}

// signed writes a change in percent with its sign: "+12 %". A bound, which is of the magnitude, has the arrow instead:
// "▼ < 0.1 %". The change is known and is not 0.
func (p phrases) signed(c Change) string {
	key, n := c.size()
	switch {
	case key != "percent":
		return c.arrow() + p.magnitude(c)
	case c.Difference() < 0:
		return p.say(key, "n", "−"+p.tenths(n))
	}
	return p.say(key, "n", "+"+p.tenths(n))
}

// magnitude writes a change in percent without its sign: "12 %". The change is known and is not 0.
func (p phrases) magnitude(c Change) string {
	key, n := c.size()
	return p.say(key, "n", p.tenths(n))
}

// size is what is written of how much a change is, bounded and rounded.
func (c Change) size() (key string, thousandths int) {
	n := c.PerMille()
	return bounded(rough(max(n, -n)), c.Difference() == 0, c.Difference() > 0 || c.After == 0)
}

func (c Change) arrow() string {
	if c.Difference() < 0 {
		return "▼\u00a0"
	}
	return "▲\u00a0"
}

// rough rounds thousandths to whole per cent from ten up, where more digits are noise, but nothing to all of it.
func rough(thousandths int) int {
	if thousandths < 100 || thousandths >= 995 && thousandths < 1000 || thousandths > hundredfold*1000 {
		return thousandths
	}
	return (thousandths + 5) / 10 * 10
}

// share writes a part's share in percent; "–" where it is unknown.
func (p phrases) share(s Share, nothing, all bool) string {
	if !s.Known {
		return p.say("unknown")
	}
	return p.percent(s.PerMille, nothing, all)
}

// times writes how many times another amount one is, to about two digits: "3.1", "0.03". Both are above 0.
func (p phrases) times(amount, other Tokens) string {
	f, _ := big.NewRat(int64(amount), int64(other)).Float64()
	decimals := 2
	switch {
	case f > hundredfold:
		return p.say("times.above", "n", p.exactly(Known(hundredfold)))
	case f < 0.01:
		return p.say("times.below", "n", p.printer.Sprint(number.Decimal(0.01, number.Scale(2))))
	case f >= 9.95:
		decimals = 0
	case f >= 0.995:
		decimals = 1
	}
	return p.printer.Sprint(number.Decimal(f, number.Scale(decimals)))
}

// money writes a sum rounded to the currency's minor unit, with the code: "USD 12.34"; "–" where it is unknown.
func (p phrases) money(m Money) string {
	if !m.Known() {
		return p.say("unknown")
	}
	n, decimals := m.Minor()
	if m.Vanishes() {
		return p.say("money.below", "n", p.decimal(big.NewInt(1), decimals), "currency", m.Currency())
	}
	return p.say("money", "n", p.decimal(n, decimals), "currency", m.Currency())
}

// moneys writes sums that are the given total together, as they are rounded, too: each as money does, up or down by less
// than the minor unit.
func (p phrases) moneys(sums []Money, total Money) []string {
	exact := make([]*big.Int, len(sums))
	for i, m := range sums {
		if exact[i] = m.amount; exact[i] == nil {
			exact[i] = new(big.Int)
		}
	}
	minor, decimals := total.Minor()
	unit := power(moneyDecimals - decimals)
	texts := make([]string, len(sums))
	for i, n := range largestRemainder(exact, unit, minor) {
		texts[i] = p.money(sums[i])
		if n.Sign() > 0 {
			texts[i] = p.money(Money{n.Mul(n, unit), total.currency})
		} else if sums[i].Known() && !sums[i].isNone() {
			texts[i] = p.money(Money{big.NewInt(1), total.currency}) // less than can be written
		}
	}
	return texts
}

// decimal writes n, of which so many digits are decimals, as the language does.
func (p phrases) decimal(n *big.Int, decimals int) string {
	whole, rest := new(big.Int).QuoRem(n, power(decimals), new(big.Int))
	text := p.grouped(whole.String())
	if decimals == 0 {
		return text
	}
	digits := decimal(rest, decimals) // "0.05"
	point := []rune(p.printer.Sprint(number.Decimal(0.5)))[1]
	return text + string(point) + digits[2:]
}
