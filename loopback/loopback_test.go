package loopback

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestOnlyWhoTrustsItConnects lets clients at the dates that tests choose connect by name and by address.
func TestOnlyWhoTrustsItConnects(t *testing.T) {
	identity, err := Shared()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") }))
	server.TLS = identity.Config()
	server.StartTLS()
	defer server.Close()

	for _, date := range []time.Time{time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)} {
		for _, name := range []string{"127.0.0.1", "localhost"} {
			config := &tls.Config{RootCAs: identity.Roots(), ServerName: name, MinVersion: tls.VersionTLS12, Time: func() time.Time { return date }}
			c, err := tls.Dial("tcp", server.Listener.Addr().String(), config)
			if err != nil {
				t.Errorf("%s at %s: %v", name, date, err)
				continue
			}
			_ = c.Close()
		}
	}
	stranger := &tls.Config{ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
	if c, err := tls.Dial("tcp", server.Listener.Addr().String(), stranger); err == nil {
		_ = c.Close()
		t.Error("a client that does not trust the certificate connects")
	}
}
