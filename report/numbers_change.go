package report

import (
	"math/big"

	"golang.org/x/text/number"
)

// moved writes a change with its arrow: "▲ +12 %". It is empty where there is nothing to compare with. The arrows tell a
// direction, and nothing of good or bad.
func (p phrases) moved(c Change) string {
	switch d := c.Difference(); {
	case !c.Known():
		return ""
	case d != 0 && c.PerMille() == 0: // the arrow has the sign
		arrow := map[bool]string{true: "▲", false: "▼"}[d > 0]
		return arrow + "\u00a0" + p.percent(0, false, false)
	case d > 0:
		return "▲\u00a0" + p.signed(c)
	case d < 0:
		return "▼\u00a0" + p.signed(c)
	}
	return p.say("change.none")
}

// signed writes a change in percent with its sign: "+12 %". The change is known and is not 0.
func (p phrases) signed(c Change) string { return p.grown(c.Before, c.After, rough) }

// magnitude writes a change in percent without its sign: "12 %". The change is known and is not 0.
func (p phrases) magnitude(c Change) string {
	size := c.Difference()
	if size < 0 {
		size = -size
	}
	if size/c.Before > hundredfold {
		return p.beyond()
	}
	return p.percent(rough(perMille(size, c.Before)), false, c.Difference() > 0 || c.After == 0)
}

// beyond is what is more than a hundredfold.
func (p phrases) beyond() string {
	return p.say("percent.above", "n", p.exactly(Known(hundredfold*100)))
}

// rough rounds thousandths to whole per cent from ten up, where more digits are noise, but nothing to all of it.
func rough(thousandths int) int {
	if thousandths < 100 || thousandths >= 995 && thousandths < 1000 {
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

// times writes how many times another amount one is, to two digits: "3.1". The other is above 0.
func (p phrases) times(amount, other Tokens) string {
	r := big.NewRat(int64(amount), int64(other))
	f, _ := r.Float64()
	switch {
	case f >= hundredfold:
		return p.say("times.above", "n", p.exactly(Known(hundredfold)))
	case f >= 9.95:
		return p.printer.Sprint(number.Decimal(f, number.Scale(0)))
	}
	return p.printer.Sprint(number.Decimal(f, number.Scale(1)))
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
