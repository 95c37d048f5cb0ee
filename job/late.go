package job

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// Late says how late data are looked after: usage that the API learns of after a day was reported.
type Late struct {
	Periods int // how many periods before are fetched again at each run; 0: none
	// Threshold is the change of a figure, in hundredths of a percent, beyond which a report is revised.
	Threshold int
	Mail      bool // a correction is mailed and announced, too; else it only replaces what is stored
}

// lookForLateData revises the periods before whose figures have changed since. A report of a given day is looked after
// itself, if a person asks for it: a correction of it may not have got through. It returns an account of each revision;
// what keeps it from looking is a problem of the present report.
func (r *Runner) lookForLateData(ctx context.Context, records *ledger.Ledger, a *account, before []earlier) []account {
	candidates := before[:min(len(before), r.Late.Periods)]
	if !a.task.next && a.task.redo == ledger.RedoRefused {
		past, err := records.Past(ctx, runKey(a.task))
		if err != nil {
			a.late(a.task, problem{phase: report.Starting, err: err, lasting: isLasting(err)})
		}
		candidates = []earlier{{a.task, past}}
	}
	if a.unfetched() { // the API would say the same of another day
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

// late notes what kept late data from being looked for.
func (a *account) late(t task, p problem) {
	p.where, p.err = t.period.Name(), fmt.Errorf("look for late data of %s: %w", t.period.Name(), p.err)
	a.beside(p)
}

// revise fetches an earlier period again and, where its figures have changed beyond the threshold, replaces its report
// by the next revision. One that was begun and has not got through is made again.
func (r *Runner) revise(ctx context.Context, records *ledger.Ledger, a *account, e earlier) (account, bool) {
	t := e.task
	t.WhenEmpty = SendEmpty // who was told figures is told that there are none
	if !r.Late.Mail {
		t.Mail, t.Chats = nil, nil
	}
	if t.Store == nil && t.Mail == nil { // chats are told of what else is there
		return account{}, false
	}
	come, err := r.latest(ctx, records, e)
	if err != nil {
		a.late(t, problem{phase: report.Starting, err: err, lasting: isLasting(err)})
		return account{}, false
	}
	if len(come.shown) == 0 || come.pending == nil && !t.next {
		return account{}, false
	}
	t.revision, t.corrects = come.revision+1, &come.shown[0].Figures
	if settled := refusedFor(come.pending, t); settled != nil {
		refused := newAccount(t)
		refused.add(problem{phase: report.Delivering, err: settled, lasting: true})
		return refused, settled.Result.Facts[factPlanned] == plannedFact(t) // another day is another matter
	}
	return r.makeRevision(ctx, records, a, t, come)
}

// refusedFor is the error of a pending revision that was refused for good, where no person asks for it.
func refusedFor(pending *ledger.Past, t task) *ledger.SettledError {
	if pending == nil || !pending.Last().Final || t.redo != ledger.RedoNothing {
		return nil
	}
	return &ledger.SettledError{Result: pending.Last()}
}

// makeRevision makes the revision if there is reason for it, or because it is pending.
func (r *Runner) makeRevision(ctx context.Context, records *ledger.Ledger, a *account, t task, come standing) (account, bool) {
	log, spent := r.logFor(t), r.beginEffort()
	fetching, cancel := fetchPhase(ctx, r.Now())
	defer cancel()
	var found finding
	var trouble *problem
	r.timed(&spent.fetch, func() { found, trouble = r.obtain(fetching, log, t) })
	if trouble != nil {
		a.late(t, *trouble)
		return account{}, false
	}
	wrong := slices.IndexFunc(come.shown, func(s showing) bool { return r.Late.changed(s, found.summary) })
	if wrong >= 0 {
		t.corrects = &come.shown[wrong].Figures
	}
	if wrong < 0 && come.pending == nil {
		r.keep(ctx, log, t, found.days)
		return account{}, false
	}
	r.timed(&spent.history, func() { r.gather(fetching, log, t, &found) })
	var run run
	r.timed(&spent.record, func() { run = r.begin(ctx, records, &t) })
	revision := newAccount(t)
	revision.effort = spent
	r.safely(log, &revision, func() { r.publish(ctx, log, &revision, found) })
	r.timed(&revision.effort.record, func() {
		r.end(ctx, records, run, &revision)
		r.keep(ctx, log, t, found.days)
	})
	r.endEffort(&revision.effort)
	return revision, true
}

// standing is how far the revisions of a report have come.
type standing struct {
	revision int             // the last that got through
	shown    []showing       // what it has shown to the present question; none: nobody was shown anything
	replaced *report.Figures // what the one before it had shown; nil for the first
	pending  *ledger.Past    // the past of the next one, where that was begun
}

// latest is how far the revisions of a report have come. What was shown to another question is left out: whoever
// changed a report's filter does not want its past changed.
func (r *Runner) latest(ctx context.Context, records *ledger.Ledger, e earlier) (standing, error) {
	come := standing{revision: e.task.revision, shown: r.toQuestion(e.task, shownBy(e.past, e.task.revision))}
	for len(come.shown) > 0 {
		e.task.revision++
		past, err := records.Past(ctx, runKey(e.task))
		if err != nil || len(past) == 0 {
			return come, err
		}
		if !past.Delivered() {
			come.pending = &past
			return come, nil
		}
		come = standing{
			revision: e.task.revision, replaced: &come.shown[0].Figures,
			shown: r.toQuestion(e.task, shownBy(past, e.task.revision)),
		}
	}
	return come, nil
}

func (r *Runner) toQuestion(t task, shown []showing) []showing {
	question := r.question(t)
	return slices.DeleteFunc(shown, func(s showing) bool { return s.question != question })
}

// changed reports whether a figure is another than was shown, by more than the threshold, or what was odd is right now.
// What is odd now, or has ceased to be known, is no reason to replace what was not.
func (l Late) changed(shown showing, now report.Summary) bool {
	if shown.complete && !now.Complete() || shown.Total.Known && !now.Usage.Total.Known {
		return false
	}
	return !shown.complete && now.Complete() ||
		l.differs(shown.Total, now.Usage.Total) || l.differs(shown.Input, now.Usage.Input) || l.differs(shown.Output, now.Usage.Output)
}

// differs compares in exact arithmetic: the product of two counts exceeds 64 bits.
func (l Late) differs(before, after report.Amount) bool {
	if !before.Known || !after.Known {
		return before.Known != after.Known
	}
	const whole = 100 * 100 // hundredths of a percent
	change := new(big.Int).Sub(big.NewInt(int64(after.N)), big.NewInt(int64(before.N)))
	change.Abs(change).Mul(change, big.NewInt(whole))
	return change.Cmp(new(big.Int).Mul(big.NewInt(int64(before.N)), big.NewInt(int64(l.Threshold)))) > 0
}
