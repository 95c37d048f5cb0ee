package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/internal/parallel"
	"tokenreport/report"
	"tokenreport/report/format"
)

// account is what became of one report: its part of the answer, and what its owner must know.
type account struct {
	task     task
	result   Result
	problems []problem    // of the report itself
	besides  []problem    // of what is done besides: looking after earlier reports, telling the owner
	doubts   []string     // what is odd about the data, in the report's words
	sound    bool         // nothing about the data is odd
	doubt    bool         // some of the data may be missing
	days     []report.Day // of the period, to be kept
	tries    int          // how often the report was tried for this event; 0: not known
	lastTry  bool         // the platform will not run the event again
	recorded bool         // how it went is recorded
	missed   bool         // it is about earlier periods that were never delivered
	effort   effort
	commands []string // that help, where that is not to run the report again
	events   []string // the same as events
	advice   report.Advice
	waiting  []string // reports that wait for the storage, where it is about that
}

// problem is one thing that went wrong.
type problem struct {
	phase   report.Phase
	where   string // the delivery that it concerns; empty else
	err     error
	lasting bool // trying again by itself changes nothing
}

// newAccount is the account of a report of which nothing is known yet.
func newAccount(t task) account { return account{task: t, result: newResult(t)} }

func (a *account) add(p problem)    { a.problems = append(a.problems, p) }
func (a *account) beside(p problem) { a.besides = append(a.besides, p) }

func (a *account) all() []problem { return slices.Concat(a.problems, a.besides) }

// joined makes one error of problems; nil if there are none.
func joined(problems []problem) error {
	errs := make([]error, len(problems))
	for i, p := range problems {
		errs[i] = p.err
	}
	return errors.Join(errs...)
}

// err is all problems under the report's name.
func (a *account) err() error {
	if a.waits() {
		return fmt.Errorf("report %s for %s waits for the storage of the delivery records: %w; the first run that finds it working makes and delivers it",
			a.task.Name, a.task.period.Name(), a.all()[0].err)
	}
	if err := joined(a.all()); err != nil {
		return fmt.Errorf("report %s for %s: %w", a.task.Name, a.task.period.Name(), err)
	}
	return nil
}

// lasting reports whether there are problems and no later try can help against any.
func lasting(problems []problem) bool {
	return len(problems) > 0 && !slices.ContainsFunc(problems, func(p problem) bool { return !p.lasting })
}

// unfetched reports whether the API did not tell the report's figures.
func (a *account) unfetched() bool {
	return slices.ContainsFunc(a.problems, func(p problem) bool { return p.phase == report.Fetching })
}

// unrecorded reports whether the storage kept no records, without which nothing is delivered.
func (a *account) unrecorded() bool {
	return slices.ContainsFunc(a.all(), func(p problem) bool { return isUnkept(p.err) })
}

// waits reports whether nothing but the storage of records keeps the report from being delivered. Where that still records how
// a report went, or everything has arrived and only that is not recorded, it is told of like any other problem.
func (a *account) waits() bool {
	var unrecorded *unrecordedError
	arrived, wanted := a.delivered()
	complete := wanted > 0 && arrived == wanted
	return len(a.waiting) == 0 && !a.recorded && !complete && len(a.all()) > 0 && !slices.ContainsFunc(a.all(), func(p problem) bool {
		return !isUnkept(p.err) || errors.As(p.err, &unrecorded)
	})
}

