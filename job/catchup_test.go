package job_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
	"tokenreport/report"
)

// periodsOf are the reports of an answer with their periods.
func periodsOf(answer job.Answer) string {
	var list []string
	for _, r := range answer.Reports {
		list = append(list, r.Report+" "+r.Period)
	}
	return strings.Join(list, ", ")
}

// threeReports are one of each day, week and month to one reader.
func threeReports(t *testing.T) *world {
	t.Helper()
	var usage growing
	usage.tokens.Store(1000)
	w := newOwnedWorld(t, usage.source)
	w.hurry(t, usage.source)
	daily := w.runner.Reports[0]
	daily.Mail.Cc, daily.Mail.Bcc = nil, nil
	weekly, monthly := daily, daily
	weekly.Name, weekly.Cadence = "weekly", report.Weekly
	monthly.Name, monthly.Cadence = "monthly", report.Monthly
	w.runner.Reports = []job.Report{daily, weekly, monthly}
	return w
}

// sameParts compares lists whose order does not matter.
func sameParts(a, b string) bool {
	x, y := strings.Split(a, ", "), strings.Split(b, ", ")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func at(date string) time.Time {
	t, err := time.Parse(time.RFC3339, date+"T00:30:00Z")
	if err != nil {
		panic(err)
	}
	return t
}

// Without an event on Monday the 1st, the next run of whatever report makes the day, the week and the month that it missed, or
// tells of them, once.
func TestWhatEveryReportMissed(t *testing.T) {
	for name, test := range map[string]struct {
		event  job.Event
		notify bool
		want   string // in the answer on Tuesday
		told   int
	}{
		"made":                       {job.Event{}, false, "daily 2024-07-01, daily 2024-06-30, weekly 2024-W26, monthly 2024-06", 0},
		"made by a run of one":       {job.Event{Reports: []string{"daily"}}, false, "daily 2024-07-01, daily 2024-06-30, weekly 2024-W26, monthly 2024-06", 0},
		"told":                       {job.Event{}, true, "daily 2024-07-01", 3},
		"not by a part of a run":     {job.Event{Reports: []string{"daily"}, Rate: 1}, false, "daily 2024-07-01, daily 2024-06-30", 0},
		"not by a date":              {job.Event{Date: "2024-07-01"}, false, "daily 2024-07-01", 0},
		"not by a rehearsal":         {job.Event{DryRun: true}, false, "daily 2024-07-01", 0},
		"by a report that comes due": {job.Event{Reports: []string{"weekly"}}, false, "weekly 2024-W26, daily 2024-07-01, monthly 2024-06", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := threeReports(t)
			w.runner.NotifyMissed = test.notify
			for _, day := range []string{"2024-06-29", "2024-06-30"} {
				if answer, err := w.invoke(t.Context(), job.Event{Time: at(day)}); err != nil || len(answer.Reports) != 1 {
					t.Fatalf("%s: %s, %v", day, periodsOf(answer), err)
				}
			}
			test.event.Time = at("2024-07-02")
			if test.event.Date != "" {
				test.event.Reports = []string{"daily"}
			}
			if strings.HasPrefix(test.want, "weekly") {
				test.event.Time = at("2024-07-03")
			}
			answer, err := w.invoke(t.Context(), test.event)
			if got := periodsOf(answer); err != nil || !sameParts(got, test.want) {
				t.Errorf("made %s, want %s; %v", got, test.want, err)
			}
			if told := len(w.told()); told != test.told {
				t.Errorf("%d notices, want %d", told, test.told)
			}
			mails := len(w.mailed())
			if answer, err := w.invoke(t.Context(), test.event); err != nil || len(w.mailed()) != mails || len(w.told()) != test.told {
				t.Errorf("the event again: %s, %v; %d mails, %d notices", periodsOf(answer), err, len(w.mailed()), len(w.told()))
			}
		})
	}
}

