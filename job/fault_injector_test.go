package job_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
)

// An injector is told of every step of every run. It lists those of the first run, and lets one fault strike.
type injector struct {
	target step
	fault  *fault // nil: none
	// kill ends the process that makes the run, and returns when it is dead.
	kill func()

	mu      sync.Mutex
	relax   func() // called when the fault strikes: most of what follows is waiting
	run     int    // the present one, from 1
	seen    map[step]int
	steps   []step   // of the first run, in order
	claimed string   // the path of the delivery that was claimed last
	struck  []strike // whenever the fault struck
	mended  bool
}

// A strike is the fault at a step of a run.
type strike struct {
	run  int
	step step
}

// begin starts the next run, which calls relax when the fault strikes.
func (in *injector) begin(relax func()) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.run++
	in.seen, in.relax = map[step]int{}, relax
}

// mend ends the fault.
func (in *injector) mend() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.mended = true
}

// strikes are all strikes of the fault.
func (in *injector) strikes() []strike {
	in.mu.Lock()
	defer in.mu.Unlock()
	return slices.Clone(in.struck)
}

// meet notes a step, and returns the fault if it is to strike there.
func (in *injector) meet(s step) (fault, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.seen[s]++
	s.Number = in.seen[s]
	if in.run == 1 && (s.Kind != historyCall || s.Number == 1) {
		in.steps = append(in.steps, s)
	}
	if s.At == atBucket && strings.HasPrefix(s.Name, "PUT claim") {
		in.claimed = s.Of
	}
	if in.fault == nil || in.mended || !in.hits(s) {
		return fault{}, false
	}
	in.struck = append(in.struck, strike{in.run, s})
	in.relax()
	return *in.fault, true
}

// hits reports whether the fault strikes at a step.
func (in *injector) hits(s step) bool {
	if in.run == 1 && s == in.target {
		return true
	}
	if len(in.struck) == 0 || s.Kind != in.target.Kind {
		return false
	}
	switch in.fault.lasts {
	case forTheRun: // a mail server that is unwell is so for readers and owner
		return in.run == 1
	case untilMended:
		return s.At == in.target.At
	default:
		return false
	}
}

// delivery is the path of what was claimed last.
func (in *injector) delivery() string {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.claimed
}

// steppingHandler tells of every line of the log before it is written.
type steppingHandler struct {
	slog.Handler
	about []slog.Attr
	meet  func(step)
}

// Handle implements [slog.Handler].
func (h steppingHandler) Handle(ctx context.Context, record slog.Record) error {
	h.meet(logStep(record, h.about))
	return h.Handler.Handle(ctx, record)
}

// WithAttrs implements [slog.Handler].
func (h steppingHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return steppingHandler{h.Handler.WithAttrs(attrs), append(h.about[:len(h.about):len(h.about)], attrs...), h.meet}
}

// WithGroup implements [slog.Handler].
func (h steppingHandler) WithGroup(name string) slog.Handler {
	return steppingHandler{h.Handler.WithGroup(name), h.about, h.meet}
}
