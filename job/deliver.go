package job

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// consignment is a parcel with the channel that carries it, or the reason why none does.
type consignment struct {
	channel delivery.Channel
	parcel  delivery.Parcel
	skip    string
	linked  bool // the mail links to what is stored, so that must be stored first
}

// address makes the parcels of a report: first the store's, so that what is mailed is kept already, then one for each
// recipient of the mail, so that a refused address stops no other.
func address(t task, made rendered, usage report.Usage) []consignment {
	list := stored(t, made)
	if t.Mail == nil {
		return list
	}
	empty := usage.Total.Known && usage.Total.N == 0 && len(usage.Oddities) == 0
	for _, recipient := range recipients(t.Mail) {
		c := consignment{channel: t.Mail.Channel, parcel: parcel(t, made, recipient), linked: len(made.linked) > 0}
		if empty && t.WhenEmpty == NoteEmpty {
			c.parcel.HTML, c.parcel.Text, c.parcel.Files = "", made.note, nil
		}
		if empty && t.WhenEmpty == SkipEmpty {
			c.skip = "no usage was recorded, and when_empty is skip"
		}
		list = append(list, c)
	}
	return list
}

// stored is what goes into the store: the formats that the report asks for, and what its mail links to.
func stored(t task, made rendered) []consignment {
	var channel delivery.Channel
	var wanted []Format
	switch {
	case t.Store != nil:
		channel, wanted = t.Store.Channel, slices.Clone(t.Store.Formats)
	case len(made.linked) > 0:
		channel = t.Mail.Depot
	default:
		return nil
	}
	for _, format := range made.linked {
		if !slices.Contains(wanted, format) {
			wanted = append(wanted, format)
		}
	}
	return []consignment{{channel: channel, parcel: delivery.Parcel{
		Key: key(t, channel, ""), Folder: folder(t), Files: made.files(wanted),
	}}}
}

// parcel is one recipient's mail.
func parcel(t task, made rendered, recipient string) delivery.Parcel {
	return delivery.Parcel{
		Key: key(t, t.Mail.Channel, recipient), Date: t.planned.In(t.Zone),
		Subject: made.mail.Subject, HTML: made.mail.HTML, Text: made.mail.Text,
		Files: made.mailed(), To: t.Mail.To, Cc: t.Mail.Cc,
	}
}

func key(t task, channel delivery.Channel, recipient string) delivery.Key {
	return delivery.Key{
		Report: t.Name, Period: t.period.Name(), Revision: t.revision, Channel: channel.Name(), Recipient: recipient,
	}
}

// folder is where a store files the period: report/2024/11/19, dated by its first day.
func folder(t task) string { return t.Name + "/" + t.period.From.Format("2006/01/02") }

func recipients(m *Mail) []string {
	var list []string
	for _, addresses := range [][]mail.Address{m.To, m.Cc, m.Bcc} {
		for _, address := range addresses {
			list = append(list, address.Address)
		}
	}
	return list
}

// deliverAll hands every parcel to its channel. A failure stops no other, but a mail whose link would lead nowhere.
func (r *Runner) deliverAll(ctx context.Context, log *slog.Logger, a *account, list []consignment) {
	records := r.records()
	var unstored error
	for i, c := range list {
		part, cancel := share(ctx, r.Now(), "this delivery", len(list)-i)
		var d Delivery
		var err error
		if c.linked && unstored != nil {
			d, err = keepBack(c, unstored)
		} else {
			d, err = r.deliver(part, log, records, a.task, c)
		}
		cancel()
		if c.parcel.Folder != "" {
			unstored = err
		}
		a.deliveredBy(log, c, d, err)
	}
}

var errUnstored = errors.New("the file that the mail would link to is not stored")

// keepBack is the delivery of a mail that has to wait for the store, as lastingly as that has failed.
func keepBack(c consignment, unstored error) (Delivery, error) {
	fault := delivery.Temporary
	if isLasting(unstored) {
		fault = delivery.Permanent
	}
	err := &delivery.Error{Fault: fault, Doing: "mail " + c.parcel.Key.Recipient, Err: errUnstored}
	return Delivery{Via: c.parcel.Key.Channel, Status: delivery.StatusFailed, Detail: detail(c, err.Error())}, err
}

// deliveredBy notes how a delivery ended.
func (a *account) deliveredBy(log *slog.Logger, c consignment, d Delivery, err error) {
	if err != nil {
		a.add(problem{
			phase: report.Delivering, where: place(c), err: fmt.Errorf("deliver by %s: %w", place(c), err), lasting: isLasting(err),
		})
	}
	log.Info("delivery", "via", d.Via, "recipient", c.parcel.Key.Recipient, "status", d.Status, "detail", d.Detail)
	a.result.Deliveries = append(a.result.Deliveries, d)
}

// isLasting reports whether a delivery was refused for good, now or before.
func isLasting(err error) bool {
	var settled *ledger.SettledError
	return errors.As(err, &settled) || delivery.FaultOf(err) == delivery.Permanent
}

