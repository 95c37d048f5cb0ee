package webhooktest

import (
	"net"
	"net/http"
	"sync"

	"tokenreport/loopback/web"
)

// Action is what the server does instead of answering.
type Action int

const (
	Answer   Action = iota // answers with the fault's status, header and body
	Busy                   // answers as the kind does where there are too many messages
	Reset                  // drops the connection with a TCP reset
	Hang                   // answers nothing until the client goes or the server closes
	BreakOff               // begins the answer that is due, and drops the connection within it
	Flood                  // answers with the fault's status and a body without end
)

// Fault is one misbehaviour.
type Fault struct {
	Do     Action
	Status int               // of Answer and Flood
	Header map[string]string // of Answer
	Body   string            // of Answer
	// Late lets the message be taken before the server misbehaves, so that only the answer is lost.
	Late bool
	// Notify is called when the fault is met, after the message was taken if the fault is Late; nil for nothing.
	Notify func()
}

// Script chooses the fault for a message of a kind; false for none. It may be called from several connections at once.
type Script func(kind string) (Fault, bool)

// Inject makes the script decide from now on which messages fail, and how; nil cures the server.
func (s *Server) Inject(script Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// SetFault makes every message meet a fault from now on.
func (s *Server) SetFault(f Fault) { s.Inject(func(string) (Fault, bool) { return f, true }) }

// SetDeaf makes the server take connections and say nothing, not even for TLS; or listen again.
func (s *Server) SetDeaf(deaf bool) { s.door.set(deaf) }

// misbehave carries out f in place of the answer that is due.
func (s *Server) misbehave(f Fault, kind string, r *http.Request, body []byte, w http.ResponseWriter) {
	due := answer{status: http.StatusOK, body: robots[kind].taken.body}
	if f.Late {
		due = s.take(kind, r, body)
	}
	if f.Notify != nil {
		f.Notify()
	}
	switch f.Do {
	case Busy:
		robots[kind].busy.write(w)
	case Reset:
		web.Drop(w)
	case Hang:
		select {
		case <-r.Context().Done():
		case <-s.done:
		}
		web.Drop(w)
	case BreakOff:
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(due.status)
		_, _ = w.Write([]byte(due.body[:len(due.body)/2]))
		_ = http.NewResponseController(w).Flush()
		web.Drop(w)
	case Flood:
		s.flood(f, w)
	default:
		answer{status: f.Status, header: f.Header, body: f.Body}.write(w)
	}
}

// flood writes until the client has had enough or the server closes.
func (s *Server) flood(f Fault, w http.ResponseWriter) {
	w.WriteHeader(f.Status)
	for chunk := make([]byte, 32<<10); ; {
		select {
		case <-s.done:
			return
		default:
		}
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// A door is a listener that can stop listening to whom it lets in.
type door struct {
	net.Listener

	mu   sync.Mutex
	deaf bool
	held []net.Conn
}

// Accept implements [net.Listener].
func (d *door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil || !d.hold(conn) {
			return conn, err
		}
	}
}

// hold keeps a connection of a deaf door.
func (d *door) hold(conn net.Conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.deaf {
		d.held = append(d.held, conn)
	}
	return d.deaf
}

func (d *door) set(deaf bool) {
	d.mu.Lock()
	d.deaf = deaf
	d.mu.Unlock()
	if !deaf {
		d.clear()
	}
}

// clear closes what was held.
func (d *door) clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, conn := range d.held {
		_ = conn.Close()
	}
	d.held = nil
}
