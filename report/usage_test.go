package report_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
	"tokenreport/templates"
)

// series reads "0915=694 0930=14896" as five-minute points of 2024-11-19 in Shanghai. A longer label is taken as it
// is, and a value may name a fault instead: "0930=null_value".
func series(t testing.TB, text string) report.Series {
	t.Helper()
	var s report.Series
	for _, field := range strings.Fields(text) {
		label, value, _ := strings.Cut(field, "=")
		if len(label) == 4 {
			label = "20241119" + label
		}
		sample := report.Sample{Label: label, Value: value, Step: map[int]time.Duration{
			12: time.Minute, 10: time.Hour, 8: 24 * time.Hour,
		}[len(label)]}
		at, err := time.ParseInLocation("200601021504"[:len(label)], label, zone(t, "Asia/Shanghai"))
		if err != nil {
			t.Fatal(err)
		}
		sample.At = at
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			sample.Tokens = report.Tokens(n)
		} else {
			sample.Fault = report.OddityKind(value)
		}
		s.Samples = append(s.Samples, sample)
	}
	return s
}

func shanghai(t testing.TB) report.Period {
	t.Helper()
	p, err := report.ParseDay("2024-11-19", zone(t, "Asia/Shanghai"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const (
	exampleTotal  = "0930=14896 0915=694 0945=14968 0935=36641"
	exampleInput  = "0945=14914 0935=36547 0930=14662 0915=268"
	exampleOutput = "0930=234 0915=426 0945=54 0935=94"
)

func example(t testing.TB) report.Usage {
	t.Helper()
	u, err := report.Join(shanghai(t), series(t, exampleTotal), series(t, exampleInput), series(t, exampleOutput))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestJoin(t *testing.T) {
	missing := report.Series{Missing: true}
	tests := map[string]struct {
		total, input, output report.Series
		want                 string // sums
		odd                  string // kind/series/count
		points               int
		step                 time.Duration
	}{
		"the API document's example": {
			series(t, exampleTotal), series(t, exampleInput), series(t, exampleOutput),
			"67199 66391 808", "", 4, 5 * time.Minute,
		},
		"nothing recorded": {report.Series{}, report.Series{}, report.Series{}, "0 0 0", "", 0, 0},
		"all null": {missing, missing, missing, "– – –",
			"null_series/total/0 null_series/input/0 null_series/output/0", 0, 0},
		"input null": {series(t, "0900=10"), missing, series(t, "0900=3"), "10 – 3",
			"null_series/input/0", 1, 5 * time.Minute},
		"input empty though total says otherwise": {series(t, "0900=10"), report.Series{}, series(t, "0900=3"), "10 – 3",
			"empty_series/input/0", 1, 5 * time.Minute},
		"total empty though the parts are not": {report.Series{}, series(t, "0900=3"), report.Series{}, "– 3 –",
			"empty_series/total/0 empty_series/output/0", 1, 5 * time.Minute},
		"output empty because it was 0": {series(t, "0900=10"), series(t, "0900=10"), report.Series{}, "10 10 0",
			"", 1, 5 * time.Minute},
		"output leaves out an interval with 0": {series(t, "0900=10 0905=4"), series(t, "0900=10 0905=3"), series(t, "0905=1"),
			"14 13 1", "", 2, 5 * time.Minute},
		"no usable total": {series(t, "0900=null_value"), series(t, "0900=2"), series(t, "0900=3"), "– 2 3",
			"null_value/total/1", 1, 5 * time.Minute},
		"total not the sum of its parts": {series(t, "0900=10 0905=4"), series(t, "0900=6 0905=3"), series(t, "0900=3 0905=1"),
			"14 9 4", "unbalanced//1", 2, 5 * time.Minute},
		"duplicates add up": {series(t, "0900=10 0900=5"), series(t, "0900=15"), report.Series{}, "15 15 0",
			"duplicate/total/1", 1, 5 * time.Minute},
		"another day": {series(t, "0900=1 202411180900=5 202411200005=5"), series(t, "0900=1"), series(t, "0900=0"), "1 1 0",
			"outside_period/total/2", 1, 5 * time.Minute},
		"a stray point": {series(t, "0900=1 202411182350=5"), series(t, "0900=1"), series(t, "0900=0"), "1 1 0",
			"outside_period/total/1", 1, 5 * time.Minute},
		"the end counts": {series(t, "0900=1 202411200000=5"), series(t, "0900=1 202411200000=5"), series(t, "0900=0"), "6 6 0",
			"lone_midnight//0", 2, 5 * time.Minute},
		"both midnights": {series(t, "0000=1 202411200000=5"), series(t, "0000=1 202411200000=5"), series(t, "0000=0"), "1 1 0",
			"both_midnights//0", 1, 5 * time.Minute},
		"labels of another zone": {series(t, "202411182300=1 202411182305=2 2255=4"), series(t, "202411182300=1 202411182305=2 2255=4"), report.Series{},
			"4 4 0", "outside_period/total/2 outside_period/input/2 label_zone//0", 1, 5 * time.Minute},
		"hours":      {series(t, "2024111909=7"), series(t, "2024111909=7"), report.Series{}, "7 7 0", "", 1, time.Hour},
		"a day":      {series(t, "20241119=7"), series(t, "20241119=7"), report.Series{}, "7 7 0", "", 1, 24 * time.Hour},
		"one minute": {series(t, "0901=7"), series(t, "0901=7"), report.Series{}, "7 7 0", "", 1, time.Minute},
		"mixed steps": {series(t, "0905=7 2024111910=1"), series(t, "0905=7 2024111910=1"), report.Series{}, "8 8 0",
			"mixed_steps//0", 2, 5 * time.Minute},
		"faults": {
			series(t, "0900=bad_label 0905=bad_value 0910=negative_value 0915=huge_value 0920=8 0925=bad_value"),
			series(t, "0920=8"), report.Series{}, "8 8 0",
			"bad_label/total/1 bad_value/total/2 negative_value/total/1 huge_value/total/1", 1, 5 * time.Minute,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			u, err := report.Join(shanghai(t), test.total, test.input, test.output)
			if err != nil {
				t.Fatal(err)
			}
			if got := sums(u); got != test.want {
				t.Errorf("sums %q, want %q", got, test.want)
			}
			var odd []string
			for _, o := range u.Oddities {
				odd = append(odd, fmt.Sprintf("%s/%s/%d", o.Kind, o.Series, o.Count))
			}
			if got := strings.Join(odd, " "); got != test.odd {
				t.Errorf("oddities %q, want %q", got, test.odd)
			}
			if len(u.Points) != test.points || u.Step != test.step {
				t.Errorf("%d points every %v, want %d every %v", len(u.Points), u.Step, test.points, test.step)
			}
			if !slices.IsSortedFunc(u.Points, func(a, b report.Point) int { return a.At.Compare(b.At) }) {
				t.Error("points are not sorted")
			}
		})
	}
}

func sums(u report.Usage) string {
	var texts []string
	for _, a := range []report.Amount{u.Total, u.Input, u.Output} {
		text := "–"
		if a.Known {
			text = fmt.Sprint(a.N)
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " ")
}

func TestLabelZoneNamesTheZoneThatFits(t *testing.T) {
	s := series(t, "202411182300=1 202411182305=2 2255=4") // a Jakarta clock would be an hour behind
	u, err := report.Join(shanghai(t), s, s, report.Series{})
	if err != nil {
		t.Fatal(err)
	}
	last := u.Oddities[len(u.Oddities)-1]
	if last.Kind != report.LabelZone || last.Value != "UTC+07:00" {
		t.Errorf("got %+v, want the zone UTC+07:00", last)
	}
}

func TestJoinRefusesSumsThatDoNotFit(t *testing.T) {
	huge := strconv.FormatInt(math.MaxInt64, 10)
	for _, text := range []string{"0900=" + huge + " 0900=1", "0900=" + huge + " 0905=1"} {
		s := series(t, text)
		if _, err := report.Join(shanghai(t), s, s, report.Series{}); err == nil || !strings.Contains(err.Error(), "largest number of tokens") {
			t.Errorf("Join(%s): %v, want an error about the largest number", text, err)
		}
	}
	s := series(t, "0900="+huge)
	u, err := report.Join(shanghai(t), s, s, report.Series{})
	if err != nil || u.Total.N != math.MaxInt64 {
		t.Errorf("the largest number itself: %v, %v", u.Total, err)
	}
}

func TestUnbalancedBeyondInt64(t *testing.T) {
	s := series(t, "0900="+strconv.FormatInt(math.MaxInt64, 10))
	u, err := report.Join(shanghai(t), s, s, s)
	if err != nil {
		t.Fatal(err)
	}
	if got := u.Oddities[0].Value; got != "-9223372036854775807" {
		t.Errorf("difference %s", got)
	}
}

// FuzzJoin holds, for any points: the sum of the hours is the sum of the points is the total.
func FuzzJoin(f *testing.F) {
	f.Add(int64(1731979800), int64(5), int64(1731980100), int64(7), uint8(2))
	f.Add(int64(1732032000), int64(5), int64(1731945600), int64(0), uint8(1))
	f.Fuzz(func(t *testing.T, at1, n1, at2, n2 int64, steps uint8) {
		p := shanghai(t)
		step := []time.Duration{time.Minute, time.Hour, 24 * time.Hour}[steps%3]
		s := report.Series{Samples: []report.Sample{
			{At: time.Unix(at1, 0).In(p.Zone()), Step: step, Tokens: report.Tokens(n1 & math.MaxInt64)},
			{At: time.Unix(at2, 0).In(p.Zone()), Step: step, Tokens: report.Tokens(n2 & math.MaxInt64)},
		}}
		u, err := report.Join(p, s, s, report.Series{})
		if err != nil {
			return
		}
		summary := report.Summarize(u)
		var hours, points report.Tokens
		for _, h := range summary.Hours {
			hours += h.Total.N
		}
		for _, point := range u.Points {
			points += point.Total.N
		}
		if points != u.Total.N || summary.Hours != nil && hours != points {
			t.Errorf("total %d, points %d, hours %d", u.Total.N, points, hours)
		}
		for _, language := range templates.Languages() {
			if _, err := report.Compose(report.Analyse(summary, report.Evidence{}), report.Options{Language: language, Hourly: true}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
