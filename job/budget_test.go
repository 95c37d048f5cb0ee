package job

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tokenreport/delivery"
)

// The parts of an invocation's time, as the documents say them.
func TestPhases(t *testing.T) {
	tests := []struct {
		limit                              time.Duration
		work, workAlone, fetch, deliveries time.Duration // what each may take at most, were it the first
	}{
		{100 * time.Second, 90 * time.Second, 100 * time.Second, 60 * time.Second, 97 * time.Second},
		{16 * time.Second, 14 * time.Second, 16 * time.Second, 9600 * time.Millisecond, 14400 * time.Millisecond},
	}
	told, alone := &Runner{Owner: &Owner{}}, &Runner{}
	for _, test := range tests {
		synctest.Test(t, func(t *testing.T) {
			whole, cancel := context.WithTimeout(t.Context(), test.limit)
			defer cancel()
			for name, phase := range map[string]struct {
				begin func(context.Context) (context.Context, context.CancelFunc)
				most  time.Duration
			}{
				"the report":                   {told.workPhase, test.work},
				"the report, without an owner": {alone.workPhase, test.workAlone},
				"fetching":                     {fetchPhase, test.fetch},
				"delivering":                   {deliveryPhase, test.deliveries},
			} {
				part, cancel := phase.begin(whole)
				deadline, ok := part.Deadline()
				if got := time.Until(deadline); !ok || got != phase.most {
					t.Errorf("of %v %s may take %v, want %v", test.limit, name, got, phase.most)
				}
				cancel()
			}
		})
	}
}

// Without a deadline nothing is cut short, but a claim ends all the same.
func TestNoDeadlineIsNoPhase(t *testing.T) {
	now := time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)
	part, cancel := fetchPhase(context.Background())
	defer cancel()
	if deadline, ok := part.Deadline(); ok {
		t.Errorf("the phase ends at %v", deadline)
	}
	r := &Runner{Now: func() time.Time { return now }}
	if got := r.expiry(task{}).Sub(now); got != unboundedLimit {
		t.Errorf("a claim expires after %v, want %v", got, unboundedLimit)
	}
	if got := r.expiry(task{deadline: now.Add(time.Minute)}).Sub(now); got != time.Minute {
		t.Errorf("a claim expires %v after now, want the deadline's minute", got)
	}
}

// What the documents say of tries.
func TestTries(t *testing.T) {
	t.Parallel()
	for name, count := range map[string]struct{ got, want int }{
		"a delivery": {countTries(t, func(ctx context.Context, try func() error) {
			_, _ = persist(ctx, patience{held: true, deferred: true}, func() (string, error) { return "", try() })
		}), 3},
		"a record": {countTries(t, func(ctx context.Context, try func() error) {
			_ = steady{creating(try)}.Create(ctx, "name", nil)
		}), 3},
		"the platform, by which the owner is told": {platformTries, 3},
	} {
		if count.got != count.want {
			t.Errorf("%s is tried %d times, want %d", name, count.got, count.want)
		}
	}
}

// A record's error is what the storage said, also where the last try was cut short.
func TestTheStoragesWordsAreKept(t *testing.T) {
	t.Parallel()
	busy := &delivery.Error{Fault: delivery.Temporary, Doing: "put", Code: "SlowDown", Err: errors.New("reduce your rate")}
	tries := 0
	err := steady{creating(func() error {
		if tries++; tries == 1 {
			return busy
		}
		return context.DeadlineExceeded
	})}.Create(t.Context(), "name", nil)
	if !errors.Is(err, busy) || tries != 3 {
		t.Errorf("%v after %d tries, want %v", err, tries, busy)
	}
}

// countTries counts how often something that always fails for the moment is tried.
func countTries(t *testing.T, run func(ctx context.Context, try func() error)) (tries int) {
	t.Helper()
	run(t.Context(), func() error {
		tries++
		return &delivery.Error{Fault: delivery.Temporary, Doing: "try", Err: context.DeadlineExceeded}
	})
	return tries
}

// creating is a shelf of which only Create is used.
type creating func() error

// Create implements [ledger.Shelf].
func (c creating) Create(context.Context, string, []byte) error { return c() }

// Read implements [ledger.Shelf].
func (c creating) Read(context.Context, string) ([]byte, error) { return nil, c() }
