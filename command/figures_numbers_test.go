package command_test

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

type numberKind int

const (
	amount numberKind = iota
	percent
	multiple
)

// writtenNumber is a number as it is written on a page.
type writtenNumber struct {
	text  string
	kind  numberKind
	value *big.Rat
	half  *big.Rat // of its last digit; 0 where it is exact
}

func (n writtenNumber) String() string { return strings.ReplaceAll(n.text, "\u00a0", " ") }

// notation is how a language writes numbers.
type notation struct {
	group, point string
	units        map[string]int // powers of ten
}

func notations() map[string]notation {
	return map[string]notation{
		"en":    {",", ".", map[string]int{"k": 3, "M": 6, "G": 9, "T": 12, "P": 15}},
		"id":    {".", ",", map[string]int{"rb": 3, "juta": 6, "miliar": 9, "triliun": 12}},
		"zh-CN": {",", ".", map[string]int{"万": 4, "亿": 8, "万亿": 12}},
	}
}

// grouped writes an integer.
func (n notation) grouped(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + n.group + digits[i:]
	}
	return digits
}

// pattern finds a number and what it is of.
func (n notation) pattern() *regexp.Regexp {
	units := []string{"%", "×", "倍"}
	for unit := range n.units {
		units = append(units, unit)
	}
	slices.SortFunc(units, func(a, b string) int { return len(b) - len(a) })
	return regexp.MustCompile(fmt.Sprintf(`([<>][\x{a0} ]?)?[+−-]?(\d{1,3}(?:%[1]s\d{3})+|\d+)(?:%[2]s(\d+))?(?:[\x{a0} ]?(%[3]s)(?:\PL|$))?`,
		regexp.QuoteMeta(n.group), regexp.QuoteMeta(n.point), strings.Join(units, "|")))
}

// noFigures are dates and times.
var noFigures = regexp.MustCompile(`\d{4}-\d\d(-\d\d)?|\d{4}-W\d\d|\d{4}年|\d{1,2} \p{L}+ \d{4}|\p{L}+ \d{4}|[+-]?\d{1,2}:\d\d`)

// numbersOf finds the numbers of a text that stand for something that was counted: no dates and times, no ticks of an axis,
// and nothing below 100, which may count days or pages.
func numbersOf(text string, f figures, n notation) []writtenNumber {
	for _, name := range f.texts {
		text = strings.ReplaceAll(text, name, "·")
	}
	text = noFigures.ReplaceAllString(text, "·")
	var numbers []writtenNumber
	for _, cell := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\t' }) {
		for _, found := range n.pattern().FindAllStringSubmatch(cell, -1) {
			written := n.read(found)
			bound := found[1] != ""
			tick := significant(found[2]+found[3]) <= 2 && (found[4] != "" || strings.TrimSpace(cell) == strings.TrimSpace(found[0])) && written.kind == amount
			small := written.kind == amount && found[3] == "" && found[4] == "" && written.value.Cmp(big.NewRat(100, 1)) < 0
			if !bound && !tick && !small {
				numbers = append(numbers, written)
			}
		}
	}
	return numbers
}

func significant(digits string) int {
	return len(strings.TrimRight(strings.TrimLeft(digits, "0"), "0"))
}

// read reads a number that the pattern has found: the digits before the point, those after it, the unit.
func (n notation) read(found []string) writtenNumber {
	whole, decimals, unit := strings.ReplaceAll(found[2], n.group, ""), found[3], found[4]
	w := writtenNumber{text: strings.TrimSpace(found[0]), value: new(big.Rat), half: new(big.Rat)}
	w.value.SetString(whole + "." + decimals + "0")
	exponent := n.units[unit]
	w.value.Mul(w.value, tenTo(exponent))
	if decimals != "" || unit != "" {
		w.half.Quo(tenTo(exponent), new(big.Rat).Mul(big.NewRat(2, 1), tenTo(len(decimals))))
	}
	switch unit {
	case "%":
		w.kind = percent
	case "×", "倍":
		w.kind = multiple
		w.half.Add(w.half, big.NewRat(1, 2000)) // the JSON has it rounded to thousandths
	}
	return w
}

func tenTo(n int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil))
}
