package smtp

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	netmail "net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

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
	raw, err := c.write(p, recipient, p.MessageID(domainOf(c.options.From.Address)))
	if err != nil {
		return message{}, &delivery.Error{Fault: delivery.Permanent, Doing: "compose the mail to " + p.Key.Recipient, Err: err}
	}
	return message{from: c.options.From.Address, to: recipient.Address, raw: raw}, nil
}

// write is the mail as it goes over the wire, dot-stuffing aside.
func (c *Channel) write(p delivery.Parcel, recipient netmail.Address, id string) ([]byte, error) {
	if err := checkContent(p); err != nil {
		return nil, err
	}
	m := mail.NewMessage()
	if c.options.Now != nil {
		m.SetDateHeader("Date", c.options.Now()) // else go-mail dates it
	}
	ids := map[string]string{}
	if c.options.Features.Inline() {
		ids = contentIDs(p.Files, id)
		p.HTML = withContentIDs(p.HTML, ids)
	}
	c.writeBodies(m, p)
	c.writeFiles(m, p.Files, ids)
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return nil, err
	}
	if !bytes.HasSuffix(raw.Bytes(), []byte("\r\n")) {
		raw.WriteString("\r\n") // else net/smtp does, and Size would not have counted it
	}
	body := raw.Bytes()
	if len(ids) > 0 {
		body = withRootType(body, p)
	}
	return append([]byte(c.header(p, recipient, id)), body...), nil
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
	for _, a := range slices.Concat(p.To, p.Cc) {
		if err := checkAddress("the visible recipient", a); err != nil {
			return err
		}
	}
	return nil
}

// header is the header but for what go-mail writes by itself: Date and the lines of MIME. go-mail folds by chance, writes
// addresses raw, and encodes a whole "name <address>" as one word. Every value is ASCII, so that no server needs SMTPUTF8.
func (c *Channel) header(p delivery.Parcel, recipient netmail.Address, id string) string {
	to, cc := c.allow.among(p.To), c.allow.among(p.Cc)
	if c.options.Features == SES {
		to, cc = []netmail.Address{recipient}, nil
	}
	fields := []string{field("From", mailbox(c.options.From)...)}
	if c.options.ReplyTo != nil {
		fields = append(fields, field("Reply-To", mailbox(*c.options.ReplyTo)...))
	}
	if len(to)+len(cc) == 0 {
		fields = append(fields, field("To", "undisclosed-recipients:;"))
	}
	for _, list := range []struct {
		name      string
		addresses []netmail.Address
	}{{"To", to}, {"Cc", cc}} {
		if len(list.addresses) > 0 {
			fields = append(fields, field(list.name, mailboxes(list.addresses)...))
		}
	}
	fields = append(fields,
		field("Subject", words(delivery.OwnLine(p.Subject, maxSubject))...),
		field("Message-ID", id),
		// No vacation notices, please: RFC 3834, and the same for Exchange, which does not follow it.
		field("Auto-Submitted", "auto-generated"),
		field("X-Auto-Response-Suppress", "All"),
	)
	if p.Redo != "" {
		fields = append(fields, field("References", p.Key.MessageID(domainOf(c.options.From.Address))))
	}
	if stop := c.options.Unsubscribe; stop != nil {
		fields = append(fields, field("List-Unsubscribe", unsubscribe(*stop)))
	}
	return strings.Join(fields, "")
}

// unsubscribe is a mailto: URL (RFC 6068) in the angle brackets of RFC 2369; with a subject where that fits into a line.
func unsubscribe(a netmail.Address) string {
	link := "<mailto:" + strings.NewReplacer("&", "%26", "=", "%3D").Replace(url.PathEscape(a.Address)) // as its section 2 has it
	if subject := "?subject=unsubscribe>"; len(link)+len(subject) < maxHeaderLine {
		return link + subject
	}
	return link + ">"
}

// contentIDs are the Content-IDs of a mail with that Message-ID, by [delivery.File.ContentID]: the world over no other mail
// has them (RFC 2045, section 7).
func contentIDs(files []delivery.File, messageID string) map[string]string {
	ids := map[string]string{}
	digest := sha256.Sum256([]byte(messageID))
	domain := strings.TrimSuffix(messageID[strings.LastIndexByte(messageID, '@'):], ">")
	for _, f := range files {
		if f.ContentID != "" {
			ids[f.ContentID] = fmt.Sprintf("%s.%x%s", strings.ReplaceAll(f.ContentID, "@", "."), digest[:digestBytes], domain)
		}
	}
	return ids
}

// digestBytes of SHA-256 keep two mails apart.
const digestBytes = 10

var cid = regexp.MustCompile(`cid:[0-9A-Za-z._@-]+`)

// withContentIDs puts the mail's own Content-IDs into its HTML, wherever that is no text.
func withContentIDs(html string, ids map[string]string) string {
	if len(ids) == 0 {
		return html
	}
	var b strings.Builder
	for kind, span := range htmlSpans(html) {
		if kind != textSpan {
			span = cid.ReplaceAllStringFunc(span, func(link string) string {
				if id, ok := ids[strings.TrimPrefix(link, "cid:")]; ok {
					return "cid:" + id
				}
				return link
			})
		}
		b.WriteString(span)
	}
	return b.String()
}

// withRootType adds to multipart/related what go-mail leaves out: the type of its first part, which RFC 2387 demands. It is
// found before any content.
func withRootType(raw []byte, p delivery.Parcel) []byte {
	root := "multipart/alternative"
	if p.Text == "" {
		root = "text/html"
	} else if p.HTML == "" {
		root = "text/plain"
	}
	const related = "multipart/related;"
	return bytes.Replace(raw, []byte(related), []byte(related+" type=\""+root+"\";"), 1)
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
func (c *Channel) writeFiles(m *mail.Message, files []delivery.File, ids map[string]string) {
	for _, f := range files {
		inline := f.ContentID != ""
		if inline && !c.options.Features.Inline() {
			continue
		}
		settings := []mail.FileSetting{
			mail.SetHeader(fileHeader(f, ids)),
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
func fileHeader(f delivery.File, ids map[string]string) map[string][]string {
	disposition := "attachment"
	if f.ContentID != "" {
		disposition = "inline"
	}
	h := map[string][]string{
		"Content-Type":        {withName("Content-Type", f.Type, "name", f.Name)},
		"Content-Disposition": {withName("Content-Disposition", disposition, "filename", f.Name)},
	}
	if f.ContentID != "" {
		h["Content-ID"] = []string{fold("Content-ID", "<"+ids[f.ContentID]+">")}
	}
	return h
}
