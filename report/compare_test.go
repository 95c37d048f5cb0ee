package report_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tokenreport/report"
)

// totals are days before a period, of which only the total is known: a map from how many days before to the total.
func totals(p report.Period, before map[int]report.Tokens) []report.Day {
	var days []report.Day
	for n, total := range before {
		days = append(days, dayOfTotal((report.History{}).Before(p, n).Period, report.Known(total)))
	}
	return days
}

func TestCompare(t *testing.T) {
	p := parseDay(t, "America/New_York", "2024-03-26") // a Tuesday; the clocks changed on the 10th
	type known = map[int]report.Tokens
	tests := map[string]struct {
		before known
		want   string // day before, week before, usual, best
	}{
		"nothing":                    {known{}, "– – – –"},
		"one day is no baseline":     {known{1: 5}, "– – – –"},
		"one week is no baseline":    {known{7: 5}, "– – – –"},
		"other days do not count":    {known{1: 5, 2: 6, 3: 7, 6: 8, 8: 9, 35: 1}, "– – – –"},
		"two days, no usual":         {known{1: 5, 7: 6}, "5/1 6/1 – week_before"},
		"only an older same weekday": {known{1: 5, 14: 6}, "5/1 – – day_before"},
		"two weeks":                  {known{7: 6, 14: 9}, "– 6/1 8/2 usual_weekday"},
		"three weeks":                {known{7: 6, 14: 9, 28: 100}, "– 6/1 9/3 usual_weekday"},
		"four weeks":                 {known{1: 1, 7: 6, 14: 9, 21: 4, 28: 100, 35: 1000}, "1/1 6/1 8/4 usual_weekday"},
		"a day of nothing is known":  {known{1: 0, 7: 0, 14: 0}, "0/1 0/1 0/2 usual_weekday"},
		"halves go up":               {known{7: 1, 14: 2}, "– 1/1 2/2 usual_weekday"},
		"the largest": {known{7: math.MaxInt64, 14: math.MaxInt64 - 1},
			"– 9223372036854775807/1 9223372036854775807/2 usual_weekday"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := report.Compare(p, history(t, totals(p, test.before)...))
			best := "–"
			if b := c.Best(); b.Known() {
				best = string(b.Basis)
			}
			got := fmt.Sprint(written(c.DayBefore), " ", written(c.WeekBefore), " ", written(c.Usual), " ", best)
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func written(b report.Baseline) string {
	if !b.Known() {
		return "–"
	}
	return fmt.Sprintf("%d/%d", b.Total.N, b.Days)
}

func TestCompareKeepsUnknownAmountsUnknown(t *testing.T) {
	p := shanghai(t)
	days := totals(p, map[int]report.Tokens{7: 10, 14: 20, 21: 60})
	for i := range days {
		days[i].Calls = report.Known(days[i].Total.N / 10)
		if days[i].Total.N < 50 {
			days[i].Input = report.Known(days[i].Total.N - 1)
		}
	}
	days[0].Output = report.Known(3)
	got := report.Compare(p, history(t, days...)).Usual
	want := report.Baseline{Basis: report.UsualWeekday, Days: 3, Total: report.Known(20), Input: report.Known(14), Calls: report.Known(2)}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// The usual does not depend on the order in which the days came, lies between them, and grows with them.
func TestUsualIsAMedian(t *testing.T) {
	p := shanghai(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		before, values := map[int]report.Tokens{}, []report.Tokens{}
		for week := range 2 + random.IntN(3) {
			n := report.Tokens(random.Int64N(math.MaxInt64 / 4))
			before[7*(week+1)] = n
			values = append(values, n)
		}
		usual := report.Compare(p, history(t, totals(p, before)...)).Usual.Total.N
		if usual < slices.Min(values) || usual > slices.Max(values) {
			t.Fatalf("the median of %d is %d", values, usual)
		}
		least, most := 0, 0
		for _, v := range values {
			if v < usual {
				least++
			}
			if v > usual {
				most++
			}
		}
		if least > len(values)/2 || most > len(values)/2 {
			t.Fatalf("the median of %d is %d: %d are less, %d more", values, usual, least, most)
		}
		for week := range before {
			before[week] *= 3
		}
		if tripled := report.Compare(p, history(t, totals(p, before)...)).Usual.Total.N; tripled < 3*usual-2 || tripled > 3*usual+2 {
			t.Fatalf("the median of three times %d is %d", values, tripled)
		}
	}
}

func TestChange(t *testing.T) {
	unknown := report.Amount{}
	for _, test := range []struct {
		before, after report.Amount
		known         bool
		difference    report.Tokens
		perMille      int
	}{
		{report.Known(100), report.Known(112), true, 12, 120},
		{report.Known(100), report.Known(88), true, -12, -120},
		{report.Known(100), report.Known(100), true, 0, 0},
		{report.Known(100), report.Known(0), true, -100, -1000},
		{report.Known(2000), report.Known(2001), true, 1, 1}, // 0.5 is away from zero
		{report.Known(2000), report.Known(1999), true, -1, -1},
		{report.Known(2001), report.Known(2002), true, 1, 0},
		{report.Known(0), report.Known(5), false, 0, 0},
		{report.Known(0), report.Known(0), false, 0, 0},
		{unknown, report.Known(5), false, 0, 0},
		{report.Known(5), unknown, false, 0, 0},
		{report.Known(1), report.Known(math.MaxInt64), true, math.MaxInt64 - 1, math.MaxInt},
		{report.Known(math.MaxInt64), report.Known(math.MaxInt64 - 1), true, -1, 0},
	} {
		c := report.ChangeOf(test.before, test.after)
		if c.Known() != test.known || c.Difference() != test.difference || c.PerMille() != test.perMille {
			t.Errorf("from %v to %v: %v, %d, %d ‰; want %v, %d, %d ‰", test.before, test.after,
				c.Known(), c.Difference(), c.PerMille(), test.known, test.difference, test.perMille)
		}
	}
}

func TestShareOf(t *testing.T) {
	for _, test := range []struct {
		part, whole report.Amount
		want        report.Share
	}{
		{report.Known(1), report.Known(3), report.Share{PerMille: 333, Known: true}},
		{report.Known(1), report.Known(2000), report.Share{PerMille: 1, Known: true}},
		{report.Known(7), report.Known(2), report.Share{PerMille: 3500, Known: true}},
		{report.Known(0), report.Known(2), report.Share{Known: true}},
		{report.Known(math.MaxInt64), report.Known(1), report.Share{PerMille: math.MaxInt, Known: true}},
		{report.Known(0), report.Known(0), report.Share{}},
		{report.Amount{}, report.Known(2), report.Share{}},
		{report.Known(2), report.Amount{}, report.Share{}},
	} {
		if got := report.ShareOf(test.part, test.whole); got != test.want {
			t.Errorf("%v of %v: %+v, want %+v", test.part, test.whole, got, test.want)
		}
	}
}

func ExampleCompare() {
	today, err := report.ParseDay("2024-11-19", parisZone())
	if err != nil {
		fmt.Println(err)
	}
	h, err := report.NewHistory(totals(today, map[int]report.Tokens{1: 7_900_000, 7: 7_400_000, 14: 7_600_000}))
	if err != nil {
		fmt.Println(err)
	}
	usual := report.Compare(today, h).Best()
	change := report.ChangeOf(usual.Total, report.Known(8_400_000))
	fmt.Println(usual.Basis, usual.Days, usual.Total.N, change.PerMille())
	// Output: usual_weekday 2 7500000 120
}
