package smtptest

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"net"
	"strings"
	"sync"
)

// tapListener hands go-smtp connections that the server can watch and disturb.
type tapListener struct{ server *Server }

func (l *tapListener) Accept() (net.Conn, error) {
	c, err := l.server.listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.server.newTap(c.(*net.TCPConn)), nil
}

func (l *tapListener) Close() error   { return l.server.listener.Close() }
func (l *tapListener) Addr() net.Addr { return l.server.listener.Addr() }

// tap is a connection whose commands pass under the server's eyes, in clear, before go-smtp reads them. It
// does the TLS itself and keeps back the commands to which a fault is the answer, so that go-smtp's own
// state stays right.
type tap struct {
	net.Conn // TCP, or TLS over it
	raw      *net.TCPConn
	server   *Server
	in       *bufio.Reader // over Conn
	session  int           // the connection's number, from 1
	line     []byte        // what go-smtp has not yet read of the last command
	greeted  bool
	inBody   bool
	body     int    // bytes of the message read so far
	midway   *Fault // within the message; nil for none
	closing  sync.Once
	closed   chan struct{}
}

func (s *Server) newTap(raw *net.TCPConn) *tap {
	s.mu.Lock()
	s.connections++
	session, scripted := s.connections, s.script != nil
	_, faulty := s.faults[Body]
	s.mu.Unlock()
	if faulty || scripted {
		_ = raw.SetReadBuffer(64 << 10) // so that a client cannot be done with a large message before the fault
	}
	return &tap{Conn: raw, raw: raw, server: s, session: session, in: bufio.NewReader(raw), closed: make(chan struct{})}
}

// secure puts TLS under the conversation from here on.
func (t *tap) secure() error {
	if f, ok := t.fault(Handshake); ok {
		if _, err := t.misbehave(f); err != nil {
			return err
		}
	}
	c := tls.Server(t.raw, t.server.tls)
	if err := c.Handshake(); err != nil {
		return err
	}
	t.Conn, t.in = c, bufio.NewReader(c)
	return nil
}

// version is the version of TLS; 0 without TLS.
func (t *tap) version() uint16 {
	if c, ok := t.Conn.(*tls.Conn); ok {
		return c.ConnectionState().Version
	}
	return 0
}

// Write carries the server's answers. The first one is the greeting.
func (t *tap) Write(p []byte) (int, error) {
	if !t.greeted {
		t.greeted = true
		if answered, err := t.greet(); err != nil || answered {
			return len(p), err
		}
	}
	if t.inBody = bytes.HasPrefix(p, []byte("354")); t.inBody {
		t.body, t.midway = 0, nil
		if f, ok := t.fault(Body); ok {
			t.midway = &f
		}
	}
	return t.answer(p)
}

// answer sends one or more whole lines.
func (t *tap) answer(p []byte) (int, error) {
	rewrite := t.server.options.Rewrite
	if rewrite == nil {
		return t.Conn.Write(p)
	}
	for line := range strings.Lines(string(p)) {
		line = rewrite(line)
		if _, err := t.Conn.Write([]byte(line)); err != nil {
			return 0, err
		}
		if !strings.HasSuffix(line, "\n") {
			return 0, t.Close()
		}
	}
	return len(p), nil
}

func (t *tap) greet() (answered bool, err error) {
	if t.server.options.Security == ImplicitTLS {
		if err := t.secure(); err != nil {
			return false, err
		}
	}
	if f, ok := t.fault(Greeting); ok {
		return t.misbehave(f)
	}
	return false, nil
}

// Read gives go-smtp the next command, or a piece of the message.
func (t *tap) Read(p []byte) (int, error) {
	for len(t.line) == 0 {
		if t.inBody {
			return t.readBody(p)
		}
		line, err := t.in.ReadBytes('\n')
		if err != nil {
			return 0, err
		}
		if t.line, err = t.command(line); err != nil {
			return 0, err
		}
	}
	n := copy(p, t.line)
	t.line = t.line[n:]
	return n, nil
}

// command returns the line if go-smtp is to answer it.
func (t *tap) command(line []byte) ([]byte, error) {
	text := strings.TrimRight(string(line), "\r\n")
	t.server.note(text)
	moment := momentOf(text)
	if f, ok := t.fault(moment); ok && strings.Contains(text, f.Recipient) {
		if answered, err := t.misbehave(f); err != nil || answered {
			return nil, err
		}
	}
	if moment == STARTTLS && t.server.options.Security == StartTLS && t.version() == 0 {
		if _, err := t.answer([]byte("220 2.0.0 Ready to start TLS\r\n")); err != nil {
			return nil, err
		}
		return nil, t.secure()
	}
	return line, nil
}

// momentOf is the moment at which the server answers command. HELO is a client's second try at EHLO.
func momentOf(command string) Moment {
	verb, _, _ := strings.Cut(strings.ToUpper(command), " ")
	if verb == "HELO" {
		return EHLO
	}
	return Moment(verb)
}

func (t *tap) readBody(p []byte) (int, error) {
	if f := t.midway; f != nil {
		if t.body >= f.After {
			_, err := t.misbehave(*f)
			return 0, err
		}
		p = p[:min(len(p), f.After-t.body)]
	}
	n, err := t.in.Read(p)
	t.body += n
	return n, err
}

// Close closes the TCP connection, which also ends a hanging answer. It may be called from any goroutine.
func (t *tap) Close() error {
	t.closing.Do(func() { close(t.closed) })
	return t.raw.Close()
}

func (s *Server) note(command string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, command)
}
