package apiclient

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// departures has count goroutines wait for the pacer, and returns when they left, in order. Late is how long
// each takes between its turn and its departure.
func departures(t *testing.T, pacer *Pacer, action string, perSecond, count int, late func() time.Duration) []time.Duration {
	t.Helper()
	start := time.Now()
	var (
		mu   sync.Mutex
		left []time.Duration
		wg   sync.WaitGroup
	)
	for range count {
		wg.Go(func() {
			if err := pacer.wait(t.Context(), action, perSecond); err != nil {
				t.Error(err)
			}
			time.Sleep(late())
			mu.Lock()
			defer mu.Unlock()
			left = append(left, time.Since(start))
		})
	}
	wg.Wait()
	slices.Sort(left)
	return left
}

func punctual() time.Duration { return 0 }

// busiest is the largest number of departures in any window of one second, its end excluded.
func busiest(left []time.Duration) (most int) {
	for i, from := range left {
		within := 0
		for _, at := range left[i:] {
			if at < from+time.Second {
				within++
			}
		}
		most = max(most, within)
	}
	return most
}

func TestNoSecondHoldsMoreThanTheRateAndAtLeast95Percent(t *testing.T) {
	for _, perSecond := range []int{1, 3, 20, 100} {
		t.Run(fmt.Sprint(perSecond), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				count := 10 * perSecond
				left := departures(t, new(Pacer), "A", perSecond, count, punctual)
				if got := busiest(left); got > perSecond {
					t.Errorf("%d requests in a second", got)
				}
				if pace := float64(count-1) / left[count-1].Seconds(); pace < 0.95*float64(perSecond) {
					t.Errorf("%.2f requests a second", pace)
				}
				if left[0] != 0 {
					t.Errorf("the first request waits for %s", left[0])
				}
			})
		})
	}
}

func TestRateHoldsAlthoughDeparturesAreLate(t *testing.T) {
	for seed := range uint64(50) {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			random := rand.New(rand.NewPCG(seed, 1))
			late := func() time.Duration {
				mu.Lock()
				defer mu.Unlock()
				return time.Duration(random.Int64N(int64(30 * time.Millisecond)))
			}
			if got := busiest(departures(t, new(Pacer), "A", 20, 100, late)); got > 20 {
				t.Errorf("seed %d: %d requests in a second", seed, got)
			}
		})
	}
}

// A burst after a pause would be the classic way to break the limit.
func TestPauseEarnsNoBurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer := new(Pacer)
		departures(t, pacer, "A", 20, 5, punctual)
		time.Sleep(time.Minute)
		if left := departures(t, pacer, "A", 20, 3, punctual); left[1]-left[0] < 50*time.Millisecond || left[2]-left[1] < 50*time.Millisecond {
			t.Errorf("after a pause requests leave at %s", left)
		}
	})
}

func TestActionsDoNotSlowEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer := new(Pacer)
		var one, other []time.Duration
		var wg sync.WaitGroup
		wg.Go(func() { one = departures(t, pacer, "A", 20, 40, punctual) })
		wg.Go(func() { other = departures(t, pacer, "B", 20, 40, punctual) })
		wg.Wait()
		if !slices.Equal(one, other) {
			t.Errorf("A leaves until %s, B until %s", one[39], other[39])
		}
	})
}

func TestClientsOfOneProcessShareThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer := new(Pacer)
		var left []time.Duration
		start := time.Now()
		for i := range 60 { // a slow client and a fast one take turns
			if err := pacer.wait(t.Context(), "A", []int{5, 20}[i%2]); err != nil {
				t.Fatal(err)
			}
			left = append(left, time.Since(start))
		}
		if got := busiest(left); got > 20 {
			t.Errorf("%d requests in a second", got)
		}
		for i := 1; i < len(left); i++ {
			if left[i]-left[i-1] < 50*time.Millisecond {
				t.Errorf("request %d leaves %s after the one before it", i+1, left[i]-left[i-1])
			}
		}
	})
}

func TestPacerHonoursTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer := new(Pacer)
		departures(t, pacer, "A", 1, 1, punctual)

		short, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		start := time.Now()
		if err := pacer.wait(short, "A", 1); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 0 {
			t.Errorf("a turn after the deadline: %v after %s, want an error at once", err, time.Since(start))
		}

		cancelled, stop := context.WithCancel(t.Context())
		time.AfterFunc(300*time.Millisecond, stop)
		if err := pacer.wait(cancelled, "A", 1); !errors.Is(err, context.Canceled) || time.Since(start) != 300*time.Millisecond {
			t.Errorf("cancelled while waiting: %v after %s", err, time.Since(start))
		}
		if err := pacer.wait(cancelled, "B", 1); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled before: %v", err)
		}

		if left := departures(t, pacer, "A", 1, 1, punctual); left[0] > 800*time.Millisecond {
			t.Errorf("those who gave up delay the next by %s", left[0])
		}
	})
}

func TestThoseInTheQueueHonourTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer := new(Pacer)
		departures(t, pacer, "A", 1, 1, punctual)
		go func() { _ = pacer.wait(t.Context(), "A", 1) }() // has the turn
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		start := time.Now()
		if err := pacer.wait(ctx, "A", 1); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 100*time.Millisecond {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		time.Sleep(2 * time.Second)
	})
}
