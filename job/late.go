package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"time"

	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// Late says how late data are looked after: usage that the API learns of after a day was reported.
type Late struct {
	Periods int // how many periods before are fetched again at each run; 0: none
	// Threshold is the change of a figure, in hundredths of a percent, beyond which a report is revised.
	Threshold int
	Mail      bool // a correction is mailed and announced, too; else it only replaces what is stored
	// Doubtful is for how many days a report in doubt is fetched again at each run; 0: it is not.
	Doubtful int
}

// makePending makes the correction of a report that a person asks for by its date, if one had been begun and has not got
// through.
func (r *Runner) makePending(ctx context.Context, records *ledger.Ledger, a *account) []account {
	if a.task.redo != ledger.RedoRefused || a.unfetched() {
		return nil
	}
	past, err := records.Past(ctx, runKey(a.task))
	if err != nil {
		a.late(a.task, problem{phase: report.Starting, err: err, lasting: isLasting(err)})
	}
	if revision, _, revised := r.revise(ctx, records, a, earlier{task: a.task, past: past}, anyChange); revised {
		return []account{revision}
	}
	return nil
}

// lookForLateData asks again for the periods before those of this run, and for those in doubt, and revises those whose figures
// have changed since they were reported: first a day, then what contains it.
func (r *Runner) lookForLateData(ctx context.Context, records *ledger.Ledger, event Event, outlooks []outlook) []account {
	l := lateData{Runner: r, records: records, instant: r.instant(event), fresh: map[string]map[string]report.Day{}, seen: map[string]bool{}}
	inOrder := make([]*outlook, len(outlooks))
	for i := range outlooks {
		inOrder[i] = &outlooks[i]
	}
	slices.SortStableFunc(inOrder, func(x, y *outlook) int {
		return cmp.Compare(x.latest.period.Duration(), y.latest.period.Duration())
	})
	for _, o := range inOrder {
		for i, e := range o.before {
			switch {
			case o.err != nil || o.due != nil && o.due.unfetched(): // the API would say the same of another day
			case o.due != nil && i < r.Late.Periods:
				l.revise(ctx, o, e, anyChange)
			case e.task.period.Until.AddDate(0, 0, r.Late.Doubtful+1).After(l.instant): // its report came on the first day after it
				l.revise(ctx, o, e, ifDoubtful)
			}
		}
	}
	l.followDays(ctx, event, inOrder)
	return l.revisions
}

// lateData is one search for late data.
type lateData struct {
	*Runner
	records   *ledger.Ledger
	instant   time.Time
	fresh     map[string]map[string]report.Day // what was asked again, by question and day
	seen      map[string]bool                  // the reports' periods that were asked again
	revisions []account
}

// reason is why a period is asked again.
type reason int

const (
	anyChange  reason = iota // it may have changed by more than the threshold
	ifDoubtful               // the same, if it was in doubt
	dayChanged               // one of its days has changed by more than the threshold
)

// mostAskedAgain is how many periods are asked again in one run. The others are at the next.
const mostAskedAgain = 40

// revise revises one period, unless it has been asked again before, and reports whether nothing is left to be done about it.
func (l *lateData) revise(ctx context.Context, o *outlook, e earlier, why reason) bool {
	name := e.task.Name + " " + e.task.period.Name()
	if done, seen := l.seen[name]; seen || len(l.seen) >= mostAskedAgain {
		return done
	}
	run, a := *l.Runner, newAccount(e.task)
	run.API = l.API.Apart() // its calls are counted apart
	a.effort = run.beginEffort()
	log, revised := l.logFor(e.task), false
	var days []report.Day
	l.safely(log, &a, func() {
		var revision account
		if revision, days, revised = run.revise(ctx, l.records, &a, e, why); revised {
			a = revision
		}
		l.learn(e.task, days)
	})
	if len(days) > 0 || why != ifDoubtful {
		l.seen[name] = len(a.all()) == 0 || lasting(a.all())
	}
	switch {
	case revised:
		if o.due != nil { // whose tries are the event's
			a.lastTry = o.due.lastTry
		}
		part, cancel := share(ctx, "the notices", 1)
		l.tell(part, log, l.records, &a)
		cancel()
		l.summarise(&a)
		l.revisions = append(l.revisions, a)
	case o.due != nil:
		o.due.besides = append(o.due.besides, a.all()...)
	default:
		o.err = errors.Join(o.err, joined(a.all()))
	}
	return l.seen[name]
}

