package command

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"tokenreport/delivery"
)

// PlatformLog is the function's log: a line of JSON for each record, which the platform takes apart into fields. What it
// writes is in docs/logs.md. Its times are those of the clock, in UTC.
func PlatformLog(w io.Writer, now func() time.Time) *slog.Logger {
	return slog.New(clockedHandler{slog.NewJSONHandler(w, nil), now})
}

// clockedHandler dates the records by a clock of its own.
type clockedHandler struct {
	slog.Handler
	now func() time.Time
}

func (h clockedHandler) Handle(ctx context.Context, r slog.Record) error {
	r.Time = h.now().UTC()
	return h.Handler.Handle(ctx, r)
}

func (h clockedHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return clockedHandler{h.Handler.WithAttrs(attrs), h.now}
}

func (h clockedHandler) WithGroup(name string) slog.Handler {
	return clockedHandler{h.Handler.WithGroup(name), h.now}
}

// terminalHandler writes a record as a line that is read: "daily 2024-11-19      fetched           points 288, 120 ms". What is
// nothing (0, false, an empty text) and what serves machines alone is left out.
type terminalHandler struct {
	w        io.Writer
	coloured bool
	mu       *sync.Mutex
	about    string // the values that stand before every message
}

// newTerminalLog uses colours unless the environment forbids them (no-color.org).
func newTerminalLog(sys System) *slog.Logger {
	none, _ := sys.Env("NO_COLOR")
	return slog.New(&terminalHandler{w: sys.Stderr, coloured: sys.Terminal && none == "", mu: new(sync.Mutex)})
}

func (h *terminalHandler) Enabled(context.Context, slog.Level) bool { return true }

// The widths of the first columns: a short report's name with its period, and the longest message that is not a sentence.
const aboutWidth, messageWidth = 20, 15

func (h *terminalHandler) Handle(_ context.Context, r slog.Record) error {
	var parts []string
	failed := false
	r.Attrs(func(a slog.Attr) bool {
		failed = failed || a.Key == "status" && a.Value.String() == string(delivery.StatusFailed)
		return true
	})
	r.Attrs(func(a slog.Attr) bool {
		if failed && a.Key == "detail" {
			a.Value = slog.StringValue(recipientOf(a.Value.String(), nil)) // the command ends with the rest
		}
		if r.Level >= slog.LevelError && a.Key == "error" {
			return true // the command ends with it
		}
		if text := readable(a); text != "" {
			parts = append(parts, text)
		}
		return true
	})
	line := fmt.Sprintf("%-*s  %s  %s", aboutWidth, h.about, h.colour(r.Level, fmt.Sprintf("%-*s", messageWidth, r.Message)), strings.Join(parts, ", "))
	if h.about == "" {
		line = strings.TrimLeft(line, " ")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := fmt.Fprintln(h.w, strings.TrimRight(strings.Join(strings.Split(line, "\n"), "; "), " "))
	return err
}

func (h *terminalHandler) colour(level slog.Level, text string) string {
	const red, yellow, plain = "\x1b[31m", "\x1b[33m", "\x1b[0m"
	switch {
	case !h.coloured || level < slog.LevelWarn:
		return text
	case level < slog.LevelError:
		return yellow + text + plain
	default:
		return red + text + plain
	}
}

// readable is an attribute in words; empty where it has nothing to say.
func readable(a slog.Attr) string {
	value, name := a.Value.Resolve(), strings.ReplaceAll(a.Key, "_", " ")
	text := value.String()
	switch {
	case text == "" || text == "0" || text == "false" || slices.Contains(forMachines(), a.Key):
		return ""
	case a.Key == "duration_ms":
		return text + " ms"
	case strings.HasSuffix(a.Key, "_ms"):
		return strings.TrimSuffix(name, " ms") + " " + text + " ms"
	case a.Key == "detail":
		return delivery.Shorten(text, mostDetail)
	case slices.Contains(codes(), a.Key):
		return strings.ReplaceAll(text, "_", " ")
	case slices.Contains(sayingItAll(), a.Key):
		return text
	case value.Kind() == slog.KindBool:
		return name
	default:
		return name + " " + text
	}
}

// mostDetail is how long a detail is shown: the first of several files tells where the others are.
const mostDetail = 60

// forMachines are keys that a person at a terminal does not need; sayingItAll are those whose values need no name, and codes
// those of them whose values are this program's own words.
func forMachines() []string {
	return []string{"from", "until", "request_id", "request_ids", "time_fields", "revision", "recipient"} // a detail begins with its recipient
}

func sayingItAll() []string {
	return []string{"via", "error", "dimension", "code"}
}

func codes() []string { return []string{"status", "what", "reason"} }

func (h *terminalHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *h
	for _, a := range attrs {
		with.about = strings.TrimSpace(with.about + " " + a.Value.Resolve().String())
	}
	return &with
}

func (h *terminalHandler) WithGroup(string) slog.Handler { return h }
