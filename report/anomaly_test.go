package report_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// steady is an account that is busy by day and idle at night, less so at weekends, a little different each day.
func steady(p report.Period, hour int) report.Tokens {
	n := report.Tokens(1_000)
	if hour >= 8 && hour < 20 {
		n = 400_000
	}
	if w := p.From.Weekday(); w == time.Saturday || w == time.Sunday {
		n /= 2
	}
	wobble := report.Tokens((p.From.YearDay()*31+hour*17)%9) - 4 // per cent
	return n + n*wobble/100
}

// times multiplies the amounts of some hours of a day, in per cent; from and until are clock hours.
func times(d report.Day, percent report.Tokens, from, until int) report.Day {
	d.Total = report.Known(0)
	for hour := range d.Hours {
		if hour >= from && hour < until {
			d.Hours[hour].N = d.Hours[hour].N * percent / 100
		}
		d.Total.N += d.Hours[hour].N
	}
	return d
}

// found writes anomalies: "spike 10-12 1200000/400000".
func found(anomalies []report.Anomaly) string {
	var texts []string
	for _, a := range anomalies {
		texts = append(texts, fmt.Sprintf("%s %s-%s %.1f", a.Kind, a.From.Format("15"), a.Until.Format("15"),
			float64(a.Observed)/float64(max(a.Usual, 1))))
	}
	return strings.Join(texts, ", ")
}

const tuesday = "2026-06-16"

// eightWeeks are the days before the tuesday, and the day itself.
func eightWeeks(t testing.TB) (before []report.Day, today report.Day) {
	t.Helper()
	all := days(parseDay(t, "Asia/Shanghai", "2026-04-21"), 57, steady)
	if got := all[56].Period.Name(); got != tuesday {
		t.Fatalf("the last day is %s", got)
	}
	return all[:56], all[56]
}

