package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"tokenreport/delivery"
)

// Past is what is known of the attempts at a key, in their order.
type Past []Try

// Try is one attempt.
type Try struct {
	Planned time.Time
	Ends    time.Time // when it is over for certain
	Result  *Result   // nil: it is still at it, or was killed
}

// Delivered reports whether one of the attempts delivered.
func (p Past) Delivered() bool {
	return slices.ContainsFunc(p, func(t Try) bool {
		return t.Result != nil && t.Result.Final && t.Result.Status == delivery.StatusDelivered
	})
}

// Last is how the latest attempt ended that has; the zero Result if none has.
func (p Past) Last() Result {
	for _, try := range slices.Backward(p) {
		if try.Result != nil {
			return *try.Result
		}
	}
	return Result{}
}

// Over is how many attempts for the planned instant are over at the given time.
func (p Past) Over(planned, now time.Time) int {
	n := 0
	for _, try := range p {
		if try.Planned.Equal(planned) && (try.Result != nil || now.After(try.Ends)) {
			n++
		}
	}
	return n
}

// Past looks up the attempts at a key.
func (l *Ledger) Past(ctx context.Context, key delivery.Key) (Past, error) {
	var past Past
	for {
		attempt := &Claim{ledger: l, key: key, Attempt: len(past) + 1}
		var begun claimRecord
		switch err := l.read(ctx, attempt.name("claim"), &begun); {
		case errors.Is(err, fs.ErrNotExist):
			return past, nil
		case err != nil:
			return past, fmt.Errorf("look up earlier runs: %w", err)
		}
		try := Try{Planned: begun.Planned, Ends: begun.ends()}
		var result Result
		switch err := l.read(ctx, attempt.name("result"), &result); {
		case err == nil:
			try.Result = &result
		case !errors.Is(err, fs.ErrNotExist):
			return past, fmt.Errorf("look up earlier runs: %w", err)
		}
		past = append(past, try)
	}
}

// Begin counts an attempt at the intent's key, whoever else is at it, and says what came before. The claim's result is
// to be recorded.
func (l *Ledger) Begin(ctx context.Context, intent Intent) (*Claim, Past, error) {
	for range mostRaces {
		past, err := l.Past(ctx, intent.Key)
		if err != nil {
			return nil, past, err
		}
		attempt := &Claim{ledger: l, key: intent.Key, Attempt: len(past) + 1}
		err = l.create(ctx, attempt.name("claim"), l.record(intent, attempt.Attempt))
		switch {
		case err == nil || l.isOurs(ctx, attempt):
			return attempt, past, nil
		case !errors.Is(err, fs.ErrExist):
			return nil, past, fmt.Errorf("record that the run begins: %w", err)
		} // else somebody was faster: the next number
	}
	return nil, nil, fmt.Errorf("record that the run begins: %w", errContradiction)
}

// isOurs recognises a record whose creation was reported as failed and had not.
func (l *Ledger) isOurs(ctx context.Context, attempt *Claim) bool {
	var begun claimRecord
	return l.read(ctx, attempt.name("claim"), &begun) == nil && begun.By == l.owner
}

// beginning is the first period that a report was made for on this shelf.
type beginning struct {
	Period string    `json:"period"`
	At     time.Time `json:"at"`
}

// Since returns the period that the report was first made for on this shelf, and keeps the given one as such if there
// is none yet. Periods before it were not left out: nobody had asked for them.
func (l *Ledger) Since(ctx context.Context, report, period string) (string, error) {
	name := delivery.Key{Report: report}.Folder() + "/since.json"
	var first beginning
	for range mostRaces {
		err := l.read(ctx, name, &first)
		if err == nil {
			return first.Period, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("look up the report's first period: %w", err)
		}
		err = l.create(ctx, name, beginning{Period: period, At: l.now()})
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return "", fmt.Errorf("record the report's first period: %w", err)
		}
	}
	return "", fmt.Errorf("look up the report's first period: %w", errContradiction)
}
