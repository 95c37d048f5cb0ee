package job

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tokenreport/delivery"
	"tokenreport/report"
	"tokenreport/report/format"
	"tokenreport/report/mail"
)

// Mailer is the channel of mail. It knows how large a mail becomes before it is sent.
type Mailer interface {
	delivery.Channel
	// Size is the length in bytes of the whole mail that Deliver would send for p, as encoded.
	Size(p delivery.Parcel) (int64, error)
	// MaxSize is the largest mail that the relay takes.
	MaxSize() int64
}

// Depot is a store that a reader can be led to.
type Depot interface {
	delivery.Channel
	// Link makes a link to a file as Deliver stores it, whether it is there yet or not. The error is
	// [delivery.ErrNoLink] where the store has no address for readers.
	Link(ctx context.Context, folder, name string) (delivery.Link, error)
}

// fit replaces attachments by links, the largest first, until the mail is one that the relay takes.
func fit(ctx context.Context, t task, f figures, made *rendered) error {
	for t.Mail != nil && len(made.attached) > 0 && tooLarge(t, *made) {
		made.detach(ctx, t)
		f.options.Oversize, f.options.Attached = made.oversize, slices.Contains(made.attached, format.PDF)
		document, err := report.Compose(f.analysis, f.options)
		if err != nil {
			return fmt.Errorf("compose the report: %w", err)
		}
		if made.mail, err = f.looks.Mail.Render(document, mailOptions(t, document.Brand)); err != nil {
			return fmt.Errorf("render the mail: %w", err)
		}
		made.doubts = append(warnings(document), unlinked(document)...)
	}
	return made.dropImages(t, f)
}

// dropImages is the last that can be done for a mail that is too large even so: its chart is drawn by a table then.
func (made *rendered) dropImages(t task, f figures) error {
	if t.Mail == nil || len(made.images) == 0 || !tooLarge(t, *made) {
		return nil
	}
	made.images = nil
	document, err := report.Compose(f.analysis, f.options)
	if err == nil {
		made.mail, err = f.looks.Mail.Render(document, mail.Options{})
	}
	if err != nil {
		return fmt.Errorf("render the mail without its images: %w", err)
	}
	return nil
}

// tooLarge reports whether any recipient's mail is over the relay's limit. Of what no mail can be made, Deliver says.
func tooLarge(t task, made rendered) bool {
	limit := t.Mail.Channel.MaxSize()
	if int64(made.mailBytes())*mostEncoded+mostHeaders < limit {
		return false // as nearly always; to compose the mail only to measure it takes as long as to send it
	}
	for _, recipient := range recipients(t.Mail) {
		size, err := t.Mail.Channel.Size(parcel(t, made, recipient))
		if err == nil && size > limit {
			return true
		}
	}
	return false
}

// No encoding writes more than three bytes for one, and an end of line now and then; no relay takes longer headers.
const (
	mostEncoded = 4
	mostHeaders = 1 << 19
)

// longestBareLink is what surely stays whole in a mail whose lines are not encoded, as those for Tencent SES: a line has at
// most 998 bytes (RFC 5322, section 2.1.1), and a long session token makes a link longer.
const longestBareLink = 900

// detach takes the largest attachment out of the mail, and links to it where that is possible.
func (made *rendered) detach(ctx context.Context, t task) {
	largest := slices.MaxFunc(made.attached, func(a, b format.Format) int {
		return len(made.formats[a].Content) - len(made.formats[b].Content)
	})
	made.attached = slices.DeleteFunc(slices.Clone(made.attached), func(f format.Format) bool { return f == largest })
	file := made.formats[largest]
	over := report.Oversize{Name: file.Name, Bytes: int64(len(file.Content)), Limit: t.Mail.Channel.MaxSize()}
	if link, err := linkTo(ctx, t.Mail.Depot, t, file.Name); err == nil && (t.Mail.Inline || len(link.URL) <= longestBareLink) {
		over.URL, over.Until = link.URL, link.Until
		made.linked = append(made.linked, largest)
	}
	made.oversize = append(made.oversize, over)
}

var errNoDepot = errors.New("there is no storage")

func linkTo(ctx context.Context, depot Depot, t task, name string) (delivery.Link, error) {
	if depot == nil {
		return delivery.Link{}, errNoDepot
	}
	return depot.Link(ctx, folder(t), name)
}

// unlinked are the sentences about attachments that the readers do not get at all: the owner should know.
func unlinked(d report.Document) []string {
	var list []string
	for _, link := range d.Links {
		if link.URL == "" {
			list = append(list, link.Text)
		}
	}
	return list
}
