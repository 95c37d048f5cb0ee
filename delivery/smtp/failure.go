package smtp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"

	"tokenreport/delivery"
	"tokenreport/internal/retry"
)

// doing says in an error what a stage was about, before the server's address.
var doing = map[stage]string{
	connecting:      "connect to",
	securing:        "agree on TLS with",
	greeting:        "wait for the greeting of",
	introducing:     "introduce this host (EHLO) to",
	loggingIn:       "log in to",
	weighing:        "compare the mail's size with the limit of",
	namingSender:    "name the sender (MAIL FROM) to",
	namingRecipient: "name the recipient (RCPT TO) to",
	openingMessage:  "open the message (DATA) at",
	sendingMessage:  "send the message to",
	awaitingAnswer:  "wait for the message to be accepted by",
}

// failure says what err, which ended the conversation at l's stage, means for the mail.
func (c *Channel) failure(ctx context.Context, m message, l *link, err error) error {
	e := &delivery.Error{Doing: "mail " + m.to + ": " + doing[l.stage] + " " + c.address()}
	if code, text, ok := refusalIn(l, err); ok {
		e.Code, e.Err = strconv.Itoa(code), errors.New(c.line(code, text))
		if refuses(code) {
			e.Fault, e.Hint = faultOf(code), c.hintFor(l.stage, code, text)
			return e
		}
	} else {
		e.Err = c.cause(ctx, err)
	}
	if l.unanswered() {
		e.Fault, e.Hint = delivery.Unclear, "the mail may have arrived; sent again it bears the same Message-ID"
	} else if hint, ok := hopeless(err); ok {
		e.Fault, e.Hint = delivery.Permanent, hint
	} else if e.Code != "" {
		e.Fault, e.Hint = delivery.Temporary, "this is no answer of SMTP at that point; if it stays so, ask the server's operator"
	} else {
		e.Fault, e.Hint = delivery.Temporary, hintAt(l.stage)
	}
	return e
}

// cause is err, or what was behind it, in words and without what a server may have echoed of the login. Where
// a server's words are no SMTP, or name the logins that it offers, they are the error.
func (c *Channel) cause(ctx context.Context, err error) error {
	var (
		garbled textproto.ProtocolError
		noLogin *loginError
	)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx) // what closed the connection, rather than that it was closed
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the server closed the connection: %w", err)
	case errors.As(err, &garbled):
		return textproto.ProtocolError(c.quote(string(garbled)))
	case errors.As(err, &noLogin):
		return &loginError{c.quote(noLogin.text)}
	default:
		return err
	}
}

// refusalIn is the server's refusal, if that was what ended the conversation. A server that refuses before its turn, as in the
// middle of a message, and closes shows as a failed write; its words have still been read.
func refusalIn(l *link, err error) (code int, text string, ok bool) {
	var refusal *textproto.Error
	if errors.As(err, &refusal) {
		return refusal.Code, refusal.Msg, true
	}
	if lacksExtension(err) {
		// A server that is too busy for EHLO offers nothing; it is not one that has nothing to offer.
		code, text, ok = parseReply(l.refused)
		return code, text, ok && code/100 == 4
	}
	if l.writeErr == nil {
		return 0, "", false
	}
	code, text, ok = parseReply(l.reply)
	return code, text, ok && code >= 400
}

// lacksExtension reports whether the conversation ended because the server did not offer what it would need.
func lacksExtension(err error) bool {
	var noLogin *loginError
	return errors.Is(err, errNoStartTLS) || errors.As(err, &noLogin)
}

// refuses reports whether a reply with that code says no (RFC 5321, section 4.2.1). One that says neither yes nor no, as 250 to
// DATA, or 354 to a whole message, tells as much as none.
func refuses(code int) bool { return code/100 == 4 || code/100 == 5 }

// faultOf follows RFC 5321, section 4.2.1: 4xx may be tried again, 5xx may not.
func faultOf(code int) delivery.Fault {
	if code/100 == 4 {
		return delivery.Temporary
	}
	return delivery.Permanent
}

// hopeless reports whether err, which is no refusal, will be the same next time, and what to do about it.
func hopeless(err error) (hint string, ok bool) {
	var (
		noLogin  *loginError
		oversize *oversizeError
	)
	switch {
	case retry.Untrusted(err):
		return "smtp.host must be the name that the server's certificate is made out to, and its authority must be trusted", true
	case retry.NotTLS(err):
		return "the server does not speak TLS on this port: use port 465 for smtp.tls: implicit, port 587 for starttls", true
	case errors.Is(err, errNoStartTLS):
		return "the mail was not sent in clear: use the server's port for STARTTLS (587), or smtp.tls: implicit and port 465", true
	case errors.As(err, &noLogin):
		return "nothing was sent: use the port for submission (465 or 587), or leave out smtp.username and smtp.password if the relay wants no login", true
	case errors.As(err, &oversize):
		return "set smtp.max_size to what this server takes, or attach less", true
	default:
		return "", false
	}
}

// hintAt is what to look at when the connection failed at stage s.
func hintAt(s stage) string {
	switch s {
	case connecting, greeting:
		return "check smtp.host, smtp.port and smtp.tls, and that the network lets this connection out"
	case securing:
		return "TLS 1.2 or later is required; port 465 goes with smtp.tls: implicit, port 587 with starttls"
	default:
		return "the server stopped answering; if it stays so, ask its operator, or give the function a longer timeout"
	}
}

// acceptance is the server's reply to the message, which names it in the server's log.
func (c *Channel) acceptance(reply []byte) string {
	if code, text, ok := parseReply(reply); ok {
		return c.line(code, text)
	}
	return "accepted by " + c.address()
}

// line is a reply in one line, without secrets.
func (c *Channel) line(code int, text string) string {
	return c.quote(strconv.Itoa(code) + " " + text)
}

// quote is what may be told of a server's words. They are cleaned before the password is looked for, lest cleaning put it
// together, and cut after.
func (c *Channel) quote(words string) string {
	return delivery.Excerpt(c.login().redact(delivery.CleanLine(words)))
}

// parseReply reads a complete SMTP reply of one or more lines.
func parseReply(b []byte) (code int, text string, ok bool) {
	code, text, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(b))).ReadResponse(0)
	return code, text, err == nil
}
