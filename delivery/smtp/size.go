package smtp

import (
	"fmt"
	netsmtp "net/smtp"
	"strconv"

	"tokenreport/delivery"
)

// What a whole mail may have at most, in bytes, where [Options.MaxSize] is zero.
const (
	DefaultMaxSize = 10_000_000
	// DefaultMaxSizeSES is the limit of Tencent SES (https://cloud.tencent.com/document/product/1084/39649).
	DefaultMaxSizeSES = 4_000_000
)

// MaxSize is what a whole mail may have at most, in bytes as [Channel.Size] counts them.
func (c *Channel) MaxSize() int64 { return c.options.MaxSize }

// Size is the length in bytes of the mail that Deliver would send for p, composed and encoded in the same way. It
// counts as servers do (RFC 1870): with header, line breaks and encodings, but without the dots that are doubled on
// the wire. Its errors are those of Deliver for a parcel from which no mail can be made.
func (c *Channel) Size(p delivery.Parcel) (int64, error) {
	m, err := c.compose(p)
	return m.size(), err
}

func (m message) size() int64 { return int64(len(m.raw)) }

// checkSize refuses a mail over the limit before anybody is bothered with it.
func (c *Channel) checkSize(m message) error {
	if m.size() <= c.options.MaxSize {
		return nil
	}
	return &delivery.Error{
		Fault: delivery.Permanent,
		Doing: "mail " + m.to,
		Err:   fmt.Errorf("the mail is %d bytes as encoded, over the limit of %d", m.size(), c.options.MaxSize),
		Hint:  "raise smtp.max_size if the mail server takes more, or attach less",
	}
}

// oversizeError is a mail beyond the limit that the server itself has announced.
type oversizeError struct{ size, limit int64 }

func (e *oversizeError) Error() string {
	return fmt.Sprintf("the mail is %d bytes as encoded, and the server says that it takes at most %d (SIZE)", e.size, e.limit)
}

// weigh compares m with what the server has announced in its reply to EHLO, before any of it is sent.
func weigh(l *link, client *netsmtp.Client, m message) error {
	l.stage = weighing
	_, parameter := client.Extension("SIZE")
	if limit := announcedLimit(parameter); limit > 0 && m.size() > limit {
		return &oversizeError{m.size(), limit}
	}
	return nil
}

// announcedLimit reads the parameter of SIZE: at most 20 digits, 0 or nothing for no fixed limit. What is no number is no
// limit either.
func announcedLimit(parameter string) int64 {
	limit, err := strconv.ParseInt(parameter, 10, 64)
	if err != nil || limit < 0 {
		return 0
	}
	return limit
}
