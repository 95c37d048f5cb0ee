package job

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
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

// begin counts this attempt.
func (r *Runner) begin(ctx context.Context, records *ledger.Ledger, t task) run {
	begun, err := r.count(ctx, records, t)
	if err != nil {
		return run{}
	}
	return begun
}

func (r *Runner) count(ctx context.Context, records *ledger.Ledger, t task) (run, error) {
	expires, ok := ctx.Deadline()
	if !ok {
		expires = r.Now().Add(unboundedLimit)
	}
	claim, past, err := records.Begin(ctx, ledger.Intent{Key: runKey(t), Planned: t.planned, Expires: expires})
	return run{claim, past}, err
}

// number is which attempt this is, from 1; 0 if it is not known.
func (n run) number() int {
	if n.claim == nil {
		return 0
	}
	return n.claim.Attempt
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
)

// settled is the error of a run that failed for good before: the platform's later tries do not repeat it.
func (n run) settled(t task) error {
	last := n.past.Last()
	if !last.Final || last.Status == delivery.StatusDelivered || t.redo != ledger.RedoNothing {
		return nil
	}
	return &ledger.SettledError{Result: last}
}

// phase is where the last run failed.
func (n run) phase() report.Phase { return report.Phase(n.past.Last().Facts[factPhase]) }

// end records how the attempt went, and reports whether that is recorded. If not, that is a problem: the next morning would
// take the report for one that was never made.
func (r *Runner) end(ctx context.Context, records *ledger.Ledger, n run, a *account) bool {
	recording, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordingReserve)
	defer cancel()
	var err error
	if n.claim == nil {
		n, err = r.count(recording, records, a.task)
	}
	if err == nil {
		err = n.claim.Record(recording, r.ending(a))
	}
	if err != nil {
		a.add(problem{phase: report.Recording, err: fmt.Errorf("record the run: %w", err), lasting: isLasting(err)})
	}
	return err == nil
}

// ending is how the attempt went, for the records.
func (r *Runner) ending(a *account) ledger.Result {
	result := ledger.Result{Status: delivery.StatusDelivered, Final: true, Facts: r.facts(a)}
	if len(a.problems) == 0 {
		return result
	}
	result.Status, result.Final, result.Detail = delivery.StatusFailed, a.lasting(), a.joined().Error()
	result.Facts[factPhase] = string(a.problems[0].phase)
	var settled *ledger.SettledError
	if len(a.problems) == 1 && a.problems[0].where == "" && errors.As(a.problems[0].err, &settled) {
		result.Detail = settled.Result.Detail // of the run that failed for good, in its own words
	}
	return result
}

// facts are the figures of a report that has reached somebody; unknown ones are left out.
func (r *Runner) facts(a *account) map[string]string {
	facts := map[string]string{factPlanned: a.task.planned.UTC().Format(time.RFC3339)}
	if arrived, _ := a.delivered(); arrived == 0 {
		return facts
	}
	facts[factQuestion] = r.question(a.task)
	for name, figure := range map[string]*int64{factTotal: a.result.Total, factInput: a.result.Input, factOutput: a.result.Output} {
		if figure != nil {
			facts[name] = strconv.FormatInt(*figure, 10)
		}
	}
	return facts
}

// question is a short name for what the API is asked, and how its answer is read.
func (r *Runner) question(t task) string {
	asked := fmt.Sprintf("%q", []any{r.Endpoint, r.LabelZone, t.Zone, t.Filter})
	return fmt.Sprintf("%x", sha256.Sum256([]byte(asked)))[:16]
}

// showing is what a recorded run showed, and to which question.
type showing struct {
	report.Figures
	question string
}

// shownBy is what the latest recorded run showed; false if nobody got to see anything.
func shownBy(past ledger.Past, revision int) (showing, bool) {
	for _, ended := range slices.Backward(past.Ended) {
		facts := ended.Facts
		if question, shown := facts[factQuestion]; shown {
			return showing{report.Figures{
				Revision: revision, Total: amount(facts[factTotal]), Input: amount(facts[factInput]), Output: amount(facts[factOutput]),
			}, question}, true
		}
	}
	return showing{}, false
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

// over reports whether nothing more is to be expected of a report: it arrived, or failed for good, or as often as the
// platform tries.
func (a *account) over(number int) bool {
	return len(a.problems) == 0 || a.lasting() || number >= platformTries
}
