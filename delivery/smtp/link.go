package smtp

import (
	"bytes"
	"errors"
	"io"
	"net"
	"time"
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

// link is the connection as go-mail sees it, in clear above TLS. It watches the conversation pass, because
// go-mail keeps to itself which command failed, whether the final dot went out and what the server
// answered to it.
type link struct {
	net.Conn             // raw, or TLS over it
	raw      net.Conn    // TCP
	unwatch  func() bool // stops the context from closing raw
	replay   []byte      // read before anything else: a greeting, which a server does not repeat after STARTTLS
	stage    stage
	reply    []byte // what the server has said since the last write
	refused  []byte // the server's answer to EHLO where net/smtp then falls back to HELO, which knows no extensions
	writeErr error  // the first failed write, after which nothing more has reached the server
	decided  bool   // the mail's fate is known; what follows is not watched
}

func (l *link) Read(p []byte) (int, error) {
	if len(l.replay) > 0 {
		n := copy(p, l.replay)
		l.replay = l.replay[n:]
		return n, nil
	}
	n, err := l.Conn.Read(p)
	if l.decided {
		return n, err
	}
	l.reply = append(l.reply, p[:n]...)
	if len(l.reply) > maxReply {
		return 0, errReplyTooLong
	}
	return n, err
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
	if l.writeErr == nil {
		l.writeErr = err
	}
	return n, err
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

// quit says goodbye. The mail's fate is known by now, so how that goes changes nothing: go-mail returns a
// failed QUIT as an error, and who took it for a failed mail would send it twice.
func (l *link) quit(sender io.Closer) {
	l.decided = true
	timer := time.AfterFunc(quitPatience, func() { _ = l.raw.Close() })
	defer timer.Stop()
	_ = sender.Close()
}

func (l *link) close() {
	l.unwatch()
	_ = l.raw.Close()
}

// outgoing is a composed message on its way. Being in memory it cannot fail before the connection does;
// a writer that failed by itself would make go-mail end the message with a dot and so mail the half of it.
type outgoing struct {
	raw  []byte
	link *link
}

// WriteTo implements [io.WriterTo] for go-mail's Send, which writes the final dot next.
func (o outgoing) WriteTo(w io.Writer) (int64, error) {
	o.link.stage = sendingMessage
	n, err := w.Write(o.raw)
	if err == nil {
		o.link.stage = awaitingAnswer
	}
	return int64(n), err
}
