package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"tokenreport/apiclient"
	"tokenreport/report"
)

// finding is what the API said about a period and, once it is gathered, what is known beside it.
type finding struct {
	usage      report.Usage
	summary    report.Summary
	days       []report.Day  // of the period, in order
	requestIDs []string      // of the answers with the period's own usage, in the order of the days
	latency    time.Duration // of such an answer, on the average
	points     int           // of the total's series, as they came
	labels     report.Labels // how the labels of the answers were read
	analysis   report.Analysis
}

// answer is what the API said of a day, and how long an attempt took. Its graph is not kept: it takes ten times the memory.
type answer struct {
	call   apiclient.Call
	points int // of the total's series, as they came
	took   time.Duration
	usage  report.Usage
	err    error // why the graph makes no usage
}

// obtain fetches what a report cannot be made without, its period's own usage, day by day: labels for longer windows are
// coarser, and could not be cut at the days of another zone.
func (r *Runner) obtain(ctx context.Context, log *slog.Logger, t task) (finding, *problem) {
	started, days := r.Now(), t.period.Days()
	if err := r.roomFor(ctx, len(days)); err != nil {
		return finding{}, &problem{phase: report.Fetching, err: fmt.Errorf("fetch usage: %w", err)}
	}
	answers, err := r.askAll(ctx, t.Filter, days)
	if err != nil {
		var refusal *apiclient.Error
		lasting := errors.As(err, &refusal) && !refusal.Temporary() && !isCut(err) && !errors.Is(err, context.Canceled)
		return finding{}, &problem{phase: report.Fetching, err: err, lasting: lasting}
	}
	r.logFetched(log, answers, started)
	labels := r.readLabels(ctx, log, t, answers)
	found, err := sum(t.period, answers)
	if err != nil {
		return finding{}, &problem{phase: report.Reading, err: err}
	}
	found.labels = labels
	return found, nil
}

func (r *Runner) logFetched(log *slog.Logger, answers []answer, started time.Time) {
	points, attempts := 0, 0
	for _, a := range answers {
		points, attempts = points+a.points, attempts+a.call.Attempts
	}
	first := answers[0].call
	log.Info("fetched", "points", points, "request_id", first.RequestID, "attempts", attempts,
		"time_fields", first.TimeFields.String(), "fell_back", first.FellBack, "days", len(answers), "duration_ms", r.sinceMS(started))
}

// askAll asks for the days, and for no more of them once one has failed.
func (r *Runner) askAll(ctx context.Context, f apiclient.Filter, days []report.Period) ([]answer, error) {
	asking, stop := context.WithCancel(ctx)
	defer stop()
	answers := make([]answer, len(days))
	var first sync.Once
	var failed error
	inParallel(len(days), func(i int) {
		started := r.Now()
		graph, err := r.ask(asking, f, days[i])
		answers[i] = answer{call: graph.Call, points: len(graph.Total), took: r.Now().Sub(started) / time.Duration(max(1, graph.Attempts))}
		if err == nil {
			answers[i].usage, answers[i].err = join(days[i], graph, r.LabelZone)
		} else {
			first.Do(func() {
				failed = fmt.Errorf("fetch usage%s: %w", among(days, i), cutShort(ctx, err))
				stop()
			})
		}
	})
	return answers, failed
}

// among names one of several days; of a day's own report all know it.
func among(days []report.Period, i int) string {
	if len(days) == 1 {
		return ""
	}
	return " for " + days[i].Name()
}

func (r *Runner) ask(ctx context.Context, f apiclient.Filter, day report.Period) (apiclient.Graph, error) {
	if err := r.round.stopped(); err != nil {
		return apiclient.Graph{}, err
	}
	return r.API.TokenUsageGraph(ctx, query(f, day))
}

func query(f apiclient.Filter, p report.Period) apiclient.Query {
	return apiclient.Query{Filter: f, Start: p.From, End: p.Until}
}

// sum makes the period's figures of its days'.
func sum(p report.Period, answers []answer) (finding, error) {
	var found finding
	var usages []report.Usage
	for _, a := range answers {
		if a.err != nil {
			return finding{}, fmt.Errorf("%w; the API's answer (request ID %s) cannot be right: run again later, or ask its support",
				a.err, a.call.RequestID)
		}
		usages = append(usages, a.usage)
		found.days = append(found.days, report.DayOf(report.Summarize(a.usage)))
		found.points += a.points
		found.requestIDs = append(found.requestIDs, a.call.RequestID)
		found.latency += a.took / time.Duration(len(answers))
	}
	var err error
	if found.usage, err = combine(p, usages); err != nil {
		return finding{}, err
	}
	found.summary = report.Summarize(found.usage)
	return found, nil
}

// combine adds up several days.
func combine(p report.Period, days []report.Usage) (report.Usage, error) {
	if p.Cadence() == report.Daily {
		return days[0], nil
	}
	usage, err := report.Combine(p, days)
	if err != nil {
		return report.Usage{}, fmt.Errorf("%w; the API's answers cannot be right: run again later, or ask its support", err)
	}
	return usage, nil
}
