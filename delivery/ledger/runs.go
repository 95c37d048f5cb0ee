package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tokenreport/delivery"
)

// Past is what is known of the attempts at a key.
type Past struct {
	Begun int      // how many were begun
	Ended []Result // how those ended that did not crash and are not at it still; in their order
}

// Delivered reports whether one of the attempts delivered.
func (p Past) Delivered() bool {
	for _, result := range p.Ended {
		if result.Final && result.Status == delivery.StatusDelivered {
			return true
		}
	}
	return false
}

// Last is how the latest attempt ended; the zero Result if none has.
func (p Past) Last() Result {
	if len(p.Ended) == 0 {
		return Result{}
	}
	return p.Ended[len(p.Ended)-1]
}

// Past looks up the attempts at a key.
func (l *Ledger) Past(ctx context.Context, key delivery.Key) (Past, error) {
	var past Past
	for {
		attempt := &Claim{ledger: l, key: key, Attempt: past.Begun + 1}
		var begun claimRecord
		switch err := l.read(ctx, attempt.name("claim"), &begun); {
		case errors.Is(err, fs.ErrNotExist):
			return past, nil
		case err != nil:
			return past, fmt.Errorf("look up earlier runs: %w", err)
		}
		past.Begun++
		var result Result
		switch err := l.read(ctx, attempt.name("result"), &result); {
		case err == nil:
			past.Ended = append(past.Ended, result)
		case !errors.Is(err, fs.ErrNotExist):
			return past, fmt.Errorf("look up earlier runs: %w", err)
		}
	}
}

// Begin counts an attempt at the intent's key, whoever else is at it, and says what came before. The claim's result is
// to be recorded.
func (l *Ledger) Begin(ctx context.Context, intent Intent) (*Claim, Past, error) {
	for {
		past, err := l.Past(ctx, intent.Key)
		if err != nil {
			return nil, past, err
		}
		attempt := &Claim{ledger: l, key: intent.Key, Attempt: past.Begun + 1}
		err = l.create(ctx, attempt.name("claim"), l.record(intent, attempt.Attempt))
		switch {
		case err == nil || l.isOurs(ctx, attempt):
			return attempt, past, nil
		case !errors.Is(err, fs.ErrExist):
			return nil, past, fmt.Errorf("record that the run begins: %w", err)
		} // else somebody was faster: the next number
	}
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
	switch err := l.create(ctx, name, beginning{Period: period, At: l.now()}); {
	case err == nil:
		return period, nil
	case !errors.Is(err, fs.ErrExist):
		return "", fmt.Errorf("record the report's first period: %w", err)
	}
	var first beginning
	if err := l.read(ctx, name, &first); err != nil {
		return "", fmt.Errorf("look up the report's first period: %w", err)
	}
	return first.Period, nil
}
