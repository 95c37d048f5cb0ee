package job_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
	"tokenreport/report/data"
)

// ledgerOfDays is an API that tells 1,000 tokens of every day but those that a test has changed; odd ones are no sum of their
// parts.
type ledgerOfDays struct {
	mu     sync.Mutex
	tokens map[string]int64
	odd    map[string]bool
	asked  map[string]int
}

func newLedgerOfDays() *ledgerOfDays {
	return &ledgerOfDays{tokens: map[string]int64{}, odd: map[string]bool{}, asked: map[string]int{}}
}

func (l *ledgerOfDays) source(q lketest.Query) any {
	l.mu.Lock()
	defer l.mu.Unlock()
	start := q.Start.In(time.FixedZone("", 8*3600))
	day := start.Format(time.DateOnly)
	l.asked[day]++
	tokens, ok := l.tokens[day]
	if !ok {
		tokens = 1000
	}
	point := func(n int64) []lketest.Stat {
		return []lketest.Stat{{X: start.Add(9 * time.Hour).Format("200601021504"), Y: n}}
	}
	output := int64(0)
	if l.odd[day] {
		output = 7
	}
	return lketest.Graph{Total: point(tokens), Input: point(tokens), Output: point(output)}
}

func (l *ledgerOfDays) set(day string, tokens int64, odd bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tokens[day], l.odd[day] = tokens, odd
}

func (l *ledgerOfDays) count(day string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked[day]
}

func storedAs(t *testing.T, w *world, name string) (revision int, total int64) {
	t.Helper()
	var stored data.Report
	if err := json.Unmarshal(w.bucket.Objects()["reports/"+name+".json"].Content, &stored); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return stored.Revision, *stored.Total
}

// A day that changes late is corrected in every report that contains it, by the same run, also where it is a small part of it;
// what comes after it, and has it only in its month to date, is left as it is.
func TestLateDataFollowTheDay(t *testing.T) {
	t.Parallel()
	days := newLedgerOfDays()
	w := threeReports(t)
	w.hurry(t, days.source)
	w.runner.Archive, w.runner.Late = new(ledger.Memory), job.Late{Periods: 1, Threshold: 100, Doubtful: 7}
	run := func(date string) string {
		t.Helper()
		answer, err := w.invoke(t.Context(), job.Event{Time: at(date)})
		if err != nil {
			t.Fatalf("%s: %v", date, err)
		}
		return periodsOf(answer)
	}
	// Monday 2024-07-01: the day before is the last of a week and of a month.
	run("2024-06-30")
	run("2024-07-01")
	days.set("2024-06-30", 1200, false)
	if got, want := run("2024-07-02"), "daily 2024-07-01, daily 2024-06-30, weekly 2024-W26, monthly 2024-06"; got != want {
		t.Errorf("made %s, want %s", got, want)
	}
	for name, want := range map[string]int64{
		"daily/2024/06/30/token-usage-2024-06-30": 1200, "weekly/2024/06/24/token-usage-2024-W26": 7200, "monthly/2024/06/01/token-usage-2024-06": 30200,
	} {
		if revision, total := storedAs(t, w, name); revision != 2 || total != want {
			t.Errorf("%s: revision %d with %d tokens, want %d", name, revision, total, want)
		}
	}
	for _, date := range []string{"2024-07-02", "2024-07-03", "2024-07-04"} { // the event again, and later ones
		run(date)
	}
	if revision, _ := storedAs(t, w, "monthly/2024/06/01/token-usage-2024-06"); revision != 2 {
		t.Errorf("revision %d", revision)
	}
	if revision, _ := storedAs(t, w, "daily/2024/07/01/token-usage-2024-07-01"); revision != 1 {
		t.Errorf("the day after is revision %d", revision)
	}
}

// A correction that fails is made by the platform's next try, also of what contains the day.
func TestACorrectionOfTheMonthThatFails(t *testing.T) {
	t.Parallel()
	days := newLedgerOfDays()
	w := threeReports(t)
	w.hurry(t, days.source)
	w.runner.Archive, w.runner.Late = new(ledger.Memory), job.Late{Periods: 1, Threshold: 100, Doubtful: 7}
	for _, date := range []string{"2024-06-30", "2024-07-01"} {
		if _, err := w.invoke(t.Context(), job.Event{Time: at(date)}); err != nil {
			t.Fatal(err)
		}
	}
	days.set("2024-06-30", 1200, false)
	w.api.Inject(func(r lketest.Request) lketest.Fault {
		if r.Query.Start.In(zone(t, "Asia/Shanghai")).Format(time.DateOnly) == "2024-06-10" {
			return lketest.APIError("InternalError", "try later")
		}
		return nil
	})
	if _, err := w.invoke(t.Context(), job.Event{Time: at("2024-07-02")}); err == nil {
		t.Error("no error")
	}
	w.api.Inject(nil)
	if _, err := w.invoke(t.Context(), job.Event{Time: at("2024-07-02")}); err != nil {
		t.Error(err)
	}
	if revision, total := storedAs(t, w, "monthly/2024/06/01/token-usage-2024-06"); revision != 2 || total != 30200 {
		t.Errorf("revision %d with %d tokens", revision, total)
	}
}

// A day in doubt is asked again for seven days, and revised once its data are there.
func TestADayInDoubtIsAskedAgain(t *testing.T) {
	for name, test := range map[string]struct {
		after    int // mornings until the data are there
		doubtful int
		revision int
	}{
		"after three days": {3, 7, 2}, "after seven days": {7, 7, 2}, "after eight days": {8, 7, 1}, "not asked for so long": {3, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			days := newLedgerOfDays()
			w := threeReports(t)
			w.hurry(t, days.source)
			w.runner.Reports = w.runner.Reports[:1]
			w.runner.Archive, w.runner.Late = new(ledger.Memory), job.Late{Periods: 1, Threshold: 100, Doubtful: test.doubtful}
			days.set("2024-11-05", 900, true)
			mustInvoke(t, w, 5)
			mustInvoke(t, w, 6) // reports the odd day
			for n := 1; n <= 12; n++ {
				if n == test.after {
					days.set("2024-11-05", 1900, false)
				}
				mustInvoke(t, w, 6+n)
			}
			if revision, _ := storedAs(t, w, "daily/2024/11/05/token-usage-2024-11-05"); revision != test.revision {
				t.Errorf("revision %d, want %d", revision, test.revision)
			}
			before := days.count("2024-11-05")
			mustInvoke(t, w, 20)
			if n := days.count("2024-11-05") - before; n != 0 {
				t.Errorf("asked %d times after its time", n)
			}
		})
	}
}
