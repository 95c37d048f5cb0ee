package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/internal/parallel"
	"tokenreport/report"
)

// courier makes the deliveries of one report and keeps their records.
type courier struct {
	runner  *Runner
	log     *slog.Logger
	records *ledger.Ledger
	lanes   *lanes
	// patience is how long a record may take. After one that was not written it is short: fifty that hang would leave no
	// time for the deliveries.
	patience atomic.Int64
}

const shortPatience = 500 * time.Millisecond

func (r *Runner) courier(log *slog.Logger, records *ledger.Ledger, deliveries int) *courier {
	c := &courier{runner: r, log: log, records: records, lanes: newLanes(deliveries)}
	c.patience.Store(int64(recordingReserve))
	return c
}

// made is how a delivery ended.
type made struct {
	Delivery
	err error
}

// deliverAll hands every parcel to its channel: first what is kept, then, over few connections, what is sent. A failure stops
// no other, but what has a link that would lead nowhere.
func (r *Runner) deliverAll(ctx context.Context, log *slog.Logger, a *account, list []consignment) {
	delivering, cancel := deliveryPhase(ctx)
	defer cancel()
	courier := r.courier(log, r.records(), len(list))
	ends, goroutines := make([]made, len(list)), make([]<-chan error, len(list))
	var unstored error
	for i, c := range list {
		if c.linked && unstored != nil {
			ends[i] = keepBack(c, unstored)
			c.logEnd(log, ends[i])
			continue
		}
		turn, err := courier.lanes.enter(delivering, c.parcel.Key.Channel)
		deliver := func() error {
			ends[i] = courier.deliver(delivering, a.task, c, turn, err)
			c.logEnd(log, ends[i])
			return nil
		}
		if c.stores {
			_ = deliver()
			unstored = ends[i].err
			continue
		}
		goroutines[i] = parallel.Go(deliver)
	}
	var defect error
	for i, c := range list {
		if goroutines[i] != nil {
			if err := <-goroutines[i]; err != nil {
				defect = err
				continue
			}
		}
		if p := a.note(c, ends[i]); p != nil {
			a.add(*p)
		}
	}
	if defect != nil {
		panic(defect)
	}
}

var errUnstored = errors.New("the file that it would link to is not stored")

// keepBack is the delivery of what has to wait for the store, as lastingly as that has failed.
func keepBack(c consignment, unstored error) made {
	fault := delivery.Temporary
	if isLasting(unstored) {
		fault = delivery.Permanent
	}
	doing := "mail "
	if c.parcel.Card != nil {
		doing = "post to "
	}
	err := &delivery.Error{Fault: fault, Doing: doing + c.parcel.Key.Recipient, Err: errUnstored}
	return made{Delivery{Via: c.parcel.Key.Channel, Status: delivery.StatusFailed, Detail: detail(c, err.Error())}, err}
}

func (c consignment) logEnd(log *slog.Logger, d made) {
	log.Info("delivery", "via", d.Via, "recipient", c.parcel.Key.Recipient, "status", d.Status, "detail", d.Detail)
}

// note keeps how a delivery ended. It returns the problem, if that is one.
func (a *account) note(c consignment, d made) *problem {
	a.result.Deliveries = append(a.result.Deliveries, d.Delivery)
	if d.err == nil {
		return nil
	}
	phase := report.Delivering
	if d.Status == delivery.StatusDelivered {
		phase = report.Recording
	}
	return &problem{phase: phase, where: place(c), err: fmt.Errorf("deliver by %s: %w", place(c), d.err), lasting: isLasting(d.err)}
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

// one makes a delivery that has no others beside it.
func (c *courier) one(ctx context.Context, t task, parcel consignment) made {
	turn, err := c.lanes.enter(ctx, parcel.parcel.Key.Channel)
	return c.deliver(ctx, t, parcel, turn, err)
}

// deliver makes one delivery, unless the ledger says that it is made, tries again what may pass, and waits for another
// run that is at it. It begins with a turn, or an error instead, and takes others after its waits.
func (c *courier) deliver(ctx context.Context, t task, parcel consignment, turn *lane, err error) made {
	defer func() {
		if turn != nil {
			turn.leave()
		}
	}()
	d := Delivery{Via: parcel.parcel.Key.Channel}
	if t.dryRun {
		parcel.skip = "dry run"
	}
	if parcel.skip != "" {
		d.Status, d.Detail = Skipped, detail(parcel, parcel.skip)
		return made{d, nil}
	}
	ref, held := "", false
	if err == nil {
		p := patience{held: !t.impatient, deferred: !parcel.stores, wait: func(tries int, wait time.Duration, err error) {
			if isHeld(err) || wait >= deferral {
				turn.leave()
				turn = nil
			}
			if isHeld(err) && !held {
				held = true
				c.log.Info("delivery held", "via", d.Via, "recipient", parcel.parcel.Key.Recipient, "error", err.Error())
			}
			if wait >= deferral {
				c.log.Info("delivery deferred", "via", d.Via, "recipient", parcel.parcel.Key.Recipient, "tries", tries,
					"wait_ms", wait.Milliseconds(), "error", err.Error())
			}
		}}
		ref, err = persist(ctx, p, func() (ref string, err error) {
			if turn == nil {
				if turn, err = c.lanes.again(ctx, d.Via); err != nil {
					return "", err
				}
			}
			ref, err = c.attempt(turn, t, parcel)
			return ref, cutShort(turn.ctx, err)
		})
	} else {
		err = cutShort(ctx, err)
	}
	return ended(d, parcel, ref, err)
}

// ended says how a delivery ended.
func ended(d Delivery, parcel consignment, ref string, err error) made {
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
	return made{d, err}
}

// attempt claims the delivery, makes it and records how it ended.
func (c *courier) attempt(turn *lane, t task, parcel consignment) (string, error) {
	ctx := turn.ctx
	claim, err := c.records.Claim(ctx, ledger.Intent{
		Key: parcel.parcel.Key, Planned: t.planned, Expires: c.runner.claimedUntil(t), Redo: t.redo, Event: t.event,
	})
	if err != nil {
		return "", err
	}
	if claim.Again {
		parcel.parcel.Redo = t.event
	}
	release := c.runner.renew(ctx, claim)
	ref, err := turn.deliver(c.runner.answersUntil(ctx, t, parcel), parcel)
	release()
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
	recording, cancel := recordingPhase(ctx, time.Duration(c.patience.Load()), t.deadline)
	defer cancel()
	recordErr := claim.Record(recording, result)
	if recordErr == nil {
		return err
	}
	c.patience.Store(int64(shortPatience))
	unrecorded := &unrecordedError{delivered: err == nil, errs: []error{recordErr}}
	if err != nil {
		unrecorded.errs = []error{err, recordErr}
	}
	return unrecorded
}
