package apiclient

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Why a [Number] has no integer. [Number.Int64] wraps them with the text that the API gave.
var (
	ErrNull       = errors.New("no value")
	ErrNotNumber  = errors.New("not a number")
	ErrOutOfRange = errors.New("outside the range of int64")
)

// Number is a statistic's value exactly as the API gave it. The API document types it as a float that may
// be null, and the field is known to arrive as text; a float64 would lose units beyond 2^53. So a Number reads
// a JSON number (14896, 14896.0, 1.4896e4), the same in text ("14896") and null, and keeps the integer exact.
// Anything else is kept too and reported by Int64: one bad point never spoils an answer.
//
// The zero Number is null.
type Number struct {
	state    numberState
	rounded  bool
	negative bool
	value    int64
	// text is the original spelling, empty where it is value in plain decimal: an answer has up to
	// hundreds of thousands of plain integers, and value gives their text back.
	text string
}

type numberState uint8

const (
	numberNull numberState = iota
	numberInteger
	numberInvalid
	numberTooLarge
)

// ParseNumber reads text: an optional sign, digits with an optional fraction, an optional exponent, white
// space around it. It never fails; what it could not read is said by the Number's methods.
func ParseNumber(text string) Number {
	d, ok := parseDecimal(strings.TrimSpace(text))
	if !ok {
		return Number{state: numberInvalid, text: text}
	}
	n := Number{state: numberInteger, negative: d.negative && d.digits != "", text: text}
	n.value, n.rounded, ok = d.round()
	if !ok {
		n.state = numberTooLarge
		return n
	}
	if !n.rounded && strconv.FormatInt(n.value, 10) == text {
		n.text = ""
	}
	return n
}

// UnmarshalJSON implements [json.Unmarshaler]. It returns no error for any JSON value.
func (n *Number) UnmarshalJSON(raw []byte) error {
	if isNull(raw) {
		*n = Number{}
		return nil
	}
	*n = ParseNumber(jsonText(raw))
	return nil
}

// Int64 is the integer, a fraction being rounded half away from zero ([Number.Rounded] tells). The error
// is [ErrNull], [ErrNotNumber] or [ErrOutOfRange], with the original text cut to a readable length.
func (n Number) Int64() (int64, error) {
	switch n.state {
	case numberInteger:
		return n.value, nil
	case numberNull:
		return 0, ErrNull
	case numberTooLarge:
		return 0, fmt.Errorf("%s: %w", quoted(n.text), ErrOutOfRange)
	default:
		return 0, fmt.Errorf("%s: %w", quoted(n.text), ErrNotNumber)
	}
}

// Null reports whether the API gave null, or nothing.
func (n Number) Null() bool { return n.state == numberNull }

// Rounded reports whether there was a fraction, which Int64 has rounded away.
func (n Number) Rounded() bool { return n.rounded }

// Negative reports whether the number is below zero, also where it is rounded to zero or out of range.
func (n Number) Negative() bool { return n.negative }

// Text is the original spelling in full: of a JSON string its content, of any other value the JSON; empty
// for null.
func (n Number) Text() string {
	if n.state == numberInteger && n.text == "" {
		return strconv.FormatInt(n.value, 10)
	}
	return n.text
}

// decimal is a number in positional notation: 0.digits × 10^point. Digits have no zeros at either end;
// none at all is zero.
type decimal struct {
	negative bool
	digits   string
	point    int
}

// parseDecimal takes time in proportion to the length of text, whatever the exponent.
func parseDecimal(text string) (decimal, bool) {
	text, negative := cutSign(text)
	mantissa, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		var ok bool
		if exponent, ok = parseExponent(text[i+1:]); !ok {
			return decimal{}, false
		}
		mantissa = text[:i]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if !isDigits(digits) {
		return decimal{}, false
	}
	significant := strings.TrimLeft(digits, "0")
	point := len(whole) + exponent - (len(digits) - len(significant))
	return decimal{negative, strings.TrimRight(significant, "0"), point}, true
}

// maxExponent is more than an answer of [maxBody] bytes can spell out in digits; ten times it fits an int.
const maxExponent = 100_000_000

func parseExponent(text string) (int, bool) {
	text, negative := cutSign(text)
	if !isDigits(text) {
		return 0, false
	}
	exponent := 0
	for _, digit := range []byte(text) {
		exponent = min(exponent*10+int(digit-'0'), maxExponent)
	}
	if negative {
		exponent = -exponent
	}
	return exponent, true
}

func cutSign(text string) (rest string, negative bool) {
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		return rest, true
	}
	return strings.TrimPrefix(text, "+"), false
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// int64Digits is how many digits the largest int64 has.
const int64Digits = 19

// round gives the nearest integer, half away from zero. rounded says that a fraction was lost, ok that the
// integer fits.
func (d decimal) round() (value int64, rounded, ok bool) {
	if d.digits == "" {
		return 0, false, true
	}
	if d.point > int64Digits {
		return 0, false, false
	}
	whole, up, rounded := d.split()
	magnitude, err := strconv.ParseUint(whole, 10, 64)
	if err != nil {
		return 0, rounded, false
	}
	if up {
		magnitude++
	}
	if d.negative {
		return -int64(magnitude), rounded, magnitude <= -math.MinInt64
	}
	return int64(magnitude), rounded, magnitude <= math.MaxInt64
}

// split cuts the digits at the point; up says that the fraction is a half or more.
func (d decimal) split() (whole string, up, fraction bool) {
	switch {
	case d.point < 0:
		return "0", false, true
	case d.point == 0:
		return "0", d.digits[0] >= '5', true
	case len(d.digits) <= d.point:
		return d.digits + strings.Repeat("0", d.point-len(d.digits)), false, false
	default:
		return d.digits[:d.point], d.digits[d.point] >= '5', true
	}
}
