package apiclient_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"unicode"

	"tokenreport/apiclient"
)

func TestNumber(t *testing.T) {
	tests := []struct {
		json     string
		want     int64
		err      error
		rounded  bool
		negative bool
		text     string
	}{
		{json: `14896`, want: 14896, text: "14896"},
		{json: `0`, want: 0, text: "0"},
		{json: `14896.0`, want: 14896, text: "14896.0"},
		{json: `1.4896e4`, want: 14896, text: "1.4896e4"},
		{json: `14896000E-3`, want: 14896, text: "14896000E-3"},
		{json: `"14896"`, want: 14896, text: "14896"},
		{json: `"14896.0"`, want: 14896, text: "14896.0"},
		{json: `" 14896\n"`, want: 14896, text: " 14896\n"},
		{json: `"+7"`, want: 7, text: "+7"},
		{json: `"007"`, want: 7, text: "007"},
		{json: `".5e1"`, want: 5, text: ".5e1"},
		{json: `"5."`, want: 5, text: "5."},

		{json: `9007199254740993`, want: 9007199254740993, text: "9007199254740993"}, // 2^53 + 1
		{json: `"9007199254740993"`, want: 9007199254740993, text: "9007199254740993"},
		{json: `9007199254740993.0`, want: 9007199254740993, text: "9007199254740993.0"},
		{json: `9.007199254740993e15`, want: 9007199254740993, text: "9.007199254740993e15"},
		{json: `9223372036854775807`, want: math.MaxInt64, text: "9223372036854775807"},
		{json: `9223372036854775806.5`, want: math.MaxInt64, rounded: true, text: "9223372036854775806.5"},
		{json: `-9223372036854775808`, want: math.MinInt64, negative: true, text: "-9223372036854775808"},

		{json: `14896.4`, want: 14896, rounded: true, text: "14896.4"},
		{json: `14896.5`, want: 14897, rounded: true, text: "14896.5"},
		{json: `0.49`, want: 0, rounded: true, text: "0.49"},
		{json: `0.5`, want: 1, rounded: true, text: "0.5"},
		{json: `0.05`, want: 0, rounded: true, text: "0.05"},
		{json: `2.14E-4`, want: 0, rounded: true, text: "2.14E-4"},

		{json: `-3`, want: -3, negative: true, text: "-3"},
		{json: `-2.5`, want: -3, rounded: true, negative: true, text: "-2.5"},
		{json: `-0.1`, want: 0, rounded: true, negative: true, text: "-0.1"},
		{json: `-0`, want: 0, text: "-0"},

		{json: `9223372036854775808`, err: apiclient.ErrOutOfRange, text: "9223372036854775808"},
		{json: `-9223372036854775809`, err: apiclient.ErrOutOfRange, negative: true, text: "-9223372036854775809"},
		{json: `9223372036854775807.5`, err: apiclient.ErrOutOfRange, rounded: true, text: "9223372036854775807.5"},
		{json: `18446744073709551616`, err: apiclient.ErrOutOfRange, text: "18446744073709551616"},
		{json: `1e19`, err: apiclient.ErrOutOfRange, text: "1e19"},
		{json: `1e999999999`, err: apiclient.ErrOutOfRange, text: "1e999999999"},
		{json: `-1e99999999999999999999`, err: apiclient.ErrOutOfRange, negative: true, text: "-1e99999999999999999999"},
		{json: `1e-999999999`, want: 0, rounded: true, text: "1e-999999999"},
		{json: `0e999999999`, want: 0, text: "0e999999999"},

		{json: `null`, err: apiclient.ErrNull},
		{json: `""`, err: apiclient.ErrNotNumber},
		{json: `"null"`, err: apiclient.ErrNotNumber, text: "null"},
		{json: `"NaN"`, err: apiclient.ErrNotNumber, text: "NaN"},
		{json: `"Infinity"`, err: apiclient.ErrNotNumber, text: "Infinity"},
		{json: `"1,024"`, err: apiclient.ErrNotNumber, text: "1,024"},
		{json: `"1_024"`, err: apiclient.ErrNotNumber, text: "1_024"},
		{json: `"0x10"`, err: apiclient.ErrNotNumber, text: "0x10"},
		{json: `"1e"`, err: apiclient.ErrNotNumber, text: "1e"},
		{json: `"1e1.5"`, err: apiclient.ErrNotNumber, text: "1e1.5"},
		{json: `"1.2.3"`, err: apiclient.ErrNotNumber, text: "1.2.3"},
		{json: `"--1"`, err: apiclient.ErrNotNumber, text: "--1"},
		{json: `"-"`, err: apiclient.ErrNotNumber, text: "-"},
		{json: `"."`, err: apiclient.ErrNotNumber, text: "."},
		{json: `"１２"`, err: apiclient.ErrNotNumber, text: "１２"},
		{json: `true`, err: apiclient.ErrNotNumber, text: "true"},
		{json: `{"v":1}`, err: apiclient.ErrNotNumber, text: `{"v":1}`},
		{json: `[1]`, err: apiclient.ErrNotNumber, text: "[1]"},
	}
	for _, test := range tests {
		t.Run(test.json, func(t *testing.T) {
			var number apiclient.Number
			if err := json.Unmarshal([]byte(test.json), &number); err != nil {
				t.Fatal(err)
			}
			got, err := number.Int64()
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("%d, %v; want %d, %v", got, err, test.want, test.err)
			}
			if number.Rounded() != test.rounded || number.Negative() != test.negative || number.Text() != test.text || number.Null() != (test.json == "null") {
				t.Errorf("rounded %t, negative %t, null %t, text %q", number.Rounded(), number.Negative(), number.Null(), number.Text())
			}
		})
	}
}

