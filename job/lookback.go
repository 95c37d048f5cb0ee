package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// lookBackLimit is how many periods without a report a run looks back over.
const lookBackLimit = 31

// earlier is a period before the one that was due, and what is known of its runs.
type earlier struct {
	task task
	past ledger.Past
}

// lookBack looks up the periods before the one that is due, and tells the owner of those that were never delivered: a
// timer that did not fire, a function that was killed. It comes before all that may kill this one. What fails is a problem,
// so that the platform tries again.
func (r *Runner) lookBack(ctx context.Context, log *slog.Logger, records *ledger.Ledger, lastTry bool, a *account) []earlier {
	if !a.task.next {
		return nil
	}
	before, err := r.before(ctx, records, a.task)
	if err == nil {
		err = r.tellMissed(ctx, log, records, lastTry, a, before)
	}
	if err != nil {
		a.beside(problem{phase: report.Starting, err: fmt.Errorf("look after earlier reports: %w", err), lasting: isLasting(err)})
		return nil
	}
	return before
}

// before looks up the periods before, back to the first that was delivered, or to when the report began, and as many as
// late data are looked for in.
func (r *Runner) before(ctx context.Context, records *ledger.Ledger, t task) ([]earlier, error) {
	since, err := records.Since(ctx, t.Name, t.period.Name())
	if err != nil {
		return nil, err
	}
	var list []earlier
	if len(since) != len(t.period.Name()) { // it was of another cadence then, whose periods cannot be looked for
		since = t.period.Name()
	}
	for range max(lookBackLimit, r.Late.Periods) {
		t.period = t.period.Before()
		past, err := records.Past(ctx, runKey(t))
		if err != nil {
			return nil, err
		}
		if t.period.Name() < since && len(past) == 0 {
			break
		}
		list = append(list, earlier{t, past})
		if past.Delivered() && len(list) >= r.Late.Periods {
			break
		}
	}
	return list, nil
}

// tellMissed tells the owner of the latest periods without a report, unless he knows. One notice names them all.
func (r *Runner) tellMissed(ctx context.Context, log *slog.Logger, records *ledger.Ledger, lastTry bool, a *account, before []earlier) error {
	missed, err := r.missed(ctx, records, before)
	if err != nil || len(missed) == 0 {
		return err
	}
	b := newAccount(missed[0].task)
	b.missed = true
	for _, e := range missed {
		name := e.task.period.Name()
		log.Warn("an earlier period was never delivered", "earlier", name, "runs", len(e.past))
		b.add(problem{phase: e.phase(), where: name, err: e.err(), lasting: true})
		b.commands, b.events = append(b.commands, command(e.task)), append(b.events, message(e.task))
	}
	r.tell(ctx, log, records, lastTry, &b)
	for _, untold := range b.besides {
		untold.err = fmt.Errorf("tell that %s was never delivered: %w", b.task.period.Name(), untold.err)
		a.beside(untold)
	}
	a.result.Deliveries = append(a.result.Deliveries, b.result.Deliveries...)
	return nil
}

// missed are the latest periods that were not delivered and of which the owner was not told.
func (r *Runner) missed(ctx context.Context, records *ledger.Ledger, before []earlier) ([]earlier, error) {
	var missed []earlier
	for _, e := range before {
		if e.past.Delivered() {
			break
		}
		told, err := r.isTold(ctx, records, e.task)
		if err != nil {
			return nil, err
		}
		if told {
			break
		}
		missed = append(missed, e)
	}
	return missed, nil
}

// isTold reports whether an owner has been told of a report.
func (r *Runner) isTold(ctx context.Context, records *ledger.Ledger, t task) (bool, error) {
	if r.Owner == nil {
		return false, nil
	}
	for _, address := range r.Owner.To {
		past, err := records.Past(ctx, ownerKey(t, address.Address))
		if err != nil {
			return false, err
		}
		if past.Delivered() {
			return true, nil
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
	case len(e.past) == 0:
		return errors.New("no run was started: the timer did not fire, or the function could not start")
	case last.Status == "":
		return fmt.Errorf("runs that were started: %d; none came to an end, so that something may have been delivered: "+
			"look into the function's log, and at its time limit and memory", len(e.past))
	default:
		return fmt.Errorf("runs that were started: %d; the last that ended failed at %s: %s",
			len(e.past), last.At.In(e.task.Zone).Format("2006-01-02 15:04 -07:00"), last.Detail)
	}
}
