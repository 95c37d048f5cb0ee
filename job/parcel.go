package job

import (
	"net/mail"
	"slices"

	"tokenreport/delivery"
	"tokenreport/report"
	"tokenreport/report/format"
)

// consignment is a parcel with the channel that carries it, or the reason why none does.
type consignment struct {
	channel delivery.Channel
	parcel  delivery.Parcel
	skip    string
	stores  bool // it is what the report keeps
	linked  bool // it links to what is stored, so that must be stored first
}

// address makes the parcels of a report: first the store's, so that what is sent is kept already, then one for each
// recipient of the mail and one for each chat, so that one that is refused stops no other.
func address(t task, made rendered, found report.Analysis) []consignment {
	// A day on which data may be missing is none without usage: its report goes out in full, with its warning.
	empty := found.Usage.Total.Known && found.Usage.Total.N == 0 && found.Complete()
	list := append(mailed(t, made, empty), announced(t, made, empty)...)
	for i := range list {
		if empty && t.WhenEmpty == SkipEmpty {
			list[i].skip = "no usage was recorded, and when_empty is skip"
		}
	}
	return append(stored(t, made), list...)
}

// mailed is a mail for each recipient.
func mailed(t task, made rendered, empty bool) []consignment {
	if t.Mail == nil {
		return nil
	}
	var list []consignment
	for _, recipient := range recipients(t.Mail) {
		c := consignment{channel: t.Mail.Channel, parcel: parcel(t, made, recipient), linked: len(made.linked) > 0}
		if empty && t.WhenEmpty == NoteEmpty {
			c.parcel.HTML, c.parcel.Text, c.parcel.Files = "", made.note, nil
		}
		list = append(list, c)
	}
	return list
}

// sent are the consignments that go out: all, or only what is kept.
func (t task) sent(list []consignment) []consignment {
	if !t.storeOnly {
		return list
	}
	return slices.DeleteFunc(list, func(c consignment) bool { return !c.stores })
}

// letter is the first mail of the consignments; nil if there is none.
func letter(t task, list []consignment) *Letter {
	for _, c := range list {
		if t.Mail != nil && !c.stores && c.parcel.Key.Channel == t.Mail.Channel.Name() {
			return &Letter{Parcel: c.parcel, Skip: c.skip}
		}
	}
	return nil
}

// stored is what goes into the store: the formats that the report asks for, and what its mail links to.
func stored(t task, made rendered) []consignment {
	var channel delivery.Channel
	var wanted []format.Format
	switch {
	case t.Store != nil:
		channel, wanted = t.Store.Channel, slices.Clone(t.Store.Formats)
	case len(made.linked) > 0:
		channel = t.Mail.Depot
	default:
		return nil
	}
	for _, f := range made.linked {
		if !slices.Contains(wanted, f) {
			wanted = append(wanted, f)
		}
	}
	return []consignment{{channel: channel, stores: true, parcel: delivery.Parcel{
		Key: key(t, channel, ""), Folder: folder(t), Files: made.files(wanted),
	}}}
}

// parcel is one recipient's mail.
func parcel(t task, made rendered, recipient string) delivery.Parcel {
	return delivery.Parcel{
		Key:     key(t, t.Mail.Channel, recipient),
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
