package costest

import (
	"net/http"
	"slices"

	"tokenreport/loopback/web"
)

// Action is what the server does instead of answering.
type Action int

const (
	Answer   Action = iota // refuses with the fault's status and code
	Reset                  // drops the connection with a TCP reset
	Hang                   // answers nothing until the client goes or the server closes
	Truncate               // promises more than it sends, and closes
	BreakOff               // begins the answer that is due, and drops the connection within it
	Damage                 // answers 200 as if the object were something else, checksum included
	Flood                  // refuses with the fault's status and a body without end
)

// Fault is one misbehaviour.
type Fault struct {
	Do      Action
	Status  int    // of Answer
	Code    string // of Answer; empty for a body that is not COS's
	Message string
	// Late lets the request be carried out before the server misbehaves, so that only the answer is lost.
	Late bool
	// Method confines the fault to one method of HTTP; empty for every one.
	Method string
	// Times is how many requests meet the fault; 0 means every one until the faults are set anew.
	Times int
	// Notify is called each time the fault is met, after the request was carried out if the fault is Late, and before
	// anything else; nil for nothing.
	Notify func()
}

// Script chooses the fault for a request; false for none. It may be called from several connections at once. Of the
// fault, Method and Times do not count.
type Script func(Request) (Fault, bool)

// Inject makes the script decide from now on which requests fail, and how, in place of the faults that were set; nil:
// those decide again.
func (s *Server) Inject(script Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// SetFaults sets what befalls the next requests, one fault after the other; none cures the server.
func (s *Server) SetFaults(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// fault is what befalls the request, if anything does.
func (s *Server) fault(r Request) (Fault, bool) {
	s.mu.Lock()
	script := s.script
	s.mu.Unlock()
	if script != nil {
		return script(r)
	}
	return s.nextFault(r.Method)
}

// nextFault is the first fault that concerns the method, which is used up with the last of its Times.
func (s *Server) nextFault(method string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.faults, func(f Fault) bool { return f.Method == "" || f.Method == method })
	if i < 0 {
		return Fault{}, false
	}
	f := s.faults[i]
	rest := slices.Clone(s.faults) // whose slice it was, may go on using it
	switch f.Times {
	case 0:
	case 1:
		rest = slices.Delete(rest, i, i+1)
	default:
		rest[i].Times--
	}
	s.faults = rest
	return f, true
}

// misbehave carries out f in place of the answer that is due.
func (s *Server) misbehave(f Fault, due *answer, w http.ResponseWriter, r *http.Request) {
	if f.Notify != nil {
		f.Notify()
	}
	switch f.Do {
	case Reset:
		web.Drop(w)
	case Hang:
		select {
		case <-r.Context().Done():
		case <-s.done:
		}
		web.Drop(w)
	case Truncate:
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("<Error><Code>Serv"))
		_ = http.NewResponseController(w).Flush()
		web.Drop(w)
	case BreakOff:
		s.breakOff(due, w, r)
	case Damage:
		(&answer{status: http.StatusOK, header: describe(foreign), body: foreign}).write(w, "")
	case Flood:
		s.flood(f, w)
	default:
		refuse(f.Status, f.Code, f.Message).write(w, r.URL.Path)
	}
}

// foreign is what an object is not.
var foreign = []byte("something else")

// breakOff sends half of the answer's body or, where that is empty, half of its first line.
func (s *Server) breakOff(a *answer, w http.ResponseWriter, r *http.Request) {
	body := a.head(w, r.URL.Path)
	if len(body) == 0 {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		_, _ = connection.Write([]byte("HTTP/1.1 200 "))
		_ = connection.Close()
		return
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	web.Drop(w)
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
