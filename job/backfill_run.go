package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tokenreport/apiclient"
	"tokenreport/delivery"
	"tokenreport/report"
)

// BackfillProgress is where a backfill is after a step.
type BackfillProgress struct {
	Done   int    // steps that are over, this one included
	Result Result // without its files
	Err    error  // of this step, if it failed
	Calls  int    // made so far, without those that were made again
	Left   time.Duration
}

// BackfillFailure is a period that failed.
type BackfillFailure struct {
	BackfillStep
	Err error
}

// BackfillOutcome is what a backfill has come to.
type BackfillOutcome struct {
	Made   int               // steps that succeeded
	Failed []BackfillFailure // in their order
	Left   int               // steps that were not begun, or not completed because a person stopped the backfill
	// Silent is how many of the oldest made periods follow each other without any usage: the API may not keep days so old.
	Silent  int
	Doubted int // made periods whose data should be checked, as the reports say
	Calls   int // made, without those that were made again
	Retries int
	Took    time.Duration
}

// ErrStopped is what a person has stopped. The same command again goes on where it ended.
var ErrStopped = errors.New("stopped: run the same command again to go on")

// mostInARow is how many periods may fail one after the other, each of which could succeed by itself later: the other side is
// down then, and hundreds more would each be tried for minutes.
const mostInARow = 5

// ErrBackfillGivenUp is a backfill of which so many periods failed one after the other that the rest is not tried.
var ErrBackfillGivenUp = fmt.Errorf("given up, since %d periods failed one after the other: run the same command again once the "+
	"cause is mended, or leave them out with a later --from", mostInARow)

// mostForAPeriod bounds one period, as it does one command: long enough for a month's parts at the API's rate.
const mostForAPeriod = 15 * time.Minute

// stoppingGrace is how long what is on its way may take once a person has stopped the command: an answer, or the rest of a
// delivery, which would otherwise be unclear.
const stoppingGrace = 10 * time.Second

// Backfill makes the reports of a plan, one after the other, and tells of each when it is over. A period that fails stops no
// other, unless every other would fail as well: the API, the store or the mail server refuses whoever asks. It tells no owner,
// since a person is at it. When too many fail one after the other for want of an answer, the rest is left
// ([ErrBackfillGivenUp]). When ctx ends, requests that are on their way are still answered, and what is being
// delivered is completed; the error is then [ErrStopped]. Else it is nil, or says why the backfill could not go on.
func (r *Runner) Backfill(ctx context.Context, p *BackfillPlan, tell func(BackfillProgress)) (BackfillOutcome, error) {
	run := *r
	run.round, run.Owner, run.Dispatcher = newRound(ctx), nil, nil
	working, cancel := graceful(ctx, stoppingGrace)
	defer cancel()
	run.checkShelf(ctx)
	pace := pacing{now: r.Now, started: r.Now(), before: r.API.Traffic(), rate: r.API.Pace()}
	outcome := BackfillOutcome{Left: len(p.tasks)}
	silent := true
	var row unlucky
	var end error
	for i := 0; i < len(p.tasks) && end == nil; i++ {
		if end = stoppedBy(ctx); end != nil {
			break
		}
		a := run.fill(working, p.tasks[i])
		if run.round.stopped() != nil && a.brokenOff(working) {
			end = ErrStopped
			break
		}
		outcome.take(p.Steps[i], &a, &silent)
		a.result.Files = nil // they are delivered, and of hundreds the memory would be full
		end = row.end(&a)
		tell(BackfillProgress{
			Done: i + 1, Result: a.result, Err: joined(a.all()), Calls: pace.calls(r.API.Traffic()), Left: pace.left(p, i+1),
		})
	}
	asked := r.API.Traffic().Since(pace.before)
	outcome.Calls, outcome.Retries, outcome.Took = int(asked.Calls), int(asked.Retries()), r.Now().Sub(pace.started)
	return outcome, end
}

