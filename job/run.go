package job

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// run is the record of one attempt at a report. One that could not be recorded when it began is recorded when it ends: the
// report is made all the same, since its deliveries have records of their own.
type run struct {
	claim *ledger.Claim // nil: not recorded
	past  ledger.Past
}

// runKey is where the attempts at a report are counted.
func runKey(t task) delivery.Key {
	return delivery.Key{Report: t.Name, Period: t.period.Name(), Revision: t.revision, Channel: "run"}
}

// begin counts this attempt. A report that is forced is made anew as its latest revision.
func (r *Runner) begin(ctx context.Context, records *ledger.Ledger, t *task) run {
	if t.redo == ledger.RedoAll {
		if err := r.takeLatestRevision(ctx, records, t); err != nil {
			return run{}
		}
	}
	begun, err := r.count(ctx, records, *t)
	if err != nil {
		if t.next { // so that the first run that finds the storage working knows that the period was wanted, and is waiting
			_, _ = began(ctx, r.memory(), t.Report, t.period)
			_, _ = r.count(ctx, r.memory(), *t)
		}
		return run{}
	}
	return begun
}

func (r *Runner) takeLatestRevision(ctx context.Context, records *ledger.Ledger, t *task) error {
	past, err := records.Past(ctx, runKey(*t))
	if err != nil {
		return err
	}
	come, err := r.latest(ctx, records, earlier{task: *t, past: past})
	if err == nil && come.revision > 1 {
		t.revision, t.corrects = come.revision, come.replaced
	}
	return err
}

func (r *Runner) count(ctx context.Context, records *ledger.Ledger, t task) (run, error) {
	claim, past, err := records.Begin(ctx, ledger.Intent{Key: runKey(t), Planned: t.planned, Expires: r.expiry(t)})
	return run{claim, past}, err
}

// expiry is when the run is over for certain.
func (r *Runner) expiry(t task) time.Time {
	if t.deadline.IsZero() {
		return r.Now().Add(unboundedLimit)
	}
	return t.deadline
}

// unboundedLimit is how long a run without a deadline is taken to last at most.
const unboundedLimit = 5 * time.Minute

// isLastTry reports whether the platform will not run the event again. Where the records do not tell how often it did, the
// clock does: the second of its later tries comes two minutes after the event.
func (r *Runner) isLastTry(n run, t task) bool {
	if n.claim == nil {
		return !t.byHand && r.Now().Sub(t.planned) >= (platformTries-1)*time.Minute
	}
	return n.tries(t, r.Now()) >= platformTries
}

// tries is how often the report was tried for this event, this time included; 0 if it is not known.
func (n run) tries(t task, now time.Time) int {
	if n.claim == nil {
		return 0
	}
	return n.past.Over(t.planned, now) + 1
}

// The facts of a run's record.
const (
	factPhase   = "phase"   // where it failed
	factPlanned = "planned" // the instant that the event is dated with
	factTotal   = "total"
	factInput   = "input"
	factOutput  = "output"
	// factQuestion says what was asked, so that figures are compared with those of the same question.
	factQuestion = "question"
	// factComplete says that nothing about the data was odd, and factDoubt that some may have been missing.
	factComplete = "complete"
	factDoubt    = "doubt"
	// factReach is reachStore where nothing was to go out but what is kept.
	factReach  = "reach"
	reachStore = "store"
	// factMissed says that the period had its turn before.
	factMissed = "missed"
)

// settled is the error of a run that failed for good before: later tries of the same event do not repeat it.
func (n run) settled(t task) error {
	last := n.past.Last()
	if !last.Final || last.Status == delivery.StatusDelivered || t.redo != ledger.RedoNothing || last.Facts[factPlanned] != plannedFact(t) {
		return nil
	}
	return &ledger.SettledError{Result: last}
}

// phase is where the last run failed.
func (n run) phase() report.Phase { return report.Phase(n.past.Last().Facts[factPhase]) }

