package lketest

import (
	"slices"
	"sync"
	"time"
)

// limiter counts the requests that were accepted in the second up to now, for each action. A second that
// slides is stricter than any fixed one, so a client that satisfies it satisfies the real API.
type limiter struct {
	rate int // below 0: no limit

	mu       sync.Mutex
	accepted map[string][]time.Time
}

// admit reports whether there is room for one more, and how many there are with it.
func (l *limiter) admit(action string, now time.Time) (count int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	recent := slices.DeleteFunc(l.accepted[action], func(at time.Time) bool { return now.Sub(at) >= time.Second })
	if ok = l.rate < 0 || len(recent) < l.rate; ok {
		recent = append(recent, now)
	}
	if l.accepted == nil {
		l.accepted = make(map[string][]time.Time)
	}
	l.accepted[action] = recent
	if ok {
		return len(recent), true
	}
	return len(recent) + 1, false
}
