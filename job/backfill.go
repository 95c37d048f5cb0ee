package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// Backfill asks for the reports of all periods in a range of days.
type Backfill struct {
	From, Until string   // YYYY-MM-DD, both included, in each report's own zone
	Reports     []string // names of the reports to make; empty: all
	Mail        bool     // also deliver what is not stored: mails and webhooks
	Force       bool     // make anew what is made already
}

// mostYears is how long a range may be: a slip of the pen is not to ask the API for decades.
const mostYears = 2

// span is what a report is asked for, and what lies in the range in part only and so is left out.
type span struct {
	Report
	whole, partly []report.Period
}

// spans are the periods of each report that is asked for. The error is a [*RequestError].
func (r *Runner) spans(b Backfill) ([]span, error) {
	if err := r.checkNames(b.Reports); err != nil {
		return nil, err
	}
	var list []span
	var errs []error
	for _, candidate := range r.Reports {
		if len(b.Reports) > 0 && !slices.Contains(b.Reports, candidate.Name) {
			continue
		}
		s, err := r.span(b, candidate)
		if err != nil && !slices.ContainsFunc(errs, func(e error) bool { return e.Error() == err.Error() }) {
			errs = append(errs, err)
		}
		list = append(list, s)
	}
	if len(errs) == 0 && !slices.ContainsFunc(list, func(s span) bool { return len(s.whole) > 0 }) {
		errs = append(errs, nothingIn(b, list))
	}
	return list, errors.Join(errs...)
}

// span is that of one report.
func (r *Runner) span(b Backfill, candidate Report) (span, error) {
	if candidate.Store == nil && !b.Mail {
		return span{}, requestErrorf("report %s is not stored, and a backfill mails nothing unless it is asked to: give it a store: "+
			"in the configuration, choose others with --report, or mail it with --mail", candidate.Name)
	}
	from, fromErr := report.ParseDay(b.From, candidate.Zone)
	until, untilErr := report.ParseDay(b.Until, candidate.Zone)
	if err := errors.Join(asRequest("from", fromErr), asRequest("until", untilErr)); err != nil {
		return span{}, err
	}
	last := report.PreviousDay(r.Now(), candidate.Zone)
	switch {
	case until.From.Before(from.From):
		return span{}, requestErrorf("until %s is before from %s: give the earlier day with --from", b.Until, b.From)
	case r.goesOn(until):
		return span{}, requestErrorf("%s is not over in %s yet: give --until %s, the last full day, or an earlier one",
			b.Until, candidate.Zone, last.Name())
	case !until.From.Before(from.From.AddDate(mostYears, 0, 0)):
		return span{}, requestErrorf("from %s until %s is more than %d years: give a shorter range, one after the other", b.From, b.Until, mostYears)
	}
	s := span{Report: candidate}
	s.whole, s.partly = report.Within(candidate.Cadence, from, until)
	return s, nil
}

func asRequest(what string, err error) error {
	if err == nil {
		return nil
	}
	return requestErrorf("%s: %w", what, err)
}

// nothingIn says why there is nothing to do, and what range would have something.
func nothingIn(b Backfill, list []span) error {
	var hints []string
	for _, s := range list {
		for _, p := range s.partly[:min(1, len(s.partly))] {
			hints = append(hints, fmt.Sprintf("--from %s --until %s for the %s %s of report %s",
				p.From.Format(time.DateOnly), p.Until.Add(-time.Second).Format(time.DateOnly), p.Cadence(), p.Name(), s.Name))
		}
	}
	return requestErrorf("no period lies wholly within %s to %s: give, for example, %s", b.From, b.Until, strings.Join(hints, ", or "))
}

// tasks are the periods in the order in which they ended: what is fetched for one is history to those after it. Of several
// that ended together, the longer comes later.
func (b Backfill) tasks(list []span, invocation string) []task {
	event := Event{Date: b.From, Force: b.Force, ID: invocation}
	var tasks []task
	for _, s := range list {
		if !b.Mail {
			s.Mail = nil
		}
		for _, p := range s.whole {
			t := newTask(s.Report, event, p)
			t.storeOnly, t.impatient = !b.Mail, true
			tasks = append(tasks, t)
		}
	}
	slices.SortStableFunc(tasks, func(x, y task) int {
		return cmp.Or(x.period.Until.Compare(y.period.Until), y.period.From.Compare(x.period.From))
	})
	return tasks
}

// isMade reports whether the records say that everything of a period has been delivered that this backfill would deliver: one
// that only stored did not mail.
func (r *Runner) isMade(ctx context.Context, t task) (bool, error) {
	past, err := r.records().Past(ctx, runKey(t))
	if err != nil {
		return false, fmt.Errorf("look up what is made of report %s for %s: %w", t.Name, t.period.Name(), err)
	}
	return slices.ContainsFunc(past, func(try ledger.Try) bool {
		return (ledger.Past{try}).Delivered() && (t.storeOnly || try.Result.Facts[factReach] != reachStore)
	}), nil
}
