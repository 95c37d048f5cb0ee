package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
)

// patience is what a delivery waits for beyond its first tries.
type patience struct {
	held     bool // another run that is at it
	deferred bool // another side that asks to be tried later, as a mail server that does so with every new sender (greylisting)
	// wait is told of each wait before it, after how many tries, and of the error; nil: nobody is.
	wait func(tries int, wait time.Duration, err error)
}

// deferral is the first of the longer waits for another side that asks to be tried later. Each is twice the one before, and at
// most half of the time that is left; where that is less than the first, the platform's next try comes later still.
const deferral = 15 * time.Second

// persist tries a delivery until it is made, settled, or tried [deliveryTries] times, and beyond that as patience says. While
// another run is at it, it looks again every [heldWait] as long as there is time: that one may have crashed. Another side that
// says how long it wants to be left alone is. What may have arrived is left to the platform's next try: a relay that loses one
// acceptance loses the next one, too. Records have tries of their own.
func persist(ctx context.Context, p patience, try func() (string, error)) (string, error) {
	var last error // the retry's own would say no more than that the time is up
	var refusal string
	tries, started := 0, clock()
	ref, err := backoff.Retry(ctx, func() (ref string, err error) {
		if ref, last = try(); !isHeld(last) {
			tries++
		}
		if isHeld(last) && !p.held {
			return ref, backoff.Permanent(last)
		}
		return ref, next(ctx, tries, p.deferred, last)
	}, backoff.WithBackOff(fullJitter()), backoff.WithMaxElapsedTime(0), backoff.WithNotify(func(_ error, wait time.Duration) {
		if refusal = last.Error(); p.wait != nil {
			p.wait(tries, wait, last)
		}
	}))
	if isCut(last) { // it says so already
		ctx = context.WithoutCancel(ctx)
	}
	switch {
	case err != nil && tries > deliveryTries && delivery.FaultOf(last) == delivery.Temporary:
		return ref, cutShort(ctx, fmt.Errorf("tried %d times within %s: %w", tries, clock().Sub(started).Round(time.Second), last))
	case err != nil && refusal != "" && errors.Is(last, context.DeadlineExceeded): // the try before says more
		return ref, cutShort(ctx, fmt.Errorf("%w; before: %s", last, refusal))
	case err != nil:
		return ref, cutShort(ctx, last)
	case tries > deliveryTries:
		ref += fmt.Sprintf(" (at try %d, after %s; before: %s)", tries, clock().Sub(started).Round(time.Second), refusal)
	}
	return ref, nil
}

// next tells the retry what is to follow so many tries, of which the last ended with err.
func next(ctx context.Context, tries int, deferred bool, err error) error {
	rest := restOf(err)
	switch {
	case isHeld(err):
		return &backoff.RetryAfterError{Duration: heldWait}
	case isFutile(err) || isCut(err) || delivery.FaultOf(err) == delivery.Unclear || !allows(ctx, rest):
		return backoff.Permanent(err)
	case tries >= deliveryTries && err != nil:
		if wait := laterBy(ctx, tries-deliveryTries); deferred && asksForLater(err) && wait >= deferral {
			return &backoff.RetryAfterError{Duration: wait}
		}
		return backoff.Permanent(err)
	case rest > 0:
		return &backoff.RetryAfterError{Duration: rest}
	}
	return err
}

// asksForLater reports whether the other side has answered, by a code, that another try may succeed, and has not said when.
func asksForLater(err error) bool {
	var refused *delivery.Error
	return errors.As(err, &refused) && refused.Fault == delivery.Temporary && refused.Code != "" && refused.RetryAfter == 0
}

// laterBy is the next of the longer waits, after so many; 0 where there is no deadline to wait for.
func laterBy(ctx context.Context, waits int) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	return min(deferral<<min(waits, 10), deadline.Sub(clock())/2)
}

func isHeld(err error) bool {
	var held *ledger.HeldError
	return errors.As(err, &held)
}

// restOf is how long the other side wants to be left alone; 0 where it did not say.
func restOf(err error) time.Duration {
	var refused *delivery.Error
	if !errors.As(err, &refused) || refused.Fault != delivery.Temporary {
		return 0
	}
	return refused.RetryAfter
}

// longestRest is how long a run without a deadline waits for another side that wants to be left alone.
const longestRest = time.Minute

// allows reports whether there is time for a wait, and as much again for another try.
func allows(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	if !ok {
		return wait <= longestRest
	}
	return wait == 0 || 2*wait < deadline.Sub(clock())
}

// isFutile reports whether another try within this run is of no use.
func isFutile(err error) bool {
	var shelf *ledger.ShelfError
	return err != nil && (isLasting(err) || errors.As(err, &shelf) || errors.Is(err, errNoTime))
}

// heldWait is how often a run looks whether another that is at a delivery has ended.
const heldWait = time.Second

// deliveryTries is how often a delivery is tried within a run.
const deliveryTries = 3

// firstWait is the mean of the random wait after the first try; the next is twice as long.
var firstWait = 500 * time.Millisecond

func fullJitter() *backoff.ExponentialBackOff {
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval, waits.Multiplier, waits.RandomizationFactor = firstWait, 2, 1
	return waits
}
