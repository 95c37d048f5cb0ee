package job

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// A report of a week is due on Mondays, one of a month on the 1st, in their own zones; what is asked for by name or date is
// due always.
func TestDue(t *testing.T) {
	reports := func(zone string) []Report {
		z := location(t, zone)
		return []Report{
			{Name: "daily", Zone: z}, {Name: "weekly", Zone: z, Cadence: report.Weekly}, {Name: "monthly", Zone: z, Cadence: report.Monthly},
		}
	}
	at := func(text string) Event {
		instant, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return Event{Time: instant}
	}
	tests := map[string]struct {
		zone  string
		event Event
		want  string
	}{
		"a Tuesday":                  {"Asia/Shanghai", at("2024-11-19T00:30:00Z"), "2024-11-18"},
		"a Monday":                   {"Asia/Shanghai", at("2024-11-18T00:30:00Z"), "2024-11-17 2024-W46"},
		"its last moment":            {"Asia/Shanghai", at("2024-11-18T15:59:59Z"), "2024-11-17 2024-W46"},
		"Monday elsewhere":           {"America/New_York", at("2024-11-18T00:30:00Z"), "2024-11-16"},
		"Monday there":               {"America/New_York", at("2024-11-19T00:30:00Z"), "2024-11-17 2024-W46"},
		"the 1st":                    {"Asia/Shanghai", at("2024-11-01T00:30:00Z"), "2024-10-31 2024-10"},
		"the 1st, a Monday":          {"Asia/Shanghai", at("2024-07-01T00:30:00Z"), "2024-06-30 2024-W26 2024-06"},
		"the 1st, but not yet there": {"America/New_York", at("2024-11-01T00:30:00Z"), "2024-10-30"},
		"New Year":                   {"Asia/Shanghai", at("2025-01-01T00:30:00Z"), "2024-12-31 2024-12"},
		"the first week of a year":   {"Asia/Shanghai", at("2025-01-06T00:30:00Z"), "2025-01-05 2025-W01"},
		// Beirut put its clocks forward at midnight of Sunday 31 March 2024, New York back on Sunday 3 November.
		"a Monday after clocks changed":      {"Asia/Beirut", at("2024-03-31T21:00:00Z"), "2024-03-31 2024-W13 2024-03"},
		"just before it":                     {"Asia/Beirut", at("2024-03-31T20:59:59Z"), "2024-03-30"},
		"a Monday after they were put back":  {"America/New_York", at("2024-11-04T05:00:00Z"), "2024-11-03 2024-W44"},
		"just before that":                   {"America/New_York", at("2024-11-04T04:59:59Z"), "2024-11-02"},
		"a report by name":                   {"Asia/Shanghai", named(at("2024-11-19T00:30:00Z"), "weekly"), "2024-W46"},
		"two by name":                        {"Asia/Shanghai", named(at("2024-11-19T00:30:00Z"), "monthly", "daily"), "2024-11-18 2024-10"},
		"a date":                             {"Asia/Shanghai", Event{Date: "2024-10-16"}, "2024-10-16 2024-W42 2024-10"},
		"a date in a week and month that go": {"Asia/Shanghai", Event{Date: "2024-11-20"}, "2024-11-20"},
		"that, by name":                      {"Asia/Shanghai", named(Event{Date: "2024-11-20"}, "weekly"), "2024-W47 is not over in Asia/Shanghai yet: the last full week is 2024-W46"},
		"a date to come":                     {"Asia/Shanghai", Event{Date: "2025-11-20"}, "2025-11-20 is not over in Asia/Shanghai yet: the last full day is 2024-11-20"},
		"no date":                            {"Asia/Shanghai", Event{Date: "2024-11-31"}, "is not a calendar date"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := &Runner{Reports: reports(test.zone), Now: func() time.Time { return time.Date(2024, 11, 21, 0, 30, 0, 0, time.UTC) }}
			if test.event.Time.After(r.Now()) {
				r.Now = func() time.Time { return test.event.Time }
			}
			due, err := r.due(test.event)
			var got []string
			for _, task := range due {
				got = append(got, task.period.Name())
			}
			var wrong *RequestError
			switch text := strings.Join(got, " "); {
			case errors.As(err, &wrong) && strings.Contains(err.Error(), test.want):
			case err != nil || text != test.want:
				t.Errorf("got %s, %v; want %s", text, err, test.want)
			}
		})
	}
}

func named(e Event, names ...string) Event {
	e.Reports = names
	return e
}

// What makes a report of a week or month again names a day of it, and its files are named after it.
func TestTasksOfWeeksAndMonths(t *testing.T) {
	for cadence, want := range map[report.Cadence][3]string{
		report.Daily:   {"2024-11-19", "token-usage-2024-11-19.pdf", "daily/2024/11/19"},
		report.Weekly:  {"2024-11-18", "token-usage-2024-W47.pdf", "daily/2024/11/18"},
		report.Monthly: {"2024-11-01", "token-usage-2024-11.pdf", "daily/2024/11/01"},
	} {
		task := for19(t, Report{Cadence: cadence})
		if got := [3]string{task.date(), fileName(task, "pdf"), folder(task)}; got != want {
			t.Errorf("%s: %q, want %q", cadence, got, want)
		}
		if got := command(task); got != "tokenreport run --report daily --date "+want[0] {
			t.Error(got)
		}
		if got := message(task); !strings.Contains(got, `\"date\":\"`+want[0]+`\"`) {
			t.Error(got)
		}
		if event := (Event{}); planned(event, task.period) != task.period.Until {
			t.Errorf("%s is dated %s", cadence, planned(event, task.period))
		}
	}
}