// learn notes what was asked again.
func (l *lateData) learn(t task, days []report.Day) {
	question := l.question(t)
	if l.fresh[question] == nil {
		l.fresh[question] = map[string]report.Day{}
	}
	for _, day := range days {
		l.fresh[question][day.Period.Name()] = day
	}
}

// lateDays is how far back late data are followed.
const lateDays = 31

// followDays revises the periods that contain a day of which a report of the same question has learnt something else since.
// Each report's archive has the days of its periods as it has shown them; what could not be revised stays there as it was, and
// so is found again by the next run.
func (l *lateData) followDays(ctx context.Context, event Event, outlooks []*outlook) {
	if l.Archive == nil || l.Late.Periods+l.Late.Doubtful == 0 {
		return
	}
	for _, o := range outlooks {
		l.chronicle(o.latest).load(ctx, l.logFor(o.latest), l.days(o))
	}
	l.askDisputed(ctx, outlooks)
	for _, o := range outlooks {
		for _, day := range l.days(o) {
			l.followDay(ctx, event, o, day)
		}
		l.save(ctx, l.logFor(o.latest), o.latest)
	}
}

// days are the last days that were over, the oldest first.
func (l *lateData) days(o *outlook) []report.Period {
	last := report.PreviousDay(l.instant, o.report.Zone)
	days := report.History{}.Missing(last, lateDays-1)
	slices.Reverse(days)
	return append(days, last)
}

// askDisputed asks for the days of which the reports of one question know different figures.
func (l *lateData) askDisputed(ctx context.Context, outlooks []*outlook) {
	var list []inquiry
	var mu sync.Mutex
	known := map[string]report.Day{}
	for _, o := range outlooks {
		for _, day := range l.days(o) {
			name := l.question(o.latest) + " " + day.Name()
			mine := l.chronicle(o.latest).day(day)
			other, both := known[name]
			if !both && mine.Total.Known {
				known[name] = mine
			}
			if _, asked := l.fresh[l.question(o.latest)][day.Name()]; asked || !both || !l.Late.dayChanged(other, mine) {
				continue
			}
			delete(known, name) // it is asked once
			list = append(list, inquiry{lacking: report.Omission{What: report.OmittedHistory}, subject: day.Name(), paced: true,
				ask: func(ctx context.Context) error {
					usage, err := l.usageOf(ctx, o.report.Filter, day)
					if err == nil {
						mu.Lock()
						defer mu.Unlock()
						l.learn(o.latest, []report.Day{report.DayOf(report.Summarize(usage))})
					}
					return err
				}})
		}
	}
	l.inquire(ctx, list, 0) // what has no answer is disputed at the next run, too
}

// followDay revises the period of a report that contains a day, if that has changed since.
func (l *lateData) followDay(ctx context.Context, event Event, o *outlook, day report.Period) {
	fresh, asked := l.fresh[l.question(o.latest)][day.Name()]
	past := l.chronicle(o.latest)
	if shown := past.day(day); !asked || !l.Late.dayChanged(shown, fresh) {
		return
	}
	p, err := report.ParsePeriod(o.report.Cadence, day.Name(), o.report.Zone)
	if err != nil || p.Until.After(l.instant) || o.due != nil && o.due.task.period == p {
		past.relearn(fresh)
		return
	}
	e := earlier{task: newTask(o.report, event, p)}
	if at := slices.IndexFunc(o.before, func(e earlier) bool { return e.task.period == p }); at >= 0 {
		e = o.before[at]
	} else if e.past, err = l.records.Past(ctx, runKey(e.task)); err != nil {
		o.err = errors.Join(o.err, err)
		return
	}
	if l.revise(ctx, o, e, dayChanged) {
		past.relearn(fresh)
	}
}

// dayChanged reports whether a day has become another by more than the threshold.
func (l Late) dayChanged(shown, now report.Day) bool {
	return shown.Total.Known && now.Total.Known &&
		(l.differs(shown.Total, now.Total) || l.differs(shown.Input, now.Input) || l.differs(shown.Output, now.Output))
}

// late notes what kept late data from being looked for.
func (a *account) late(t task, p problem) {
	p.where, p.err = t.period.Name(), fmt.Errorf("look for late data of %s: %w", t.period.Name(), p.err)
	a.beside(p)
}

