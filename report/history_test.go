package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// parseDay is a day of a zone by its date.
func parseDay(t testing.TB, zoneName, date string) report.Period {
	t.Helper()
	p, err := report.ParseDay(date, zone(t, zoneName))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// following is the calendar day after one.
func following(p report.Period) report.Period {
	return report.PreviousDay(p.Until.Add(36*time.Hour), p.Zone())
}

// days makes n days from the given one on, whose hours have what of says. A tenth of it is output.
func days(first report.Period, n int, of func(p report.Period, hour int) report.Tokens) []report.Day {
	made := make([]report.Day, n)
	for i := range made {
		made[i] = makeDay(first, of)
		first = following(first)
	}
	return made
}

func makeDay(p report.Period, of func(p report.Period, hour int) report.Tokens) report.Day {
	d := report.Day{Period: p, Complete: true}
	for hour := range d.Hours {
		d.Hours[hour] = report.Known(of(p, hour))
		d.Total = report.Known(d.Total.N + d.Hours[hour].N)
	}
	d.Output = report.Known(d.Total.N / 10)
	d.Input = report.Known(d.Total.N - d.Output.N)
	return d
}

// dayOfTotal is a day of which only the total is known.
func dayOfTotal(p report.Period, total report.Amount) report.Day {
	return report.Day{Period: p, Total: total}
}

func history(t testing.TB, days ...report.Day) report.History {
	t.Helper()
	h, err := report.NewHistory(days)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// hoursOf writes what is known of a day's hours: "1:5 9:40". The zeros are left out; the unknown are "?".
func hoursOf(d report.Day) string {
	var texts []string
	for hour, amount := range d.Hours {
		switch {
		case !amount.Known:
			texts = append(texts, fmt.Sprintf("%d:?", hour))
		case amount.N != 0:
			texts = append(texts, fmt.Sprintf("%d:%d", hour, amount.N))
		}
	}
	return strings.Join(texts, " ")
}

func TestDayOf(t *testing.T) {
	var unknown []string
	for hour := range 24 {
		unknown = append(unknown, fmt.Sprintf("%d:?", hour))
	}
	all := strings.Join(unknown, " ")
	tests := map[string]struct {
		zone, date string
		points     []string // "RFC 3339 tokens"
		step       time.Duration
		want       string
	}{
		"an ordinary day": {"Asia/Shanghai", "2024-11-19",
			[]string{"2024-11-19T00:00:00+08:00 1", "2024-11-19T09:55:00+08:00 5", "2024-11-19T10:00:00+08:00 7", "2024-11-19T23:55:00+08:00 2"},
			time.Minute, "0:1 9:5 10:7 23:2"},
		"nothing recorded is 0":       {"Asia/Shanghai", "2024-11-19", nil, time.Minute, ""},
		"labels of hours":             {"Asia/Shanghai", "2024-11-19", []string{"2024-11-19T09:00:00+08:00 5"}, time.Hour, "9:5"},
		"labels of days":              {"Asia/Shanghai", "2024-11-19", []string{"2024-11-19T00:00:00+08:00 5"}, 24 * time.Hour, all},
		"hours of another zone's":     {"Asia/Kolkata", "2024-11-19", []string{"2024-11-19T09:30:00+05:30 5"}, time.Hour, "9:? 10:?"},
		"five minutes of such a zone": {"Asia/Kolkata", "2024-11-19", []string{"2024-11-19T09:30:00+05:30 5"}, time.Minute, "9:5"},
		"25 hours: one is shown twice": {"America/New_York", "2024-11-03",
			[]string{"2024-11-03T00:30:00-04:00 1", "2024-11-03T01:30:00-04:00 2", "2024-11-03T01:30:00-05:00 3", "2024-11-03T02:00:00-05:00 4"},
			time.Minute, "0:1 1:? 2:4"},
		"23 hours: one is skipped": {"America/New_York", "2024-03-10",
			[]string{"2024-03-10T01:30:00-05:00 2", "2024-03-10T03:30:00-04:00 3"}, time.Minute, "1:2 2:? 3:3"},
		"24.5 hours": {"Australia/Lord_Howe", "2024-04-07",
			[]string{"2024-04-07T01:15:00+11:00 1", "2024-04-07T01:45:00+10:30 2", "2024-04-07T02:15:00+10:30 3"}, time.Minute, "1:? 2:3"},
		"23.5 hours": {"Australia/Lord_Howe", "2024-10-06",
			[]string{"2024-10-06T01:45:00+10:30 2", "2024-10-06T02:45:00+11:00 3", "2024-10-06T03:00:00+11:00 4"}, time.Minute, "1:2 2:? 3:4"},
		"no midnight": {"Africa/Cairo", "2024-04-26", []string{"2024-04-26T01:00:00+03:00 4"}, time.Minute, "0:? 1:4"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var s report.Series
			for _, text := range test.points {
				at, n, _ := strings.Cut(text, " ")
				var tokens report.Tokens
				if _, err := fmt.Sscan(n, &tokens); err != nil {
					t.Fatal(err)
				}
				s.Samples = append(s.Samples, report.Sample{At: instant(t, at), Step: test.step, Tokens: tokens})
			}
			u, err := report.Join(parseDay(t, test.zone, test.date), s, s, report.Series{})
			if err != nil {
				t.Fatal(err)
			}
			d := report.DayOf(report.Summarize(u))
			if got := hoursOf(d); got != test.want {
				t.Errorf("hours %q, want %q", got, test.want)
			}
			if d.Total != u.Total || d.Input != u.Input || d.Output != u.Output || d.Calls.Known || !d.Complete {
				t.Errorf("got %+v", d)
			}
		})
	}
}

func TestDayOfUnknownTotal(t *testing.T) {
	u, err := report.Join(shanghai(t), report.Series{Missing: true}, series(t, "0900=3"), series(t, "0900=1"))
	if err != nil {
		t.Fatal(err)
	}
	d := report.DayOf(report.Summarize(u))
	if d.Total.Known || d.Complete || d.Input != report.Known(3) || d.Hours != [24]report.Amount{} {
		t.Errorf("got %+v", d)
	}
}

func TestHistoryLooksUpByDate(t *testing.T) {
	// New York has 23 hours on 10 March: dates count, not multiples of 24 hours.
	first := parseDay(t, "America/New_York", "2024-03-01")
	of := func(p report.Period, hour int) report.Tokens { return report.Tokens(p.From.Day()) }
	all := days(first, 14, of)
	h := history(t, append([]report.Day{{Period: all[3].Period, Total: report.Known(99)}}, all[:13]...)...)
	today := all[13].Period // 14 March
	for n, want := range map[int]report.Tokens{1: 13 * 24, 4: 10 * 24, 5: 9 * 24, 13: 24} {
		d := h.Before(today, n)
		if d.Total.N != want {
			t.Errorf("%d days before: %s with %d, want %d", n, d.Period.Name(), d.Total.N, want)
		}
	}
	if d := h.Before(today, 10); d.Total.N != 4*24 {
		t.Errorf("of two days with one date the last counts: got %d", d.Total.N)
	}
	if d := h.Before(today, 14); d.Total.Known || d.Period.Name() != "2024-02-29" {
		t.Errorf("a day that is not there: %+v", d)
	}
	var names []string
	for _, d := range h.SameWeekdays(today, 3) {
		names = append(names, d.Period.Name(), fmt.Sprint(d.Total.Known))
	}
	if got := strings.Join(names, " "); got != "2024-03-07 true 2024-02-29 false 2024-02-22 false" {
		t.Errorf("same weekdays: %s", got)
	}
}

func TestHistoryMissing(t *testing.T) {
	p := parseDay(t, "Pacific/Apia", "2012-01-02")
	h := history(t, dayOfTotal(parseDay(t, "Pacific/Apia", "2012-01-01"), report.Known(0)),
		dayOfTotal(parseDay(t, "Pacific/Apia", "2011-12-29"), report.Amount{}))
	var names []string
	for _, missing := range h.Missing(p, 5) { // Samoa had no 30 December that year
		names = append(names, missing.Name())
	}
	if got := strings.Join(names, " "); got != "2011-12-31 2011-12-29 2011-12-28" {
		t.Errorf("missing: %s", got)
	}
	if d := (report.History{}).Before(p, 1); d.Period.Name() != "2012-01-01" || d.Total.Known {
		t.Errorf("the empty history: %+v", d)
	}
}

func TestNewHistoryRefuses(t *testing.T) {
	p := shanghai(t)
	week := p
	week.Until = p.Until.AddDate(0, 0, 6)
	for want, days := range map[string][]report.Day{
		"without a period":   {{}},
		"no calendar day":    {{Period: week}},
		"fetch all in one z": {{Period: p}, {Period: parseDay(t, "Asia/Tokyo", "2024-11-20")}},
	} {
		if _, err := report.NewHistory(days); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", want, err)
		}
	}
}

func ExampleHistory_Missing() {
	zone := time.FixedZone("UTC+8", 8*60*60)
	today := report.PreviousDay(time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC), zone)
	stored := report.Day{Period: report.PreviousDay(today.From, zone), Total: report.Known(8_423_113)}
	h, err := report.NewHistory([]report.Day{stored})
	if err != nil {
		fmt.Println(err)
	}
	for _, p := range h.Missing(today, 3) {
		fmt.Println("fetch", p.Name())
	}
	// Output:
	// fetch 2024-11-17
	// fetch 2024-11-16
}
