package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// How far catching up goes. It comes after the reports, and none of it may keep the next morning from its report.
const (
	// lookBackLimit is how many periods without a report are looked up of each report.
	lookBackLimit = 31
	// lookBackDays is how long a period is looked up although later ones were delivered.
	lookBackDays = 7
	// lookBackShare is the part of what is left that looking up may take.
	lookBackShare = 0.3
	// mostCatchUps is how many later events make a missed period that does not get through, until it is left to a person.
	mostCatchUps = 3
)

// earlier is a period before the event, and what is known of its runs.
type earlier struct {
	task   task
	past   ledger.Past
	waited bool // for the storage, so that there is no record
}

// outlook is what a report has to catch up with.
type outlook struct {
	report Report
	latest task      // its latest period that is over
	due    *account  // of that period, where this run made it
	known  int       // problems of that account that its notice has told of
	before []earlier // the periods before, or that one and those before, the latest first
	err    error     // why they are not known
}

// lookedAfter are the reports that an event catches up with: all, whichever the event is about, but for one that is a part of
// a larger run, or about a day that somebody has chosen.
func (r *Runner) lookedAfter(event Event) []Report {
	if event.Date != "" || event.DryRun {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Reports), func(c Report) bool {
		return event.Rate > 0 && len(event.Reports) > 0 && !slices.Contains(event.Reports, c.Name)
	})
}

// catchUp makes the latest period that each report has missed, tells the owner of the others, and looks for late data. It
// returns the accounts with those of what it made. What fails is an error, so that the platform tries again.
func (r *Runner) catchUp(ctx context.Context, event Event, reports []Report, accounts []account) (all []account, failures []error) {
	if len(reports) == 0 || r.isUnfit(accounts) || r.round.stopped() != nil {
		return accounts, nil
	}
	all = accounts
	if err := caught(r.Log, func() { all, failures = r.makeUp(ctx, event, reports, accounts) }); err != nil {
		failures = append(failures, fmt.Errorf("look after earlier reports: %w", err))
	}
	return all, failures
}

// makeUp is catchUp, but for a defect that shows in it.
func (r *Runner) makeUp(ctx context.Context, event Event, reports []Report, accounts []account) ([]account, []error) {
	event.Force = false // what is made anew by force is what the event is about
	working, cancel := r.workPhase(ctx)
	defer cancel()
	records := r.records()
	outlooks := r.lookBack(working, records, event, reports, accounts)
	made := r.makeMissed(ctx, working, event, records, outlooks)
	made = append(made, r.lookForLateData(working, records, event, outlooks)...)
	var failures []error
	for i := range outlooks {
		failures = append(failures, r.troubled(ctx, records, &outlooks[i]))
	}
	return append(accounts, made...), failures
}

// isUnfit reports whether nothing of what is made up for could succeed, since the API or the storage has failed all reports.
func (r *Runner) isUnfit(accounts []account) bool {
	return len(accounts) > 0 && !slices.ContainsFunc(accounts, func(a account) bool { return !a.unfetched() && !a.unrecorded() })
}

// troubled is what kept a report from being looked after. Where this run made the report, it is one of its problems, and the
// owner is told.
func (r *Runner) troubled(ctx context.Context, records *ledger.Ledger, o *outlook) error {
	if o.due == nil {
		if o.err == nil {
			return nil
		}
		return fmt.Errorf("report %s: look after earlier reports: %w", o.report.Name, o.err)
	}
	if o.err != nil {
		o.due.beside(problem{phase: report.Starting, err: fmt.Errorf("look after earlier reports: %w", o.err), lasting: isLasting(o.err)})
	}
	if len(o.due.all()) > o.known {
		r.tell(ctx, r.logFor(o.due.task), records, o.due)
	}
	return nil
}

// lookBack looks up the latest periods of the reports, several at a time.
func (r *Runner) lookBack(ctx context.Context, records *ledger.Ledger, event Event, reports []Report, accounts []account) []outlook {
	looking, cancel := phase(ctx, "looking after earlier reports", func(left time.Duration) time.Duration {
		return time.Duration(float64(left) * lookBackShare)
	})
	defer cancel()
	outlooks := make([]outlook, len(reports))
	inParallel(len(reports), func(i int) {
		o := &outlooks[i]
		o.report = reports[i]
		o.latest = newTask(o.report, event, report.Previous(o.report.Cadence, r.instant(event), o.report.Zone))
		at := slices.IndexFunc(accounts, func(a account) bool {
			return a.task.Name == o.report.Name && a.task.period == o.latest.period
		})
		if at >= 0 {
			o.due, o.known = &accounts[at], len(accounts[at].all())
		}
		a := newAccount(o.latest)
		r.safely(r.logFor(o.latest), &a, func() { o.before, o.err = r.before(looking, records, event, o) })
		o.err = errors.Join(cutShort(looking, o.err), joined(a.problems))
	})
	return outlooks
}

