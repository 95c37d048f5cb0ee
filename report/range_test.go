package report

import (
	"strings"
	"testing"
	"time"
)

// TestWithin cuts ranges at weeks, months and the days on which clocks change or the calendar jumps.
func TestWithin(t *testing.T) {
	for _, test := range []struct {
		zone          string
		cadence       Cadence
		from, until   string
		whole, partly string
	}{
		{"Asia/Shanghai", Daily, "2024-11-19", "2024-11-19", "2024-11-19", ""},
		{"Asia/Shanghai", Daily, "2024-02-28", "2024-03-01", "2024-02-28 2024-02-29 2024-03-01", ""},
		{"Asia/Shanghai", Daily, "2024-12-31", "2025-01-01", "2024-12-31 2025-01-01", ""},
		{"Asia/Shanghai", Daily, "2024-11-20", "2024-11-19", "", ""},
		{"Asia/Shanghai", Weekly, "2024-11-04", "2024-11-17", "2024-W45 2024-W46", ""},
		{"Asia/Shanghai", Weekly, "2024-11-05", "2024-11-18", "2024-W46", "2024-W45 2024-W47"},
		{"Asia/Shanghai", Weekly, "2024-11-05", "2024-11-09", "", "2024-W45"},
		{"Asia/Shanghai", Weekly, "2024-12-23", "2025-01-05", "2024-W52 2025-W01", ""},
		{"Asia/Shanghai", Monthly, "2024-02-01", "2024-03-31", "2024-02 2024-03", ""},
		{"Asia/Shanghai", Monthly, "2024-01-31", "2024-03-30", "2024-02", "2024-01 2024-03"},
		{"Asia/Shanghai", Monthly, "2024-02-02", "2024-02-29", "", "2024-02"},
		{"America/New_York", Daily, "2024-11-02", "2024-11-04", "2024-11-02 2024-11-03 2024-11-04", ""}, // of 25 hours
		{"America/New_York", Daily, "2024-03-09", "2024-03-11", "2024-03-09 2024-03-10 2024-03-11", ""}, // of 23
		{"America/New_York", Weekly, "2024-10-28", "2024-11-10", "2024-W44 2024-W45", ""},
		{"America/New_York", Monthly, "2024-11-01", "2024-11-30", "2024-11", ""},
		{"Asia/Beirut", Daily, "2024-03-30", "2024-04-01", "2024-03-30 2024-03-31 2024-04-01", ""}, // no midnight
		{"Asia/Beirut", Weekly, "2024-03-25", "2024-04-07", "2024-W13 2024-W14", ""},
		{"America/Havana", Daily, "2024-11-02", "2024-11-04", "2024-11-02 2024-11-03 2024-11-04", ""}, // two midnights
		{"Pacific/Apia", Daily, "2011-12-29", "2011-12-31", "2011-12-29 2011-12-31", ""},              // a date that was skipped
		{"Pacific/Apia", Monthly, "2011-12-01", "2011-12-31", "2011-12", ""},
		{"Australia/Lord_Howe", Weekly, "2024-04-01", "2024-04-07", "2024-W14", ""}, // by half an hour
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		from, fromErr := ParseDay(test.from, zone)
		until, untilErr := ParseDay(test.until, zone)
		if fromErr != nil || untilErr != nil {
			t.Fatal(fromErr, untilErr)
		}
		whole, partly := Within(test.cadence, from, until)
		if names(whole) != test.whole || names(partly) != test.partly {
			t.Errorf("%s, %s from %s until %s: got %q, partly %q; want %q, %q",
				test.zone, test.cadence, test.from, test.until, names(whole), names(partly), test.whole, test.partly)
		}
		for i, p := range whole {
			if i > 0 && !p.From.Equal(whole[i-1].Until) {
				t.Errorf("%s: %s does not begin where the period before it ends", test.zone, p.Name())
			}
			if p.Duration() <= 0 || p.Cadence() != test.cadence {
				t.Errorf("%s: %s has %s, and is a %s", test.zone, p.Name(), p.Duration(), p.Cadence())
			}
		}
	}
}

func names(periods []Period) string {
	var list []string
	for _, p := range periods {
		list = append(list, p.Name())
	}
	return strings.Join(list, " ")
}
