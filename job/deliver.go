package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"

	"tokenreport/delivery"
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
	if t.dryRun {
		for i := range list {
			list[i].skip = "dry run"
		}
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
func deliverAll(ctx context.Context, log *slog.Logger, t task, list []consignment) ([]Delivery, error) {
	deliveries := make([]Delivery, 0, len(list))
	var failures []error
	for _, c := range list {
		d, err := deliver(ctx, c)
		if err != nil {
			failures = append(failures, fmt.Errorf("deliver by %s: %w", place(c), err))
		}
		log.Info("delivery", "via", d.Via, "recipient", c.parcel.Key.Recipient, "status", d.Status, "detail", d.Detail)
		deliveries = append(deliveries, d)
	}
	return deliveries, errors.Join(failures...)
}

func deliver(ctx context.Context, c consignment) (Delivery, error) {
	d := Delivery{Via: c.channel.Name()}
	if c.skip != "" {
		d.Status, d.Detail = Skipped, detail(c, c.skip)
		return d, nil
	}
	ref, err := c.channel.Deliver(ctx, c.parcel)
	d.Status, d.Detail = delivery.StatusOf(err), detail(c, ref)
	if err != nil {
		d.Detail = detail(c, err.Error())
	}
	return d, err
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
