package report

import (
	"math"
	"testing"

	"golang.org/x/text/number"

	"tokenreport/templates"
)

func TestNumbers(t *testing.T) {
	tests := []struct {
		n                                 Tokens
		en, zh, id, exactly, tick, tickZh string
	}{
		{0, "0", "0", "0", "0", "0", "0"},
		{999, "999", "999", "999", "999", "999", "999"},
		{20_000, "20,000", "20,000", "20.000", "20,000", "20 k", "2 万"},
		{999_999, "999,999", "999,999", "999.999", "999,999", "1,000 k", "100 万"},
		{1_000_000, "1.00 M", "100 万", "1,00 juta", "1,000,000", "1 M", "100 万"},
		{8_423_113, "8.42 M", "842 万", "8,42 juta", "8,423,113", "8.42 M", "842.31 万"},
		{9_995_000, "10.0 M", "1,000 万", "10,0 juta", "9,995,000", "9.99 M", "999.5 万"},
		{99_949_999, "99.9 M", "9,995 万", "99,9 juta", "99,949,999", "99.95 M", "9,995 万"},
		{123_456_789, "123 M", "1.23 亿", "123 juta", "123,456,789", "123.46 M", "1.23 亿"},
		{999_500_000, "1.00 G", "10.0 亿", "1,00 miliar", "999,500,000", "999.5 M", "9.99 亿"},
		{123_456_789_012_345, "123 T", "123 万亿", "123 triliun", "123,456,789,012,345", "123.46 T", "123.46 万亿"},
		{math.MaxInt64, "9,223 P", "9,223,372 万亿", "9.223.372 triliun", "9,223,372,036,854,775,807", "9,223.37 P", "9,223,372.04 万亿"},
	}
	en, zh, id := in(t, "en"), in(t, "zh-CN"), in(t, "id")
	for _, test := range tests {
		for _, c := range []struct{ what, got, want string }{
			{"short en", en.short(Known(test.n)), test.en},
			{"short zh-CN", zh.short(Known(test.n)), test.zh},
			{"short id", id.short(Known(test.n)), test.id},
			{"exactly", en.exactly(Known(test.n)), test.exactly},
			{"tick en", en.tick(test.n), test.tick},
			{"tick zh-CN", zh.tick(test.n), test.tickZh},
		} {
			if c.got != c.want {
				t.Errorf("%s of %d: %q, want %q", c.what, test.n, c.got, c.want)
			}
		}
	}
	if got := en.short(Amount{}) + en.exactly(Amount{}); got != "––" {
		t.Errorf("unknown: %q", got)
	}
}

func TestSharesAddUp(t *testing.T) {
	for _, test := range []struct {
		part, whole Tokens
		want        int
	}{{1, 3, 333}, {2, 3, 667}, {1, 2, 500}, {0, 5, 0}, {5, 5, 1000}, {math.MaxInt64, math.MaxInt64, 1000}, {1, 1_000_000, 0}} {
		if got := thousandths(test.part, test.whole); got != test.want {
			t.Errorf("thousandths(%d, %d) = %d, want %d", test.part, test.whole, got, test.want)
		}
	}
	en := in(t, "en")
	for _, test := range []struct {
		thousandths  int
		nothing, all bool
		want         string
	}{
		{988, false, false, "98.8 %"}, {0, true, false, "0 %"}, {0, false, false, "< 0.1 %"}, {1000, false, true, "100 %"},
		{1000, false, false, "> 99.9 %"},
	} {
		if got := en.percent(test.thousandths, test.nothing, test.all); got != test.want {
			t.Errorf("percent(%d) = %q, want %q", test.thousandths, got, test.want)
		}
	}
}

func TestSize(t *testing.T) {
	en, zh, id := in(t, "en"), in(t, "zh-CN"), in(t, "id")
	for _, test := range []struct {
		bytes      int64
		en, zh, id string
	}{
		{0, "0 B", "0 B", "0 B"},
		{-1, "0 B", "0 B", "0 B"},
		{999, "999 B", "999 B", "999 B"},
		{1_000, "1 kB", "1 kB", "1 kB"},
		{999_949, "999.9 kB", "999.9 kB", "999,9 kB"},
		{999_950, "1 MB", "1 MB", "1 MB"},
		{4_000_000, "4 MB", "4 MB", "4 MB"},
		{12_345_678, "12.3 MB", "12.3 MB", "12,3 MB"},
		{math.MaxInt64, "9,223,372,036.9 GB", "9,223,372,036.9 GB", "9.223.372.036,9 GB"},
	} {
		if got := [3]string{en.size(test.bytes), zh.size(test.bytes), id.size(test.bytes)}; got != [3]string{test.en, test.zh, test.id} {
			t.Errorf("%d bytes: %q, want %q", test.bytes, got, [3]string{test.en, test.zh, test.id})
		}
	}
}

func TestRatio(t *testing.T) {
	en := in(t, "en")
	for _, test := range []struct {
		part, whole Tokens
		want        string
	}{{808, 66391, "0.012"}, {1, 2, "0.50"}, {3, 2, "1.50"}, {1, 100, "0.010"}, {10, 100, "0.10"},
		{1, 9_000_000, "< 0.000001"}, {1, math.MaxInt64, "< 0.000001"}, {9_949, 100, "99.49"}, {20_001, 2, "10,001"},
		{math.MaxInt64, 1, "9,223 P"}} {
		if got := plainly(en.ratio(test.part, test.whole)); got != test.want {
			t.Errorf("ratio(%d, %d) = %q, want %q", test.part, test.whole, got, test.want)
		}
	}
}

func TestRoundStep(t *testing.T) {
	for highest, want := range map[Tokens]Tokens{
		1: 1, 4: 1, 5: 2, 9: 2, 10: 5, 36641: 10000, 99: 20, math.MaxInt64: 2_000_000_000_000_000_000,
	} {
		if got := roundStep(highest); got != want {
			t.Errorf("roundStep(%d) = %d, want %d", highest, got, want)
		}
	}
}

func in(t *testing.T, language string) phrases {
	t.Helper()
	p, err := newPhrases(templates.Set{}, language)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Whole numbers are grouped here as the printer of the language's numbers does it, in a fraction of the time.
func TestGroupsAsPrinted(t *testing.T) {
	for _, language := range templates.Languages() {
		p := in(t, language)
		for _, n := range []int64{0, 7, -7, 99, 999, -999, 1000, -1000, 99_999, 100_000, -123_456, 1_000_000, math.MaxInt64, math.MinInt64} {
			if got, want := p.inGroups(n), p.printer.Sprint(number.Decimal(n)); got != want {
				t.Errorf("%s: %d is %q, want %q", language, n, got, want)
			}
		}
	}
}