// before looks up the periods of a report until one that was delivered, those of the last days in any case, and as many as
// late data are looked for in; but none from before the report began.
func (r *Runner) before(ctx context.Context, records *ledger.Ledger, event Event, o *outlook) ([]earlier, error) {
	instant, p := r.instant(event), o.latest.period
	first, err := o.first(instant)
	if err != nil {
		return nil, err
	}
	since, err := r.since(ctx, records, o.report, first)
	if err != nil {
		return nil, err
	}
	if o.due != nil {
		p = p.Before()
	}
	var list []earlier
	for range lookBackLimit {
		n := len(list)
		recent := n == 0 || n < r.Late.Periods || p.Until.AddDate(0, 0, max(lookBackDays, r.Late.Doubtful+1)).After(instant)
		if !recent && list[n-1].past.Delivered() {
			break
		}
		t := newTask(o.report, event, p)
		past, err := records.Past(ctx, runKey(t))
		if err != nil {
			return nil, err
		}
		if p.From.Before(since.From) && len(past) == 0 {
			break
		}
		list = append(list, earlier{task: t, past: past, waited: len(past) == 0 && r.hasWaited(ctx, t)})
		p = p.Before()
	}
	if len(list) < lookBackLimit || slices.ContainsFunc(list, func(e earlier) bool { return e.waited || len(e.past) > 0 }) {
		return list, nil
	}
	// Nobody has wanted it for so long: it had been switched off, or an event of another age has begun it. It begins anew.
	_, err = records.Since(ctx, o.report.Name, first.Name(), func(name string) bool { return name == first.Name() })
	return nil, err
}

// hasWaited reports whether this process began the period while the storage kept no records, and so has promised it.
func (r *Runner) hasWaited(ctx context.Context, t task) bool {
	past, err := r.memory().Past(ctx, runKey(t))
	return err == nil && len(past) > 0
}

// first is the period with which a report that begins now begins: one that is not due begins with the period that is not over.
func (o *outlook) first(instant time.Time) (report.Period, error) {
	if o.due != nil {
		return o.latest.period, nil
	}
	return report.ParsePeriod(o.report.Cadence, instant.In(o.report.Zone).Format(time.DateOnly), o.report.Zone)
}

// since is the first period of a report, as it is now, for which somebody wanted it.
func (r *Runner) since(ctx context.Context, records *ledger.Ledger, c Report, first report.Period) (report.Period, error) {
	if wanted, err := began(ctx, r.memory(), c, first); err == nil && wanted.From.Before(first.From) {
		first = wanted
	}
	return began(ctx, records, c, first)
}

// began is the first period for which a report was wanted since its periods are as long as they are: the given one, unless there
// was one before.
func began(ctx context.Context, records *ledger.Ledger, c Report, first report.Period) (report.Period, error) {
	var began report.Period
	_, err := records.Since(ctx, c.Name, first.Name(), func(name string) bool {
		p, err := report.ParsePeriodName(name, c.Zone)
		if began = first; err == nil && p.Cadence() == first.Cadence() {
			began = p
		}
		return began == p
	})
	if began.From.IsZero() {
		began = first
	}
	return began, err
}

// makeMissed makes the latest period that each report has missed, and those that waited for the storage, if that is wanted, and
// tells the owner of the others.
func (r *Runner) makeMissed(ctx, working context.Context, event Event, records *ledger.Ledger, outlooks []outlook) []account {
	var missed []task
	for i := range outlooks {
		o := &outlooks[i]
		next, others, err := r.missed(working, event, records, o)
		for _, e := range next {
			e.task.missed = true
			r.logFor(e.task).Warn("an earlier period was never delivered", "earlier", e.task.period.Name(), "runs", e.past.Attempts())
			missed = append(missed, e.task)
		}
		if o.err = errors.Join(o.err, err); len(others) > 0 {
			o.err = errors.Join(o.err, r.tellMissed(working, records, o, others))
		}
	}
	slices.SortStableFunc(missed, func(x, y task) int { return x.period.Until.Compare(y.period.Until) })
	return slices.Concat(r.makeAll(ctx, missed)...)
}

