package smtptest

import (
	"net"
	"slices"
)

// Moment is a point of the conversation at which the server can misbehave.
type Moment string

// The moments, in their order. EHLO and those after it take the place of the server's answer to that command.
const (
	Handshake Moment = "TLS handshake" // the client's first TLS bytes are due
	Greeting  Moment = "greeting"      // the client waits for the server's 220
	EHLO      Moment = "EHLO"
	STARTTLS  Moment = "STARTTLS"
	Auth      Moment = "AUTH"
	Mail      Moment = "MAIL"
	Rcpt      Moment = "RCPT"
	Data      Moment = "DATA"
	Body      Moment = "body"      // within the message, see [Fault.After]
	FinalDot  Moment = "final dot" // the message is complete; a Reply refuses it, else it has been accepted
	Quit      Moment = "QUIT"
)

// moments are all of them, in order.
func moments() []Moment {
	return []Moment{Handshake, Greeting, EHLO, STARTTLS, Auth, Mail, Rcpt, Data, Body, FinalDot, Quit}
}

// Action is what the server does, once it has sent the fault's reply if there is one.
type Action int

const (
	GoOn  Action = iota // nothing more: the reply replaces the command's own
	Hang                // answer nothing until [Fault.Until] is closed, then go on as if nothing had been
	Close               // close the connection in good order
	Reset               // drop the connection with a TCP reset
)

// Fault is one misbehaviour.
type Fault struct {
	Reply string // what to answer: "451 4.7.1 try again later"; empty for no answer
	Do    Action
	// Until ends a [Hang]; nil hangs until the connection is closed.
	Until <-chan struct{}
	// After is how many bytes of the message are taken before a fault at [Body].
	After int
	// Notify is called each time the fault is met, before anything else; nil for nothing.
	Notify func()
	// Recipient confines a fault at [Rcpt] to one address; empty for every one.
	Recipient string
	// Early lets the server misbehave at [FinalDot] before it has accepted the message, which it then never does.
	Early bool
}

// Faults are the server's misbehaviours.
type Faults map[Moment]Fault

// Point is where a conversation has come to.
type Point struct {
	Session int // the number of the connection, from 1
	Moment  Moment
}

// Script chooses the fault for a point; false for none. It is asked once at each moment of each session, of those with a
// command at each command. It may be called from several connections at once.
type Script func(Point) (Fault, bool)

// Inject makes the script decide from now on where the server misbehaves, and how, in place of the faults that were
// set; nil: those decide again.
func (s *Server) Inject(script Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// fault returns the fault that is due at m. Of the words of a client that are no command none is a moment.
func (t *tap) fault(m Moment) (Fault, bool) {
	t.server.mu.Lock()
	script, faults := t.server.script, t.server.faults
	t.server.mu.Unlock()
	if script != nil && slices.Contains(moments(), m) {
		return script(Point{Session: t.session, Moment: m})
	}
	f, ok := faults[m]
	return f, ok
}

// misbehave carries out f. It returns true where that was the answer, and an error where the connection is gone.
func (t *tap) misbehave(f Fault) (answered bool, err error) {
	if f.Notify != nil {
		f.Notify()
	}
	if f.Reply != "" {
		if _, err := t.answer([]byte(f.Reply + "\r\n")); err != nil {
			return true, err
		}
	}
	switch f.Do {
	case Hang:
		return f.Reply != "", t.wait(f.Until)
	case Close:
		_ = t.Close()
		return true, net.ErrClosed
	case Reset:
		_ = t.raw.SetLinger(0) // so that closing sends RST
		_ = t.raw.Close()
		return true, net.ErrClosed
	default:
		return true, nil
	}
}

// wait returns when until is closed, or with an error when the connection or the server is.
func (t *tap) wait(until <-chan struct{}) error {
	select {
	case <-until:
		return nil
	case <-t.closed:
		return net.ErrClosed
	case <-t.server.done:
		return net.ErrClosed
	}
}