// A report whose turn comes later the same day, or on another day of the week, is not anticipated.
func TestAReportIsNotMadeBeforeItsTurn(t *testing.T) {
	t.Parallel()
	w := threeReports(t)
	run := func(date string, clock time.Duration, name, want string) {
		t.Helper()
		answer, err := w.invoke(t.Context(), job.Event{Time: at(date).Add(clock), Reports: []string{name}})
		if got := periodsOf(answer); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", date, got, err, want)
		}
	}
	run("2024-11-13", 0, "daily", "daily 2024-11-12")
	run("2024-11-13", 9*time.Hour, "weekly", "weekly 2024-W45") // on Wednesdays
	for _, day := range []string{"14", "15", "16", "17", "18", "19", "20"} {
		var before int
		_, _ = fmt.Sscan(day, &before)
		run("2024-11-"+day, 0, "daily", fmt.Sprintf("daily 2024-11-%d", before-1))
	}
	run("2024-11-20", 9*time.Hour, "weekly", "weekly 2024-W46")
	for _, day := range []int{21, 22, 23, 24, 25, 26, 27} {
		run(fmt.Sprintf("2024-11-%d", day), 0, "daily", fmt.Sprintf("daily 2024-11-%d", day-1))
	}
	run("2024-11-28", 0, "daily", "daily 2024-11-27, weekly 2024-W47") // nothing came on Wednesday at nine
}

// After a change of its period a report is looked after as one of the new period.
func TestMissedPeriodsAfterAChangeOfThePeriod(t *testing.T) {
	t.Parallel()
	w := threeReports(t)
	w.runner.Reports = w.runner.Reports[:1]
	run := func(day int, want string) {
		t.Helper()
		if answer := mustInvoke(t, w, day); periodsOf(answer) != want {
			t.Errorf("on %d: %s, want %s", day, periodsOf(answer), want)
		}
	}
	run(18, "daily 2024-11-17")
	run(19, "daily 2024-11-18")
	w.runner.Reports[0].Cadence = report.Weekly
	run(20, "")
	run(26, "daily 2024-W47") // nothing ran on Monday
	run(32, "daily 2024-W48")
	run(46, "daily 2024-W50, daily 2024-W49")
	w.runner.Reports[0].Cadence = report.Daily
	run(50, "daily 2024-12-19") // the days before were covered by weeks, or nobody wanted them
	run(52, "daily 2024-12-21, daily 2024-12-20")
	if told := w.told(); len(told) > 0 {
		t.Errorf("the owner was told:\n%s", text(t, told[0]))
	}
}

// What was refused for good is left to a person; what has failed for the moment is made by the next run.
func TestWhatAFailedPeriodNeeds(t *testing.T) {
	for name, test := range map[string]struct {
		fault lketest.Fault
		want  string
	}{
		"the API was unwell": {lketest.APIError("InternalError", "try later"), "daily 2024-11-20, daily 2024-11-19"},
		"the API refused":    {lketest.APIError("UnauthorizedOperation", "not authorized"), "daily 2024-11-20"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := threeReports(t)
			w.runner.Reports = w.runner.Reports[:1]
			mustInvoke(t, w, 19)
			w.api.Inject(lketest.Always(test.fault))
			for range 3 {
				if _, err := w.invoke(t.Context(), on(20)); err == nil {
					t.Error("no error")
				}
			}
			w.api.Inject(nil)
			if answer := mustInvoke(t, w, 21); periodsOf(answer) != test.want || len(w.told()) != 1 {
				t.Errorf("made %s, want %s; %d notices", periodsOf(answer), test.want, len(w.told()))
			}
		})
	}
}

// counted counts the requests to a shelf.
type counted struct {
	ledger.Shelf
	requests atomic.Int64
	refuse   error
}

func (c *counted) Create(ctx context.Context, name string, content []byte) error {
	c.requests.Add(1)
	if c.refuse != nil {
		return c.refuse
	}
	return c.Shelf.Create(ctx, name, content)
}

func (c *counted) Read(ctx context.Context, name string) ([]byte, error) {
	c.requests.Add(1)
	if c.refuse != nil {
		return nil, c.refuse
	}
	return c.Shelf.Read(ctx, name)
}

// A timer that fired every minute of a day by mistake does not keep that day's runs, or the next morning, from their report.
func TestADayWithThousandsOfRuns(t *testing.T) {
	for name, delivered := range map[string]bool{"all delivered": true, "all killed": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := threeReports(t)
			w.runner.Reports = w.runner.Reports[:1]
			shelf := &counted{Shelf: new(ledger.Memory)}
			w.runner.Shelf = shelf
			mustInvoke(t, w, 19)
			for n := range 1440 {
				l := ledger.New(shelf, time.Now, fmt.Sprint("run ", n))
				planned := on(20).Time.Add(time.Duration(n) * time.Minute)
				claim, _, err := l.Begin(t.Context(), ledger.Intent{Key: delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "run"}, Planned: planned})
				if err == nil && delivered {
					err = claim.Record(t.Context(), ledger.Result{Status: delivery.StatusDelivered, Final: true})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			want := "daily 2024-11-20"
			if !delivered {
				want += ", daily 2024-11-19"
			}
			shelf.requests.Store(0)
			if answer := mustInvoke(t, w, 21); periodsOf(answer) != want {
				t.Errorf("made %s, want %s", periodsOf(answer), want)
			}
			if n := shelf.requests.Load(); n > 250 {
				t.Errorf("%d requests to the storage", n)
			}
		})
	}
}

