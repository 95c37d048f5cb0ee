package report_test

import (
	"fmt"
	"testing"
	"time"

	"tokenreport/report"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestPreviousDay(t *testing.T) {
	tests := []struct {
		zone, instant string
		name          string
		from, until   int64
	}{
		{"Asia/Shanghai", "2024-11-20T00:30:00Z", "2024-11-19", 1731945600, 1732032000},
		{"Asia/Shanghai", "2024-11-19T16:00:00Z", "2024-11-19", 1731945600, 1732032000}, // its first possible instant
		{"Asia/Shanghai", "2024-11-19T15:59:59Z", "2024-11-18", 1731859200, 1731945600},
		{"Asia/Jakarta", "2024-11-20T00:30:00Z", "2024-11-19", 1731949200, 1732035600},
		{"America/New_York", "2024-11-04T12:00:00Z", "2024-11-03", 1730606400, 1730696400}, // 25 hours
		{"America/New_York", "2024-03-11T12:00:00Z", "2024-03-10", 1710046800, 1710129600}, // 23 hours
		{"UTC", "2024-03-01T00:00:00Z", "2024-02-29", 1709164800, 1709251200},
		{"Africa/Cairo", "2024-04-27T12:00:00Z", "2024-04-26", 1714082400, 1714165200},        // midnight does not exist: 01:00 is first
		{"America/Havana", "2024-11-04T12:00:00Z", "2024-11-03", 1730606400, 1730696400},      // midnight happens twice
		{"Pacific/Apia", "2011-12-31T12:00:00Z", "2011-12-31", 1325239200, 1325325600},        // instant is already 1 January
		{"Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-29", 1325152800, 1325239200},        // the 30th was skipped
		{"Australia/Lord_Howe", "2024-04-08T00:00:00Z", "2024-04-07", 1712408400, 1712496600}, // 24.5 hours
	}
	for _, test := range tests {
		t.Run(test.zone+" "+test.name, func(t *testing.T) {
			p := report.PreviousDay(instant(t, test.instant), zone(t, test.zone))
			if p.Name() != test.name || p.From.Unix() != test.from || p.Until.Unix() != test.until {
				t.Errorf("got %s %d to %d (%v to %v), want %s %d to %d",
					p.Name(), p.From.Unix(), p.Until.Unix(), p.From, p.Until, test.name, test.from, test.until)
			}
			again, err := report.ParseDay(test.name, zone(t, test.zone))
			if err != nil || !again.From.Equal(p.From) || !again.Until.Equal(p.Until) {
				t.Errorf("ParseDay(%s) = %v, %v; want %v", test.name, again, err, p)
			}
		})
	}
}

// Every day of every zone begins where the day before ends, whatever its clocks did.
func TestDaysLeaveNoGap(t *testing.T) {
	for _, name := range []string{
		"Asia/Shanghai", "America/New_York", "Africa/Cairo", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe",
		"America/Sao_Paulo", "Asia/Tehran", "Europe/London", "Pacific/Apia", "Antarctica/Troll", "America/St_Johns",
	} {
		z := zone(t, name)
		at := time.Date(2026, 1, 2, 12, 0, 0, 0, z)
		for p := report.PreviousDay(at, z); p.From.Year() >= 2008; {
			before := report.PreviousDay(p.From, z)
			if !before.Until.Equal(p.From) || before.Duration() <= 0 {
				t.Fatalf("%s: %s ends %v, %s begins %v", name, before.Name(), before.Until, p.Name(), p.From)
			}
			p = before
		}
	}
}

func TestWeeksAndMonths(t *testing.T) {
	tests := []struct {
		cadence     report.Cadence
		zone, date  string
		name        string
		from, until string
		days        int
		before      string
	}{
		{report.Weekly, "Asia/Shanghai", "2024-11-18", "2024-W47", "2024-11-18T00:00:00+08:00", "2024-11-25T00:00:00+08:00", 7, "2024-W46"},
		{report.Weekly, "Asia/Shanghai", "2024-11-24", "2024-W47", "2024-11-18T00:00:00+08:00", "2024-11-25T00:00:00+08:00", 7, "2024-W46"},
		{report.Weekly, "UTC", "2024-12-31", "2025-W01", "2024-12-30T00:00:00Z", "2025-01-06T00:00:00Z", 7, "2024-W52"},
		{report.Weekly, "UTC", "2021-01-03", "2020-W53", "2020-12-28T00:00:00Z", "2021-01-04T00:00:00Z", 7, "2020-W52"},
		{report.Weekly, "UTC", "2021-01-04", "2021-W01", "2021-01-04T00:00:00Z", "2021-01-11T00:00:00Z", 7, "2020-W53"},
		{report.Weekly, "America/New_York", "2024-11-03", "2024-W44", "2024-10-28T00:00:00-04:00", "2024-11-04T00:00:00-05:00", 7, "2024-W43"},
		{report.Weekly, "Africa/Cairo", "2024-04-26", "2024-W17", "2024-04-22T00:00:00+02:00", "2024-04-29T00:00:00+03:00", 7, "2024-W16"},
		{report.Weekly, "Pacific/Apia", "2011-12-31", "2011-W52", "2011-12-26T00:00:00-10:00", "2012-01-02T00:00:00+14:00", 6, "2011-W51"},
		{report.Monthly, "Asia/Shanghai", "2024-11-19", "2024-11", "2024-11-01T00:00:00+08:00", "2024-12-01T00:00:00+08:00", 30, "2024-10"},
		{report.Monthly, "UTC", "2024-02-29", "2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z", 29, "2024-01"},
		{report.Monthly, "UTC", "2025-01-31", "2025-01", "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z", 31, "2024-12"},
		{report.Monthly, "Pacific/Apia", "2011-12-31", "2011-12", "2011-12-01T00:00:00-10:00", "2012-01-01T00:00:00+14:00", 30, "2011-11"},
		// Beirut put its clocks forward at midnight: the first moment of 31 March 2024 was 01:00.
		{report.Weekly, "Asia/Beirut", "2024-03-31", "2024-W13", "2024-03-25T00:00:00+02:00", "2024-04-01T00:00:00+03:00", 7, "2024-W12"},
		{report.Monthly, "Asia/Tehran", "2022-03-22", "2022-03", "2022-03-01T00:00:00+03:30", "2022-04-01T00:00:00+04:30", 31, "2022-02"},
	}
	for _, test := range tests {
		t.Run(test.zone+" "+test.date, func(t *testing.T) {
			p := period(t, test.cadence, test.zone, test.date)
			if p.Name() != test.name || p.From.Format(time.RFC3339) != test.from || p.Until.Format(time.RFC3339) != test.until {
				t.Errorf("got %s from %s until %s", p.Name(), p.From.Format(time.RFC3339), p.Until.Format(time.RFC3339))
			}
			if p.Cadence() != test.cadence || p.Before().Name() != test.before || !p.Before().Until.Equal(p.From) {
				t.Errorf("a %s after %s until %v", p.Cadence(), p.Before().Name(), p.Before().Until)
			}
			days := p.Days()
			if len(days) != test.days || !days[0].From.Equal(p.From) || !days[len(days)-1].Until.Equal(p.Until) {
				t.Errorf("days %v", days)
			}
			for i := 1; i < len(days); i++ {
				if !days[i].From.Equal(days[i-1].Until) {
					t.Errorf("%s does not follow %s", days[i].Name(), days[i-1].Name())
				}
			}
		})
	}
}

func TestPrevious(t *testing.T) {
	tests := []struct {
		cadence             report.Cadence
		zone, instant, want string
	}{
		{report.Weekly, "Asia/Shanghai", "2024-11-17T15:59:59Z", "2024-W45"}, // still Sunday there
		{report.Weekly, "Asia/Shanghai", "2024-11-17T16:00:00Z", "2024-W46"},
		{report.Weekly, "UTC", "2025-01-06T00:30:00Z", "2025-W01"},
		{report.Weekly, "UTC", "2021-01-04T00:30:00Z", "2020-W53"},
		{report.Monthly, "Asia/Jakarta", "2024-11-30T16:59:59Z", "2024-10"},
		{report.Monthly, "Asia/Jakarta", "2024-11-30T17:00:00Z", "2024-11"},
		{report.Monthly, "UTC", "2025-01-01T00:30:00Z", "2024-12"},
		{report.Daily, "UTC", "2025-01-01T00:30:00Z", "2024-12-31"},
	}
	for _, test := range tests {
		p := report.Previous(test.cadence, instant(t, test.instant), zone(t, test.zone))
		if p.Name() != test.want || p.Cadence() != test.cadence {
			t.Errorf("%s before %s in %s: %s, want %s", test.cadence, test.instant, test.zone, p.Name(), test.want)
		}
	}
}

// Weeks and months leave no gap either, and hold every day once.
func TestPeriodsHoldEveryDayOnce(t *testing.T) {
	for _, name := range []string{"America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia"} {
		for _, cadence := range []report.Cadence{report.Weekly, report.Monthly} {
			z := zone(t, name)
			expected := report.Previous(report.Daily, report.Previous(cadence, time.Date(2026, 1, 9, 12, 0, 0, 0, z), z).Until, z)
			for p := report.Previous(cadence, time.Date(2026, 1, 9, 12, 0, 0, 0, z), z); p.From.Year() >= 2008; p = p.Before() {
				days := p.Days()
				for i := len(days) - 1; i >= 0; i-- {
					if days[i].Span != expected.Span {
						t.Fatalf("%s %s has %s, not %s", name, p.Name(), days[i].Name(), expected.Name())
					}
					expected = expected.Before()
				}
			}
		}
	}
}

func TestHours(t *testing.T) {
	tests := []struct {
		zone, date string
		hours      int
		last       time.Duration
	}{
		{"Asia/Shanghai", "2024-11-19", 24, time.Hour},
		{"America/New_York", "2024-11-03", 25, time.Hour},
		{"America/New_York", "2024-03-10", 23, time.Hour},
		{"Australia/Lord_Howe", "2024-04-07", 25, 30 * time.Minute},
	}
	if hours := period(t, report.Weekly, "Australia/Lord_Howe", "2024-04-07").Hours(); len(hours) != 6*24+25 {
		t.Errorf("a week of 24.5 hours more than six days has %d hours", len(hours))
	}
	for _, test := range tests {
		p, err := report.ParseDay(test.date, zone(t, test.zone))
		if err != nil {
			t.Fatal(err)
		}
		hours := p.Hours()
		if len(hours) != test.hours || hours[len(hours)-1].Duration() != test.last {
			t.Errorf("%s %s: %d hours, the last %v", test.zone, test.date, len(hours), hours[len(hours)-1].Duration())
		}
	}
}

func TestParseDayRefuses(t *testing.T) {
	tests := map[string]string{
		"2024-11-31": `date "2024-11-31" is not a calendar date: write it as YYYY-MM-DD`,
		"yesterday":  `date "yesterday" is not a calendar date: write it as YYYY-MM-DD`,
		"2011-12-30": `date 2011-12-30 does not exist in Pacific/Apia: its calendar skipped that day`,
	}
	for date, want := range tests {
		if _, err := report.ParseDay(date, zone(t, "Pacific/Apia")); err == nil || err.Error() != want {
			t.Errorf("ParseDay(%q): %v, want %s", date, err, want)
		}
	}
}

func ExamplePreviousDay() {
	shanghai, _ := time.LoadLocation("Asia/Shanghai")
	fired := time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)
	p := report.PreviousDay(fired, shanghai)
	fmt.Println(p.Name(), p.Duration())
	// Output: 2024-11-19 24h0m0s
}

func TestParsePeriodName(t *testing.T) {
	zone := time.FixedZone("UTC+8", 8*3600)
	for at := time.Date(2019, 12, 20, 12, 0, 0, 0, zone); at.Year() < 2022; at = at.AddDate(0, 0, 1) {
		for _, cadence := range []report.Cadence{report.Daily, report.Weekly, report.Monthly} {
			want := report.Previous(cadence, at, zone)
			got, err := report.ParsePeriodName(want.Name(), zone)
			if err != nil || got != want {
				t.Fatalf("%s: got %v, %v", want.Name(), got, err)
			}
		}
	}
	for _, name := range []string{"", "2024", "2024-13", "2024-W00", "2024-W54", "2023-W53", "2024-W1", "2024-11-31", "2024-W47 ", "2024-W477"} {
		if got, err := report.ParsePeriodName(name, zone); err == nil {
			t.Errorf("%q: got %v", name, got)
		}
	}
}
