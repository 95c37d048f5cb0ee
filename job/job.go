// Package job is one run, told from top to bottom: which reports are due for which period, what the API says, what
// the figures are, the document, its files, their delivery, the answer. It decides what happens and in which order;
// each stage lives in its own package. It knows neither the configuration's file nor the platform, and makes no
// connection of its own. A stage that fails ends its report; the other reports go on, and the errors are joined.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"runtime/debug"
	"slices"
	"time"

	"tokenreport/apiclient"
	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// Report is one report: what it covers, how it is told, who receives it.
type Report struct {
	Name     string // part of the keys of everything that is delivered
	Title    string // empty: the language's own
	Language string
	Zone     *time.Location // bounds the day
	Filter   apiclient.Filter
	Hourly   bool // show the hourly table
	// WhenEmpty is what is mailed for a day without usage. It does not concern what is stored.
	WhenEmpty WhenEmpty
	Mail      *Mail  // nil: not mailed
	Store     *Store // nil: not stored
}

// WhenEmpty is what is mailed for a day without usage.
type WhenEmpty int

const (
	// SendEmpty mails the report as on any other day.
	SendEmpty WhenEmpty = iota
	// NoteEmpty mails one line.
	NoteEmpty
	// SkipEmpty mails nothing.
	SkipEmpty
)

// Mail is to whom a report is mailed, and how.
type Mail struct {
	Channel     delivery.Channel
	Inline      bool // the relay carries images within the mail
	To, Cc, Bcc []mail.Address
	Attach      []Format
}

// Store is where a report's files are kept.
type Store struct {
	Channel delivery.Channel
	Formats []Format
}

// Runner runs reports. All fields are needed.
type Runner struct {
	API       *apiclient.Client
	Endpoint  string         // shown in the report
	Region    string         // shown in the report
	LabelZone *time.Location // in which the API writes its labels
	Reports   []Report
	Shelf     ledger.Shelf // where the records of deliveries are kept
	// Invocation names this run in the records, unlike every other, a retry of the same event included.
	Invocation string
	Version    string           // of tokenreport, shown in the report
	Now        func() time.Time // the real clock; it decides nothing that is shown
	Log        *slog.Logger
}

// Run makes the reports that the event asks for. The answer holds every report that was begun, with what was delivered,
// also where an error is returned beside it. The error joins all failures; it is a [*RequestError] where the event
// asks for what there is not, and then nothing was fetched or sent.
func (r *Runner) Run(ctx context.Context, event Event) (Answer, error) {
	due, err := r.due(event)
	if err != nil {
		return Answer{}, err
	}
	r.checkShelf(ctx)
	var answer Answer
	var failures []error
	for i, task := range due {
		share, cancel := reportShare(ctx, r.Now(), len(due)-i)
		result, err := r.makeSafely(share, task)
		cancel()
		answer.Reports = append(answer.Reports, result)
		if err != nil {
			failures = append(failures, fmt.Errorf("report %s for %s: %w", task.Name, task.period.Name(), err))
		}
	}
	return answer, errors.Join(failures...)
}

// shelfCheckLimit bounds a question whose answer changes nothing but a line of the log.
const shelfCheckLimit = 3 * time.Second

// checkShelf says in the log where the storage cannot exclude a second run at the same moment.
func (r *Runner) checkShelf(ctx context.Context) {
	shelf, ok := r.Shelf.(interface {
		Excludes(context.Context) (bool, error)
	})
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, shelfCheckLimit)
	defer cancel()
	switch excludes, err := shelf.Excludes(ctx); {
	case err != nil:
		r.Log.Warn("could not tell whether the bucket keeps versions; if it does, two runs at the same moment may deliver twice",
			"error", err.Error())
	case !excludes:
		r.Log.Warn("the bucket keeps versions, or did once: two runs at the same moment may deliver twice; use a bucket that never did")
	}
}

// task is a report with the period that it is due for.
type task struct {
	Report
	period  report.Period
	planned time.Time
	dryRun  bool
	force   bool
}

