package job

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tokenreport/delivery"
)

// Another side that says how long it wants to be left alone is, where there is time for that.
func TestRestsAreKept(t *testing.T) {
	for name, test := range map[string]struct {
		rest, left time.Duration // left: 0 for no deadline
		fault      delivery.Fault
		tries      int
		took       time.Duration // at least
	}{
		"kept":              {7 * time.Second, time.Minute, delivery.Temporary, 3, 14 * time.Second},
		"kept, no deadline": {time.Minute, 0, delivery.Temporary, 3, 2 * time.Minute},
		"no time":           {7 * time.Second, 10 * time.Second, delivery.Temporary, 1, 0},
		"too long":          {time.Hour, 0, delivery.Temporary, 1, 0},
		"time for one":      {7 * time.Second, 20 * time.Second, delivery.Temporary, 2, 7 * time.Second},
		"not said":          {0, 10 * time.Second, delivery.Temporary, 3, 0},
		"deferred":          {0, time.Minute, delivery.Temporary, 5, 35 * time.Second},
		"deferred, 2 min":   {0, 2 * time.Minute, delivery.Temporary, 7, 100 * time.Second},
		"deferred, 15 min":  {0, 15 * time.Minute, delivery.Temporary, 12, 870 * time.Second},
		"deferred, no end":  {0, 0, delivery.Temporary, 3, 0},
		"refused for good":  {7 * time.Second, time.Minute, delivery.Permanent, 1, 0},
		"may have arrived":  {7 * time.Second, time.Minute, delivery.Unclear, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := t.Context(), context.CancelFunc(func() {})
				if test.left > 0 {
					ctx, cancel = context.WithTimeout(ctx, test.left)
				}
				defer cancel()
				refusal := &delivery.Error{Fault: test.fault, Doing: "post", Code: "429", Err: errors.New("too many"), RetryAfter: test.rest}
				tries, started := 0, time.Now()
				_, err := persist(ctx, patience{held: true, deferred: true}, func() (string, error) { tries++; return "", refusal })
				took := time.Since(started)
				if !errors.Is(err, refusal) || tries != test.tries || took < test.took || took > test.took+4*time.Second {
					t.Errorf("%d tries in %v, %v; want %d in %v", tries, took, err, test.tries, test.took)
				}
			})
		})
	}
}
