package job

import (
	"context"
	"log/slog"
	"strconv"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// run is the record of one attempt at a report. The zero run is one that could not be recorded: the report is made
// all the same, since its deliveries have records of their own.
type run struct {
	claim *ledger.Claim
	past  ledger.Past
}

// runKey is where the attempts at a report are counted.
func runKey(t task) delivery.Key {
	return delivery.Key{Report: t.Name, Period: t.period.Name(), Revision: t.revision, Channel: "run"}
}

// begin counts this attempt.
func (r *Runner) begin(ctx context.Context, log *slog.Logger, records *ledger.Ledger, t task) run {
	expires, ok := ctx.Deadline()
	if !ok {
		expires = r.Now().Add(unboundedLimit)
	}
	claim, past, err := records.Begin(ctx, ledger.Intent{Key: runKey(t), Planned: t.planned, Expires: expires})
	if err != nil {
		log.Warn("this run is not recorded", "error", err.Error())
		return run{}
	}
	return run{claim, past}
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
	factPhase  = "phase" // where it failed
	factTotal  = "total"
	factInput  = "input"
	factOutput = "output"
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

// end records how the attempt went.
func (n run) end(ctx context.Context, log *slog.Logger, a account) {
	if n.claim == nil {
		return
	}
	result := ledger.Result{Status: delivery.StatusDelivered, Final: true, Facts: facts(a)}
	if len(a.problems) > 0 {
		result.Status, result.Final, result.Detail = delivery.StatusFailed, a.lasting(), a.joined().Error()
		result.Facts[factPhase] = string(a.problems[0].phase)
	}
	recording, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordingReserve)
	defer cancel()
	if err := n.claim.Record(recording, result); err != nil {
		log.Error("how this run ended is not recorded", "error", err.Error())
	}
}

// facts are the figures of a report that has reached somebody; unknown ones are left out.
func facts(a account) map[string]string {
	facts := map[string]string{}
	if arrived, _ := a.delivered(); arrived == 0 {
		return facts
	}
	for name, figure := range map[string]*int64{factTotal: a.result.Total, factInput: a.result.Input, factOutput: a.result.Output} {
		if figure != nil {
			facts[name] = strconv.FormatInt(*figure, 10)
		}
	}
	return facts
}

// shownBy are the figures that a recorded run showed; false if nobody got to see any.
func shownBy(past ledger.Past, revision int) (report.Figures, bool) {
	for i := len(past.Ended) - 1; i >= 0; i-- {
		facts := past.Ended[i].Facts
		if _, shown := facts[factTotal]; shown || past.Ended[i].Status == delivery.StatusDelivered {
			return report.Figures{
				Revision: revision, Total: amount(facts[factTotal]), Input: amount(facts[factInput]), Output: amount(facts[factOutput]),
			}, true
		}
	}
	return report.Figures{}, false
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
