package smtp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	netsmtp "net/smtp"
	"net/textproto"
	"time"

	"tokenreport/delivery"
)

// stage is how far a conversation has come. The order matters.
type stage int

const (
	connecting stage = iota
	securing
	greeting
	introducing
	loggingIn
	weighing
	namingSender
	namingRecipient
	openingMessage
	sendingMessage
	awaitingAnswer // the final dot is out
)

// maxReply limits what a server may say at a time, which net/smtp would keep in memory without end.
const maxReply = 64 << 10

// errReplyTooLong ends the conversation with such a server.
var errReplyTooLong = errors.New("the server's reply is longer than 64 KiB")

// link is the connection as net/smtp sees it, in clear above TLS. It watches the conversation pass, because
// net/smtp keeps to itself which command failed, whether the final dot went out and what the server
// answered to it. And it reads as RFC 5321 does, where net/smtp is laxer or stricter: see [link.nextLine].
type link struct {
	net.Conn               // raw, or TLS over it
	raw      net.Conn      // TCP
	unwatch  func() bool   // stops the context from closing raw
	lines    *bufio.Reader // over Conn; nil until the first read
	unread   []byte        // what net/smtp has not read yet: a line, or the greeting that no server repeats after STARTTLS
	stage    stage
	reply    []byte // the whole lines that the server has said since the last write
	refused  []byte // the server's answer to EHLO where net/smtp then falls back to HELO, which knows no extensions
	writeErr error  // the first failed write, after which nothing more has reached the server
	decided  bool   // the mail's fate is known; what follows is not watched
}

func (l *link) Read(p []byte) (int, error) {
	if len(l.unread) == 0 {
		line, err := l.nextLine()
		if err != nil {
			return 0, err
		}
		if l.unread = line; !l.decided {
			l.reply = append(l.reply, line...)
		}
		if len(l.reply) > maxReply {
			return 0, errReplyTooLong
		}
	}
	n := copy(p, l.unread)
	l.unread = l.unread[n:]
	return n, nil
}

// nextLine is the server's next line as net/smtp wants it. A line that the connection's end has cut short is none: net/smtp
// would take half a refusal, or half a list of extensions, for the whole. A code may stand without text, and the keywords
// of extensions in lower case.
func (l *link) nextLine() ([]byte, error) {
	if l.lines == nil {
		l.lines = bufio.NewReaderSize(l.Conn, maxReply)
	}
	line, err := l.lines.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, errReplyTooLong
	case err != nil:
		return nil, err
	}
	text := bytes.TrimRight(line, "\r\n")
	if len(text) == len("250") {
		return append(bytes.Clone(text), " \r\n"...), nil
	}
	if l.stage == introducing && bytes.HasPrefix(text, []byte("250")) {
		keyword, _, _ := bytes.Cut(text[len("250-"):], []byte(" "))
		copy(keyword, bytes.ToUpper(keyword))
		if string(keyword) == "SMTPUTF8" {
			copy(keyword, "X-UNUSED") // net/smtp would demand it, of all relays to come, for a mail that is ASCII outside its bodies
		}
	}
	return bytes.Clone(line), nil
}

// verbs are the commands that mark a stage. Each is written at once and with what follows the verb, so that
// the base64 of a login is not mistaken for one.
var verbs = []struct {
	prefix string
	stage  stage
}{
	{"EHLO ", introducing},
	{"HELO ", introducing},
	{"AUTH ", loggingIn},
	{"MAIL FROM:", namingSender},
	{"RCPT TO:", namingRecipient},
	{"DATA\r\n", openingMessage},
}

func (l *link) Write(p []byte) (int, error) {
	if l.decided {
		return l.Conn.Write(p)
	}
	l.note(p)
	l.reply = nil
	n, err := l.Conn.Write(p)
	if err != nil && l.writeErr == nil {
		l.writeErr = err
		l.hearOut()
	}
	return n, err
}

// hearOut reads what a server said before it hung up: that is why nothing can be written any more.
func (l *link) hearOut() {
	for {
		line, err := l.nextLine()
		if err != nil || len(l.reply)+len(line) > maxReply {
			return
		}
		if l.reply = append(l.reply, line...); len(line) < 4 || line[3] != '-' {
			return
		}
	}
}

// note recognises the command in p, if it is one. From DATA on, what is written is the message.
func (l *link) note(p []byte) {
	if l.stage >= openingMessage {
		return
	}
	if bytes.HasPrefix(p, []byte("HELO ")) {
		l.refused = bytes.Clone(l.reply)
	}
	for _, v := range verbs {
		if bytes.HasPrefix(p, []byte(v.prefix)) {
			l.stage = v.stage
		}
	}
}

// unanswered reports whether the whole message went out and was not answered.
func (l *link) unanswered() bool { return l.stage == awaitingAnswer && l.writeErr == nil }

// quit says goodbye. The mail's fate is known by now, so how that goes changes nothing: who took a failed QUIT for a failed
// mail would send it twice.
func (l *link) quit(client *netsmtp.Client) {
	l.decided = true
	timer := time.AfterFunc(quitPatience, func() { _ = l.raw.Close() })
	defer timer.Stop()
	_ = client.Quit()
}

func (l *link) close() {
	l.unwatch()
	_ = l.raw.Close()
}

// send hands the message over. Once DATA is open nothing but the connection can fail, so that no half of a message is ever
// ended by a dot.
func (l *link) send(ctx context.Context, client *netsmtp.Client, m message) error {
	if err := positive(client.Mail(m.from)); err != nil {
		return err
	}
	if err := positive(client.Rcpt(m.to)); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	l.stage = sendingMessage
	if _, err := w.Write(m.raw); err != nil {
		return err
	}
	l.stage = awaitingAnswer // what is still in the buffer, and the dot, are written next
	delivery.HandedOver(ctx)
	return positive(w.Close())
}

// positive is err, unless that is a reply of 2xx: all are consent (RFC 5321, section 4.2.1), where net/smtp wants 250.
func positive(err error) error {
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code/100 == 2 {
		return nil
	}
	return err
}