// While the storage keeps no records nothing is mailed to readers. The owner is told once, by the last of the platform's
// tries, whichever instances they are; the answer says what waits; and the first run that finds the storage working makes it.
func TestTheStorageIsDown(t *testing.T) {
	for name, down := range map[string]struct {
		fault costest.Fault
		says  string
	}{
		"forbidden":   {costest.Fault{Do: costest.Answer, Status: 403, Code: "AccessDenied", Message: "Access Denied."}, "name/cos:GetObject"},
		"no bucket":   {costest.Fault{Do: costest.Answer, Status: 404, Code: "NoSuchBucket", Message: "gone"}, "check the bucket's name"},
		"unwell":      {costest.Fault{Do: costest.Answer, Status: 503, Code: "ServiceUnavailable", Message: "later"}, "ServiceUnavailable"},
		"unreachable": {costest.Fault{Do: costest.Reset}, "check the network's way to the bucket"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := threeReports(t)
			monday := on(18)
			w.bucket.SetFaults(slices.Repeat([]costest.Fault{down.fault}, 1000)...)
			for minute := range 3 {
				w.runner.Now = func() time.Time { return monday.Time.Add(time.Duration(minute) * time.Minute).Add(10 * time.Second) }
				if minute < 2 {
					w.runner.Memory = new(ledger.Memory)
				}
				_, err := w.invoke(t.Context(), monday)
				for _, want := range []string{"report daily for 2024-11-17 waits for the storage", "report weekly for 2024-W46 waits for the storage"} {
					if !strings.Contains(fmt.Sprint(err), want) {
						t.Errorf("the answer does not say %q: %v", want, err)
					}
				}
				if told := len(w.told()); told != minute/2 || len(w.mailed()) > 0 {
					t.Errorf("after minute %d: %d notices, %d mails", minute, told, len(w.mailed()))
				}
			}
			if _, err := w.invoke(t.Context(), monday); err == nil || len(w.told()) != 1 {
				t.Errorf("once more: %v, %d notices", err, len(w.told()))
			}
			for _, want := range []string{down.says, "Waiting: daily 2024-11-17", "Waiting: weekly 2024-W46", "by itself", "tokenreport check"} {
				if notice := text(t, w.told()[0]); !strings.Contains(notice, want) {
					t.Errorf("the notice does not say %q:\n%s", want, notice)
				}
			}
			w.bucket.SetFaults()
			w.runner.Now = time.Now
			answer, err := w.invoke(t.Context(), on(19))
			if got := periodsOf(answer); err != nil || got != "daily 2024-11-18, daily 2024-11-17, weekly 2024-W46" || len(w.mailed()) != 3 {
				t.Errorf("afterwards: %s, %v; %d mails", got, err, len(w.mailed()))
			}
		})
	}
}

// A storage that hangs or fails while what is missed is looked for does not undo the report, and is tried again.
func TestLookingBackComesAfterTheReport(t *testing.T) {
	t.Parallel()
	w := threeReports(t)
	w.runner.Reports = w.runner.Reports[:1]
	mustInvoke(t, w, 19)
	shelf := &failing{Shelf: w.runner.Shelf, name: "/2024-11-18/"}
	w.runner.Shelf = shelf
	_, err := w.invoke(t.Context(), on(20))
	if err == nil || !strings.Contains(err.Error(), "look after earlier reports") || len(w.mailed()) != 2 {
		t.Errorf("%v, %d mails", err, len(w.mailed()))
	}
	shelf.name = "none"
	if _, err := w.invoke(t.Context(), on(20)); err != nil {
		t.Error(err)
	}
}

// failing is a shelf that cannot read some records.
type failing struct {
	ledger.Shelf
	name string
}

func (f *failing) Read(ctx context.Context, name string) ([]byte, error) {
	if strings.Contains(name, f.name) {
		return nil, errors.New("input/output error")
	}
	return f.Shelf.Read(ctx, name)
}
