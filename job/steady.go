package job

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/cenkalti/backoff/v5"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
)

// steady is a shelf that tries again what failed for the moment. The ledger recognises a record of its own whose
// creation was reported as failed and had not.
type steady struct {
	shelf ledger.Shelf
}

// shelfTries is how often, with random waits of up to 1 and 2 seconds, and shelfPatience how long a record may take, which
// is small: what hangs longer hangs.
const (
	shelfTries    = 3
	shelfPatience = 3 * time.Second
)

// Create implements [ledger.Shelf].
func (s steady) Create(ctx context.Context, name string, content []byte) error {
	_, err := steadily(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.shelf.Create(ctx, name, content) })
	return err
}

// Read implements [ledger.Shelf].
func (s steady) Read(ctx context.Context, name string) ([]byte, error) {
	return steadily(ctx, func(ctx context.Context) ([]byte, error) { return s.shelf.Read(ctx, name) })
}

// Age implements [ledger.Dated].
func (s steady) Age(ctx context.Context, name string) (time.Duration, error) {
	dated, ok := s.shelf.(ledger.Dated)
	if !ok {
		return 0, errors.ErrUnsupported
	}
	return steadily(ctx, func(ctx context.Context) (time.Duration, error) { return dated.Age(ctx, name) })
}

func steadily[T any](ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	var last error
	tries := shelfTries
	answer, err := backoff.Retry(ctx, func() (T, error) {
		// One that hangs leaves time to the next.
		part, cancel := share(ctx, "this record", tries)
		defer cancel()
		part, stop := context.WithTimeout(part, shelfPatience)
		defer stop()
		tries--
		answer, err := ask(part)
		if err == nil || last == nil || !errors.Is(err, context.DeadlineExceeded) {
			last = err // what the storage said before tells more than that the time is up
		}
		if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, errors.ErrUnsupported) || delivery.FaultOf(err) == delivery.Permanent {
			return answer, backoff.Permanent(err)
		}
		return answer, err
	}, backoff.WithBackOff(fullJitter()), backoff.WithMaxTries(shelfTries))
	if err != nil {
		err = last // the retry's own would say no more than that the time is up
	}
	return answer, err
}
