// Package smtptest is an SMTP server on the loopback interface for tests and for the demo. It speaks
// RFC 5321 by go-smtp, with TLS from the first byte, by STARTTLS or not at all, under a certificate of its
// own making; it checks a login, keeps what it accepts in memory, and misbehaves on request at any moment
// of the conversation. It relays nothing. It does not import package testing, so a program may embed it.
package smtptest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"sync"

	"github.com/emersion/go-smtp"

	"tokenreport/loopback"
)

// Security is how the server protects connections.
type Security int

const (
	ImplicitTLS Security = iota // TLS from the first byte, as on port 465
	StartTLS                    // offered by STARTTLS, as on port 587; no login before it
	Plain                       // none, though a login is offered if one is configured
)

// maxLine is the longest line the server takes, line break included (RFC 5321, section 4.5.3.1.6).
const maxLine = 1000

// Options configure a [Server]. The zero value is a server with implicit TLS that wants no login.
type Options struct {
	Security Security
	// MaxTLS is the highest version of TLS that the server speaks, e.g. [tls.VersionTLS11]; 0 for any.
	MaxTLS uint16
	// Username and Password are the login that the server demands. With an empty Username it offers none.
	Username, Password string
	// Mechanisms are the login mechanisms offered; nil means PLAIN and LOGIN, the two that are known.
	Mechanisms []string
	// MaxSize is the size in bytes that the server announces (SIZE) and from which on it refuses a message; 0 for none.
	MaxSize int64
	// OnMessage is called for each message before it is accepted; an error refuses it with a 451. It may
	// be called from several connections at once. Nil accepts everything.
	OnMessage func(Message) error
	// Rewrite is given each line that the server answers, line break included, and returns what is sent in its place.
	// Where that has no line break, the connection is closed behind it. Nil changes nothing.
	Rewrite func(line string) string
}

// Message is a message that the server has accepted.
type Message struct {
	Helo string   // the name by which the client introduced itself
	User string   // who has logged in; empty without a login
	TLS  uint16   // the version of TLS; 0 without
	From string   // the envelope's sender
	To   []string // the envelope's recipients
	Data []byte   // the message exactly as received, dot-stuffing undone
}

// Server is a running server. Its methods may be called at any time from any goroutine.
type Server struct {
	options  Options
	listener net.Listener
	smtp     *smtp.Server
	tls      *tls.Config
	identity *loopback.Identity
	closing  sync.Once
	done     chan struct{}
	stopped  sync.WaitGroup

	mu          sync.Mutex
	faults      Faults
	script      Script
	messages    []Message
	commands    []string
	connections int
}

// Start starts a server on a free port of 127.0.0.1. [Server.Close] stops it.
func Start(o Options) (*Server, error) {
	identity, err := loopback.Shared()
	if err != nil {
		return nil, fmt.Errorf("start the SMTP server: %w", err)
	}
	encryption := identity.Config()
	encryption.MinVersion, encryption.MaxVersion = tls.VersionTLS10, o.MaxTLS
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the SMTP server: %w", err)
	}
	s := &Server{
		options:  o,
		listener: listener,
		identity: identity,
		tls:      encryption,
		done:     make(chan struct{}),
	}
	s.smtp = s.newSMTP()
	s.stopped.Go(func() { _ = s.smtp.Serve(&tapListener{s}) })
	return s, nil
}

func (s *Server) newSMTP() *smtp.Server {
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c, tap: c.Conn().(*tap)}, nil
	}))
	server.Domain = "localhost"
	server.MaxLineLength = maxLine
	server.MaxMessageBytes = s.options.MaxSize
	server.AllowInsecureAuth = true // the session decides: go-smtp does not see the TLS under the tap
	server.ErrorLog = log.New(io.Discard, "", 0)
	if s.options.Security == StartTLS {
		server.TLSConfig = s.tls // makes go-smtp offer STARTTLS; the tap carries it out
	}
	return server
}

// Close ends every connection, also a hanging one, and stops the server. It may be called again.
func (s *Server) Close() (err error) {
	s.closing.Do(func() {
		close(s.done)
		_ = s.listener.Close() // go-smtp does not know it yet if Close comes very early
		err = s.smtp.Close()
		s.stopped.Wait()
	})
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Host is the name that the certificate is made out to.
func (s *Server) Host() string { return "127.0.0.1" }

// Port is the port on which the server listens.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// CertPool holds the authority that a client must trust.
func (s *Server) CertPool() *x509.CertPool { return s.identity.Roots() }

// Certificate is what CertPool holds, for a client in another process.
func (s *Server) Certificate() *x509.Certificate { return s.identity.Certificate() }

// SetFaults replaces the faults, from the next moment of every conversation on; nil cures the server.
func (s *Server) SetFaults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// Messages are the messages accepted so far, in order.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Commands are the lines that clients have sent outside of messages, logins included, over all connections.
func (s *Server) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// Connections is the number of connections accepted so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}
