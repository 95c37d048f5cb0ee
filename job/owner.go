package job

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"time"

	"tokenreport/apiclient"
	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// Owner is who is told, once for each report and period, what needs a person. The readers are never told.
type Owner struct {
	Channel delivery.Channel
	To      []mail.Address
}

// ownerChannel stands for the owner in keys and answers, whatever carries the notice: what a reader got and what the
// owner was told are different deliveries.
const ownerChannel = "owner"

// tell tells the owner what became of a report, where that needs a person and no later try of the platform can change
// it any more. A notice that cannot be delivered is one more problem.
func (r *Runner) tell(ctx context.Context, log *slog.Logger, records *ledger.Ledger, number int, a *account) {
	if r.Owner == nil || len(a.problems)+len(a.doubts) == 0 || !a.over(number) {
		return
	}
	subject, text, err := report.ComposeOwnerNotice(r.notice(a, number))
	if err != nil {
		a.add(problem{phase: report.Rendering, err: fmt.Errorf("compose the notice to the owner: %w", err), lasting: true})
		return
	}
	t := a.task
	t.redo = min(t.redo, ledger.RedoRefused) // also who forces a report has been told
	telling, cancel := deliveryPhase(ctx, r.Now())
	defer cancel()
	for i, address := range r.Owner.To {
		c := consignment{channel: r.Owner.Channel, parcel: delivery.Parcel{
			Key: ownerKey(t, address.Address), Date: t.planned.In(t.Zone), Subject: subject, Text: text, To: []mail.Address{address},
		}}
		part, cancel := share(telling, r.Now(), "this notice", len(r.Owner.To)-i)
		d, err := r.tellOne(part, log, records, t, c)
		cancel()
		a.deliveredBy(log, c, d, err)
	}
}

// tellOne delivers a notice. Where no record can be kept, the process's memory has to do: of that above all the owner
// must hear.
func (r *Runner) tellOne(ctx context.Context, log *slog.Logger, records *ledger.Ledger, t task, c consignment) (Delivery, error) {
	memory := ledger.New(r.Memory, r.Now, r.Invocation)
	if past, err := memory.Past(ctx, c.parcel.Key); err == nil && past.Delivered() {
		records = memory
	}
	d, err := r.deliver(ctx, log, records, t, c)
	if refusesRecords(err) {
		return r.deliver(ctx, log, memory, t, c)
	}
	return d, err
}

// TellUnstarted tells the owner, once a day, that no report can be made at all, since the configuration is wrong. Only
// Owner, Shelf, Memory, Invocation, Now and Log are needed. The error is that of the notice's delivery.
func (r *Runner) TellUnstarted(ctx context.Context, event Event, language string, zone *time.Location, wrong error) error {
	t := task{
		// No report can have this name.
		Report: Report{Name: "(configuration)", Language: language, Zone: zone},
		period: report.PreviousDay(event.Time, zone), planned: event.Time, revision: 1,
	}
	a := newAccount(t)
	a.add(problem{phase: report.Starting, err: wrong, lasting: true})
	a.again, a.event = "tokenreport check", `{"Message":"{\"check\":true}"}`
	r.tell(ctx, r.logFor(t), r.records(), 0, &a)
	a.problems = a.problems[1:]
	return a.joined()
}

func ownerKey(t task, recipient string) delivery.Key {
	key := runKey(t)
	key.Channel, key.Recipient = ownerChannel, recipient
	return key
}

// refusesRecords reports whether a delivery failed because no record can be kept, now and later.
func refusesRecords(err error) bool {
	var shelf *ledger.ShelfError
	return errors.As(err, &shelf) && delivery.FaultOf(err) == delivery.Permanent
}

func (r *Runner) notice(a *account, number int) report.OwnerNotice {
	n := report.OwnerNotice{
		Report: a.task.Name, Title: a.task.Title, Language: a.task.Language,
		Period: a.task.period, Revision: a.task.revision, Outcome: a.outcome(),
		Doubts: a.doubts, Attempts: number, At: r.Now().In(a.task.Zone),
		Command: cmp.Or(a.again, command(a.task)), Message: cmp.Or(a.event, message(a.task)),
	}
	for _, p := range a.problems {
		code, requestID := remote(p.err)
		n.Problems = append(n.Problems, report.Problem{
			Phase: p.phase, Where: p.where, Code: code, RequestID: requestID, Text: p.err.Error(),
		})
	}
	return n
}

func (a *account) outcome() report.Outcome {
	arrived, wanted := a.delivered()
	switch {
	case a.missed:
		return report.Missed
	case arrived == wanted && len(a.result.Files) > 0:
		return report.Doubtful
	case arrived > 0:
		return report.Partly
	default:
		return report.Failed
	}
}

// remote is what the other side called an error: its code and its request ID, where it gave them.
func remote(err error) (code, requestID string) {
	var refusal *apiclient.Error
	var failure *delivery.Error
	switch {
	case errors.As(err, &refusal):
		return refusal.Code, refusal.RequestID
	case errors.As(err, &failure):
		return failure.Code, failure.RequestID
	default:
		return "", ""
	}
}

// command makes the report again, from a command line with the function's configuration.
func command(t task) string {
	return fmt.Sprintf("tokenreport run --report %s --date %s", t.Name, t.period.Name())
}

// message does the same as a test event of the platform's console.
func message(t task) string {
	inner, _ := json.Marshal(map[string]any{"reports": []string{t.Name}, "date": t.period.Name()}) // of such values it cannot fail
	outer, _ := json.Marshal(map[string]string{"Message": string(inner)})
	return string(outer)
}
