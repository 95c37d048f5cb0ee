package report_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
)

// part is a part with totals; a negative one is unknown.
func part(name string, now, weekAgo report.Tokens) report.Part {
	amounts := func(n report.Tokens) report.Amounts {
		if n < 0 {
			return report.Amounts{}
		}
		return report.Amounts{Total: report.Known(n), Input: report.Known(n - n/10), Output: report.Known(n / 10)}
	}
	return report.Part{ID: "id-" + name, Name: name, Now: amounts(now), Past: []report.Amounts{amounts(weekAgo)}}
}

// tell writes a breakdown: its rows, what is other, the rest, and what drove it.
func tell(b report.Breakdown) string {
	line := func(name string, now report.Amount, s report.Share, c report.Change) string {
		text := name + " –"
		if now.Known {
			text = fmt.Sprint(name, " ", now.N)
		}
		if s.Known {
			text += fmt.Sprintf(" %d‰", s.PerMille)
		}
		if c.Known() {
			text += fmt.Sprintf(" %+d‰", c.PerMille())
		}
		return text
	}
	var lines []string
	for _, r := range b.Rows {
		lines = append(lines, line(r.Name, r.Now.Total, r.Share, r.Change))
	}
	if o := b.Other; o != nil {
		lines = append(lines, line(fmt.Sprintf("other(%d)", o.Parts), o.Now.Total, o.Share, o.Change))
	}
	rest := "?"
	if b.Rest.Known {
		rest = fmt.Sprint(b.Rest.N)
	}
	lines = append(lines, "rest "+rest)
	if b.Driver != nil {
		lines = append(lines, fmt.Sprintf("by %s %+d", b.Driver.Part.Name, b.Driver.Difference))
	}
	return strings.Join(lines, ", ")
}

