package report

import (
	"math"
	"strings"
	"testing"
	"time"
)

// plain makes the spaces that do not break ordinary ones.
func plainly(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

// A change is bounded and rounded by one rule, with an arrow, with a sign, or with neither: a bound is of how much it is.
func TestChangesInWords(t *testing.T) {
	for _, test := range []struct {
		before, after    Tokens
		moved, magnitude string // what moved has beside the arrow and the sign is the magnitude
		id               string
	}{
		{100, 112, "▲ +12 %", "12 %", "▲ +12 %"},
		{1000, 1124, "▲ +12 %", "12 %", "▲ +12 %"}, // whole per cent from ten up
		{1000, 1125, "▲ +13 %", "13 %", "▲ +13 %"},
		{1000, 1024, "▲ +2.4 %", "2.4 %", "▲ +2,4 %"},
		{1000, 904, "▼ −9.6 %", "9.6 %", "▼ −9,6 %"},
		{1000, 5, "▼ −99.5 %", "99.5 %", "▼ −99,5 %"}, // not all of it
		{1000, 0, "▼ −100 %", "100 %", "▼ −100 %"},
		{100_000, 1, "▼ > 99.9 %", "> 99.9 %", "▼ > 99,9 %"},
		{math.MaxInt64, 1, "▼ > 99.9 %", "> 99.9 %", "▼ > 99,9 %"},
		{2_000, 2_001, "▲ +0.1 %", "0.1 %", "▲ +0,1 %"},
		{1_000_000, 1_000_001, "▲ < 0.1 %", "< 0.1 %", "▲ < 0,1 %"},
		{1_000_000, 999_999, "▼ < 0.1 %", "< 0.1 %", "▼ < 0,1 %"},
		{math.MaxInt64, math.MaxInt64 - 1, "▼ < 0.1 %", "< 0.1 %", "▼ < 0,1 %"},
		{2, 203, "▲ > 10,000 %", "> 10,000 %", "▲ > 10.000 %"}, // 10,050 %
		{1, 101, "▲ +10,000 %", "10,000 %", "▲ +10.000 %"},
		{1, 102, "▲ > 10,000 %", "> 10,000 %", "▲ > 10.000 %"},
		{1, math.MaxInt64, "▲ > 10,000 %", "> 10,000 %", "▲ > 10.000 %"},
	} {
		en, zh, id := in(t, "en"), in(t, "zh-CN"), in(t, "id")
		change := ChangeOf(Known(test.before), Known(test.after))
		signed := strings.TrimLeft(test.moved, "▲▼ ")
		if strings.ContainsAny(test.moved, "<>") {
			signed = test.moved
		}
		for _, c := range []struct{ got, want string }{
			{en.moved(change), test.moved}, {en.magnitude(change), test.magnitude}, {en.signed(change), signed},
			{zh.moved(change), strings.ReplaceAll(test.moved, " %", "%")}, {zh.magnitude(change), strings.ReplaceAll(test.magnitude, " %", "%")},
			{id.moved(change), test.id},
		} {
			if got := plainly(c.got); got != c.want {
				t.Errorf("from %d to %d: %q, want %q", test.before, test.after, got, c.want)
			}
		}
	}
	en := in(t, "en")
	if got := en.moved(ChangeOf(Known(5), Known(5))) + en.moved(ChangeOf(Known(0), Known(5))); got != "unchanged" {
		t.Errorf("no change, and nothing to compare with: %q", got)
	}
}

func TestTimes(t *testing.T) {
	en, id := in(t, "en"), in(t, "id")
	for _, test := range []struct {
		amount, other Tokens
		en, id        string
	}{
		{31, 10, "3.1", "3,1"}, {3, 10, "0.30", "0,30"}, {20, 10, "2.0", "2,0"}, {994, 100, "9.9", "9,9"}, {995, 100, "10", "10"},
		{99, 1, "99", "99"}, {100, 1, "100", "100"}, {101, 1, "> 100", "> 100"}, {math.MaxInt64, 1, "> 100", "> 100"},
		{60_000, 2_010_000, "0.03", "0,03"}, {49, 1000, "0.05", "0,05"}, {1, 100, "0.01", "0,01"}, {9, 1000, "< 0.01", "< 0,01"},
		{1, math.MaxInt64, "< 0.01", "< 0,01"}, {994, 1000, "0.99", "0,99"}, {999, 1000, "1.0", "1,0"},
	} {
		if got := plainly(en.times(test.amount, test.other)); got != test.en {
			t.Errorf("%d over %d: %q, want %q", test.amount, test.other, got, test.en)
		}
		if got := plainly(id.times(test.amount, test.other)); got != test.id {
			t.Errorf("%d over %d: %q, want %q", test.amount, test.other, got, test.id)
		}
	}
}

func TestMoneyInWords(t *testing.T) {
	en, id := in(t, "en"), in(t, "id")
	for _, test := range []struct{ sum, currency, en, id string }{
		{"0", "USD", "USD 0.00", "USD 0,00"},
		{"0.05", "USD", "USD 0.05", "USD 0,05"},
		{"0.004", "USD", "< USD 0.01", "< USD 0,01"},
		{"1234567.895", "USD", "USD 1,234,567.90", "USD 1.234.567,90"},
		{"12500.5", "IDR", "IDR 12,501", "IDR 12.501"},
		{"0.4", "JPY", "< JPY 1", "< JPY 1"},
	} {
		m, err := ParseMoney(test.sum, test.currency)
		if err != nil {
			t.Fatal(err)
		}
		if got := plainly(en.money(m)); got != test.en {
			t.Errorf("%s %s: %q, want %q", test.currency, test.sum, got, test.en)
		}
		if got := plainly(id.money(m)); got != test.id {
			t.Errorf("%s %s: %q, want %q", test.currency, test.sum, got, test.id)
		}
	}
	if got := en.money(Money{}); got != "–" {
		t.Errorf("unknown: %q", got)
	}
}

// Amounts of one column have one unit and as many decimals.
func TestShortBeside(t *testing.T) {
	en, zh := in(t, "en"), in(t, "zh-CN")
	for _, test := range []struct {
		n, largest Tokens
		en, zh     string
	}{
		{3_331_549, 3_331_549, "3.33 M", "333 万"},
		{975_390, 3_331_549, "0.98 M", "98 万"},
		{975_390, 33_315_490, "1.0 M", "98 万"},
		{4_000, 3_331_549, "4,000", "4,000"}, // not 0.00 M
		{0, 3_331_549, "0", "0"},
		{975_390, 999_999, "975,390", "975,390"},
		{999_995, 999_995_000_000, "999,995", "999,995"},
	} {
		if got := plainly(en.shortBeside(Known(test.n), test.largest)); got != test.en {
			t.Errorf("%d beside %d: %q, want %q", test.n, test.largest, got, test.en)
		}
		if got := plainly(zh.shortBeside(Known(test.n), test.largest)); got != test.zh {
			t.Errorf("%d beside %d: %q, want %q", test.n, test.largest, got, test.zh)
		}
	}
	if got := en.shortBeside(Amount{}, 3_331_549); got != "–" {
		t.Errorf("unknown: %q", got)
	}
}

func TestNamesOfPeriods(t *testing.T) {
	for _, test := range []struct {
		cadence      Cadence
		date         string
		en, zh, id   string
		before, best string // what it is compared with, and its usual
	}{
		{Daily, "2024-11-19", "Tuesday, 19 November 2024", "2024年11月19日 星期二", "Selasa, 19 November 2024", "Tue 12 Nov", "a usual Tuesday"},
		{Weekly, "2024-11-19", "Week 47 of 2024, 18 November to 24 November", "2024年第 47 周（11月18日至11月24日）",
			"Minggu ke-47 tahun 2024, 18 November sampai 24 November", "the week before", "a usual week"},
		{Weekly, "2021-01-03", "Week 53 of 2020, 28 December to 3 January", "2020年第 53 周（12月28日至1月3日）",
			"Minggu ke-53 tahun 2020, 28 Desember sampai 3 Januari", "the week before", "a usual week"},
		{Monthly, "2024-01-01", "January 2024", "2024年1月", "Januari 2024", "December", "December"},
	} {
		p, err := ParsePeriod(test.cadence, test.date, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		en := in(t, "en")
		before, best := Baseline{Basis: WeekBefore}, Baseline{Basis: map[Cadence]Basis{Daily: UsualWeekday, Weekly: UsualWeek, Monthly: MonthBefore}[test.cadence]}
		if test.cadence == Monthly {
			before.Basis = MonthBefore
		}
		for _, c := range []struct{ got, want string }{
			{en.period(p), test.en}, {in(t, "zh-CN").period(p), test.zh}, {in(t, "id").period(p), test.id},
			{en.against(p, before), test.before}, {en.against(p, best), test.best},
		} {
			if plainly(c.got) != c.want {
				t.Errorf("%s: %q, want %q", p.Name(), c.got, c.want)
			}
		}
	}
}
