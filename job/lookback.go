package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"time"

	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// Late says how late data are looked after: usage that the API learns of after a day was reported.
type Late struct {
	Periods int // how many periods before are fetched again at each run; 0: none
	// Threshold is the change of a figure, in hundredths of a percent, beyond which a report is revised.
	Threshold int
	Mail      bool // a correction is mailed, too; else it only replaces what is stored
}

// lookBackLimit is how many periods without a report a run looks back over.
const lookBackLimit = 7

// earlier is a period before the one that was due, and what is known of its runs.
type earlier struct {
	task task
	past ledger.Past
}

// lookBack looks after the periods before: it tells the owner of those that were never delivered, and revises those
// whose figures have changed since. A report of a given day is looked after itself, if a person has asked for it: a
// correction of it may not have got through. It returns an account of each revision; what fails is a problem of the
// present report, so that the platform tries again.
func (r *Runner) lookBack(ctx context.Context, log *slog.Logger, records *ledger.Ledger, a *account) []account {
	var candidates []earlier
	var err error
	switch {
	case a.task.next:
		candidates, err = r.before(ctx, records, a.task)
		if err == nil {
			err = r.tellMissed(ctx, log, records, a, candidates)
		}
		candidates = candidates[:min(len(candidates), r.Late.Periods)]
	case a.task.redo != ledger.RedoNothing:
		var past ledger.Past
		past, err = records.Past(ctx, runKey(a.task))
		candidates = []earlier{{a.task, past}}
	}
	if err != nil {
		a.add(problem{phase: report.Starting, err: fmt.Errorf("look after earlier reports: %w", err), lasting: isLasting(err)})
	}
	if err != nil || a.unfetched() { // the API would say the same of another day
		return nil
	}
	var revisions []account
	for _, e := range candidates {
		if revision, revised := r.revise(ctx, records, a, e); revised {
			revisions = append(revisions, revision)
		}
	}
	return revisions
}

// before looks up the periods before, back to the first that was delivered, and as many as late data are looked for in.
func (r *Runner) before(ctx context.Context, records *ledger.Ledger, t task) ([]earlier, error) {
	var list []earlier
	for range max(lookBackLimit, r.Late.Periods) {
		t.period = report.PreviousDay(t.period.From, t.Zone)
		past, err := records.Past(ctx, runKey(t))
		if err != nil {
			return nil, err
		}
		list = append(list, earlier{t, past})
		if past.Delivered() && len(list) >= r.Late.Periods {
			break
		}
	}
	return list, nil
}

// tellMissed tells the owner of the latest periods without a report, unless he knows. One notice names them all.
func (r *Runner) tellMissed(ctx context.Context, log *slog.Logger, records *ledger.Ledger, a *account, before []earlier) error {
	missed, err := r.missed(ctx, records, a.task, before)
	if err != nil || len(missed) == 0 {
		return err
	}
	latest := missed[0].task
	b := newAccount(latest)
	b.missed = true
	for _, e := range missed {
		name := e.task.period.Name()
		log.Warn("an earlier period was never delivered", "earlier", name, "runs", e.past.Begun)
		b.add(problem{phase: e.phase(), where: name, err: e.err(), lasting: true})
		b.again += command(e.task) + "\n"
		b.event += message(e.task) + "\n"
	}
	known := len(b.problems)
	r.tell(ctx, log, records, 0, &b)
	for _, untold := range b.problems[known:] {
		untold.err = fmt.Errorf("tell that %s was never delivered: %w", latest.period.Name(), untold.err)
		a.add(untold)
	}
	a.result.Deliveries = append(a.result.Deliveries, b.result.Deliveries...)
	return nil
}

// missed are the latest periods since the report exists that were not delivered and of which the owner was not told.
func (r *Runner) missed(ctx context.Context, records *ledger.Ledger, t task, before []earlier) ([]earlier, error) {
	if len(before) == 0 || before[0].past.Delivered() {
		return nil, nil
	}
	since, err := records.Since(ctx, t.Name, t.period.Name())
	if err != nil {
		return nil, err
	}
	var missed []earlier
	for _, e := range before {
		if e.past.Delivered() || e.task.period.Name() < since {
			break
		}
		told, err := r.told(ctx, records, e.task)
		if err != nil || told {
			return missed, err
		}
		missed = append(missed, e)
	}
	return missed, nil
}

// told reports whether the owner has been told of a report.
func (r *Runner) told(ctx context.Context, records *ledger.Ledger, t task) (bool, error) {
	if r.Owner == nil {
		return false, nil
	}
	for _, address := range r.Owner.To {
		past, err := records.Past(ctx, ownerKey(t, address.Address))
		if err != nil || past.Delivered() {
			return true, err
		}
	}
	return false, nil
}

// phase is where the last run for the period failed, as far as it is known.
func (e earlier) phase() report.Phase {
	if phase, ok := e.past.Last().Facts[factPhase]; ok {
		return report.Phase(phase)
	}
	return report.Starting
}