func (r *Runner) due(event Event) ([]task, error) {
	if err := r.checkNames(event.Reports); err != nil {
		return nil, err
	}
	var due []task
	for _, candidate := range r.Reports {
		if len(event.Reports) > 0 && !slices.Contains(event.Reports, candidate.Name) {
			continue
		}
		period, err := r.period(event, candidate.Zone)
		if err != nil {
			return nil, err
		}
		due = append(due, task{candidate, period, planned(event, period), event.DryRun, event.Force})
	}
	return due, nil
}

func (r *Runner) checkNames(names []string) error {
	var have []string
	for _, candidate := range r.Reports {
		have = append(have, candidate.Name)
	}
	for _, name := range names {
		if !slices.Contains(have, name) {
			return requestErrorf("there is no report %q: the configuration has %q", name, have)
		}
	}
	return nil
}

// clockSkew is how much earlier than the event's clock this machine's may be.
const clockSkew = 5 * time.Minute

// period is the one that the event names, or the one before its instant. It must be over.
func (r *Runner) period(event Event, zone *time.Location) (report.Period, error) {
	now := r.Now()
	instant := event.Time
	if instant.IsZero() {
		instant = now
	}
	period := report.PreviousDay(instant, zone)
	if event.Date != "" {
		var err error
		if period, err = report.ParseDay(event.Date, zone); err != nil {
			return report.Period{}, &RequestError{err}
		}
	}
	if period.Until.After(now.Add(clockSkew)) {
		return report.Period{}, requestErrorf("%s is not over in %s yet: the last full day is %s",
			period.Name(), zone, report.PreviousDay(now, zone).Name())
	}
	return period, nil
}

// planned is the instant that the report is dated with. A command has no timer, so it takes the first instant at
// which one could have fired for the period.
func planned(event Event, period report.Period) time.Time {
	if event.Time.IsZero() {
		return period.Until
	}
	return event.Time
}

// makeSafely keeps a defect that shows in one report from ending the others.
func (r *Runner) makeSafely(ctx context.Context, t task) (result Result, err error) {
	defer func() {
		if defect := recover(); defect != nil {
			r.Log.Error("panic", "report", t.Name, "period", t.period.Name(), "panic", fmt.Sprint(defect), "stack", string(debug.Stack()))
			result, err = newResult(t), fmt.Errorf("a defect of tokenreport: %v; please report it with the stack in the log", defect)
		}
	}()
	return r.make(ctx, t)
}

// make makes one report. Everything is rendered before the first connection for delivery is opened.
func (r *Runner) make(ctx context.Context, t task) (Result, error) {
	started := r.Now()
	log := r.Log.With("report", t.Name, "period", t.period.Name())
	result := newResult(t)

	graph, err := r.fetch(ctx, t)
	if err != nil {
		return result, err
	}
	log.Info("fetched", "points", len(graph.Total), "request_id", graph.RequestID, "attempts", graph.Attempts,
		"time_fields", graph.TimeFields.String(), "fell_back", graph.FellBack)

	usage, err := join(t.period, graph, r.LabelZone)
	if err != nil {
		return result, fmt.Errorf("%w; the API's answer (request ID %s) cannot be right: run again later, or ask its support",
			err, graph.RequestID)
	}
	summary := report.Summarize(usage)
	result.tell(summary)

	made, err := r.render(t, summary, graph)
	if err != nil {
		return result, err
	}
	result.Files = made.all()
	log.Info("rendered", "total", result.total(), "complete", summary.Complete(), "bytes", made.bytes())

	delivering, cancel := deliveryPhase(ctx, r.Now())
	defer cancel()
	result.Deliveries, err = r.deliverAll(delivering, log, t, address(t, made, usage))
	log.Info("done", "milliseconds", r.Now().Sub(started).Milliseconds(), "failed", err != nil)
	return result, err
}

func (r *Runner) fetch(ctx context.Context, t task) (apiclient.Graph, error) {
	ctx, cancel := fetchPhase(ctx, r.Now())
	defer cancel()
	graph, err := r.API.TokenUsageGraph(ctx, apiclient.Query{
		Filter: t.Filter, Start: t.period.From, End: t.period.Until,
	})
	if err != nil {
		return apiclient.Graph{}, fmt.Errorf("fetch usage: %w", cutShort(ctx, err))
	}
	return graph, nil
}
