package job

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A run has the time until its invocation's deadline, and each phase a part of it, so that an API that hangs leaves
// time to say so, and a mail server that hangs leaves time to record what it took.
const (
	// fetchShare is the part of what is left that fetching may take at most.
	fetchShare = 0.6
	// ownerReserve is what a run leaves for telling the owner, or an eighth of what is left if that is less.
	ownerReserve = 10 * time.Second
	// recordingReserve is what a delivery leaves for recording how it ended, or a tenth of what is left if that is less.
	recordingReserve = 3 * time.Second
)

// clock is the one that ends contexts, whatever [Runner.Now] says: it tells how much time is left, and how long something took,
// and decides nothing that is shown.
func clock() time.Time { return time.Now() }

// phaseError says that a phase was cut short. It unwraps to [context.DeadlineExceeded].
type phaseError struct {
	phase string
	share time.Duration
	left  time.Duration
}

func (e *phaseError) Error() string {
	return fmt.Sprintf("the time for %s is used up, %s of the %s that the run had left; give the function a longer timeout",
		e.phase, e.share.Round(time.Millisecond), e.left.Round(time.Millisecond))
}

func (e *phaseError) Unwrap() error { return context.DeadlineExceeded }

// workPhase ends ctx when only the reserve for telling the owner is left.
func (r *Runner) workPhase(ctx context.Context) (context.Context, context.CancelFunc) {
	return phase(ctx, "the report", func(left time.Duration) time.Duration {
		if r.Owner == nil {
			return left
		}
		return left - min(ownerReserve, left/8)
	})
}

// fetchPhase ends ctx when fetching has used up its share.
func fetchPhase(ctx context.Context) (context.Context, context.CancelFunc) {
	return phase(ctx, "fetching", func(left time.Duration) time.Duration {
		return time.Duration(float64(left) * fetchShare)
	})
}

// deliveryPhase ends ctx when only the reserve for recording is left.
func deliveryPhase(ctx context.Context) (context.Context, context.CancelFunc) {
	return phase(ctx, "delivering", func(left time.Duration) time.Duration {
		return left - min(recordingReserve, left/10)
	})
}

// answersUntil is how long an answer to a delivery is awaited that was handed over: until the invocation's reserve, beyond what
// this delivery, or this report, has of the time, since who stops waiting has it delivered twice.
func (r *Runner) answersUntil(ctx context.Context, t task, c consignment) time.Time {
	if t.deadline.IsZero() {
		deadline, _ := ctx.Deadline()
		return deadline
	}
	left := t.deadline.Sub(clock())
	if r.Owner != nil && c.parcel.Key.Channel != ownerChannel {
		left -= min(ownerReserve, left/8)
	}
	return clock().Add(left - min(recordingReserve, left/10))
}

// share gives one of the remaining things of a kind an equal part of the time, so that one that hangs leaves theirs to
// the others. What a quick one does not use is theirs as well.
func share(ctx context.Context, what string, remaining int) (context.Context, context.CancelFunc) {
	return phase(ctx, what, func(left time.Duration) time.Duration { return left / time.Duration(remaining) })
}

func phase(ctx context.Context, name string, share func(left time.Duration) time.Duration) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	left := deadline.Sub(clock())
	part := share(left)
	return context.WithTimeoutCause(ctx, part, &phaseError{name, part, left})
}

// cutShort adds to an error that its phase was cut short, where it was.
func cutShort(ctx context.Context, err error) error {
	var cut *phaseError
	if err != nil && !isHeld(err) && errors.As(context.Cause(ctx), &cut) { // no longer time would have ended another run
		return fmt.Errorf("%w (%w)", cut, err)
	}
	return err
}

// isCut reports whether an error is that of a phase that was cut short, whatever else was said then.
func isCut(err error) bool {
	var cut *phaseError
	return errors.As(err, &cut)
}

// recordingPhase is the time for a record that must be written whatever has ended meanwhile: so much, but not beyond the
// deadline; zero: there is none.
func recordingPhase(ctx context.Context, most time.Duration, deadline time.Time) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	if deadline.IsZero() {
		return ctx, cancel
	}
	ctx, cancelToo := context.WithDeadline(ctx, deadline)
	return ctx, func() { cancelToo(); cancel() }
}
