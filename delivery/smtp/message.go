package smtp

import (
	"bytes"
	"errors"
	"io"
	"mime"
	netmail "net/mail"
	"slices"

	"github.com/go-mail/mail/v2"

	"tokenreport/delivery"
)

// maxSubject in bytes keeps the header's line short of 998 even where nothing in it can be folded.
const maxSubject = 800

// message is a composed mail and its envelope.
type message struct {
	from, to string // bare addresses
	raw      []byte
}

// compose makes the whole mail. Its errors are permanent, since the parcel will not change.
func (c *Channel) compose(p delivery.Parcel) (message, error) {
	if err := p.Check(); err != nil {
		return message{}, err
	}
	if err := c.checkAllowed(p.Key.Recipient); err != nil {
		return message{}, err
	}
	recipient := recipientOf(p)
	raw, err := c.write(p, recipient)
	if err != nil {
		return message{}, &delivery.Error{Fault: delivery.Permanent, Doing: "compose the mail to " + p.Key.Recipient, Err: err}
	}
	return message{from: c.options.From.Address, to: recipient.Address, raw: raw}, nil
}

// write is the mail as it goes over the wire, dot-stuffing aside.
func (c *Channel) write(p delivery.Parcel, recipient netmail.Address) ([]byte, error) {
	if err := checkContent(p); err != nil {
		return nil, err
	}
	m := mail.NewMessage()
	c.writeHeader(m, p, recipient)
	c.writeBodies(m, p)
	c.writeFiles(m, p.Files)
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return nil, err
	}
	if !bytes.HasSuffix(raw.Bytes(), []byte("\r\n")) {
		raw.WriteString("\r\n") // else net/smtp does, and Size would not have counted it
	}
	return raw.Bytes(), nil
}

// recipientOf is the parcel's one recipient, with the name by which To or Cc lists it.
func recipientOf(p delivery.Parcel) netmail.Address {
	for _, a := range slices.Concat(p.To, p.Cc) {
		if a.Address == p.Key.Recipient {
			return a
		}
	}
	return netmail.Address{Address: p.Key.Recipient}
}

// checkContent finds what would make a mail that no server should be bothered with.
func checkContent(p delivery.Parcel) error {
	if p.Text == "" && p.HTML == "" {
		return errors.New("the mail has neither text nor HTML")
	}
	if p.Date.IsZero() {
		return errors.New("the mail has no date")
	}
	for _, a := range slices.Concat(p.To, p.Cc) {
		if err := checkAddress("the visible recipient", a); err != nil {
			return err
		}
	}
	return nil
}

// writeHeader writes the header. Every value is ASCII already, so that no server needs SMTPUTF8 and go-mail has
// nothing to encode: it would write addresses raw, or encode a whole "name <address>" as one word.
func (c *Channel) writeHeader(m *mail.Message, p delivery.Parcel, recipient netmail.Address) {
	m.SetHeader("From", header(c.options.From))
	if c.options.ReplyTo != nil {
		m.SetHeader("Reply-To", header(*c.options.ReplyTo))
	}
	to, cc := c.allow.among(p.To), c.allow.among(p.Cc)
	if c.options.Features == SES {
		to, cc = []netmail.Address{recipient}, nil
	}
	if len(to)+len(cc) == 0 {
		m.SetHeader("To", "undisclosed-recipients:;")
	}
	setAddresses(m, "To", to)
	setAddresses(m, "Cc", cc)
	m.SetHeader("Subject", words(delivery.Shorten(delivery.CleanLine(p.Subject), maxSubject)))
	m.SetDateHeader("Date", p.Date)
	m.SetHeader("Message-ID", p.Key.MessageID(domainOf(c.options.From.Address)))
	m.SetHeader("Auto-Submitted", "auto-generated") // RFC 3834: no vacation notices, please
}

func setAddresses(m *mail.Message, field string, list []netmail.Address) {
	var values []string
	for _, a := range list {
		values = append(values, header(a))
	}
	if values != nil {
		m.SetHeader(field, values...)
	}
}

// writeBodies adds the text, then the HTML, so that a reader shows the last one it can.
func (c *Channel) writeBodies(m *mail.Message, p delivery.Parcel) {
	text, html := delivery.CleanText(p.Text), delivery.CleanText(p.HTML)
	if c.options.Features == SES {
		text, html = limitText(text), limitHTML(asciiHTML(html))
	}
	for _, body := range []struct{ mediaType, content string }{{"text/plain", text}, {"text/html", html}} {
		if body.content == "" {
			continue
		}
		encoding := shorter(body.content)
		if c.options.Features == SES {
			encoding = mail.Unencoded
		}
		m.AddAlternative(body.mediaType, crlf(body.content), mail.SetPartEncoding(encoding))
	}
}

// writeFiles adds the files, each with headers of our own: go-mail would write their names raw.
func (c *Channel) writeFiles(m *mail.Message, files []delivery.File) {
	for _, f := range files {
		inline := f.ContentID != ""
		if inline && !c.options.Features.Inline() {
			continue
		}
		settings := []mail.FileSetting{
			mail.SetHeader(fileHeader(f)),
			// Not AttachReader: a reader is empty the second time.
			mail.SetCopyFunc(func(w io.Writer) error { _, err := w.Write(f.Content); return err }),
		}
		if inline {
			m.Embed(f.Name, settings...)
		} else {
			m.Attach(f.Name, settings...)
		}
	}
}

// fileHeader describes f, whose parts [delivery.Parcel.Check] has found safe.
func fileHeader(f delivery.File) map[string][]string {
	h := map[string][]string{
		"Content-Type":        {withName(f.Type, "name", f.Name)},
		"Content-Disposition": {withName("attachment", "filename", f.Name)},
	}
	if f.ContentID != "" {
		h["Content-Disposition"] = []string{withName("inline", "filename", f.Name)}
		h["Content-ID"] = []string{"<" + f.ContentID + ">"}
	}
	return h
}

// withName adds a file's name to a header's value: in quotes, which every relay understands, or by RFC 2231
// beyond ASCII. A safe name needs no escape within quotes.
func withName(value, parameter, name string) string {
	kind, parameters, _ := mime.ParseMediaType(value)
	if isASCII(name) {
		return mime.FormatMediaType(kind, parameters) + "; " + parameter + `="` + name + `"`
	}
	parameters[parameter] = name
	return mime.FormatMediaType(kind, parameters)
}
