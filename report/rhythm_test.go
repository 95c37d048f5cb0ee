package report_test

import (
	"testing"
	"time"

	"tokenreport/report"
)

// parisZone is a zone for examples, which have no testing.T.
func parisZone() *time.Location {
	z, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return z
}

func TestTrend(t *testing.T) {
	p := parseDay(t, "Europe/Berlin", "2024-04-02")
	today := dayOfTotal(p, report.Known(3))
	h := history(t, totals(p, map[int]report.Tokens{1: 5, 27: 7, 28: 9, 0: 100})...)
	trend := report.Trend(today, h, 28)
	if len(trend) != 28 {
		t.Fatalf("%d slots", len(trend))
	}
	for i, d := range trend {
		want := map[int]report.Amount{0: report.Known(7), 26: report.Known(5), 27: report.Known(3)}[i]
		date := p.From.AddDate(0, 0, i-27).Format(time.DateOnly)
		if d.Total != want || d.Period.Name() != date {
			t.Errorf("slot %d: %s %v, want %s %v", i, d.Period.Name(), d.Total, date, want)
		}
	}
	if got := report.Trend(today, h, 0); len(got) != 0 {
		t.Errorf("no slots: %v", got)
	}
}

func TestUsualRange(t *testing.T) {
	tests := map[string]struct {
		weeks []report.Tokens // the last first; -1 is not known
		want  report.Range
	}{
		"none":                            {nil, report.Range{}},
		"one":                             {[]report.Tokens{9}, report.Range{Days: 1}},
		"two":                             {[]report.Tokens{9, 0}, report.Range{Low: report.Known(0), High: report.Known(9), Days: 2}},
		"five":                            {[]report.Tokens{5, 0, 9, 7, 1000}, report.Range{Low: report.Known(0), High: report.Known(1000), Days: 5}},
		"five of seven":                   {[]report.Tokens{5, -1, 0, 9, -1, 7, 1000}, report.Range{Low: report.Known(0), High: report.Known(1000), Days: 5}},
		"six, without the extremes":       {[]report.Tokens{5, 0, 9, 7, 1000, 6}, report.Range{Low: report.Known(5), High: report.Known(9), Days: 6}},
		"eight, and the ninth is too old": {[]report.Tokens{1, 2, 3, 4, 5, 6, 7, 8, 90}, report.Range{Low: report.Known(2), High: report.Known(7), Days: 8}},
	}
	for name, test := range tests {
		p := shanghai(t)
		var same []report.Day
		for week, n := range test.weeks {
			d := report.Day{Period: (report.History{}).Before(p, 7*(week+1)).Period}
			if n >= 0 {
				d.Hours[9] = report.Known(n)
			}
			same = append(same, d)
		}
		hours := report.UsualRange(p, history(t, same...))
		if hours[9] != test.want || hours[10] != (report.Range{}) {
			t.Errorf("%s: %+v, and %+v beside it; want %+v and nothing", name, hours[9], hours[10], test.want)
		}
	}
}

func TestRhythm(t *testing.T) {
	first := parseDay(t, "Asia/Shanghai", "2024-11-04") // a Monday
	all := days(first, 35, func(p report.Period, hour int) report.Tokens {
		if hour != 9 || p.From.Weekday() == time.Sunday {
			return 0
		}
		return report.Tokens(p.From.YearDay()) // grows, so that weeks can be told apart
	})
	today := all[34]
	today.Hours[9] = report.Known(77) // a Sunday, and the last day counts
	r := report.RhythmOf(today, history(t, all[:34]...))
	for weekday, want := range map[time.Weekday]report.RhythmHour{
		// Mondays of the last four weeks: days 316, 323, 330, 337
		time.Monday:   {Tokens: report.Known(327), Days: 4},
		time.Saturday: {Tokens: report.Known(332), Days: 4},
		time.Sunday:   {Tokens: report.Known(0), Days: 4},
	} {
		if got := r[report.RhythmRow(weekday)][9]; got != want {
			t.Errorf("%s: %+v, want %+v", weekday, got, want)
		}
	}
	if r.Most() != 332 { // Saturday's
		t.Errorf("the most is %d", r.Most())
	}
	empty := report.RhythmOf(report.Day{Period: first}, report.History{})
	if empty != (report.Rhythm{}) || empty.Most() != 0 {
		t.Errorf("nothing known: %+v", empty)
	}
	if report.RhythmRow(time.Monday) != 0 || report.RhythmRow(time.Sunday) != 6 {
		t.Error("the week begins on Monday")
	}
}
