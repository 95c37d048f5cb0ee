package job_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/cos/costest"
	"tokenreport/job"
)

// Whatever a backfill is killed at, the same command goes on with what is not made, from the history that is kept; only what
// was being delivered at that moment has to wait until the killed run's claim ends.
func TestBackfillGoesOnAfterAKill(t *testing.T) {
	for name, test := range map[string]struct {
		at        string // of an object's key; empty: while the third day is fetched
		made      int    // before
		stored    string // after the same command
		says      string // of what is not
		mostCalls int    // of the same command
	}{
		"while a day is fetched":   {made: 2, stored: "2024-11-18 2024-11-19 2024-11-20 2024-11-21", mostCalls: 2*8 + 1},
		"while a day is delivered": {at: "token-usage-2024-11-20", made: 2, stored: "2024-11-18 2024-11-19 2024-11-21", says: "claimed by run killed until ", mostCalls: 2*8 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := fillWorld(t)
			at := siteOf(w)
			runner, err := at.runner(w.runner.Log, nil, "the same command")
			if err != nil {
				t.Fatal(err)
			}
			b := job.Backfill{From: "2024-11-18", Until: "2024-11-21"}
			w.killAt(t, errand{Site: at, Backfill: &b, Invocation: "killed", Limit: time.Minute}, test.at)
			asked := len(w.api.Requests())
			plan, err := runner.PlanBackfill(t.Context(), b)
			if err != nil || plan.Made != test.made {
				t.Fatalf("%d are made: %v", plan.Made, err)
			}
			outcome, err := runner.Backfill(t.Context(), plan, func(job.BackfillProgress) {})
			if err != nil || outcome.Left > 0 || len(outcome.Failed) > 0 != (test.says != "") {
				t.Errorf("%+v, %v", outcome, err)
			}
			for _, f := range outcome.Failed {
				if !strings.Contains(f.Err.Error(), test.says) {
					t.Errorf("%s: %v", f.Period, f.Err)
				}
			}
			if got := w.stored(); got != test.stored {
				t.Errorf("stored: %s, want %s", got, test.stored)
			}
			if n := len(w.api.Requests()) - asked; n > test.mostCalls {
				t.Errorf("%d calls, want at most %d: the history is kept", n, test.mostCalls)
			}
		})
	}
}

// siteOf is the world as another process sees it, with the report of a scenario that is stored.
func siteOf(w *world) site {
	at := site{
		Scenario: scenarios()[0].name, API: w.api.Endpoint, Bucket: w.bucket.URL().String(), Relay: w.mail.Port(), Notices: w.mail.Port(),
	}
	at.Certificates = [][]byte{w.api.Certificate.Raw, w.bucket.Certificate().Raw, w.mail.Certificate().Raw}
	return at
}

// killAt runs an errand in a process of its own, and kills that when it puts an object, or asks for the third day again.
func (w *world) killAt(t *testing.T, e errand, key string) {
	t.Helper()
	var once sync.Once
	started := make(chan *child, 1)
	kill := func() {
		once.Do(func() {
			c := <-started
			c.kill()
			started <- c
		})
	}
	day := time.Date(2024, 11, 19, 16, 0, 0, 0, time.UTC)
	w.api.Inject(func(r lketest.Request) lketest.Fault {
		if key == "" && r.Query.Start.Equal(day) {
			kill()
		}
		return nil
	})
	w.bucket.Inject(func(r costest.Request) (costest.Fault, bool) {
		if key != "" && r.Method == "PUT" && strings.Contains(r.Key, key) {
			kill()
			return costest.Fault{Do: costest.Reset}, true
		}
		return costest.Fault{}, false
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := startErrand(ctx, e)
	if err != nil {
		t.Fatal(err)
	}
	started <- c
	if !c.killed() {
		t.Fatalf("nobody has killed the process: %s", &c.output)
	}
	w.api.Inject(nil)
	w.bucket.Inject(nil)
}