func TestAnomalies(t *testing.T) {
	before, today := eightWeeks(t)
	unknown := today
	unknown.Hours[11] = report.Amount{}
	tests := map[string]struct {
		today report.Day
		want  string // kind, clock hours, observed against usual
	}{
		"nothing":                        {today, ""},
		"a spike":                        {times(today, 300, 10, 11), "spike 10-11 3.0"},
		"a long spike":                   {times(today, 300, 10, 13), "spike 10-13 3.0"},
		"a drop":                         {times(today, 40, 10, 12), "drop 10-12 0.4"},
		"an outage":                      {times(today, 0, 10, 12), "outage 10-12 0.0"},
		"an outage not by full hours":    {times(times(times(today, 50, 9, 10), 0, 10, 12), 60, 12, 13), "outage 09-13 0.3"},
		"two":                            {times(times(today, 300, 9, 10), 0, 15, 16), "spike 09-10 3.0, outage 15-16 0.0"},
		"neighbours of the other kind":   {times(times(today, 300, 9, 10), 0, 10, 11), "spike 09-10 3.0, outage 10-11 0.0"},
		"a night's hours are too little": {times(today, 2000, 3, 4), ""},
		"a busy day":                     {times(today, 145, 0, 24), ""},
		"a slow day":                     {times(today, 70, 0, 24), ""},
		"a spike on a busy day":          {times(times(today, 140, 0, 24), 300, 10, 11), "spike 10-11 3.0"},
		"a day of three":                 {times(today, 300, 0, 24), "spike 00-20 2.0"},
		"an outage until midnight":       {times(today, 0, 9, 24), "outage 09-00 0.0"},
		"nothing all day":                {times(today, 0, 0, 24), "outage 00-00 0.0"},
		"an hour that is not known":      {times(unknown, 300, 10, 13), "spike 10-11 2.9, spike 12-13 3.2"},
		"a total that is not known":      {report.Day{Period: today.Period}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := found(report.Anomalies(test.today, history(t, before...))); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// What the days before were like decides as well.
func TestAnomaliesByHistory(t *testing.T) {
	before, today := eightWeeks(t)
	spike := times(today, 300, 10, 11)
	weekly := func(weeks ...int) []report.Day {
		changed := slices.Clone(before)
		for _, week := range weeks {
			changed[56-7*week] = times(changed[56-7*week], 300, 10, 11)
		}
		return changed
	}
	without := func(keep func(back int) bool) (kept []report.Day) {
		for i, d := range before {
			if keep(56 - i) {
				kept = append(kept, d)
			}
		}
		return kept
	}
	tests := map[string]struct {
		before []report.Day
		want   string
	}{
		"no history":                     {nil, ""},
		"thirteen days":                  {before[43:], ""},
		"two weeks":                      {before[42:], "spike 10-11 3.0"},
		"four same weekdays alone":       {without(func(back int) bool { return back%7 == 0 && back <= 28 }), "spike 10-11 2.8"},
		"two same weekdays alone":        {without(func(back int) bool { return back%7 == 0 && back <= 14 }), ""},
		"one such day before":            {weekly(3), "spike 10-11 3.0"},
		"two such days before":           {weekly(3, 5), ""},
		"one, of two weeks":              {weekly(1)[42:], ""},
		"falling to a half":              {grown(before, 200), "spike 10-11 3.0"},
		"rising to four times":           {grown(before, 25), "spike 10-11 3.0"},
		"half of the days are not known": {without(func(back int) bool { return back%14 < 7 }), "spike 10-11 3.0"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := found(report.Anomalies(spike, history(t, test.before...))); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// grown makes the first of the days so many per cent of what they are, and the others less so in proportion.
func grown(days []report.Day, percent int) []report.Day {
	changed := slices.Clone(days)
	for i := range changed {
		changed[i] = times(changed[i], report.Tokens(percent+(100-percent)*i/len(days)), 0, 24)
	}
	return changed
}

// The same shape is judged alike on every scale, as long as its hours are worth telling.
func TestAnomaliesDoNotDependOnScale(t *testing.T) {
	before, today := eightWeeks(t)
	today = times(times(times(today, 300, 10, 11), 0, 14, 16), 45, 18, 19)
	want := found(report.Anomalies(today, history(t, before...)))
	if want != "spike 10-11 3.0, outage 14-16 0.0, drop 18-19 0.4" {
		t.Fatalf("unscaled: %q", want)
	}
	for _, factor := range []report.Tokens{2, 7, 1000, 1_000_000} {
		scaled := slices.Clone(before)
		for i := range scaled {
			scaled[i] = times(scaled[i], 100*factor, 0, 24)
		}
		if got := found(report.Anomalies(times(today, 100*factor, 0, 24), history(t, scaled...))); got != want {
			t.Errorf("%d times: %q, want %q", factor, got, want)
		}
	}
}

func TestSmallAccounts(t *testing.T) {
	before, today := eightWeeks(t)
	for i := range before {
		before[i] = times(before[i], 5, 0, 24) // 20,000 tokens in a busy hour
	}
	today = times(today, 5, 0, 24)
	for name, test := range map[string]struct {
		today report.Day
		want  string
	}{
		"an hour is too little to tell of": {times(today, 0, 10, 11), ""},
		"three hours together are not":     {times(today, 0, 10, 13), "outage 10-13 0.0"},
		"a whole day":                      {times(today, 0, 8, 20), "outage 08-20 0.0"},
		"a long drop":                      {times(today, 30, 10, 15), "drop 10-15 0.3"},
		"a long spike":                     {times(today, 250, 10, 14), "spike 10-14 2.5"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := found(report.Anomalies(test.today, history(t, before...))); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestLevelShift(t *testing.T) {
	const day, lasting = 40, 16 // the shift comes on that day, and its days are looked at
	all := days(parseDay(t, "Asia/Shanghai", "2026-04-21"), day+lasting, steady)
	first := all[day].Period
	tests := map[string]struct {
		percent report.Tokens
		missing []int  // days after the first that are not known
		want    string // "day of telling: observed against usual"
	}{
		"twice":                       {200, nil, "2: 2.0"},
		"half":                        {50, nil, "2: 0.5"},
		"five times":                  {500, nil, "2: 5.0"},
		"nothing any more":            {0, nil, "2: 0.0"},
		"too little":                  {140, nil, ""},
		"the second day is not known": {200, []int{1}, "3: 2.0"},
		"three days are not known":    {200, []int{1, 2, 4}, "5: 2.0"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := slices.Clone(all[:day])
			var told []string
			for after, d := range all[day:] {
				d = times(d, test.percent, 0, 24)
				if slices.Contains(test.missing, after) {
					d = report.Day{Period: d.Period}
				}
				for _, a := range report.Anomalies(d, history(t, h...)) {
					if a.Kind != report.LevelShift {
						continue
					}
					told = append(told, fmt.Sprintf("%d: %.1f", after, float64(a.Observed)/float64(a.Usual)))
					if !a.From.Equal(first.From) || !a.Until.Equal(d.Period.Until) {
						t.Errorf("it lasts from %v until %v", a.From, a.Until)
					}
				}
				h = append(h, d)
			}
			if got := strings.Join(told, ", "); got != test.want {
				t.Errorf("told %q, want %q", got, test.want)
			}
		})
	}
}

// A shift is told in full when it is new; after that its days are the usual, and so are those after an outage.
func TestShiftsAndOutagesEnd(t *testing.T) {
	all := days(parseDay(t, "Asia/Shanghai", "2026-03-02"), 100, steady)
	for name, test := range map[string]struct {
		percent      report.Tokens
		from, until  int
		quiet, after int // from which day on nothing is told
	}{
		"three times, for good": {300, 50, 100, 52, 100},
		"an outage of six days": {0, 50, 56, 56, 100},
		"half, for four weeks":  {50, 50, 78, 53, 78},
	} {
		t.Run(name, func(t *testing.T) {
			var h []report.Day
			for i, d := range all {
				if i >= test.from && i < test.until {
					d = times(d, test.percent, 0, 24)
				}
				got := found(report.Anomalies(d, history(t, h...)))
				quiet := i < test.from || i > test.quiet && i < test.after
				if quiet && got != "" {
					t.Errorf("day %d: %s", i, got)
				}
				if i == test.from+2 && !strings.HasPrefix(got, "level_shift") {
					t.Errorf("the third day: %q", got)
				}
				h = append(h, d)
			}
		})
	}
}

func TestSuspectedGaps(t *testing.T) {
	before, today := eightWeeks(t)
	for name, test := range map[string]struct {
		today report.Day
		want  string
	}{
		"nothing":                   {today, ""},
		"a drop is no gap":          {times(today, 40, 10, 12), ""},
		"a gap":                     {times(today, 0, 10, 12), "10-12 2"},
		"the edges of an outage":    {times(times(times(today, 50, 9, 10), 0, 10, 12), 60, 12, 13), "10-12 2"},
		"two in one outage":         {times(times(times(today, 0, 9, 10), 10, 10, 11), 0, 11, 13), "09-10 1, 11-13 2"},
		"where nothing is usual":    {times(today, 0, 2, 4), ""},
		"nothing recorded all day":  {times(today, 0, 0, 24), "00-00 12"}, // as the day itself is compared
		"a spike beside it is none": {times(times(today, 300, 9, 10), 0, 10, 11), "10-11 1"},
		"a total that is not known": {report.Day{Period: today.Period}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var texts []string
			for _, g := range report.SuspectedGaps(test.today, history(t, before...)) {
				texts = append(texts, fmt.Sprintf("%s-%s %.0f", g.From.Format("15"), g.Until.Format("15"), float64(g.Usual)/400_000))
			}
			if got := strings.Join(texts, ", "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestFindingsOnADayOfOtherLength(t *testing.T) {
	for date, want := range map[string]string{
		"2026-03-29": "outage 01-04 2h0m0s",                      // 02:00 does not exist
		"2026-10-25": "outage 01-02 1h0m0s, outage 03-04 1h0m0s", // 02:00 comes twice, and is not judged
	} {
		p := parseDay(t, "Europe/Berlin", date)
		busy := func(report.Period, int) report.Tokens { return 200_000 }
		before := days((report.History{}).Before(p, 56).Period, 56, busy)
		today := times(makeDay(p, busy), 0, 1, 4)
		today.Total.N -= today.Hours[2].N
		today.Hours[2] = report.Amount{}
		var texts []string
		for _, a := range report.Anomalies(today, history(t, before...)) {
			texts = append(texts, fmt.Sprintf("%s %s-%s %s", a.Kind, a.From.Format("15"), a.Until.Format("15"), a.Duration()))
		}
		if got := strings.Join(texts, ", "); got != want {
			t.Errorf("%s: %q, want %q", date, got, want)
		}
	}
}

// Whatever the days are, findings are whole hours of the day in order, and say what was observed in them.
func TestAnomaliesOfAnyDays(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	sizes := []int64{1, 1000, 1_000_000, math.MaxInt64 / 24}
	told := 0
	for round := range 400 {
		size := sizes[round%len(sizes)]
		all := days(parseDay(t, []string{"Europe/Berlin", "Australia/Lord_Howe"}[round%2], "2026-02-01"), 86,
			func(p report.Period, hour int) report.Tokens {
				if random.IntN(50) == 0 {
					return report.Tokens(random.Int64N(size))
				}
				return report.Tokens(size / 3)
			})
		for i := range all {
			if random.IntN(10) == 0 {
				all[i].Hours[random.IntN(24)] = report.Amount{}
			}
			if random.IntN(20) == 0 {
				all[i] = report.Day{Period: all[i].Period}
			}
		}
		today := all[85]
		end := today.Period.From
		anomalies := report.Anomalies(today, history(t, all[:85]...))
		if recent := report.Anomalies(today, history(t, all[85-report.HistoryDays:85]...)); !slices.Equal(anomalies, recent) {
			t.Fatalf("round %d: %v by all days, %v by the last %d", round, anomalies, recent, report.HistoryDays)
		}
		for _, a := range anomalies {
			if a.Kind == report.LevelShift {
				continue
			}
			told++
			if a.From.Before(end) || !a.Until.After(a.From) || a.Until.After(today.Period.Until) || a.Usual < 0 {
				t.Fatalf("round %d: %+v", round, a)
			}
			end = a.Until
			var sum report.Tokens
			for at := a.From; at.Before(a.Until); at = at.Add(time.Hour) {
				sum += today.Hours[at.Hour()].N
			}
			if sum != a.Observed {
				t.Fatalf("round %d: observed %d, the hours have %d", round, a.Observed, sum)
			}
		}
	}
	if told < 20 {
		t.Errorf("only %d findings: there is nothing to check", told)
	}
}

func ExampleAnomalies() {
	first, err := report.ParseDay("2026-04-21", parisZone())
	if err != nil {
		fmt.Println(err)
	}
	all := days(first, 57, steady)
	today := times(times(all[56], 310, 9, 11), 0, 15, 16)
	h, err := report.NewHistory(all[:56])
	if err != nil {
		fmt.Println(err)
	}
	for _, a := range report.Anomalies(today, h) {
		fmt.Println(a.Kind, a.From.Format("15:04"), a.Until.Format("15:04"), a.Observed/1000, "k instead of", a.Usual/1000, "k")
	}
	// Output:
	// spike 09:00 11:00 2418 k instead of 789 k
	// outage 15:00 16:00 0 k instead of 393 k
}

func BenchmarkAnomalies(b *testing.B) {
	for _, n := range []int{100, 400} {
		all := days(parseDay(b, "Asia/Shanghai", "2025-01-01"), n+1, steady)
		h := history(b, all[:n]...)
		b.Run(fmt.Sprint(n, " days"), func(b *testing.B) {
			for b.Loop() {
				report.Anomalies(all[n], h)
			}
		})
	}
}
