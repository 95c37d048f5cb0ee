package job

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"tokenreport/apiclient"
	"tokenreport/delivery"
)

// effort is what a report has taken.
type effort struct {
	started    time.Time
	before     apiclient.Traffic // of its client when it began
	asked      apiclient.Traffic
	took       time.Duration
	points     int // of the total's series, as they came
	requestIDs []string
	pdfBytes   int
	mailBytes  int // before it is encoded

	fetch, history, render, deliver, record time.Duration
}

func (r *Runner) beginEffort() effort { return effort{started: r.Now(), before: r.API.Traffic()} }

func (r *Runner) endEffort(e *effort) {
	e.asked, e.took = r.API.Traffic().Since(e.before), r.Now().Sub(e.started)
}

// endEfforts ends that of a report, which is what all took together without that of the revisions of earlier ones.
func (r *Runner) endEfforts(accounts []account) {
	whole := &accounts[0].effort
	r.endEffort(whole)
	for _, revision := range accounts[1:] {
		whole.asked, whole.took = whole.asked.Since(revision.effort.asked), whole.took-revision.effort.took
	}
}

// timed adds to spent how long some work takes by the real clock.
func (r *Runner) timed(spent *time.Duration, work func()) {
	started := r.Now()
	defer func() { *spent += r.Now().Sub(started) }()
	work()
}

func (r *Runner) sinceMS(started time.Time) int64 { return r.Now().Sub(started).Milliseconds() }

// The statuses of a report in its summary.
const (
	reportDelivered = "delivered"         // everything that was wanted has arrived, and some of it now
	reportBefore    = "already_delivered" // everything had arrived before
	reportPartly    = "partly"            // something has arrived, and something went wrong
	reportFailed    = "failed"            // nothing has arrived
	reportSkipped   = "skipped"           // nothing was to be delivered
	reportTried     = "dry_run"           // it was made, and nothing was to be delivered
)

func (a *account) status() string {
	arrived, wanted := a.delivered()
	switch {
	case len(a.all()) > 0 && arrived > 0:
		return reportPartly
	case len(a.all()) > 0:
		return reportFailed
	case a.task.dryRun:
		return reportTried
	case wanted == 0:
		return reportSkipped
	case a.shows():
		return reportDelivered
	default:
		return reportBefore
	}
}

// mostRequestIDs is how many of the API's request IDs a summary has: those of a month would fill it.
const mostRequestIDs = 10

// summarise writes the one line that tells all of a report's run: its keys are those of docs/logs.md.
func (r *Runner) summarise(a *account) {
	e, count := a.effort, a.counts()
	level, attrs := slog.LevelInfo, []slog.Attr{
		slog.String("from", a.result.From.Format(time.RFC3339)), slog.String("until", a.result.Until.Format(time.RFC3339)),
		slog.String("status", a.status()), slog.Int("revision", a.result.Revision), slog.Bool("complete", a.result.Complete),
	}
	if a.result.Total != nil {
		attrs = append(attrs, slog.Int64("total", *a.result.Total))
	}
	attrs = append(attrs,
		slog.Int64("calls", e.asked.Calls), slog.Int64("retries", e.asked.Retries()), slog.Int("points", e.points),
		slog.Int("pdf_bytes", e.pdfBytes), slog.Int("mail_bytes", e.mailBytes),
		slog.Int64("fetch_ms", e.fetch.Milliseconds()), slog.Int64("history_ms", e.history.Milliseconds()),
		slog.Int64("render_ms", e.render.Milliseconds()), slog.Int64("deliver_ms", e.deliver.Milliseconds()),
		slog.Int64("record_ms", e.record.Milliseconds()), slog.Int64("duration_ms", e.took.Milliseconds()),
		slog.Int("deliveries_delivered", count[delivery.StatusDelivered]), slog.Int("deliveries_already", count[AlreadyDelivered]),
		slog.Int("deliveries_unclear", count[delivery.StatusUnclear]), slog.Int("deliveries_failed", count[delivery.StatusFailed]),
		slog.Int("deliveries_skipped", count[Skipped]), slog.String("request_ids", a.requestIDs()),
	)
	if err := joined(a.all()); err != nil {
		level, attrs = slog.LevelError, append(attrs, slog.String("error", err.Error()))
	}
	r.Log.With("report", a.task.Name, "period", a.task.period.Name()).LogAttrs(context.Background(), level, "report finished", attrs...)
}

// counts are the readers' deliveries by status.
func (a *account) counts() map[Status]int {
	count := map[Status]int{}
	for _, d := range a.result.Deliveries {
		if d.Via != ownerChannel {
			count[d.Status]++
		}
	}
	return count
}

// requestIDs are the API's own of the period's usage or, where that failed, of what refused it.
func (a *account) requestIDs() string {
	ids := a.effort.requestIDs
	for _, p := range a.all() {
		if _, id := remote(p.err); id != "" {
			ids = append([]string{id}, ids...)
		}
	}
	return strings.Join(ids[:min(len(ids), mostRequestIDs)], " ")
}
