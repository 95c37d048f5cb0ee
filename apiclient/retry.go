package apiclient

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Waits between attempts are random between nothing and 0.5, 1, 2 s ("full jitter"), so that clients which
// were refused together do not come back together.
const (
	firstWaitMean = 250 * time.Millisecond
	maxWaitMean   = 2 * time.Second
)

// minAttempt is the least time in which an attempt can finish: a handshake and an answer across continents.
const minAttempt = 250 * time.Millisecond

// errNoTime is why a temporary error was not retried.
var errNoTime = errors.New("the deadline is too near")

// call sends one action until it is answered or there is no point in going on: at most [maxAttempts] requests,
// each paced and signed anew. It returns how many it sent; without an answer the error is an *Error.
func (c *Client) call(ctx context.Context, action string, params, answer any) (*exchange, int, error) {
	r := &retrier{client: c, action: action, params: params, answer: answer, waits: newWaits(), spent: map[int]int{}}
	r.deadline, _ = ctx.Deadline()
	try := func() (*exchange, error) { return r.try(ctx) }
	// The total time is ctx's affair, not the package's own fifteen minutes.
	answered, err := backoff.Retry(ctx, try, backoff.WithBackOff(r), backoff.WithMaxElapsedTime(0))
	if err != nil {
		return nil, r.attempts, r.verdict(ctx)
	}
	return answered, r.attempts, nil
}

func newWaits() *backoff.ExponentialBackOff {
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval, waits.MaxInterval = firstWaitMean, maxWaitMean
	waits.Multiplier, waits.RandomizationFactor = 2, 1
	return waits
}

// retrier is one call on its way. It is its own [backoff.BackOff], because how long to wait, if at all, depends
// on the last error and on the time that is left.
type retrier struct {
	client   *Client
	action   string
	params   any
	answer   any       // see [exchange]
	deadline time.Time // zero: none

	waits    *backoff.ExponentialBackOff
	spent    map[int]int // retries so far, by how many such errors are allowed
	attempts int         // requests sent
	last     *Error      // the last attempt's
}

// try makes one attempt.
func (r *retrier) try(ctx context.Context) (*exchange, error) {
	if err := r.client.pacer.wait(ctx, r.action, r.client.rate); err != nil {
		r.interrupt(fmt.Errorf("wait for a turn (rate %d per second): %w", r.client.rate, err))
		return nil, backoff.Permanent(r.last)
	}
	r.attempts++
	r.client.count(r.attempts)
	answered, failure := r.client.attempt(ctx, r.action, r.params, r.answer)
	if failure != nil {
		r.last = failure
		return nil, failure
	}
	return answered, nil
}

// NextBackOff implements [backoff.BackOff]: the wait before the next attempt, or [backoff.Stop].
func (r *retrier) NextBackOff() time.Duration {
	allowed := r.last.retries()
	if r.attempts >= maxAttempts || r.spent[allowed] >= allowed {
		return backoff.Stop
	}
	r.spent[allowed]++
	wait := r.waits.NextBackOff()
	if !r.deadline.IsZero() && r.deadline.Sub(r.client.now()) < wait+minAttempt {
		r.interrupt(errNoTime)
		return backoff.Stop
	}
	return wait
}

// Reset implements [backoff.BackOff].
func (r *retrier) Reset() { r.waits.Reset() }

// interrupt notes what kept an attempt from being made, beside what the last one brought.
func (r *retrier) interrupt(err error) {
	switch {
	case r.last == nil:
		r.last = &Error{Action: r.action, Err: err}
	case r.last.Err == nil:
		r.last.Err = fmt.Errorf("not repeated: %w", err)
	default:
		r.last.Err = fmt.Errorf("%w: not repeated: %w", r.last.Err, err)
	}
}

// verdict is the error of a call that failed.
func (r *retrier) verdict(ctx context.Context) *Error {
	if ended := context.Cause(ctx); ended != nil && !errors.Is(r.last, ended) {
		r.interrupt(ended)
	}
	r.last.Attempts = r.attempts
	return r.last
}
