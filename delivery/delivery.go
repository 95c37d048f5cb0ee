// Package delivery carries finished parcels to where they belong: a mailbox, a bucket, a folder, a chat. It knows
// nothing of token usage or of the API that it comes from. It defines what a parcel is, the identity that
// a delivery keeps over retries, and how an error says whether trying again can help; the channels
// themselves live in the packages below it.
package delivery

import (
	"context"
	"fmt"
	"net/mail"
	"time"
)

// Key is the identity of one delivery: the same report, period, revision, channel and recipient is the same
// delivery, however often it is attempted. The Message-ID and a webhook's Idempotency-Key are derived from it, see [Parcel.ID].
type Key struct {
	Report    string // the report's name in the configuration
	Period    string // 2024-11-19, 2024-W47 or 2024-11
	Revision  int    // from 1
	Channel   string // "email", "cos", "file", "wecom", …: [Channel.Name]
	Recipient string // an address for mail, a webhook's public name; empty where the channel itself is the destination
}

// String is the key in one line, for errors and logs.
func (k Key) String() string {
	return fmt.Sprintf("%s/%s/r%d/%s/%s", k.Report, k.Period, k.Revision, k.Channel, k.Recipient)
}

// File is one file of a parcel, complete in memory: nothing is rendered while a connection is open.
type File struct {
	Name    string // base name in ASCII, e.g. token-usage-2024-11-19.pdf
	Type    string // media type, e.g. application/pdf or "text/csv; charset=utf-8"
	Content []byte
	// ContentID is set for an image that the HTML shows inline ("cid:" + ContentID); empty for an attachment.
	// Only a mail carries such an image, and only where the relay takes it; a store leaves it out.
	ContentID string
}

// Parcel is what is delivered once to one recipient or place.
type Parcel struct {
	Key Key
	// Redo names the intention of a deliberate repetition of what was delivered, or may have been; empty: it is the first.
	Redo   string
	Folder string // where a store files it: report/2024/11/19, "/" between parts, no leading or trailing "/"
	Files  []File

	// Card is for chats only; nil elsewhere.
	Card *Card

	// The rest is for mail only.

	Subject string
	HTML    string
	Text    string
	// To and Cc are the recipients that every copy of the mail shows. Whom this copy goes to is
	// [Key.Recipient] alone; a recipient in neither list is a blind copy.
	To, Cc []mail.Address
}

// Channel delivers parcels by one means.
//
// Deliver may be called again with the same parcel. It returns only after the other side has accepted the
// parcel, or has not; ref is the other side's word for it (the reply to the end of DATA, the object's key).
// Nothing that goes wrong after the acceptance (a failed QUIT) is an error. An error that is an [*Error]
// says whether trying again can help. Deliver honours ctx's deadline, also while connecting.
type Channel interface {
	Name() string
	Deliver(ctx context.Context, p Parcel) (ref string, err error)
}

// Fault says whether trying a failed delivery again can help.
type Fault int

const (
	// Temporary: the parcel was not accepted; trying again may succeed. A store may hold some of its files
	// already, which the next try overwrites.
	Temporary Fault = iota
	// Permanent: the parcel was not accepted, and trying again gives the same answer.
	Permanent
	// Unclear: the connection was lost after the whole parcel had been handed over and before it was
	// acknowledged. It may have arrived.
	Unclear
)

// String names the fault as logs show it.
func (f Fault) String() string {
	switch f {
	case Permanent:
		return "permanent"
	case Unclear:
		return "unclear"
	default:
		return "temporary"
	}
}

// Error is a failed delivery: what was being done, the other side's own code and request ID where it gave
// them, and what the reader of the error can do about it. It never contains a secret.
type Error struct {
	Fault     Fault
	Doing     string // "connect to smtp.example.com:465", "put object daily/…/token-usage-2024-11-19.pdf"
	Code      string // the server's code: "550", "AccessDenied"; empty if it gave none
	RequestID string // COS request ID; empty for mail
	Hint      string // what to do next; may be empty
	// RetryAfter is how long the other side wants to be left alone before the next try; 0: it did not say.
	RetryAfter time.Duration
	Err        error // the cause
}

// Error is one line, whatever the other side wrote: what was being done, the cause, the request ID, the hint. Each
// is cut as [Excerpt] does, so that a cause without end does not push the hint out.
func (e *Error) Error() string {
	s := Excerpt(e.Doing) + ": " + Excerpt(fmt.Sprint(e.Err))
	if e.RequestID != "" {
		s += " (request ID " + Excerpt(e.RequestID) + ")"
	}
	if e.Hint != "" {
		s += "; " + Excerpt(e.Hint)
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