func TestBreakDown(t *testing.T) {
	tests := map[string]struct {
		whole report.Part
		parts []report.Part
		top   int
		want  string
	}{
		"they add up": {part("", 100, 80), []report.Part{part("b", 30, 30), part("a", 70, 50)}, 5,
			"a 70 700‰ +400‰, b 30 300‰ +0‰, rest 0, by a +20"},
		"thirds": {part("", 3, 3), []report.Part{part("a", 1, 1), part("b", 1, 1), part("c", 1, 1)}, 5,
			"a 1 334‰ +0‰, b 1 333‰ +0‰, c 1 333‰ +0‰, rest 0"},
		"the whole has more": {part("", 100, 50), []report.Part{part("a", 60, 40)}, 5,
			"a 60 600‰ +500‰, other(0) 40 400‰ +3000‰, rest 40"},
		"folded": {part("", 100, 100), []report.Part{part("a", 50, 50), part("b", 30, 35), part("c", 15, 10), part("d", 5, 5)}, 2,
			"a 50 500‰ +0‰, b 30 300‰ -143‰, other(2) 20 200‰ +333‰, rest 0"},
		"folded, and more": {part("", 110, 100), []report.Part{part("a", 50, 50), part("b", 30, 35), part("c", 15, 10), part("d", 5, 5)}, 2,
			"a 50 454‰ +0‰, b 30 273‰ -143‰, other(2) 30 273‰ +1000‰, rest 10, by c +5"},
		"a single one is not folded": {part("", 100, 0), []report.Part{part("a", 50, 0), part("b", 30, 0), part("c", 20, 0)}, 2,
			"a 50 500‰, b 30 300‰, c 20 200‰, rest 0, by a +50"},
		"unless the whole has more": {part("", 101, 0), []report.Part{part("a", 50, 0), part("b", 30, 0), part("c", 20, 0)}, 2,
			"a 50 495‰, b 30 297‰, other(1) 21 208‰, rest 1, by a +50"},
		"more than the whole": {part("", 100, 100), []report.Part{part("a", 80, 80), part("b", 30, 30), part("c", 2, 2), part("d", 1, 1)}, 2,
			"a 80 800‰ +0‰, b 30 300‰ +0‰, other(2) 3 30‰ +0‰, rest -13"},
		"more than the whole a week ago only": {part("", 100, 50), []report.Part{part("a", 80, 80), part("b", 5, 3), part("c", 4, 3)}, 1,
			"a 80 800‰ +0‰, other(2) 20 200‰, rest 11"},
		"one unknown": {part("", 100, 100), []report.Part{part("x", -1, 5), part("a", 80, -1), part("b", 3, 3)}, 5,
			"a 80 800‰, b 3 30‰ +0‰, x –, rest ?"},
		"one unknown among the folded": {part("", 100, 100), []report.Part{part("x", -1, 5), part("a", 80, -1), part("b", 3, 3)}, 1,
			"a 80 800‰, other(2) –, rest ?"},
		"the whole unknown":  {part("", -1, 100), []report.Part{part("a", 80, 40)}, 5, "a 80 +1000‰, rest ?"},
		"nothing at all":     {part("", 0, 0), []report.Part{part("a", 0, 0), part("b", 0, 0)}, 5, "a 0, b 0, rest 0"},
		"no parts":           {part("", 100, 90), nil, 5, "other(0) 100 1000‰ +111‰, rest 100"},
		"no part of nothing": {part("", 0, 0), nil, 5, "rest 0"},
		"huge": {part("", math.MaxInt64, 1), []report.Part{part("a", math.MaxInt64-1, 1), part("b", 1, 0)}, 5,
			fmt.Sprintf("a 9223372036854775806 1000‰ %+d‰, b 1 0‰, rest 0", math.MaxInt)},
		"more than can be counted": {part("", 5, 5), []report.Part{part("a", math.MaxInt64, 5), part("b", 1, 1)}, 5,
			fmt.Sprintf("a 9223372036854775807 %d‰ %+d‰, b 1 200‰ +0‰, rest ?", math.MaxInt, math.MaxInt)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tell(report.BreakDown(test.whole, test.parts, test.top)); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestDriver(t *testing.T) {
	tests := map[string]struct {
		whole report.Part
		parts []report.Part
		want  string
	}{
		"the largest in the same direction": {part("", 130, 100),
			[]report.Part{part("a", 20, 60), part("b", 60, 30), part("c", 50, 10)}, "c +40"},
		"downwards":             {part("", 70, 100), []report.Part{part("a", 20, 50), part("b", 50, 50)}, "a -30"},
		"a third is enough":     {part("", 130, 100), []report.Part{part("a", 20, 10), part("b", 19, 10)}, "a +10"},
		"less is not":           {part("", 131, 100), []report.Part{part("a", 20, 10), part("b", 20, 10)}, ""},
		"1.5 times its share":   {part("", 130, 100), []report.Part{part("a", 58, 40), part("b", 72, 60)}, "a +18"},
		"hardly its share":      {part("", 130, 100), []report.Part{part("a", 57, 40), part("b", 73, 60)}, ""},
		"two thirds of it":      {part("", 130, 100), []report.Part{part("a", 97, 67), part("b", 33, 33)}, ""},
		"one that is new":       {part("", 130, 100), []report.Part{part("a", 25, 0)}, "a +25"},
		"one that is not known": {part("", 130, 100), []report.Part{part("a", 25, -1), part("b", -1, 0)}, ""},
		"no change":             {part("", 100, 100), []report.Part{part("a", 60, 0), part("b", 40, 100)}, ""},
		"not known before":      {part("", 100, -1), []report.Part{part("a", 60, 0)}, ""},
		"equals: the first":     {part("", 120, 100), []report.Part{part("a", 10, 0), part("b", 10, 0)}, "a +10"},
		"huge":                  {part("", math.MaxInt64-math.MaxInt64/2, math.MaxInt64), []report.Part{part("a", 0, math.MaxInt64/2), part("b", math.MaxInt64/2, math.MaxInt64/2)}, "a -4611686018427387903"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			if d := report.BreakDown(test.whole, test.parts, 5).Driver; d != nil {
				got = fmt.Sprintf("%s %+d", d.Part.Name, d.Difference)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Whatever the parts, rows and other add up to the whole, and their shares to 1000 thousandths, none of them off by one
// or more.
func TestPartsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for round := range 500 {
		var parts []report.Part
		sum := report.Tokens(0)
		for i := range 1 + random.IntN(60) {
			n := report.Tokens(random.Int64N(1 << (1 + random.IntN(50))))
			parts = append(parts, part(fmt.Sprint(i), n, n))
			sum += n
		}
		whole := part("", sum+1+report.Tokens(random.Int64N(1000)), sum)
		b := report.BreakDown(whole, parts, 1+random.IntN(20))
		shares, tokens := 0, report.Amounts{}
		add := func(now report.Amounts, share report.Share) {
			exact := float64(now.Total.N) * 1000 / float64(whole.Now.Total.N)
			if math.Abs(exact-float64(share.PerMille)) >= 1 {
				t.Errorf("round %d: %d of %d is %d ‰", round, now.Total.N, whole.Now.Total.N, share.PerMille)
			}
			shares += share.PerMille
			tokens.Total.N += now.Total.N
		}
		for _, r := range b.Rows {
			add(r.Now, r.Share)
		}
		add(b.Other.Now, b.Other.Share)
		if shares != 1000 || tokens.Total.N != whole.Now.Total.N || !b.AddsUp() {
			t.Errorf("round %d: %d ‰, %d of %d tokens", round, shares, tokens.Total.N, whole.Now.Total.N)
		}
		if !slices.IsSortedFunc(b.Rows, func(a, b report.PartRow) int { return int(b.Share.PerMille - a.Share.PerMille) }) {
			t.Errorf("round %d: the rows are not sorted", round)
		}
	}
}

// What is compared with several periods is so part by part, and so is what no row shows.
func TestBreakDownByMedians(t *testing.T) {
	past := func(now report.Tokens, then ...report.Tokens) report.Part {
		p := part("", now, 0)
		p.Past = nil
		for _, n := range then {
			p.Past = append(p.Past, report.Amounts{Total: report.Amount{N: n, Known: n >= 0}})
		}
		return p
	}
	whole := past(1000, 900, 1000, 1100, 1200)
	parts := []report.Part{past(400, 300, 300, 400, 500), past(300, 300, 400, 300, 300), past(150, 150, 150, 150, -1), past(100, 100, 100, 150, 200)}
	b := report.BreakDown(whole, parts, 2)
	if got, want := tell(b), " 400 400‰ +143‰,  300 300‰ +0‰, other(2) 300 300‰, rest 50, by  -25"; got != want || b.Change.Before != 1050 {
		t.Errorf("got %q of %d, want %q of 1050", got, b.Change.Before, want)
	}
	parts[2].Past[3].Total = report.Known(150)
	if got, want := tell(report.BreakDown(whole, parts, 2)), " 400 400‰ +143‰,  300 300‰ +0‰, other(2) 300 300‰ -143‰, rest 50, by  -25"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Nobody is said to have changed with the others who is not known, who went the other way, or who did it all.
func TestWidespread(t *testing.T) {
	tests := map[string]struct {
		whole report.Part
		parts []report.Part
		want  bool
	}{
		"all alike":               {part("", 130, 100), []report.Part{part("a", 52, 40), part("b", 78, 60)}, true},
		"and what no part has":    {part("", 130, 100), []report.Part{part("a", 52, 40)}, true},
		"what no part has, alone": {part("", 130, 100), []report.Part{part("a", 60, 60)}, false},
		"one part":                {part("", 130, 100), []report.Part{part("a", 130, 100)}, false},
		"one drove it":            {part("", 130, 100), []report.Part{part("a", 70, 40), part("b", 60, 60)}, false},
		"a small one less":        {part("", 130, 100), []report.Part{part("a", 53, 40), part("b", 69, 51), part("c", 8, 9)}, true},
		"a large one less":        {part("", 130, 100), []report.Part{part("a", 60, 44), part("b", 62, 44), part("c", 8, 12)}, false},
		"one unknown":             {part("", 130, 100), []report.Part{part("a", 52, 40), part("b", -1, 60)}, false},
		"one not known before":    {part("", 130, 100), []report.Part{part("a", 52, 40), part("b", 78, -1)}, false},
		"no change":               {part("", 100, 100), []report.Part{part("a", 40, 40), part("b", 60, 60)}, false},
		"nothing to compare with": {part("", 100, -1), []report.Part{part("a", 40, -1), part("b", 60, -1)}, false},
	}
	for name, test := range tests {
		if got := report.BreakDown(test.whole, test.parts, 5).Widespread; got != test.want {
			t.Errorf("%s: %t, want %t", name, got, test.want)
		}
	}
}

func TestBreakDownLeavesNamesAndArgumentsAlone(t *testing.T) {
	long := strings.Repeat("客服机器人 – support bot ", 4)
	parts := []report.Part{part("small", 1, 1), part(long, 99, 99)}
	b := report.BreakDown(part("", 100, 100), parts, 5)
	if b.Rows[0].Name != long || b.Rows[0].ID != "id-"+long {
		t.Errorf("got %q", b.Rows[0].Name)
	}
	if parts[0].Name != "small" {
		t.Error("the argument was sorted")
	}
}

func ExampleBreakDown() {
	amounts := func(n report.Tokens) report.Amounts { return report.Amounts{Total: report.Known(n)} }
	b := report.BreakDown(report.Part{Now: amounts(8_420_000), Past: []report.Amounts{amounts(7_500_000)}}, []report.Part{
		{Name: "Shop assistant", Now: amounts(2_100_000), Past: []report.Amounts{amounts(2_000_000)}},
		{Name: "Support bot", Now: amounts(4_300_000), Past: []report.Amounts{amounts(3_280_000)}},
	}, 5)
	for _, row := range b.Rows {
		fmt.Println(row.Name, row.Share.PerMille, row.Change.PerMille())
	}
	fmt.Println("Other", b.Other.Share.PerMille, b.Other.Change.PerMille())
	fmt.Println("driven by", b.Driver.Part.Name, b.Driver.Change.PerMille())
	// Output:
	// Support bot 511 311
	// Shop assistant 249 50
	// Other 240 -90
	// driven by Support bot 311
}

func BenchmarkBreakDown(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		var parts []report.Part
		sum := report.Tokens(0)
		for i := range n {
			size := report.Tokens(i*7919%n + 1)
			parts = append(parts, part(fmt.Sprint(i), size, size))
			sum += size
		}
		whole := part("", sum+1, sum)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				report.BreakDown(whole, parts, 5)
			}
		})
	}
}