func TestNumberKeepsTheWholeTextAndShowsTheBeginning(t *testing.T) {
	long := strings.Repeat("9", 1_000_000)
	number := apiclient.ParseNumber(long)
	if number.Text() != long {
		t.Error("the original text is lost")
	}
	if _, err := number.Int64(); len(err.Error()) > 200 || !errors.Is(err, apiclient.ErrOutOfRange) {
		t.Errorf("error of %d bytes", len(err.Error()))
	}
	if value, err := apiclient.ParseNumber("1" + strings.Repeat("0", 1_000_000) + "e-1000000").Int64(); value != 1 || err != nil {
		t.Errorf("a million zeros and back: %d, %v", value, err)
	}
	if _, err := apiclient.ParseNumber("1\x1b[2J").Int64(); strings.ContainsFunc(err.Error(), unicode.IsControl) {
		t.Errorf("control characters in %q", err)
	}
}

func TestZeroNumberIsNull(t *testing.T) {
	var number apiclient.Number
	if _, err := number.Int64(); !number.Null() || !errors.Is(err, apiclient.ErrNull) {
		t.Errorf("null %t, %v", number.Null(), err)
	}
}

// FuzzNumber compares with exact rational arithmetic wherever that is affordable.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{
		"14896", "14896.0", "1.4896e4", "9007199254740993", "-0.5", "9223372036854775807.5", "1e999999999", "1e-999999999",
		"0e5", "007", "+1", " 1 ", "", "-", "1e", "1_0", "0x1p4", "1/3", "NaN", "９", "00000000000000000000001e3", ".5", "5.",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number := apiclient.ParseNumber(text)
		if number.Text() != text {
			t.Fatalf("text %q became %q", text, number.Text())
		}
		got, err := number.Int64()
		trimmed := strings.TrimSpace(text)
		if len(trimmed) > 30 || len(trimmed[strings.IndexAny(trimmed, "eE")+1:]) > 5 && strings.ContainsAny(trimmed, "eE") {
			return // too costly for the other way
		}
		exact, ok := new(big.Rat).SetString(trimmed)
		if !ok || strings.ContainsAny(trimmed, "_/xXoObBpP") {
			if !errors.Is(err, apiclient.ErrNotNumber) {
				t.Fatalf("%q is read as %d, %v", text, got, err)
			}
			return
		}
		if err != nil && !errors.Is(err, apiclient.ErrOutOfRange) {
			t.Fatalf("%q: %v", text, err)
		}
		checkNearest(t, number, exact)
	})
}

// checkNearest checks a number against its exact value: nearest integer, half away from zero.
func checkNearest(t *testing.T, number apiclient.Number, exact *big.Rat) {
	t.Helper()
	half := big.NewRat(int64(exact.Sign()), 2)
	shifted := new(big.Rat).Add(exact, half)
	want := new(big.Int).Quo(shifted.Num(), shifted.Denom())
	got, err := number.Int64()
	switch {
	case want.IsInt64() && (err != nil || got != want.Int64()):
		t.Fatalf("%q: %d, %v, want %s", number.Text(), got, err, want)
	case !want.IsInt64() && err == nil:
		t.Fatalf("%q: %d, want out of range", number.Text(), got)
	case err == nil && number.Rounded() == exact.IsInt():
		t.Fatalf("%q: rounded %t", number.Text(), number.Rounded())
	case number.Negative() != (exact.Sign() < 0):
		t.Fatalf("%q: negative %t", number.Text(), number.Negative())
	}
}
