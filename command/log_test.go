package command

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"tokenreport/golden"
)

// lines writes a run's records: those of every stage, a warning and a failure.
func lines(log *slog.Logger) {
	daily := log.With("report", "daily", "period", "2024-11-19")
	daily.Info("fetched", "points", 288, "request_id", "a1b2", "attempts", 1, "time_fields", "legacy", "fell_back", false, "days", 1, "duration_ms", 120)
	daily.Warn("left out", "what", "calls", "dimension", "", "count", 0, "reason", "not_permitted", "code", "UnauthorizedOperation", "request_id", "c3d4")
	daily.Warn("history could not be read", "month", "2024-10", "error", "get object: no\nand no again")
	daily.Info("rendered", "complete", true, "bytes", 71234, "replaced_characters", 0, "duration_ms", 310)
	daily.Info("delivery", "via", "cos", "recipient", "", "status", "delivered", "detail", "daily/2024/11/19/token-usage-2024-11-19.pdf")
	log.With("report", "a-report-with-a-long-name", "period", "2024-W47").
		Error("report finished", "status", "failed", "calls", 1, "retries", 3, "fetch_ms", 1500, "error", "fetch usage: no\nand no again")
	log.Info("invocation finished", "reports", 2, "reports_failed", 1)
}

// TestLogForms shows the same records as the platform and as a person gets them.
func TestLogForms(t *testing.T) {
	var out bytes.Buffer
	environment := map[string]string{}
	sys := System{Stderr: &out, Terminal: true, Env: func(name string) (string, bool) { value, ok := environment[name]; return value, ok }}
	lines(newTerminalLog(sys))
	golden.Check(t, "testdata/log-coloured.txt", out.Bytes())

	out.Reset()
	environment["NO_COLOR"] = "1"
	lines(newTerminalLog(sys))
	golden.Check(t, "testdata/log.txt", out.Bytes())

	out.Reset()
	jakarta := time.FixedZone("WIB", 7*60*60)
	lines(PlatformLog(&out, func() time.Time { return time.Date(2024, 11, 20, 7, 30, 0, 123_000_000, jakarta) }))
	golden.Check(t, "testdata/log.json", out.Bytes())
}
