package job

import (
	"context"
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
)

// persist tries a delivery until it is made, settled, or tried [deliveryTries] times. While another run is at it, it looks
// again every [heldWait] as long as there is time, if it is patient: that one may have crashed. Another side that says how
// long it wants to be left alone is. What may have arrived is left to the platform's next try: a relay that loses one
// acceptance loses the next one, too. Records have tries of their own.
func persist(ctx context.Context, now func() time.Time, patient bool, try func() (string, error)) (string, error) {
	var last error // the retry's own would say no more than that the time is up
	tries := 0
	ref, err := backoff.Retry(ctx, func() (ref string, err error) {
		if ref, last = try(); !isHeld(last) {
			tries++
		}
		if isHeld(last) && !patient {
			return ref, backoff.Permanent(last)
		}
		return ref, next(ctx, now(), tries, last)
	}, backoff.WithBackOff(fullJitter()), backoff.WithMaxElapsedTime(0))
	if err != nil {
		err = cutShort(ctx, last)
	}
	return ref, err
}

// next tells the retry what is to follow so many tries, of which the last ended with err.
func next(ctx context.Context, now time.Time, tries int, err error) error {
	rest := restOf(err)
	switch {
	case isHeld(err):
		return &backoff.RetryAfterError{Duration: heldWait}
	case tries == deliveryTries || isFutile(err) || delivery.FaultOf(err) == delivery.Unclear || !allows(ctx, now, rest): // the platform's next try comes later still
		return backoff.Permanent(err)
	case rest > 0:
		return &backoff.RetryAfterError{Duration: rest}
	}
	return err
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
func allows(ctx context.Context, now time.Time, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	if !ok {
		return wait <= longestRest
	}
	return wait == 0 || 2*wait < deadline.Sub(now)
}

// isFutile reports whether another try within this run is of no use.
func isFutile(err error) bool {
	var shelf *ledger.ShelfError
	return err != nil && (isLasting(err) || errors.As(err, &shelf))
}

// heldWait is how often a run looks whether another that is at a delivery has ended.
const heldWait = time.Second

// deliveryTries is how often a delivery is tried within a run, and fullJitter the random waits between: up to 1 and 2
// seconds.
const deliveryTries = 3

func fullJitter() *backoff.ExponentialBackOff {
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval, waits.Multiplier, waits.RandomizationFactor = time.Second/2, 2, 1
	return waits
}