// missed are the periods that were not delivered: the one to be made, and those to tell of. One that the owner was told to make
// by hand is left to him.
func (r *Runner) missed(ctx context.Context, event Event, records *ledger.Ledger, o *outlook) (next, others []earlier, err error) {
	for i, e := range o.before {
		if e.past.Delivered() || e.isRunning(r.Now()) || i == 0 && o.due == nil && !o.isOverdue(r.instant(event)) {
			continue
		}
		told, err := r.isTold(ctx, records, e.task)
		switch {
		case err != nil:
			return next, others, err
		case told && len(e.past) == 0:
		case (next == nil || e.waited) && !r.NotifyMissed && e.mayPass():
			next = append(next, e)
		case !told:
			others = append(others, e)
		}
	}
	return next, others, nil
}

// isOverdue reports whether the latest period has had its turn, which may still come in another event: a day is over since it
// ended, and as much as had passed when the period before was made in its turn.
func (o *outlook) isOverdue(instant time.Time) bool {
	ended := o.latest.period.Until
	overdue := ended.AddDate(0, 0, 1)
	for _, e := range o.before[1:] {
		if turn := e.turn(); turn > 0 {
			if later := ended.Add(turn); later.After(overdue) {
				overdue = later
			}
			break
		}
	}
	return !instant.Before(overdue)
}

// turn is how long after its end a period was made by a timer in its turn; 0 if that is not known.
func (e earlier) turn() time.Duration {
	for _, try := range e.past {
		if (ledger.Past{try}).Delivered() && try.Result.Facts[factMissed] == "" {
			return try.Planned.Sub(e.task.period.Until)
		}
	}
	return 0
}

// isRunning reports whether another run is making the period, or may be.
func (e earlier) isRunning(now time.Time) bool {
	return slices.ContainsFunc(e.past, func(t ledger.Try) bool { return t.Result == nil && now.Before(t.Ends) })
}

// mayPass reports whether making the period again may help without a person: it was not refused for good, and has not failed
// for several events that were later than its own.
func (e earlier) mayPass() bool {
	later := map[time.Time]bool{}
	for _, try := range e.past {
		if try.Planned.Sub(e.past[0].Planned) >= 24*time.Hour {
			later[try.Planned.UTC()] = true
		}
	}
	return !e.past.Last().Final && len(later) < mostCatchUps
}

// tellMissed tells the owner of periods that were never delivered and are left to a person. One notice names them all.
func (r *Runner) tellMissed(ctx context.Context, records *ledger.Ledger, o *outlook, missed []earlier) error {
	log, a := r.logFor(o.latest), newAccount(missed[0].task)
	a.missed = true
	for _, e := range missed {
		name := e.task.period.Name()
		log.Warn("an earlier period was never delivered", "earlier", name, "runs", e.past.Attempts())
		a.add(problem{phase: e.phase(), where: name, err: e.err(), lasting: true})
		a.commands, a.events = append(a.commands, command(e.task)), append(a.events, message(e.task))
	}
	r.tell(ctx, log, records, &a)
	if o.due != nil {
		o.due.result.Deliveries = append(o.due.result.Deliveries, a.result.Deliveries...)
	}
	if err := joined(a.besides); err != nil {
		return fmt.Errorf("tell that %s was never delivered: %w", a.task.period.Name(), err)
	}
	for _, e := range missed[1:] {
		r.recordTold(ctx, records, e.task, a.task.period)
	}
	return nil
}

// recordTold keeps that the notice about another period has told of this one, too. What is not recorded is told again.
func (r *Runner) recordTold(ctx context.Context, records *ledger.Ledger, t task, by report.Period) {
	if r.Owner == nil {
		return
	}
	for _, address := range r.Owner.To {
		claim, err := records.Claim(ctx, ledger.Intent{Key: ownerKey(t, address.Address), Planned: t.planned, Expires: r.expiry(t)})
		if err == nil {
			_ = claim.Record(ctx, ledger.Result{Status: delivery.StatusDelivered, Final: true, Detail: "told in the notice about " + by.Name()})
		}
	}
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
		return errors.New("no run is recorded: the timer did not fire, the function could not start, or the storage of delivery records was down")
	case last.Status == "":
		return fmt.Errorf("runs that were started: %d; none came to an end, so that something may have been delivered: "+
			"look into the function's log, and at its time limit and memory", e.past.Attempts())
	default:
		return fmt.Errorf("runs that were started: %d; the last that ended failed at %s: %s",
			e.past.Attempts(), last.At.In(e.task.Zone).Format("2006-01-02 15:04 -07:00"), last.Detail)
	}
}
