package lketest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"time"
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
		certificate, roots, err := newCertificate()
		if err != nil {
			return nil, errors.Join(err, listener.Close())
		}
		s.Endpoint, s.Roots, s.Certificate = "https://"+listener.Addr().String(), roots, certificate.Leaf
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
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

// newCertificate makes a certificate for the loopback that verifies itself. It is valid at any date, since
// tests choose theirs.
func newCertificate() (tls.Certificate, *x509.CertPool, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("embedded API: key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		DNSNames:     []string{"localhost"},
		IsCA:         true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("embedded API: certificate: %w", err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("embedded API: certificate: %w", err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: parsed}, roots, nil
}
