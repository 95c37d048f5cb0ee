package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestWithDeadline(t *testing.T) {
	now := time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)
	tests := map[string]struct {
		deadline time.Time
		limit    time.Duration
		want     time.Duration // after now
	}{
		"as given":               {now.Add(30 * time.Second), time.Minute, 29 * time.Second},
		"absent, with a limit":   {time.Unix(0, 0), time.Minute, 59 * time.Second},
		"absent, without":        {time.Unix(0, 0), 0, 59 * time.Second},
		"no deadline whatsoever": {time.Time{}, 10 * time.Second, 9 * time.Second},
		"beyond the limit":       {now.Add(5 * time.Minute), 10 * time.Second, 9 * time.Second},
		"in the wrong unit":      {now.AddDate(1000, 0, 0), 0, 15*time.Minute - time.Second},
		"the smallest limit":     {time.Unix(0, 0), time.Second, 900 * time.Millisecond},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			parent := context.Background()
			if !test.deadline.IsZero() {
				var cancel context.CancelFunc
				parent, cancel = context.WithDeadline(parent, test.deadline)
				defer cancel()
			}
			ctx, cancel := withDeadline(parent, now, test.limit)
			defer cancel()
			deadline, ok := ctx.Deadline()
			if !ok || deadline.Sub(now) != test.want {
				t.Errorf("deadline %v after now, want %v", deadline.Sub(now), test.want)
			}
		})
	}
}

func TestFitInto(t *testing.T) {
	memory, growing, threads := debug.SetMemoryLimit(-1), debug.SetGCPercent(100), runtime.GOMAXPROCS(0)
	t.Cleanup(func() {
		debug.SetMemoryLimit(memory)
		debug.SetGCPercent(growing)
		runtime.GOMAXPROCS(threads)
	})
	for _, megabytes := range []int32{64, 0} { // what is not known changes nothing
		fitInto(megabytes)
		if got := debug.SetMemoryLimit(-1); got < 40<<20 || got > 50<<20 || runtime.GOMAXPROCS(0) != 1 {
			t.Errorf("%d: the heap may take %d bytes, on %d cores", megabytes, got, runtime.GOMAXPROCS(0))
		}
	}
	first := &held[0]
	fitInto(3072)
	if len(held) != ballast || &held[0] != first {
		t.Error("the ballast is taken anew at each invocation")
	}
	if got, want := runtime.GOMAXPROCS(0), min(2, runtime.NumCPU()); got != want {
		t.Errorf("%d of the 2 cores are used, want %d", got, want)
	}
}

func TestLargestAnswer(t *testing.T) {
	const realistic = 3 * 1440 * 32 // a point a minute in each of three series, of 32 bytes as text
	for megabytes, want := range map[int32][2]int64{0: {0, 0}, 64: {realistic, 1 << 20}, 128: {5 * realistic, 2 << 20}, 3072: {32 << 20, 64 << 20}} {
		if got := largestAnswer(megabytes); got < want[0] || got > want[1] {
			t.Errorf("%d MB: %d bytes, want %d to %d", megabytes, got, want[0], want[1])
		}
	}
}
