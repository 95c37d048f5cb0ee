package command

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"tokenreport/internal/parallel"
	"tokenreport/job"
)

// fillScreen shows how far a backfill is: at a terminal by a bar that is drawn anew in its place, else by a line for each
// period. It is also the log's handler, for warnings alone: each is shown once, since it would come again with every period.
type fillScreen struct {
	out      io.Writer // of the lines
	err      io.Writer // of the bar and the warnings
	terminal bool

	mu     sync.Mutex
	plan   *job.BackfillPlan
	state  fillState
	warned map[string]bool
	stop   func()
	ended  bool
}

// fillState is what the bar shows.
type fillState struct {
	done, of     int
	failed       int
	at           string // what is being made
	calls, ofAll int
	left         time.Duration
}

func newFillScreen(sys System) *fillScreen {
	return &fillScreen{out: sys.Stdout, err: sys.Stderr, terminal: sys.Terminal, warned: map[string]bool{}, stop: func() {}}
}

// redrawn is how often the bar is drawn anew while a period is made.
const redrawn = 250 * time.Millisecond

func (s *fillScreen) begin(plan *job.BackfillPlan, r *job.Runner) {
	s.plan, s.state = plan, fillState{of: len(plan.Steps), ofAll: plan.Calls().All(), left: r.AtLeast(plan)}
	s.next()
	if !s.terminal {
		return
	}
	before, ticker, ended := r.API.Traffic(), time.NewTicker(redrawn), make(chan struct{})
	s.draw()
	drawn := parallel.Go(func() error {
		for {
			select {
			case <-ended:
				return nil
			case <-ticker.C:
				s.mu.Lock()
				s.state.calls = int(r.API.Traffic().Since(before).Calls)
				s.mu.Unlock()
				s.draw()
			}
		}
	})
	s.stop = func() { ticker.Stop(); close(ended); <-drawn }
}

// next names what is made now.
func (s *fillScreen) next() {
	s.state.at = ""
	if s.state.done < len(s.plan.Steps) {
		step := s.plan.Steps[s.state.done]
		s.state.at = step.Report + " " + step.Period
	}
}

// step shows that a period is over.
func (s *fillScreen) step(p job.BackfillProgress) {
	s.mu.Lock()
	s.state.done, s.state.calls, s.state.left = p.Done, p.Calls, p.Left
	if p.Err != nil {
		s.state.failed++
	}
	s.next()
	line := stepLine(p, s.state)
	s.mu.Unlock()
	if s.terminal {
		s.draw()
		return
	}
	_, _ = io.WriteString(s.out, line)
}

// stopping tells the person who has just stopped the backfill what it still waits for.
func (s *fillScreen) stopping() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.terminal && !s.ended {
		_, _ = io.WriteString(s.err, emptied+"stopping: what is on its way is completed, for which it has 10 s; Ctrl-C again ends it at once\n")
	}
}

func (s *fillScreen) end() {
	s.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	if s.terminal {
		_, _ = io.WriteString(s.err, "\n")
	}
}

// What empties a terminal's line, and what cuts the next one off at the right edge: one that a narrow terminal breaks cannot be
// drawn anew.
const emptied, cutOff, broken = "\r\x1b[K", "\x1b[?7l", "\x1b[?7h"

func (s *fillScreen) draw() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = io.WriteString(s.err, emptied+cutOff+s.state.bar()+broken)
}

// barWidth is how many signs the bar has between its brackets, and lineWidth the whole line at most, for terminals that cut
// nothing off.
const barWidth, lineWidth = 10, 79

func (s fillState) bar() string {
	filled := barWidth
	if s.of > 0 {
		filled = barWidth * s.done / s.of
	}
	line := fmt.Sprintf("[%s%s] %d/%d", strings.Repeat("#", filled), strings.Repeat(".", barWidth-filled), s.done, s.of)
	if s.failed > 0 {
		line += fmt.Sprintf(", %d failed", s.failed)
	}
	if s.at == "" {
		return line
	}
	line = fmt.Sprintf("%s  %s  %d/%d calls  %s left", line, s.at, s.calls, s.ofAll, roughly(s.left))
	return line[:min(len(line), lineWidth)]
}

// stepLine is a period that is over, for a file or a pipe.
func stepLine(p job.BackfillProgress, s fillState) string {
	what := "failed"
	switch {
	case p.Err != nil:
	case p.Result.Total != nil:
		what = fmt.Sprintf("tokens %d", *p.Result.Total)
	default:
		what = "tokens not known"
	}
	line := fmt.Sprintf("%s %s: %s (%d of %d", p.Result.Report, p.Result.Period, what, s.done, s.of)
	if s.done < s.of {
		line += fmt.Sprintf("; %d of %d calls, %s left", s.calls, s.ofAll, roughly(s.left))
	}
	return line + ")\n"
}

// roughly is a duration that nobody should hold against a clock.
func roughly(d time.Duration) string {
	switch seconds := int((d + time.Second - 1) / time.Second); {
	case seconds < 100:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 100*60:
		return fmt.Sprintf("%d min", (seconds+59)/60)
	default:
		return fmt.Sprintf("%d h", (seconds+60*60-1)/(60*60))
	}
}

// counted is a number of things, in their plural unless it is one.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Enabled implements [slog.Handler].
func (s *fillScreen) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn
}

// Handle implements [slog.Handler].
func (s *fillScreen) Handle(_ context.Context, r slog.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.warned[r.Message] {
		return nil
	}
	s.warned[r.Message] = true
	line := "first warning of its kind: " + r.Message
	r.Attrs(func(a slog.Attr) bool {
		if text := a.Value.Resolve().String(); text != "" {
			line += ", " + strings.ReplaceAll(a.Key, "_", " ") + " " + text
		}
		return true
	})
	if s.terminal {
		line = emptied + line
	}
	_, err := fmt.Fprintln(s.err, line)
	return err
}

// WithAttrs implements [slog.Handler].
func (s *fillScreen) WithAttrs([]slog.Attr) slog.Handler { return s }

// WithGroup implements [slog.Handler].
func (s *fillScreen) WithGroup(string) slog.Handler { return s }
