package command

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tokenreport/golden"
	"tokenreport/job"
)

// TestBackfillScreen shows what is drawn at a terminal and what is written into a pipe, at the same moments.
func TestBackfillScreen(t *testing.T) {
	total := int64(67199)
	var told strings.Builder
	for _, moment := range []struct {
		done, failed, calls int
		left                time.Duration
		result              job.Result
		err                 error
	}{
		{done: 1, calls: 66, left: 90 * time.Second, result: job.Result{Report: "daily", Period: "2024-11-01", Total: &total}},
		{done: 2, calls: 69, left: 100 * time.Second, result: job.Result{Report: "daily", Period: "2024-11-02"}},
		{done: 3, failed: 1, calls: 70, left: 100 * time.Minute, result: job.Result{Report: "daily", Period: "2024-11-03"}, err: errors.New("no")},
		{done: 719, failed: 12, calls: 12345, left: time.Millisecond, result: job.Result{Report: "a-report-with-a-long-name", Period: "2024-11-04", Total: &total}},
		{done: 720, failed: 12, calls: 12348, result: job.Result{Report: "a-report-with-a-long-name", Period: "2024-11-05", Total: &total}},
	} {
		state := fillState{done: moment.done, of: 720, failed: moment.failed, calls: moment.calls, ofAll: 12348, left: moment.left}
		if moment.done < 720 {
			state.at = moment.result.Report + " 2024-11-30"
		}
		if n := len(state.bar()); n > 79 {
			t.Errorf("a line of %d signs: %s", n, state.bar())
		}
		told.WriteString(state.bar() + "\n" + stepLine(job.BackfillProgress{Done: moment.done, Result: moment.result, Err: moment.err}, state))
	}
	golden.Check(t, "testdata/backfill-screen.txt", []byte(told.String()))
}

// Whoever stops a backfill at a terminal is told at once, unless it is over; a log gets no such line.
func TestBackfillScreenSaysThatItStops(t *testing.T) {
	for terminal, want := range map[bool]int{true: 1, false: 0} {
		var err strings.Builder
		s := newFillScreen(System{Stderr: &err, Terminal: terminal})
		s.stopping()
		s.end()
		s.stopping()
		if got := strings.Count(err.String(), "Ctrl-C again ends it at once\n"); got != want {
			t.Errorf("at a terminal %t: told %d times in %q", terminal, got, err.String())
		}
	}
}

// What failed is listed with why the backfill ended, unless that is the failure itself.
func TestBackfillErrors(t *testing.T) {
	failed := job.BackfillOutcome{Failed: []job.BackfillFailure{{
		BackfillStep: job.BackfillStep{Report: "daily", Period: "2024-11-18"}, Err: errors.New("one\nand another"),
	}}}
	const list = "1 period failed; run the same command again to make them:\n  daily 2024-11-18: one\n    and another"
	refused := errors.New("refused, as every other would be")
	for name, test := range map[string]struct {
		outcome job.BackfillOutcome
		end     error
		want    string
	}{
		"failed":       {failed, nil, list},
		"and stopped":  {failed, job.ErrStopped, list + "\n" + job.ErrStopped.Error()},
		"and given up": {failed, job.ErrBackfillGivenUp, list + "\n" + job.ErrBackfillGivenUp.Error()},
		"refused":      {failed, refused, refused.Error()},
		"stopped":      {job.BackfillOutcome{}, job.ErrStopped, job.ErrStopped.Error()},
	} {
		if err := fillError(test.outcome, test.end); err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
	}
	if err := fillError(job.BackfillOutcome{Made: 1}, nil); err != nil {
		t.Errorf("all is made: %v", err)
	}
}
