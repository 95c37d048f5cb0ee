// Package web starts the embedded servers that speak HTTP, and lets them break off an answer. What they answer is theirs. It
// uses net/http/httptest, so that nothing that is shipped may import it.
package web

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"

	"tokenreport/loopback"
)

// Start serves on a free port of the loopback interface, over TLS under the shared identity unless it is to be plain. around, if
// not nil, is put around the listener.
func Start(handler http.Handler, plain bool, around func(net.Listener) net.Listener) *httptest.Server {
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that hang up are not news here
	if around != nil {
		s.Listener = around(s.Listener)
	}
	if plain {
		s.Start()
		return s
	}
	identity, err := loopback.Shared()
	if err != nil {
		panic(err) // the machine has no randomness left
	}
	s.TLS = identity.Config()
	s.StartTLS()
	return s
}

// Drop closes the connection under the answer without an end.
func Drop(w http.ResponseWriter) {
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
