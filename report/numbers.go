package report

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"golang.org/x/text/number"
)

// exactly writes every digit of an amount, grouped as the language does; "–" where it is unknown.
func (p phrases) exactly(a Amount) string {
	if !a.Known {
		return p.say("unknown")
	}
	return p.inGroups(int64(a.N))
}

// inGroups writes a whole number in groups of three digits, as the printer does in thirty times the time: a report has a
// thousand of them.
func (p phrases) inGroups(n int64) string {
	digits, first := strconv.FormatInt(n, 10), 0
	if n < 0 {
		first = 1
	}
	var b strings.Builder
	for i := range len(digits) {
		if i > first && (len(digits)-i)%3 == 0 {
			b.WriteString(p.group)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

// shortFrom is where a figure is rounded to three digits: below it every digit can be read at a glance.
const shortFrom = 1_000_000

// short writes an amount so that it can be read at a glance: exactly below a million, else to three significant
// digits with the language's unit.
func (p phrases) short(a Amount) string {
	if !a.Known || a.N < shortFrom {
		return p.exactly(a)
	}
	return p.scaled(a.N)
}

// rest is the exact number where short has rounded it; empty otherwise.
func (p phrases) rest(a Amount) string {
	if !a.Known || a.N < shortFrom {
		return ""
	}
	return p.exactly(a)
}

// shortBeside is short for an amount in a column with a larger one: in the same unit, with as many decimals. What that
// would make nothing is written exactly.
func (p phrases) shortBeside(a Amount, largest Tokens) string {
	if !a.Known || largest < shortFrom {
		return p.short(a)
	}
	exponent, _, decimals := p.scale(largest)
	digits := roundTo(a.N, exponent, decimals)
	if digits == 0 {
		return p.exactly(a)
	}
	return p.inUnits(digits, exponent, decimals)
}

// scaled writes n to three significant digits with the largest unit of the language that is not above it.
func (p phrases) scaled(n Tokens) string {
	exponent, digits, decimals := p.scale(n)
	return p.inUnits(digits, exponent, decimals)
}

// scale finds the unit of n, as a power of ten, and rounds it to three digits.
func (p phrases) scale(n Tokens) (exponent int, digits significand, decimals int) {
	exponent = p.unitFor(n)
	digits, decimals = round(n, exponent)
	if next := p.unitFor(digits.tokens(exponent, decimals)); next != exponent {
		exponent = next // 999,950 rounds up to the next unit
		digits, decimals = round(n, exponent)
	}
	return exponent, digits, decimals
}

func (p phrases) inUnits(digits significand, exponent, decimals int) string {
	text := p.printer.Sprint(number.Decimal(digits.over(decimals), number.Scale(decimals)))
	if exponent == 0 {
		return text
	}
	return p.say(unitKey(exponent), "n", text)
}

func unitKey(exponent int) string { return fmt.Sprintf("unit.%d", exponent) }

// unitFor is the power of ten of the largest unit not above n; 0 for none.
func (p phrases) unitFor(n Tokens) int {
	best, value := 0, Tokens(1)
	for exponent := 1; exponent <= 18; exponent++ {
		value *= 10
		if _, ok := p.texts[unitKey(exponent)]; ok && value <= n {
			best = exponent
		}
	}
	return best
}

// significand is a rounded number without its decimal point.
type significand int64

func (s significand) over(decimals int) float64 { return float64(s) / float64(power(decimals).Int64()) }

func (s significand) tokens(exponent, decimals int) Tokens {
	n := new(big.Int).Mul(big.NewInt(int64(s)), power(exponent))
	n.Quo(n, power(decimals))
	if !n.IsInt64() {
		return Tokens(s)
	}
	return Tokens(n.Int64())
}

// round gives n in units of 10^exponent to three significant digits, or to whole units where it has more, with
// halves up.
func round(n Tokens, exponent int) (s significand, decimals int) {
	unit := power(exponent)
	whole := new(big.Int).Quo(big.NewInt(int64(n)), unit)
	decimals = max(0, 3-len(whole.String()))
	if exponent == 0 {
		decimals = 0
	}
	digits := roundTo(n, exponent, decimals)
	if digits >= 1000 && decimals > 0 {
		return digits / 10, decimals - 1 // 9.995 rounds up to 10.0
	}
	return digits, decimals
}

// roundTo gives n in units of 10^exponent with so many decimals, with halves up.
func roundTo(n Tokens, exponent, decimals int) significand {
	unit := power(exponent)
	scaled := new(big.Int).Mul(big.NewInt(int64(n)), power(decimals))
	scaled.Mul(scaled, big.NewInt(2)).Add(scaled, unit).Quo(scaled, unit.Mul(unit, big.NewInt(2)))
	return significand(scaled.Int64())
}

func power(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// tick writes a round number of an axis as short as it can.
func (p phrases) tick(n Tokens) string {
	exponent := p.unitFor(n)
	if exponent == 0 {
		return p.exactly(Known(n))
	}
	whole, _ := new(big.Rat).SetFrac(big.NewInt(int64(n)), power(exponent)).Float64()
	return p.say(unitKey(exponent), "n", p.printer.Sprint(number.Decimal(whole, number.MaxFractionDigits(2))))
}

// perMille is part in thousandths of whole, halves up; whole is not 0.
func perMille(part, whole Tokens) int {
	n := new(big.Int).Mul(big.NewInt(int64(part)), big.NewInt(2000))
	n.Add(n, big.NewInt(int64(whole)))
	return int(n.Quo(n, new(big.Int).Mul(big.NewInt(int64(whole)), big.NewInt(2))).Int64())
}

// percent writes thousandths with at most one decimal. A part that is not nothing is never written as nothing, and
// one that is not all never as all.
func (p phrases) percent(thousandths int, nothing, all bool) string {
	tenth := func(f float64) string { return p.printer.Sprint(number.Decimal(f, number.MaxFractionDigits(1))) }
	switch {
	case thousandths == 0 && !nothing:
		return p.say("percent.below", "n", tenth(0.1))
	case thousandths == 1000 && !all:
		return p.say("percent.above", "n", tenth(99.9))
	default:
		return p.say("percent", "n", tenth(float64(thousandths)/10))
	}
}

// hundredfold is beyond what a change is written out.
const hundredfold = 100

// growth writes in percent, with its sign, how much larger or smaller an amount has become that was above 0. What is
// not nothing is never written as nothing, and what is not all never as all; nor are there figures beyond a hundredfold.
func (p phrases) growth(before, after Tokens) string {
	return p.grown(before, after, func(thousandths int) int { return thousandths })
}

// grown is growth with its thousandths rounded.
func (p phrases) grown(before, after Tokens, rounded func(thousandths int) int) string {
	signed := func(thousandths int, sign string) string {
		return sign + p.printer.Sprint(number.Decimal(float64(thousandths)/10, number.MaxFractionDigits(1)))
	}
	if (after-1)/before > hundredfold {
		return p.say("percent.above", "n", signed(hundredfold*1000, "+"))
	}
	sign, size := "+", after-before
	if size < 0 {
		sign, size = "−", -size
	}
	switch n := perMille(size, before); {
	case n == 0 && sign == "+":
		return p.say("percent.below", "n", signed(1, sign))
	case n == 0:
		return p.say("percent.above", "n", signed(1, sign))
	case n == 1000 && sign == "−" && after > 0:
		return p.say("percent.below", "n", signed(999, sign))
	default:
		return p.say("percent", "n", signed(rounded(n), sign))
	}
}

// ratio writes part over whole with two or three significant digits; whole is not 0.
func (p phrases) ratio(part, whole Tokens) string {
	r := big.NewRat(int64(part), int64(whole))
	decimals := 2
	for limit := big.NewRat(1, 10); decimals < 6 && r.Sign() > 0 && r.Cmp(limit) < 0; decimals++ {
		limit.Mul(limit, big.NewRat(1, 10))
	}
	f, _ := r.Float64()
	return p.printer.Sprint(number.Decimal(f, number.Scale(decimals)))
}

// grouped writes the digits of an integer of any size, grouped where it fits an int64.
func (p phrases) grouped(digits string) string {
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok || !n.IsInt64() {
		return digits
	}
	return strings.Replace(p.inGroups(n.Int64()), "-", "−", 1)
}