// deliver makes one delivery, unless the ledger says that it is made, tries again what may pass, and waits for another
// run that is at it.
func (r *Runner) deliver(ctx context.Context, log *slog.Logger, records *ledger.Ledger, t task, c consignment) (Delivery, error) {
	d := Delivery{Via: c.parcel.Key.Channel}
	if t.dryRun {
		c.skip = "dry run"
	}
	if c.skip != "" {
		d.Status, d.Detail = Skipped, detail(c, c.skip)
		return d, nil
	}
	ref, err := persist(ctx, func() (string, error) { return attempt(ctx, log, records, r.intent(ctx, t, c), c) })
	var settled *ledger.SettledError
	switch {
	case err == nil:
		d.Status, d.Detail = delivery.StatusDelivered, detail(c, ref)
	case errors.As(err, &settled) && settled.Result.Status == delivery.StatusDelivered:
		d.Status, d.Detail = AlreadyDelivered, detail(c, err.Error())
		err = nil
	case settled != nil:
		d.Status, d.Detail = settled.Result.Status, detail(c, err.Error())
	default:
		d.Status, d.Detail = delivery.StatusOf(err), detail(c, err.Error())
	}
	return d, err
}

// persist tries a delivery until it is made, settled, or tried [deliveryTries] times. While another run is at it, it looks
// again every [heldWait] as long as there is time: that one may have crashed.
func persist(ctx context.Context, try func() (string, error)) (string, error) {
	var last error // the retry's own would say no more than that the time is up
	tries := 0
	ref, err := backoff.Retry(ctx, func() (ref string, err error) {
		ref, last = try()
		var held *ledger.HeldError
		if errors.As(last, &held) {
			return ref, &backoff.RetryAfterError{Duration: heldWait}
		}
		if tries++; tries == deliveryTries || last != nil && isLasting(last) {
			return ref, backoff.Permanent(last)
		}
		return ref, last
	}, backoff.WithBackOff(fullJitter()), backoff.WithMaxElapsedTime(0))
	if err != nil {
		err = cutShort(ctx, last)
	}
	return ref, err
}

// heldWait is how often a run looks whether another that is at a delivery has ended.
const heldWait = time.Second

// deliveryTries is how often a delivery is tried within a run, and fullJitter the random waits between: up to 1 and 2
// seconds.
const deliveryTries = 3

func fullJitter() *backoff.ExponentialBackOff {
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval, waits.Multiplier, waits.RandomizationFactor = time.Second/2, 2, 1
	return waits
}

// attempt claims the delivery, makes it and records how it ended.
func attempt(ctx context.Context, log *slog.Logger, records *ledger.Ledger, intent ledger.Intent, c consignment) (string, error) {
	claim, err := records.Claim(ctx, intent)
	if err != nil {
		return "", err
	}
	ref, err := c.channel.Deliver(ctx, c.parcel)
	result := ledger.Result{Status: delivery.StatusOf(err), Final: isFinal(claim, err), Detail: ref}
	if err != nil {
		result.Detail = err.Error()
	}
	// The record is worth the reserve: without it the delivery would be made again.
	recording, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordingReserve)
	defer cancel()
	if recordErr := claim.Record(recording, result); recordErr != nil {
		log.Error("the delivery is not recorded; a later run may repeat it", "via", c.parcel.Key.Channel,
			"recipient", c.parcel.Key.Recipient, "status", result.Status, "error", recordErr.Error())
	}
	return ref, err
}

// isFinal reports whether a delivery that ended like this is not to be tried again: it was made, or refused for good, or
// its acceptance was lost a second time, so that it may have arrived twice.
func isFinal(claim *ledger.Claim, err error) bool {
	switch {
	case err == nil:
		return true
	case delivery.FaultOf(err) == delivery.Unclear:
		return claim.Lost
	default:
		return delivery.FaultOf(err) == delivery.Permanent
	}
}

// unboundedLimit is how long a delivery is taken to last at most in a run without a deadline.
const unboundedLimit = 5 * time.Minute

func (r *Runner) intent(ctx context.Context, t task, c consignment) ledger.Intent {
	expires, ok := ctx.Deadline()
	if !ok {
		expires = r.Now().Add(unboundedLimit)
	}
	return ledger.Intent{
		Key: c.parcel.Key, Planned: t.planned, Expires: expires.Add(recordingReserve), Hashes: hashes(c.parcel), Redo: t.redo,
	}
}

// hashes are those of the parcel's parts; not of the mail, whose boundaries are random.
func hashes(p delivery.Parcel) map[string]string {
	parts := map[string][]byte{}
	if p.HTML != "" {
		parts["html"] = []byte(p.HTML)
	}
	if p.Text != "" {
		parts["text"] = []byte(p.Text)
	}
	for _, file := range p.Files {
		parts[file.Name] = file.Content
	}
	sums := make(map[string]string, len(parts))
	for name, content := range parts {
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(content))
	}
	return sums
}

// detail names the recipient, of whom a channel may have several.
func detail(c consignment, text string) string {
	if c.parcel.Key.Recipient == "" {
		return text
	}
	return c.parcel.Key.Recipient + ": " + text
}

func place(c consignment) string {
	if c.parcel.Key.Recipient == "" {
		return c.parcel.Key.Channel
	}
	return c.parcel.Key.Channel + " to " + c.parcel.Key.Recipient
}
