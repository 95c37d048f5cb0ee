package job

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// due are the reports that the event asks for, with their periods: those it names, or all for the date it names, or those
// whose period has ended with the day before the event's instant. It is an error if one that it names is about a period
// that is not over, or if all are.
func (r *Runner) due(event Event) ([]task, error) {
	if err := errors.Join(r.checkNames(event.Reports), r.checkRate(event.Rate)); err != nil {
		return nil, err
	}
	var due []task
	var early error
	for _, candidate := range r.Reports {
		named := slices.Contains(event.Reports, candidate.Name)
		if len(event.Reports) > 0 && !named {
			continue
		}
		period, err := r.period(event, candidate)
		switch {
		case err != nil:
			return nil, err
		case !named && event.Date == "" && !hasJustEnded(period, r.instant(event)):
			continue
		case r.goesOn(period) && !named:
			early = cmp.Or(early, r.notOver(event, candidate, period))
			continue
		case r.goesOn(period):
			return nil, r.notOver(event, candidate, period)
		}
		due = append(due, newTask(candidate, event, period))
	}
	if len(due) == 0 {
		return nil, early
	}
	return due, nil
}

func newTask(candidate Report, event Event, period report.Period) task {
	return task{
		Report: candidate, period: period, planned: planned(event, period), revision: 1,
		dryRun: event.DryRun, redo: redo(event), event: event.ID, byHand: event.Time.IsZero(), next: event.Date == "",
	}
}

func (r *Runner) checkNames(names []string) error {
	var have []string
	for _, candidate := range r.Reports {
		have = append(have, candidate.Name)
	}
	for _, name := range names {
		if !slices.Contains(have, name) {
			return requestErrorf("there is no report %q: the configuration has %s", name, strings.Join(have, ", "))
		}
	}
	return nil
}

// checkRate refuses more than this process may use.
func (r *Runner) checkRate(rate int) error {
	if rate == 0 || rate <= r.API.Rate() {
		return nil
	}
	return requestErrorf("rate is %d requests per second: api.rate permits %d", rate, r.API.Rate())
}

// instant is the event's, or now.
func (r *Runner) instant(event Event) time.Time {
	if event.Time.IsZero() {
		return r.Now()
	}
	return event.Time
}

// period is the report's that holds the event's date, or the last one that was over at its instant.
func (r *Runner) period(event Event, candidate Report) (report.Period, error) {
	if event.Date == "" {
		return report.Previous(candidate.Cadence, r.instant(event), candidate.Zone), nil
	}
	period, err := report.ParsePeriod(candidate.Cadence, event.Date, candidate.Zone)
	if err != nil {
		return report.Period{}, &RequestError{Err: err}
	}
	return period, nil
}

// hasJustEnded reports whether the period is over since the day of the instant began, in its zone: each day for a day's
// report, on Mondays for a week's, on the 1st for a month's.
func hasJustEnded(p report.Period, instant time.Time) bool {
	return p.Until.Equal(report.PreviousDay(instant, p.Zone()).Until)
}

// clockSkew is how much earlier than the event's clock this machine's may be.
const clockSkew = 5 * time.Minute

// goesOn reports whether the period is not over.
func (r *Runner) goesOn(p report.Period) bool { return p.Until.After(r.Now().Add(clockSkew)) }

func (r *Runner) notOver(event Event, candidate Report, p report.Period) error {
	refuse := requestErrorf
	if event.Date == "" { // it is the time that asks for it
		refuse = timeErrorf
	}
	return refuse("%s is not over in %s yet: the last full %s is %s",
		p.Name(), candidate.Zone, p.Cadence(), report.Previous(candidate.Cadence, r.Now(), candidate.Zone).Name())
}

// planned is the instant that the report is dated with. A command has no timer, so it takes the first instant at
// which one could have fired for the period.
func planned(event Event, period report.Period) time.Time {
	if event.Time.IsZero() {
		return period.Until
	}
	return event.Time
}

// redo is what the event overrides. The platform's later tries leave alone what was refused for good; a person, whose
// event has no time, has mended the cause.
func redo(event Event) ledger.Redo {
	switch {
	case event.Force:
		return ledger.RedoAll
	case event.Time.IsZero():
		return ledger.RedoRefused
	default:
		return ledger.RedoNothing
	}
}