// revise fetches an earlier period again and, where its figures have changed beyond the threshold, replaces its report
// by the next revision. One that was begun and has not got through is made again. It returns the days that it has fetched.
func (r *Runner) revise(ctx context.Context, records *ledger.Ledger, a *account, e earlier, why reason) (account, []report.Day, bool) {
	t := e.task
	t.WhenEmpty = SendEmpty // who was told figures is told that there are none
	if !r.Late.Mail {
		t.Mail, t.Chats = nil, nil
	}
	if why == ifDoubtful && !slices.ContainsFunc(r.toQuestion(t, shownBy(e.past, t.revision)), showing.isDoubtful) {
		return account{}, nil, false
	}
	if t.Store == nil && t.Mail == nil { // chats are told of what else is there
		return account{}, r.relearn(ctx, t, a), false
	}
	come, err := r.latest(ctx, records, e)
	if err != nil {
		a.late(t, problem{phase: report.Starting, err: err, lasting: isLasting(err)})
		return account{}, nil, false
	}
	doubtful := slices.ContainsFunc(come.shown, showing.isDoubtful)
	if len(come.shown) == 0 || come.pending == nil && (!t.next || why == ifDoubtful && !doubtful) {
		return account{}, nil, false
	}
	t.revision, t.corrects = come.revision+1, &come.shown[0].Figures
	if settled := refusedFor(come.pending, t); settled != nil {
		refused := newAccount(t)
		refused.add(problem{phase: report.Delivering, err: settled, lasting: true})
		return refused, nil, settled.Result.Facts[factPlanned] == plannedFact(t) // another day is another matter
	}
	return r.makeRevision(ctx, records, a, t, come, why)
}

// relearn fetches a day whose report cannot be replaced, for the reports that it is compared with.
func (r *Runner) relearn(ctx context.Context, t task, a *account) []report.Day {
	if t.Cadence != report.Daily && t.Cadence != "" || !t.next {
		return nil
	}
	fetching, cancel := fetchPhase(ctx)
	defer cancel()
	found, trouble := r.obtain(fetching, r.logFor(t), t)
	if trouble != nil {
		a.late(t, *trouble)
		return nil
	}
	r.keepAgain(ctx, r.logFor(t), t, found.days)
	return found.days
}

// refusedFor is the error of a pending revision that was refused for good, where no person asks for it.
func refusedFor(pending *ledger.Past, t task) *ledger.SettledError {
	if pending == nil || !pending.Last().Final || t.redo != ledger.RedoNothing {
		return nil
	}
	return &ledger.SettledError{Result: pending.Last()}
}

// makeRevision makes the revision if there is reason for it, or because it is pending.
func (r *Runner) makeRevision(
	ctx context.Context, records *ledger.Ledger, a *account, t task, come standing, why reason,
) (account, []report.Day, bool) {
	log, spent := r.logFor(t), r.beginEffort()
	fetching, cancel := fetchPhase(ctx)
	defer cancel()
	var found finding
	var trouble *problem
	r.timed(&spent.fetch, func() { found, trouble = r.obtain(fetching, log, t) })
	if trouble != nil {
		a.late(t, *trouble)
		return account{}, nil, false
	}
	limit := r.Late
	if why == dayChanged { // whose threshold was the day's
		limit.Threshold = 0
	}
	wrong := slices.IndexFunc(come.shown, func(s showing) bool { return limit.changed(s, found.summary) })
	if wrong >= 0 {
		t.corrects = &come.shown[wrong].Figures
	}
	if wrong < 0 && come.pending == nil {
		r.keepAgain(ctx, log, t, found.days)
		return account{}, found.days, false
	}
	r.timed(&spent.history, func() { r.gather(fetching, log, t, &found) })
	var run run
	r.timed(&spent.record, func() { run = r.begin(ctx, records, &t) })
	revision := newAccount(t)
	revision.effort = spent
	r.safely(log, &revision, func() { r.publish(ctx, log, &revision, found) })
	r.timed(&revision.effort.record, func() {
		revision.lastTry = r.isLastTry(run, t)
		revision.recorded = r.end(ctx, records, run, &revision)
		if len(revision.problems) == 0 || lasting(revision.problems) || t.period.Cadence() == report.Daily {
			r.keep(ctx, log, t, found.days)
		}
	})
	r.endEffort(&revision.effort)
	return revision, found.days, true
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