// err says why there is no report, as far as the records tell.
func (e earlier) err() error {
	last := e.past.Last()
	switch {
	case e.past.Begun == 0:
		return errors.New("no run was started: the timer did not fire, or the function could not start")
	case len(e.past.Ended) == 0:
		return fmt.Errorf("runs that were started: %d; none came to an end: look into the function's log, and at its time limit and memory", e.past.Begun)
	default:
		return fmt.Errorf("runs that were started: %d; the last that ended failed at %s: %s",
			e.past.Begun, last.At.In(e.task.Zone).Format("2006-01-02 15:04 -07:00"), last.Detail)
	}
}

// revise fetches an earlier period again and, where its figures have changed beyond the threshold, replaces its report
// by the next revision. One that was begun and has not got through is made again.
func (r *Runner) revise(ctx context.Context, records *ledger.Ledger, a *account, e earlier) (account, bool) {
	t := e.task
	if !r.Late.Mail {
		t.Mail = nil
	}
	if t.Store == nil && t.Mail == nil {
		return account{}, false
	}
	shown, pending, err := latest(ctx, records, e)
	if err != nil {
		a.noteLate(t, problem{phase: report.Starting, err: err, lasting: isLasting(err)})
		return account{}, false
	}
	if shown.question != r.question(t) {
		// Another question has another answer: whoever changed the report's filter does not want its past changed.
		return account{}, false
	}
	if pending == nil && !t.next {
		return account{}, false
	}
	t.revision, t.corrects = shown.Revision+1, &shown.Figures
	if settled := refusedFor(pending, t); settled != nil {
		refused := newAccount(t)
		refused.add(problem{phase: report.Delivering, err: settled, lasting: true})
		sameEvent := settled.Result.Facts[factPlanned] == t.planned.UTC().Format(time.RFC3339)
		return refused, sameEvent // which answers an error again; another day is another matter
	}
	return r.makeRevision(ctx, records, a, t, pending != nil)
}

// refusedFor is the error of a pending revision that was refused for good, where no person asks for it.
func refusedFor(pending *ledger.Past, t task) *ledger.SettledError {
	if pending == nil || !pending.Last().Final || t.redo != ledger.RedoNothing {
		return nil
	}
	return &ledger.SettledError{Result: pending.Last()}
}

// makeRevision makes the revision if there is reason for it, or anyway.
func (r *Runner) makeRevision(ctx context.Context, records *ledger.Ledger, a *account, t task, anyway bool) (account, bool) {
	log := r.logFor(t)
	found, trouble := r.obtain(ctx, log, t)
	if trouble != nil {
		a.noteLate(t, *trouble)
		return account{}, false
	}
	if !anyway && !r.Late.changed(*t.corrects, found.usage) {
		return account{}, false
	}
	run, revision := r.begin(ctx, records, t), newAccount(t)
	r.safely(log, &revision, func() { revision = r.publish(ctx, log, t, found) })
	r.end(ctx, records, run, &revision)
	return revision, true
}

// noteLate adds what kept late data from being looked for.
func (a *account) noteLate(t task, p problem) {
	p.where, p.err = t.period.Name(), fmt.Errorf("look for late data of %s: %w", t.period.Name(), p.err)
	a.add(p)
}

// latest is what the last revision that got through has shown; zero where none has. Pending is the past of the revision
// after it, where that was begun.
func latest(ctx context.Context, records *ledger.Ledger, e earlier) (shown showing, pending *ledger.Past, err error) {
	shown, ok := shownBy(e.past, e.task.revision)
	for ok {
		e.task.revision++
		past, err := records.Past(ctx, runKey(e.task))
		if err != nil {
			return showing{}, nil, err
		}
		if past.Begun == 0 {
			return shown, nil, nil
		}
		if !past.Delivered() {
			return shown, &past, nil
		}
		shown, ok = shownBy(past, e.task.revision)
	}
	return shown, nil, nil
}

// changed reports whether a figure is another than was shown, by more than the threshold. A figure that has ceased to
// be known is no reason to replace one that was.
func (l Late) changed(shown report.Figures, now report.Usage) bool {
	if shown.Total.Known && !now.Total.Known {
		return false
	}
	return l.differs(shown.Total, now.Total) || l.differs(shown.Input, now.Input) || l.differs(shown.Output, now.Output)
}

// differs compares in exact arithmetic: the product of two counts exceeds 64 bits.
func (l Late) differs(before, after report.Amount) bool {
	if !before.Known || !after.Known {
		return after.Known
	}
	const whole = 100 * 100 // hundredths of a percent
	change := new(big.Int).Sub(big.NewInt(int64(after.N)), big.NewInt(int64(before.N)))
	change.Abs(change).Mul(change, big.NewInt(whole))
	return change.Cmp(new(big.Int).Mul(big.NewInt(int64(before.N)), big.NewInt(int64(l.Threshold)))) > 0
}
