package job

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// What is on its way when a person stops a backfill has some seconds left, and no more; a second Ctrl-C is not needed.
func TestGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		working, cancel := graceful(ctx, stoppingGrace)
		defer cancel()
		stop()
		time.Sleep(stoppingGrace - time.Millisecond)
		synctest.Wait()
		if working.Err() != nil {
			t.Error("what is on its way was broken off at once")
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if working.Err() == nil {
			t.Error("what hangs goes on for ever")
		}
	})
}

// What is left takes its calls at the rate, and for each period what the periods before took beyond theirs.
func TestWhatIsLeftOfABackfill(t *testing.T) {
	plan := &BackfillPlan{Steps: []BackfillStep{{Calls: Calls{Graph: 100}}, {Calls: Calls{Graph: 20, Other: 5}}, {Calls: Calls{Graph: 20}}}}
	started := time.Date(2024, 11, 20, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		done int
		took time.Duration
		want time.Duration
	}{
		{0, 0, 14 * time.Second},
		{1, 10 * time.Second, 4 * time.Second},  // as fast as the rate
		{1, 13 * time.Second, 10 * time.Second}, // and three seconds for everything else
		{2, 14 * time.Second, 3 * time.Second},
		{1, time.Second, 4 * time.Second}, // the history was kept by somebody else meanwhile
		{3, 20 * time.Second, 0},
	} {
		p := pacing{now: func() time.Time { return started.Add(test.took) }, started: started, rate: 10}
		if got := p.left(plan, test.done); got != test.want {
			t.Errorf("after %d in %s: got %s, want %s", test.done, test.took, got, test.want)
		}
	}
}
