package job_test

import (
	"slices"
	"testing"
	"time"

	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
)

// A day is over with the calendar, be it of 23 or 25 hours, and for a person's run as for a timer's.
func TestWhatIsMissedAcrossAChangeOfTheClock(t *testing.T) {
	for name, test := range map[string]struct {
		zone, before, after string
		byHand              bool
		want                string
	}{
		"the 1st has 23 hours": {"Australia/Sydney", "2023-09-30", "2023-10-02", false, "daily 2023-10-01, daily 2023-09-30, weekly 2023-W39, monthly 2023-09"},
		"the 1st has 25 hours": {"America/New_York", "2020-10-31", "2020-11-02", false, "daily 2020-11-01, daily 2020-10-31, weekly 2020-W44, monthly 2020-10"},
		"a person's run":       {"Asia/Shanghai", "2024-06-30", "2024-07-02", true, "daily 2024-07-01, daily 2024-06-30, weekly 2024-W26, monthly 2024-06"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := threeReports(t)
			location := zone(t, test.zone)
			for i := range w.runner.Reports {
				w.runner.Reports[i].Zone = location
			}
			for _, date := range []string{test.before, test.after} {
				day, err := time.ParseInLocation(time.DateOnly, date, location)
				if err != nil {
					t.Fatal(err)
				}
				event := job.Event{Time: day.Add(10 * time.Minute)}
				if test.byHand {
					w.runner.Now = func() time.Time { return day.Add(10 * time.Minute) }
					event.Time = time.Time{}
				}
				answer, err := w.invoke(t.Context(), event)
				if got := periodsOf(answer); err != nil || date == test.after && !sameParts(got, test.want) {
					t.Errorf("made %s, want %s; %v", got, test.want, err)
				}
			}
		})
	}
}

// A test event of another age, as the console's template is one, makes no report miss what nobody wanted since.
func TestAnEventOfAnotherAge(t *testing.T) {
	t.Parallel()
	w := threeReports(t)
	for _, date := range []string{"2019-02-21", "2024-07-01", "2024-07-02", "2024-07-03"} {
		answer, err := w.invoke(t.Context(), job.Event{Time: at(date)})
		want := 1
		if date == "2024-07-01" {
			want = 3
		}
		if err != nil || len(answer.Reports) != want || len(w.told()) > 0 {
			t.Errorf("%s: %s, %v; %d notices", date, periodsOf(answer), err, len(w.told()))
		}
	}
}

// What waits for the storage for two mornings is all made by a process that knows; another makes the latest and tells of the other.
func TestTheStorageIsDownForTwoMornings(t *testing.T) {
	for name, test := range map[string]struct {
		restarted bool
		want      string
		told      int // beside the notice of each morning
	}{
		"the same process": {false, "daily 2024-11-19, daily 2024-11-18, daily 2024-11-17, weekly 2024-W46", 0},
		"another process":  {true, "daily 2024-11-19, daily 2024-11-18, weekly 2024-W46", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := threeReports(t)
			mustInvoke(t, w, 17)
			denied := costest.Fault{Do: costest.Answer, Status: 403, Code: "AccessDenied", Message: "Access Denied."}
			w.bucket.SetFaults(slices.Repeat([]costest.Fault{denied}, 1000)...)
			for day := 18; day <= 19; day++ {
				w.runner.Now = func() time.Time { return on(day).Time.Add(2 * time.Minute) }
				if _, err := w.invoke(t.Context(), on(day)); err == nil || len(w.told()) != day-17 {
					t.Errorf("on %d: %v, %d notices", day, err, len(w.told()))
				}
			}
			w.bucket.SetFaults()
			if w.runner.Now = time.Now; test.restarted {
				w.runner.Memory = new(ledger.Memory)
			}
			if answer := mustInvoke(t, w, 20); !sameParts(periodsOf(answer), test.want) || len(w.told()) != 2+test.told {
				t.Errorf("made %s, want %s; %d notices", periodsOf(answer), test.want, len(w.told()))
			}
			if answer := mustInvoke(t, w, 20); len(answer.Reports) != 1 || len(w.told()) != 2+test.told {
				t.Errorf("again: %s, %d notices", periodsOf(answer), len(w.told()))
			}
		})
	}
}
