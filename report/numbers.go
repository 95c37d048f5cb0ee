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
func (p phrases) inGroups(n int64) string { return p.groups(strconv.FormatInt(n, 10)) }

func (p phrases) groups(digits string) string {
	first := 0
	if strings.HasPrefix(digits, "-") {
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

// hundredfold is beyond what a share, a change or a factor is written out.
const hundredfold = 100

// bounded is what is written of thousandths: the key of the words, and the thousandths in them. A part that is not nothing
// is never written as nothing, one that is not all never as all, and what is beyond a hundredfold as no more than that.
func bounded(thousandths int, nothing, all bool) (key string, n int) {
	switch {
	case thousandths == 0 && !nothing:
		return "percent.below", 1
	case thousandths == 1000 && !all:
		return "percent.above", 999
	case thousandths > hundredfold*1000:
		return "percent.above", hundredfold * 1000
	}
	return "percent", thousandths
}

// percent writes thousandths, bounded, with at most one decimal.
func (p phrases) percent(thousandths int, nothing, all bool) string {
	key, n := bounded(thousandths, nothing, all)
	return p.say(key, "n", p.tenths(n))
}

// tenths writes thousandths as a number of per cent.
func (p phrases) tenths(thousandths int) string {
	return p.printer.Sprint(number.Decimal(float64(thousandths)/10, number.MaxFractionDigits(1)))
}

// mostDecimals is how many a factor has; one with more zeros is written as less than that.
const mostDecimals = 6

// ratio writes part over whole, both above 0: with two significant digits below 0.1, and like an amount from a hundred up.
func (p phrases) ratio(part, whole Tokens) string {
	if part/whole >= hundredfold {
		return p.short(Known(part).over(whole))
	}
	decimals := 2
	for limit := Tokens(10); decimals < mostDecimals && part < whole/limit; limit *= 10 {
		decimals++
	}
	r, least := big.NewRat(int64(part), int64(whole)), new(big.Rat).SetFrac(big.NewInt(1), power(decimals))
	if r.Cmp(least) < 0 {
		f, _ := least.Float64()
		return p.say("times.below", "n", p.printer.Sprint(number.Decimal(f, number.Scale(decimals))))
	}
	f, _ := r.Float64()
	return p.printer.Sprint(number.Decimal(f, number.Scale(decimals)))
}

// grouped writes the digits of an integer of any size, in groups.
func (p phrases) grouped(digits string) string {
	if n, ok := new(big.Int).SetString(digits, 10); ok {
		return strings.Replace(p.groups(n.String()), "-", "−", 1)
	}
	return digits
}
