package lketest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"tokenreport/loopback"
)

// Server is an [API] on a loopback port. Close it.
type Server struct {
	*API
	// Endpoint is the address in the form that the client's options take: http://127.0.0.1:PORT, with TLS
	// https.
	Endpoint string
	// Roots verifies the server's certificate; nil without TLS.
	Roots *x509.CertPool
	// Certificate is what Roots holds, for a client in another process; nil without TLS.
	Certificate *x509.Certificate

	http   *http.Server
	served chan error
}

// Start serves a new API on a free port of 127.0.0.1.
func Start(config Config) (*Server, error) {
	api, err := New(config)
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("embedded API: %w", err)
	}
	s := &Server{API: api, Endpoint: "http://" + listener.Addr().String(), served: make(chan error, 1)}
	if config.TLS {
		identity, err := loopback.Shared()
		if err != nil {
			return nil, errors.Join(err, listener.Close())
		}
		s.Endpoint, s.Roots, s.Certificate = "https://"+listener.Addr().String(), identity.Roots(), identity.Certificate()
		listener = tls.NewListener(listener, identity.Config())
	}
	s.http = &http.Server{
		Handler:           api,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // broken connections are its business
	}
	go func() { s.served <- s.http.Serve(listener) }()
	return s, nil
}

// Close ends the server and all its connections.
func (s *Server) Close() error {
	err := s.http.Close()
	if ended := <-s.served; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	s.served <- http.ErrServerClosed // for another Close
	return err
}
