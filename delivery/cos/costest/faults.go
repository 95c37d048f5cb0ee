package costest

import (
	"net"
	"net/http"
	"slices"
)

// Action is what the server does instead of answering.
type Action int

const (
	Answer   Action = iota // refuses with the fault's status and code
	Reset                  // drops the connection with a TCP reset
	Hang                   // answers nothing until the client goes or the server closes
	Truncate               // promises more than it sends, and closes
	Damage                 // answers 200 with the checksum of something else
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
}

// SetFaults sets what befalls the next requests, one fault after the other; none cures the server.
func (s *Server) SetFaults(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
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

func (s *Server) misbehave(f Fault, w http.ResponseWriter, r *http.Request) {
	switch f.Do {
	case Reset:
		s.drop(w)
	case Hang:
		select {
		case <-r.Context().Done():
		case <-s.done:
		}
		s.drop(w)
	case Truncate:
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("<Error><Code>Serv"))
		_ = http.NewResponseController(w).Flush()
		s.drop(w)
	case Damage:
		(&answer{status: http.StatusOK, header: describe([]byte("something else"))}).write(w, "", "")
	case Flood:
		s.flood(f, w)
	default:
		refuse(f.Status, f.Code, f.Message).write(w, r.URL.Path, w.Header().Get("X-Cos-Request-Id"))
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

// drop closes the connection under the answer without an end.
func (s *Server) drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // closes too
	}
	if c, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = c.NetConn() // the TCP connection under TLS
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // so that closing sends RST
	}
	_ = conn.Close()
}