// isUnkept reports whether an error is that of the storage of records.
func isUnkept(err error) bool {
	var shelf *ledger.ShelfError
	return errors.As(err, &shelf)
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

// shows reports whether a reader has got the account's figures: those that got theirs earlier may have got others.
func (a *account) shows() bool {
	return slices.ContainsFunc(a.result.Deliveries, func(d Delivery) bool {
		return d.Status == delivery.StatusDelivered && d.Via != ownerChannel
	})
}

// conduct makes one report, records how that went, and tells the owner what needs a person. It returns an account of the
// report and, where a person asks for a period whose correction has not got through, one of that.
func (r *Runner) conduct(ctx context.Context, t task) []account {
	log, a := r.logFor(t), newAccount(t)
	a.effort = r.beginEffort()
	if t.dryRun {
		r.safely(log, &a, func() { r.make(ctx, log, &a) })
		r.endEffort(&a.effort)
		return []account{a}
	}
	records := r.records()
	working, cancel := r.workPhase(ctx)
	defer cancel()
	var run run
	r.timed(&a.effort.record, func() { run = r.begin(working, records, &a.task) })
	if err := run.settled(a.task); err != nil {
		a.add(problem{phase: run.phase(), err: err, lasting: true})
	} else {
		r.safely(log, &a, func() { r.make(working, log, &a) })
	}
	accounts := []account{a}
	first := &accounts[0]
	r.timed(&first.effort.record, func() {
		r.safely(log, first, func() {
			first.recorded = r.end(ctx, records, run, first)
			r.keep(working, log, a.task, a.days)
		})
	})
	first.tries, first.lastTry = run.tries(a.task, r.Now()), r.isLastTry(run, a.task)
	if first.recorded && !t.next {
		r.safely(log, first, func() { accounts = append(accounts, r.makePending(working, records, first)...) })
	}
	r.tellAll(ctx, log, records, accounts)
	r.endEfforts(accounts)
	return accounts
}

// tellAll tells the owner what became of the accounts, each with a share of the time.
func (r *Runner) tellAll(ctx context.Context, log *slog.Logger, records *ledger.Ledger, accounts []account) {
	for i := range accounts {
		part, cancel := share(ctx, "the notices", len(accounts)-i)
		r.tell(part, log, records, &accounts[i])
		cancel()
	}
}

func (r *Runner) logFor(t task) *slog.Logger {
	log := r.Log.With("report", t.Name, "period", t.period.Name())
	if t.revision > 1 {
		log = log.With("revision", t.revision)
	}
	return log
}

// records is the ledger of this run.
func (r *Runner) records() *ledger.Ledger {
	records := ledger.New(steady{r.Shelf}, r.Now, r.Invocation)
	records.Damaged = func(err error) { r.Log.Warn("a damaged record was set aside", "error", err.Error()) }
	return records
}

// memory is the ledger of this process, for what the other does not keep.
func (r *Runner) memory() *ledger.Ledger { return ledger.New(r.Memory, r.Now, r.Invocation) }

// safely keeps a defect that shows in one report from ending the others.
func (r *Runner) safely(log *slog.Logger, a *account, work func()) {
	if err := caught(log, work); err != nil {
		a.add(problem{phase: report.Rendering, err: err, lasting: true})
	}
}

// caught makes an error of a defect that shows in the work, and logs where.
func caught(log *slog.Logger, work func()) error {
	err := parallel.Call(func() error { work(); return nil })
	if defect, ok := err.(*parallel.Panic); ok {
		log.Error("panic", "panic", fmt.Sprint(defect.Value), "stack", defect.Stack)
	}
	return err
}

// make makes one report. Everything is rendered before the first connection for delivery is opened.
func (r *Runner) make(ctx context.Context, log *slog.Logger, a *account) {
	fetching, cancel := fetchPhase(ctx)
	defer cancel()
	var found finding
	var trouble *problem
	r.timed(&a.effort.fetch, func() { found, trouble = r.obtain(fetching, log, a.task) })
	if trouble != nil {
		a.add(*trouble)
		return
	}
	r.timed(&a.effort.history, func() { r.gather(fetching, log, a.task, &found) })
	r.timed(&a.effort.record, func() { r.save(ctx, log, a.task) })
	if err := r.round.stopped(); err != nil { // what was not asked would be missing in it
		a.add(problem{phase: report.Fetching, err: err})
		return
	}
	r.publish(ctx, log, a, found)
}

// publish renders what was found, and delivers it.
func (r *Runner) publish(ctx context.Context, log *slog.Logger, a *account, found finding) {
	a.result.tell(found.analysis)
	a.sound, a.days = found.summary.Complete(), found.days
	a.doubt = slices.ContainsFunc(found.analysis.Days, func(d report.Day) bool { return !d.Complete })
	a.effort.points, a.effort.requestIDs = found.points, found.requestIDs
	var made rendered
	var err error
	r.timed(&a.effort.render, func() { made, err = r.render(ctx, a.task, found) })
	if err != nil {
		a.add(problem{phase: report.Rendering, err: err, lasting: true})
		return
	}
	a.result.Files, a.result.Card, a.doubts = made.all(), made.card, made.doubts
	a.effort.pdfBytes, a.effort.mailBytes = len(made.formats[format.PDF].Content), made.mailBytes()
	log.Info("rendered", "complete", found.analysis.Complete(), "bytes", made.bytes(), "replaced_characters", made.replaced,
		"duration_ms", a.effort.render.Milliseconds())

	consignments := a.task.sent(address(a.task, made, found.analysis))
	a.result.Letter = letter(a.task, consignments)
	r.timed(&a.effort.deliver, func() { r.deliverAll(ctx, log, a, consignments) })
	log.Info("delivered", "failed", len(a.problems) > 0, "duration_ms", a.effort.deliver.Milliseconds())
}
