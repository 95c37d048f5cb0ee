package job

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tokenreport/report"
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

// What waited in vain until the grace was over is left, and has not failed; what was being delivered has.
func TestWhatAStoppedBackfillLeaves(t *testing.T) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		working context.Context
		problem problem
		want    bool
	}{
		"not asked":                {t.Context(), problem{phase: report.Fetching, err: errStopped}, true},
		"no answer in time":        {over, problem{phase: report.Fetching, err: context.Canceled}, true},
		"refused meanwhile":        {t.Context(), problem{phase: report.Fetching, err: errors.New("refused")}, false},
		"delivered, but only half": {over, problem{phase: report.Delivering, err: context.Canceled}, false},
	} {
		a := account{problems: []problem{test.problem}}
		if got := a.brokenOff(test.working); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

// A side that answers nobody ends a backfill after some periods, not at the first: the next may find it up again. What is of a
// period's own ends nothing.
func TestABackfillGivesUp(t *testing.T) {
	down := problem{phase: report.Delivering, err: errors.New("ServiceUnavailable")}
	refused := problem{phase: report.Fetching, err: errors.New("InvalidParameter"), lasting: true}
	nonsense := problem{phase: report.Reading, err: errors.New("negative")}
	fine := problem{}
	for name, test := range map[string]struct {
		periods []problem
		want    int // of these, those after which it goes on
	}{
		"down":             {[]problem{down, down, down, down, down, down}, 4},
		"up in between":    {[]problem{down, down, down, down, fine, down, down, down, down}, 9},
		"refused, by days": {[]problem{refused, refused, refused, refused, refused, refused}, 6},
		"no sense in days": {[]problem{nonsense, nonsense, nonsense, nonsense, nonsense, nonsense}, 6},
	} {
		var row unlucky
		got := 0
		for _, p := range test.periods {
			var a account
			if p.err != nil {
				a.add(p)
			}
			if err := row.end(&a); err != nil {
				if !errors.Is(err, ErrBackfillGivenUp) {
					t.Errorf("%s: %v", name, err)
				}
				break
			}
			got++
		}
		if got != test.want {
			t.Errorf("%s: it goes on after %d periods, want %d", name, got, test.want)
		}
	}
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
