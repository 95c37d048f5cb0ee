package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"tokenreport/delivery"
	"tokenreport/internal/seal"
)

// Past is what is known of the attempts at a key, in their order. Where there were more than twice [window], it is the first
// and the latest of them.
type Past []Try

// window is how many of the first and how many of the latest attempts are read: a timer that fires every minute leaves
// thousands of records, and reading them one after another would take longer than a run may.
const window = 8

// Try is one attempt.
type Try struct {
	Number  int // from 1
	Planned time.Time
	Ends    time.Time // when it is over for certain
	Result  *Result   // nil: it is still running, or was killed
}

// Attempts is how many attempts there were.
func (p Past) Attempts() int {
	if len(p) == 0 {
		return 0
	}
	return p[len(p)-1].Number
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

// Past looks up the attempts at a key. The number of requests grows with the logarithm of their number only.
func (l *Ledger) Past(ctx context.Context, key delivery.Key) (Past, error) {
	past, err := l.tries(ctx, key, 1, window)
	if err == nil && len(past) == window {
		var last int
		if last, err = l.lastAttempt(ctx, key, window); err == nil {
			var latest Past
			latest, err = l.tries(ctx, key, max(window, last-window)+1, last)
			past = append(past, latest...)
		}
	}
	if err != nil {
		return past, fmt.Errorf("look up earlier runs: %w", err)
	}
	return past, nil
}

// tries reads the attempts with these numbers, as far as there are any.
func (l *Ledger) tries(ctx context.Context, key delivery.Key, first, last int) (Past, error) {
	var past Past
	for number := first; number <= last; number++ {
		attempt := &Claim{ledger: l, key: key, Attempt: number}
		var begun claimRecord
		switch err := l.read(ctx, attempt.name("claim"), &begun); {
		case errors.Is(err, fs.ErrNotExist):
			return past, nil
		case err != nil && !l.setAside(err): // a damaged one counts as a try of which nothing is known
			return past, err
		case err != nil:
			begun = claimRecord{}
		}
		try := Try{Number: number, Planned: begun.Planned, Ends: begun.ends()}
		var result Result
		switch err := l.read(ctx, attempt.name("result"), &result); {
		case err == nil:
			try.Result = &result
		case !errors.Is(err, fs.ErrNotExist) && !l.setAside(err):
			return past, err
		}
		past = append(past, try)
	}
	return past, nil
}

// lastAttempt is the number of the latest attempt, the one with the given number being known to exist: they are numbered
// without a gap.
func (l *Ledger) lastAttempt(ctx context.Context, key delivery.Key, known int) (int, error) {
	exists := func(number int) (bool, error) {
		err := l.read(ctx, (&Claim{ledger: l, key: key, Attempt: number}).name("claim"), &claimRecord{})
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		if errors.Is(err, seal.ErrDamaged) {
			return true, nil
		}
		return err == nil, err
	}
	missing := 2 * known
	for {
		found, err := exists(missing)
		if err != nil {
			return 0, err
		}
		if !found {
			break
		}
		known, missing = missing, 2*missing
	}
	for missing-known > 1 {
		middle := (known + missing) / 2
		found, err := exists(middle)
		switch {
		case err != nil:
			return 0, err
		case found:
			known = middle
		default:
			missing = middle
		}
	}
	return known, nil
}

// Begin counts an attempt at the intent's key, whoever else is at it, and says what came before. The claim's result is
// to be recorded.
func (l *Ledger) Begin(ctx context.Context, intent Intent) (*Claim, Past, error) {
	for range mostRaces {
		past, err := l.Past(ctx, intent.Key)
		if err != nil {
			return nil, past, err
		}
		attempt := &Claim{ledger: l, key: intent.Key, Attempt: past.Attempts() + 1}
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
// is none yet. Periods before it were not missed: nobody had asked for them. If it is not comparable with the given one, since
// the report covered days then and covers weeks now, the given one is kept as the first from now on, in a record beside it.
func (l *Ledger) Since(ctx context.Context, report, period string, comparable func(first string) bool) (string, error) {
	folder := delivery.Key{Report: report}.Folder()
	name, latest := folder+"/since.json", ""
	var lost error
	for changes, races := 0, 0; races < mostRaces; {
		var first beginning
		var damaged bool
		err := l.read(ctx, name, &first)
		if damaged = errors.Is(err, seal.ErrDamaged); err == nil || damaged { // a damaged one is followed by another
			changes++
			name, latest = fmt.Sprintf("%s/since.%d.json", folder, changes), first.Period
			if damaged {
				latest, lost = "", err
			}
			continue
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("look up the report's first period: %w", err)
		}
		if latest != "" && comparable(latest) {
			return latest, nil
		}
		err = l.create(ctx, name, beginning{Period: period, At: l.now()})
		if err == nil {
			l.setAside(lost)
			return period, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", fmt.Errorf("record the report's first period: %w", err)
		}
		races++
	}
	return "", fmt.Errorf("look up the report's first period: %w", errContradiction)
}
