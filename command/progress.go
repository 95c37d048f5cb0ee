package command

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// commandLimit bounds what a command of the command line may take; the function's limit is the invocation's.
const commandLimit = 15 * time.Minute

// progress tells a person at a terminal how far a run is. Without a terminal it says nothing: what a command has to
// say it prints.
func progress(sys System) *slog.Logger {
	if !sys.Terminal {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(&terminalHandler{w: sys.Stderr, mu: new(sync.Mutex)})
}

// terminalHandler writes a log record as a line that reads: "daily 2024-11-19: fetched, points 288".
type terminalHandler struct {
	w      io.Writer
	mu     *sync.Mutex
	before []string // the values that stand before every message
}

func (h *terminalHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h *terminalHandler) Handle(_ context.Context, r slog.Record) error {
	parts := []string{r.Message}
	r.Attrs(func(a slog.Attr) bool {
		if text := a.Value.Resolve().String(); text != "" {
			parts = append(parts, strings.ReplaceAll(a.Key, "_", " ")+" "+text)
		}
		return true
	})
	line := strings.Join(parts, ", ")
	if len(h.before) > 0 {
		line = strings.Join(h.before, " ") + ": " + line
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := fmt.Fprintln(h.w, line)
	return err
}

func (h *terminalHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *h
	with.before = append([]string(nil), h.before...)
	for _, a := range attrs {
		with.before = append(with.before, a.Value.Resolve().String())
	}
	return &with
}

func (h *terminalHandler) WithGroup(string) slog.Handler { return h }