func stoppedBy(ctx context.Context) error {
	if ctx.Err() != nil {
		return ErrStopped
	}
	return nil
}

// graceful ends some time after ctx is cancelled, and at ctx's deadline.
func graceful(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	working, cancel := context.WithCancel(context.WithoutCancel(ctx))
	if deadline, ok := ctx.Deadline(); ok {
		working, cancel = context.WithDeadline(working, deadline)
	}
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return working, func() { stop(); cancel() }
}

// fill makes one period.
func (r *Runner) fill(ctx context.Context, t task) account {
	t.deadline = clock().Add(mostForAPeriod)
	ctx, cancel := context.WithTimeout(ctx, mostForAPeriod)
	defer cancel()
	accounts := r.safelyConduct(ctx, t)
	a := accounts[0]
	for _, revision := range accounts[1:] { // a correction that had been begun, and is made with it
		a.besides = append(a.besides, revision.all()...)
	}
	return a
}

// take counts a step.
func (o *BackfillOutcome) take(step BackfillStep, a *account, silent *bool) {
	o.Left--
	if err := joined(a.all()); err != nil {
		o.Failed = append(o.Failed, BackfillFailure{step, err})
		return
	}
	o.Made++
	if !a.result.Complete {
		o.Doubted++
	}
	if *silent = *silent && a.result.Total != nil && *a.result.Total == 0; *silent {
		o.Silent++
	}
}

// brokenOff reports whether a step of a stopped backfill is not complete for no other reason: it had not asked for everything, or
// what it waits for has had its grace.
func (a *account) brokenOff(working context.Context) bool {
	return errors.Is(a.err(), errStopped) || working.Err() != nil && a.unfetched()
}

// unlucky is how many periods failed one after the other that could succeed by themselves later.
type unlucky int

// end is why a backfill ends after a period; nil if it goes on. What an API answers that cannot be right is of its own day.
func (n *unlucky) end(a *account) error {
	*n++
	if !slices.ContainsFunc(a.all(), func(p problem) bool { return !p.lasting && p.phase != report.Reading }) {
		*n = 0
	}
	if err := a.hopeless(); err != nil || *n < mostInARow {
		return err
	}
	return ErrBackfillGivenUp
}

// hopeless is why every other period would fail as this one did; nil if one may succeed.
func (a *account) hopeless() error {
	for _, p := range a.all() {
		var refusal *apiclient.Error
		barred := errors.As(p.err, &refusal) && refusal.Barred()
		refused := p.phase != report.Rendering && p.phase != report.Reading && delivery.FaultOf(p.err) == delivery.Permanent
		if barred || refused {
			return fmt.Errorf("report %s for %s: %w; every other period would be refused as well, so that the backfill ends here: "+
				"mend the cause, and run the same command again", a.task.Name, a.task.period.Name(), p.err)
		}
	}
	return nil
}

// pacing estimates how long the rest takes.
type pacing struct {
	now     func() time.Time
	started time.Time
	before  apiclient.Traffic
	rate    float64 // calls of one action a second
}

func (p pacing) calls(now apiclient.Traffic) int { return int(now.Since(p.before).Calls) }

// left is the time that the calls of the remaining steps take at the rate and, for each, what the steps so far took beyond
// theirs.
func (p pacing) left(plan *BackfillPlan, done int) time.Duration {
	took := func(steps []BackfillStep) time.Duration {
		return time.Duration(float64(callsOf(steps).Graph) / p.rate * float64(time.Second))
	}
	beyond := max(0, p.now().Sub(p.started)-took(plan.Steps[:done])) / time.Duration(max(1, done))
	return took(plan.Steps[done:]) + time.Duration(len(plan.Steps)-done)*beyond
}

// AtLeast is how long the plan's calls take at the runner's rate.
func (r *Runner) AtLeast(p *BackfillPlan) time.Duration {
	return pacing{now: r.Now, started: r.Now(), rate: r.API.Pace()}.left(p, 0)
}
