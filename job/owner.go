package job

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"slices"
	"strings"
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
func (r *Runner) tell(ctx context.Context, log *slog.Logger, records *ledger.Ledger, a *account) {
	if r.Owner == nil || len(a.all())+len(a.doubts) == 0 || !a.over() || a.waits() {
		return
	}
	if err := caught(log, func() { r.tellOwner(ctx, log, records, a) }); err != nil {
		a.beside(problem{phase: report.Delivering, where: ownerChannel, err: fmt.Errorf("tell the owner: %w", err), lasting: true})
	}
}

func (r *Runner) tellOwner(ctx context.Context, log *slog.Logger, records *ledger.Ledger, a *account) {
	subject, text, err := report.ComposeOwnerNotice(r.notice(a))
	if err != nil {
		a.beside(problem{phase: report.Rendering, err: fmt.Errorf("compose the notice to the owner: %w", err), lasting: true})
		return
	}
	t := a.task
	t.redo = min(t.redo, ledger.RedoRefused) // also who forces a report has been told
	telling, cancel := deliveryPhase(ctx)
	defer cancel()
	for i, address := range r.Owner.To {
		c := consignment{channel: r.Owner.Channel, parcel: delivery.Parcel{
			Key: ownerKey(t, address.Address), Subject: subject, Text: text, To: []mail.Address{address},
		}}
		part, cancel := share(telling, "this notice", len(r.Owner.To)-i)
		d := r.tellOne(part, log, records, a.lastTry, t, c)
		cancel()
		c.logEnd(log, d)
		if p := a.note(c, d); p != nil {
			a.beside(*p)
		}
	}
}

// tellOne delivers a notice. Where no record of it can be kept, the process's memory has to do: of that above all the owner
// must hear.
func (r *Runner) tellOne(ctx context.Context, log *slog.Logger, records *ledger.Ledger, lastTry bool, t task, c consignment) made {
	if past, err := r.memory().Past(ctx, c.parcel.Key); err == nil && past.Delivered() {
		records = r.memory()
	}
	d := r.courier(log, records, 1).one(ctx, t, c)
	if isUnrecordable(d.err, lastTry) {
		return r.courier(log, r.memory(), 1).one(ctx, t, c)
	}
	return d
}

// isUnrecordable reports whether a delivery failed because no record can be kept, and will be so for all tries to come.
func isUnrecordable(err error, lastTry bool) bool {
	var shelf *ledger.ShelfError
	var unrecorded *unrecordedError // it has been told
	return errors.As(err, &shelf) && !errors.As(err, &unrecorded) && (lastTry || delivery.FaultOf(err) == delivery.Permanent)
}

// tellWaiting tells the owner, once a day, that the storage keeps no records, and which reports wait for it. As there is no
// storage to remember by, it is told by the last of the platform's tries, as far as the clock tells which that is, unless the
// process has told it that day. Should two instances both tell it, the mails have one Message-ID.
func (r *Runner) tellWaiting(ctx context.Context, event Event, accounts []account) {
	at := slices.IndexFunc(accounts, func(a account) bool { return a.lastTry && a.waits() })
	if at < 0 || r.Owner == nil || event.Time.IsZero() {
		return
	}
	first := accounts[at]
	t := task{
		// No report can have this name: it has a capital.
		Report: Report{Name: "Storage", Language: first.task.Language, Zone: first.task.Zone},
		period: report.PreviousDay(event.Time, first.task.Zone), planned: event.Time, revision: 1, deadline: first.task.deadline,
	}
	a := newAccount(t)
	a.advice, a.commands, a.events, a.lastTry = report.AdviseCheck, []string{checkCommand}, []string{checkEvent}, true
	for _, p := range first.all() {
		if len(a.problems) == 0 && isUnkept(p.err) {
			a.add(problem{phase: report.Recording, err: p.err, lasting: true})
		}
	}
	for _, waiting := range accounts {
		if waiting.waits() {
			a.waiting = append(a.waiting, waiting.task.Name+" "+waiting.task.period.Name())
		}
	}
	r.tell(ctx, r.logFor(t), r.memory(), &a)
	for _, p := range a.besides {
		r.Log.Warn("the owner could not be told that the storage keeps no records", "error", p.err.Error())
	}
}

// TellUnstarted tells the owner, once a day, that no report can be made at all, since the configuration is wrong. Only
// Owner, Shelf, Memory, Invocation, Now and Log are needed. The error is that of the notice's delivery.
func (r *Runner) TellUnstarted(ctx context.Context, event Event, language string, zone *time.Location, wrong error) error {
	t := task{
		// No report can have this name: it has a capital.
		Report: Report{Name: "Configuration", Language: language, Zone: zone},
		period: report.PreviousDay(event.Time, zone), planned: event.Time, revision: 1,
	}
	a := newAccount(t)
	a.add(problem{phase: report.Starting, err: wrong, lasting: true})
	a.advice, a.commands, a.events, a.lastTry = report.AdviseCheck, []string{checkCommand}, []string{checkEvent}, true
	var request *RequestError
	if errors.As(wrong, &request) {
		a.advice = cmp.Or(request.advice, report.AdviseMessage)
		a.commands, a.events = []string{"tokenreport run"}, []string{"{}"}
	}
	r.tell(ctx, r.logFor(t), r.records(), &a)
	return joined(a.besides)
}

// What tries everything that a run needs.
const (
	checkCommand = "tokenreport check"
	checkEvent   = `{"Message":"{\"check\":true}"}`
)

func ownerKey(t task, recipient string) delivery.Key {
	key := runKey(t)
	key.Channel, key.Recipient = ownerChannel, recipient
	return key
}

func (r *Runner) notice(a *account) report.OwnerNotice {
	n := report.OwnerNotice{
		Report: a.task.Name, Title: a.task.Title, Language: a.task.Language,
		Period: a.task.period, Revision: a.task.revision, Outcome: a.outcome(),
		Doubts: a.doubts, Attempts: a.tries, At: r.Now().In(a.task.Zone), Templates: r.Looks.Texts,
		Advice: a.advice, Waiting: a.waiting,
	}
	for _, p := range a.all() {
		code, requestID := remote(p.err)
		n.Problems = append(n.Problems, report.Problem{
			Phase: p.phase, Where: p.where, Code: code, RequestID: requestID, Text: p.err.Error(),
		})
	}
	commands, events := a.commands, a.events
	if commands == nil && len(a.all()) > 0 { // odd data do not become better by being sent again
		commands, events = []string{command(a.task)}, []string{message(a.task)}
	}
	n.Command, n.Message = strings.Join(commands, "\n"), strings.Join(events, "\n")
	return n
}

func (a *account) outcome() report.Outcome {
	arrived, wanted := a.delivered()
	switch {
	case a.missed:
		return report.Missed
	case len(a.waiting) > 0:
		return report.Waiting
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
	return fmt.Sprintf("tokenreport run --report %s --date %s", t.Name, t.date())
}

// date is a day of the task's period, by which an event names it.
func (t task) date() string { return t.period.From.Format(time.DateOnly) }

// message does the same as a test event of the platform's console.
func message(t task) string {
	inner, _ := json.Marshal(map[string]any{"reports": []string{t.Name}, "date": t.date()}) // of such values it cannot fail
	outer, _ := json.Marshal(map[string]string{"Message": string(inner)})
	return string(outer)
}
