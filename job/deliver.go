package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// courier makes the deliveries of one report and keeps their records.
type courier struct {
	runner  *Runner
	log     *slog.Logger
	records *ledger.Ledger
	// patience is how long a record may take. After one that was not written it is short: fifty that hang would leave no
	// time for the deliveries.
	patience time.Duration
}

const shortPatience = 500 * time.Millisecond

func (r *Runner) courier(log *slog.Logger, records *ledger.Ledger) *courier {
	return &courier{runner: r, log: log, records: records, patience: recordingReserve}
}

// deliverAll hands every parcel to its channel. A failure stops no other, but what has a link that would lead nowhere.
func (r *Runner) deliverAll(ctx context.Context, log *slog.Logger, a *account, list []consignment) {
	delivering, cancel := deliveryPhase(ctx, r.Now())
	defer cancel()
	courier := r.courier(log, r.records())
	var unstored error
	for i, c := range list {
		part, cancel := share(delivering, r.Now(), "this delivery", len(list)-i)
		var d Delivery
		var err error
		if c.linked && unstored != nil {
			d, err = keepBack(c, unstored)
		} else {
			d, err = courier.deliver(part, a.task, c)
		}
		cancel()
		if c.stores {
			unstored = err
		}
		if p := a.note(log, c, d, err); p != nil {
			a.add(*p)
		}
	}
}

var errUnstored = errors.New("the file that it would link to is not stored")

// keepBack is the delivery of what has to wait for the store, as lastingly as that has failed.
func keepBack(c consignment, unstored error) (Delivery, error) {
	fault := delivery.Temporary
	if isLasting(unstored) {
		fault = delivery.Permanent
	}
	doing := "mail "
	if c.parcel.Card != nil {
		doing = "post to "
	}
	err := &delivery.Error{Fault: fault, Doing: doing + c.parcel.Key.Recipient, Err: errUnstored}
	return Delivery{Via: c.parcel.Key.Channel, Status: delivery.StatusFailed, Detail: detail(c, err.Error())}, err
}

// note keeps how a delivery ended. It returns the problem, if that is one.
func (a *account) note(log *slog.Logger, c consignment, d Delivery, err error) *problem {
	log.Info("delivery", "via", d.Via, "recipient", c.parcel.Key.Recipient, "status", d.Status, "detail", d.Detail)
	a.result.Deliveries = append(a.result.Deliveries, d)
	if err == nil {
		return nil
	}
	phase := report.Delivering
	if d.Status == delivery.StatusDelivered {
		phase = report.Recording
	}
	return &problem{phase: phase, where: place(c), err: fmt.Errorf("deliver by %s: %w", place(c), err), lasting: isLasting(err)}
}

// isLasting reports whether another try by itself is of no use: a delivery, or its record, was refused for good, now or
// before, or it was lost too often.
func isLasting(err error) bool {
	var settled *ledger.SettledError
	var lost *lostError
	return errors.As(err, &settled) || errors.As(err, &lost) || delivery.FaultOf(err) == delivery.Permanent
}

// lostError is a delivery that was handed over in two runs, and acknowledged in neither. It may have arrived twice, so it is
// not made a third time unless a person asks for it.
type lostError struct{ err error }

func (e *lostError) Error() string {
	return "handed over in two runs, and acknowledged in neither: ask whether it arrived, and if not run it by hand: " + e.err.Error()
}

func (e *lostError) Unwrap() error { return e.err }

// unrecordedError is a delivery whose end could not be recorded.
type unrecordedError struct {
	delivered bool
	errs      []error // how the delivery failed, if it did, and why it is not recorded
}

func (e *unrecordedError) Error() string {
	return "how the delivery ended is not recorded, so that a later run may repeat it: " + errors.Join(e.errs...).Error()
}

func (e *unrecordedError) Unwrap() []error { return e.errs }

// deliver makes one delivery, unless the ledger says that it is made, tries again what may pass, and waits for another
// run that is at it.
func (c *courier) deliver(ctx context.Context, t task, parcel consignment) (Delivery, error) {
	d := Delivery{Via: parcel.parcel.Key.Channel}
	if t.dryRun {
		parcel.skip = "dry run"
	}
	if parcel.skip != "" {
		d.Status, d.Detail = Skipped, detail(parcel, parcel.skip)
		return d, nil
	}
	ref, err := persist(ctx, c.runner.Now, !t.impatient, func() (string, error) { return c.attempt(ctx, t, parcel) })
	var settled *ledger.SettledError
	var unrecorded *unrecordedError
	switch {
	case err == nil:
		d.Status, d.Detail = delivery.StatusDelivered, detail(parcel, ref)
	case errors.As(err, &settled) && settled.Result.Status == delivery.StatusDelivered:
		d.Status, d.Detail = AlreadyDelivered, detail(parcel, err.Error())
		err = nil
	case settled != nil:
		d.Status, d.Detail = settled.Result.Status, detail(parcel, err.Error())
	case errors.As(err, &unrecorded) && unrecorded.delivered:
		d.Status, d.Detail = delivery.StatusDelivered, detail(parcel, err.Error())
	default:
		d.Status, d.Detail = delivery.StatusOf(err), detail(parcel, err.Error())
	}
	return d, err
}

// attempt claims the delivery, makes it and records how it ended.
func (c *courier) attempt(ctx context.Context, t task, parcel consignment) (string, error) {
	claim, err := c.records.Claim(ctx, ledger.Intent{
		Key: parcel.parcel.Key, Planned: t.planned, Expires: c.runner.expiry(t), Hashes: hashes(parcel.parcel), Redo: t.redo, Event: t.event,
	})
	if err != nil {
		return "", err
	}
	if claim.Again {
		parcel.parcel.Redo = t.event
	}
	ref, err := parcel.channel.Deliver(ctx, parcel.parcel)
	if err == nil && claim.Again {
		ref += " (again, by force)"
	}
	if claim.Lost && delivery.FaultOf(err) == delivery.Unclear {
		err = &lostError{err}
	}
	result := ledger.Result{Status: delivery.StatusOf(err), Final: err == nil || isLasting(err), Detail: ref}
	if err != nil {
		result.Detail = err.Error()
	}
	return ref, c.record(ctx, t, claim, result, err)
}

// record keeps how a delivery ended, within the invocation's time: without it the delivery would be made again. It
// returns the delivery's error, and its own.
func (c *courier) record(ctx context.Context, t task, claim *ledger.Claim, result ledger.Result, err error) error {
	recording, cancel := recordingPhase(ctx, c.patience, t.deadline)
	defer cancel()
	recordErr := claim.Record(recording, result)
	if recordErr == nil {
		return err
	}
	c.patience = shortPatience
	unrecorded := &unrecordedError{delivered: err == nil, errs: []error{recordErr}}
	if err != nil {
		unrecorded.errs = []error{err, recordErr}
	}
	return unrecorded
}
