package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"

	"tokenreport/apiclient"
	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// account is what became of one report: its part of the answer, and what its owner must know.
type account struct {
	task     task
	result   Result
	problems []problem
	doubts   []string // what is odd about the data, in the report's words
	again    string   // the command that helps, where it is not to run the report again
	event    string   // the same as an event
	missed   bool     // it is about earlier periods that were never delivered
}

// problem is one thing that went wrong.
type problem struct {
	phase   report.Phase
	where   string // the delivery that it concerns; empty else
	err     error
	lasting bool // trying again by itself changes nothing
}

func (a *account) add(p problem) { a.problems = append(a.problems, p) }

// joined is all problems as one error; nil if there are none.
func (a *account) joined() error {
	errs := make([]error, len(a.problems))
	for i, p := range a.problems {
		errs[i] = p.err
	}
	return errors.Join(errs...)
}

// err is the same under the report's name.
func (a *account) err() error {
	if err := a.joined(); err != nil {
		return fmt.Errorf("report %s for %s: %w", a.task.Name, a.task.period.Name(), err)
	}
	return nil
}

// lasting reports whether there are problems and no later try can help against any.
func (a *account) lasting() bool {
	for _, p := range a.problems {
		if !p.lasting {
			return false
		}
	}
	return len(a.problems) > 0
}

// unfetched reports whether the API did not tell the report's figures.
func (a *account) unfetched() bool {
	return slices.ContainsFunc(a.problems, func(p problem) bool { return p.phase == report.Fetching })
}

// conduct makes one report, records how that went, looks after the periods before, and tells the owner what needs a person.
// It returns an account of the report, and one of each revision of an earlier one.
func (r *Runner) conduct(ctx context.Context, t task) []account {
	log, a := r.logFor(t), newAccount(t)
	if t.dryRun {
		r.safely(log, &a, func() { a = r.make(ctx, log, t) })
		return []account{a}
	}
	records := r.records()
	working, cancel := r.workPhase(ctx)
	defer cancel()
	run := r.begin(working, records, t)
	if err := run.settled(t); err != nil {
		a.add(problem{phase: run.phase(), err: err, lasting: true})
	} else {
		r.safely(log, &a, func() { a = r.make(working, log, t) })
	}
	accounts := []account{a}
	if r.end(ctx, records, run, &accounts[0]) {
		r.safely(log, &accounts[0], func() {
			accounts = append(accounts, r.lookBack(working, log, records, &accounts[0])...)
		})
	}
	for i := range accounts {
		part, cancel := share(ctx, r.Now(), "the notices", len(accounts)-i)
		r.tell(part, log, records, run.number(), &accounts[i])
		cancel()
	}
	return accounts
}

func (r *Runner) logFor(t task) *slog.Logger {
	log := r.Log.With("report", t.Name, "period", t.period.Name())
	if t.revision > 1 {
		log = log.With("revision", t.revision)
	}
	return log
}

// records is the ledger of this run.
func (r *Runner) records() *ledger.Ledger { return ledger.New(steady{r.Shelf, r.Now}, r.Now, r.Invocation) }

// newAccount is the account of a report of which nothing is known yet.
func newAccount(t task) account { return account{task: t, result: newResult(t)} }

// safely keeps a defect that shows in one report from ending the others.
func (r *Runner) safely(log *slog.Logger, a *account, work func()) {
	defer func() {
		if defect := recover(); defect != nil {
			log.Error("panic", "panic", fmt.Sprint(defect), "stack", string(debug.Stack()))
			err := fmt.Errorf("a defect of tokenreport: %v; please report it with the stack in the log", defect)
			a.add(problem{phase: report.Rendering, err: err, lasting: true})
		}
	}()
	work()
}

// make makes one report. Everything is rendered before the first connection for delivery is opened.
func (r *Runner) make(ctx context.Context, log *slog.Logger, t task) account {
	found, problem := r.obtain(ctx, log, t)
	if problem != nil {
		a := newAccount(t)
		a.add(*problem)
		return a
	}
	return r.publish(ctx, log, t, found)
}

// finding is what the API said about a period.
type finding struct {
	graph   apiclient.Graph
	usage   report.Usage
	summary report.Summary
}

func (r *Runner) obtain(ctx context.Context, log *slog.Logger, t task) (finding, *problem) {
	graph, err := r.fetch(ctx, t)
	if err != nil {
		var refusal *apiclient.Error
		lasting := errors.As(err, &refusal) && !refusal.Temporary() && !isCut(err)
		return finding{}, &problem{phase: report.Fetching, err: err, lasting: lasting}
	}
	log.Info("fetched", "points", len(graph.Total), "request_id", graph.RequestID, "attempts", graph.Attempts,
		"time_fields", graph.TimeFields.String(), "fell_back", graph.FellBack)
	usage, err := join(t.period, graph, r.LabelZone)
	if err != nil {
		err = fmt.Errorf("%w; the API's answer (request ID %s) cannot be right: run again later, or ask its support",
			err, graph.RequestID)
		return finding{}, &problem{phase: report.Reading, err: err}
	}
	return finding{graph, usage, report.Summarize(usage)}, nil
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

// publish renders what was found, and delivers it.
func (r *Runner) publish(ctx context.Context, log *slog.Logger, t task, found finding) account {
	started := r.Now()
	a := newAccount(t)
	a.result.tell(found.summary)
	made, err := r.render(ctx, t, found)
	if err != nil {
		a.add(problem{phase: report.Rendering, err: err, lasting: true})
		return a
	}
	a.result.Files, a.doubts = made.all(), made.doubts
	log.Info("rendered", "total", a.result.total(), "complete", found.summary.Complete(), "bytes", made.bytes())

	delivering, cancel := deliveryPhase(ctx, r.Now())
	defer cancel()
	r.deliverAll(delivering, log, &a, address(t, made, found.usage))
	log.Info("done", "milliseconds", r.Now().Sub(started).Milliseconds(), "failed", len(a.problems) > 0)
	return a
}

// delivered is how many of the readers' deliveries have arrived, now or before, and how many were wanted.
func (a *account) delivered() (arrived, wanted int) {
	for _, d := range a.result.Deliveries {
		if d.Status == Skipped || d.Via == ownerChannel {
			continue
		}
		if wanted++; d.Status == delivery.StatusDelivered || d.Status == AlreadyDelivered {
			arrived++
		}
	}
	return arrived, wanted
}