// end records how the attempt went, and reports whether that is recorded. If not, that is a problem: the next morning would
// take the report for one that was never made.
func (r *Runner) end(ctx context.Context, records *ledger.Ledger, n run, a *account) bool {
	recording, cancel := recordingPhase(ctx, recordingReserve, a.task.deadline)
	defer cancel()
	var err error
	if n.claim == nil {
		n, err = r.count(recording, records, a.task)
	}
	if err == nil {
		err = n.claim.Record(recording, r.ending(ctx, n, a))
	}
	if err != nil {
		a.beside(problem{phase: report.Recording, err: fmt.Errorf("record the run: %w", err), lasting: isLasting(err)})
	}
	return err == nil
}

// ending is how the attempt went, for the records.
func (r *Runner) ending(ctx context.Context, n run, a *account) ledger.Result {
	result := ledger.Result{Status: delivery.StatusDelivered, Final: true, Facts: r.facts(n, a)}
	if len(a.problems) == 0 {
		return result
	}
	result.Status, result.Detail = delivery.StatusFailed, joined(a.problems).Error()
	// What only the storage of records prevented is made once it works, and needs nobody to ask for it.
	result.Final = lasting(a.problems) && !errors.Is(ctx.Err(), context.Canceled) && !a.unrecorded()
	result.Facts[factPhase] = string(a.problems[0].phase)
	var settled *ledger.SettledError
	if len(a.problems) == 1 && a.problems[0].where == "" && errors.As(a.problems[0].err, &settled) {
		result.Detail = settled.Result.Detail // of the run that failed for good, in its own words
	}
	return result
}

// facts are what a later run wants to know: whose try this was and, if a reader has got them, the figures; unknown ones
// are left out. A run that finds everything delivered keeps figures only where the one that delivered could not.
func (r *Runner) facts(n run, a *account) map[string]string {
	facts := map[string]string{factPlanned: plannedFact(a.task)}
	if a.task.storeOnly {
		facts[factReach] = reachStore
	}
	if a.task.missed {
		facts[factMissed] = "true"
	}
	arrived, _ := a.delivered()
	if !a.shows() && (arrived == 0 || len(shownBy(n.past, a.task.revision)) > 0) {
		return facts
	}
	facts[factQuestion], facts[factComplete] = r.question(a.task), strconv.FormatBool(a.sound)
	if a.doubt {
		facts[factDoubt] = "true"
	}
	for name, figure := range map[string]*int64{factTotal: a.result.Total, factInput: a.result.Input, factOutput: a.result.Output} {
		if figure != nil {
			facts[name] = strconv.FormatInt(*figure, 10)
		}
	}
	return facts
}

func plannedFact(t task) string { return t.planned.UTC().Format(time.RFC3339) }

// question is a short name for what the API is asked, and how its answer is read.
func (r *Runner) question(t task) string {
	asked := fmt.Sprintf("%q", []any{r.Endpoint, r.LabelZone, t.Zone, t.Filter})
	return fmt.Sprintf("%x", sha256.Sum256([]byte(asked)))[:16]
}

// showing is what a recorded run showed, and to which question.
type showing struct {
	report.Figures
	question string
	complete bool
	doubt    bool
}

// isDoubtful reports whether the figures may have been wrong.
func (s showing) isDoubtful() bool { return !s.complete || s.doubt }

// shownBy are what the recorded runs of a revision showed. They differ where one run reached the store and a later one a
// reader, and the API had learned of more in between.
func shownBy(past ledger.Past, revision int) []showing {
	var list []showing
	for _, try := range past {
		if try.Result == nil || try.Result.Facts[factQuestion] == "" {
			continue
		}
		facts := try.Result.Facts
		list = append(list, showing{
			Figures: report.Figures{
				Revision: revision, Total: amount(facts[factTotal]), Input: amount(facts[factInput]), Output: amount(facts[factOutput]),
			},
			question: facts[factQuestion], complete: facts[factComplete] == "true", doubt: facts[factDoubt] == "true",
		})
	}
	return list
}

func amount(fact string) report.Amount {
	n, err := strconv.ParseInt(fact, 10, 64)
	if err != nil {
		return report.Amount{}
	}
	return report.Known(report.Tokens(n))
}

// platformTries is how often the platform runs an event that fails: it tries twice again (SCF, "Error types and retry
// policies", the default for code errors).
const platformTries = 3

// over reports whether nothing more is to be expected of a report: it arrived, or failed for good, or this is the last try.
func (a *account) over() bool {
	return len(a.all()) == 0 || lasting(a.all()) || a.lastTry
}
