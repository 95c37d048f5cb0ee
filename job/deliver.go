package job

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
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
}

// address makes the parcels of a report: first the store's, so that what is mailed is kept already, then one for each
// recipient of the mail, so that a refused address stops no other.
func address(t task, made rendered, usage report.Usage) []consignment {
	var list []consignment
	if t.Store != nil {
		list = append(list, consignment{channel: t.Store.Channel, parcel: delivery.Parcel{
			Key: key(t, t.Store.Channel, ""), Folder: folder(t), Files: made.files(t.Store.Formats),
		}})
	}
	if t.Mail == nil {
		return list
	}
	empty := usage.Total.Known && usage.Total.N == 0 && len(usage.Oddities) == 0
	for _, recipient := range recipients(t.Mail) {
		c := consignment{channel: t.Mail.Channel, parcel: delivery.Parcel{
			Key: key(t, t.Mail.Channel, recipient), Date: t.planned.In(t.Zone),
			Subject: made.mail.Subject, HTML: made.mail.HTML, Text: made.mail.Text,
			Files: made.mailed(t.Mail), To: t.Mail.To, Cc: t.Mail.Cc,
		}}
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

func key(t task, channel delivery.Channel, recipient string) delivery.Key {
	return delivery.Key{
		Report: t.Name, Period: t.period.Name(), Revision: revision, Channel: channel.Name(), Recipient: recipient,
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

// deliverAll hands every parcel to its channel. A failure stops no other; the error joins them all.
func (r *Runner) deliverAll(ctx context.Context, log *slog.Logger, t task, list []consignment) ([]Delivery, error) {
	records := ledger.New(r.Shelf, r.Now, r.Invocation)
	deliveries := make([]Delivery, 0, len(list))
	var failures []error
	for i, c := range list {
		share, cancel := deliveryShare(ctx, r.Now(), len(list)-i)
		d, err := r.deliver(share, log, records, t, c)
		cancel()
		if err != nil {
			failures = append(failures, fmt.Errorf("deliver by %s: %w", place(c), err))
		}
		log.Info("delivery", "via", d.Via, "recipient", c.parcel.Key.Recipient, "status", d.Status, "detail", d.Detail)
		deliveries = append(deliveries, d)
	}
	return deliveries, errors.Join(failures...)
}

// deliver makes one delivery, unless the ledger says that it is made, and tries again what may pass.
func (r *Runner) deliver(ctx context.Context, log *slog.Logger, records *ledger.Ledger, t task, c consignment) (Delivery, error) {
	d := Delivery{Via: c.channel.Name()}
	if t.dryRun {
		c.skip = "dry run"
	}
	if c.skip != "" {
		d.Status, d.Detail = Skipped, detail(c, c.skip)
		return d, nil
	}
	intent := r.intent(ctx, t, c)
	var last error // the retry's own would say no more than that the time is up
	unclear := 0
	try := func() (ref string, err error) {
		ref, last = attempt(ctx, log, records, intent, c)
		if delivery.StatusOf(last) == delivery.StatusUnclear {
			unclear++
		}
		if unclear > 1 { // each may have arrived
			return ref, backoff.Permanent(last)
		}
		return ref, final(last)
	}
	ref, err := backoff.Retry(ctx, try, backoff.WithBackOff(fullJitter()), backoff.WithMaxTries(deliveryTries))
	if err != nil {
		err = cutShort(ctx, last)
	}
	var settled *ledger.SettledError
	switch {
	case err == nil:
		d.Status, d.Detail = delivery.StatusDelivered, detail(c, ref)
	case errors.As(err, &settled) && settled.Result.Status == delivery.StatusDelivered:
		d.Status, d.Detail = AlreadyDelivered, detail(c, err.Error())
		err = nil
	default:
		d.Status, d.Detail = delivery.StatusOf(err), detail(c, err.Error())
	}
	return d, err
}

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
	result := ledger.Result{Status: delivery.StatusOf(err), Final: err == nil || delivery.FaultOf(err) == delivery.Permanent, Detail: ref}
	if err != nil {
		result.Detail = err.Error()
	}
	// The record is worth the reserve: without it the delivery would be made again.
	recording, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordingReserve)
	defer cancel()
	if recordErr := claim.Record(recording, result); recordErr != nil {
		log.Error("the delivery is not recorded; a later run may repeat it", "via", c.channel.Name(),
			"recipient", c.parcel.Key.Recipient, "status", result.Status, "error", recordErr.Error())
	}
	return ref, err
}

// final marks the errors after which another try within this run is of no use.
func final(err error) error {
	var settled *ledger.SettledError
	var held *ledger.HeldError
	if errors.As(err, &settled) || errors.As(err, &held) || err != nil && delivery.FaultOf(err) == delivery.Permanent {
		return backoff.Permanent(err)
	}
	return err
}

// unboundedLimit is how long a delivery is taken to last at most in a run without a deadline.
const unboundedLimit = 5 * time.Minute

func (r *Runner) intent(ctx context.Context, t task, c consignment) ledger.Intent {
	expires, ok := ctx.Deadline()
	if !ok {
		expires = r.Now().Add(unboundedLimit)
	}
	return ledger.Intent{
		Key: c.parcel.Key, Planned: t.planned, Expires: expires.Add(recordingReserve), Hashes: hashes(c.parcel), Force: t.force,
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
		return c.channel.Name()
	}
	return c.channel.Name() + " to " + c.parcel.Key.Recipient
}
