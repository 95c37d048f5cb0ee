package report_test

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata"

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
