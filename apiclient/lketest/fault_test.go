package lketest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func start(t *testing.T, change func(*Config)) *Server {
	t.Helper()
	config := testConfig()
	if change != nil {
		change(&config)
	}
	server, err := Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// send posts a good request to a server, as plain HTTP has it.
func send(ctx context.Context, t *testing.T, server *Server) (*http.Response, string, error) {
	t.Helper()
	r := good()
	request, err := http.NewRequestWithContext(ctx, "POST", server.Endpoint, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	template := r.request(t)
	template.Host = request.Host
	request.Header = template.Header
	canonical := canonicalRequest(template, []string{"content-type", "host"}, []byte(r.body))
	scope, _, _ := strings.Cut(request.Header.Get("Authorization"), "Signature=")
	request.Header.Set("Authorization", scope+"Signature="+sign(temporaryKey.SecretKey.Reveal(),
		request.Header.Get("X-TC-Timestamp"), testNow.Format(time.DateOnly), "lke", canonical))

	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: server.Roots, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	response, err := transport.RoundTrip(request)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, 4<<20))
	return response, string(body), err
}

func TestCertificate(t *testing.T) {
	server := start(t, func(c *Config) { c.TLS = true })
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate)
	if !pool.Equal(server.Roots) {
		t.Error("it is not what a client must trust")
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name   string
		fault  Fault
		status int // 0: no answer
		begins string
		broken bool // the body ends in an error
	}{
		{"none", nil, 200, "{\"Response\":{\n        \"Total\": [", false},
		{"API error", APIError("InternalError", "An internal error has occurred."), 200, `{"Response":{"Error":{"Code":"InternalError"`, false},
		{"bad gateway", BadGateway(), 502, "<html>", false},
		{"not JSON", HTTP(200, "text/html", "<p>log in</p>"), 200, "<p>log in</p>", false},
		{"reset", Reset(), 0, "", true},
		{"truncated", Truncate(100), 200, `{"Response":{`, true},
		{"slow", Slow(64, time.Microsecond), 200, "{\"Response\":{\n        \"Total\": [", false},
		{"gzip", Gzip(), 200, "{\"Response\":{\n        \"Total\": [", false},
		{"huge", Huge(1 << 30), 200, `{"Response":{"Total":[{"X":`, false},
		{"bomb", Bomb(1 << 30), 200, `{"Response":{"Total":[{"X":`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := start(t, nil)
			if test.fault != nil {
				server.Inject(Always(test.fault))
			}
			response, body, err := send(t.Context(), t, server)
			if (err != nil) != test.broken {
				t.Fatalf("error %v", err)
			}
			if test.status == 0 {
				return
			}
			if response.StatusCode != test.status || !strings.HasPrefix(body, test.begins) {
				t.Errorf("HTTP %d and %.80s, want %d and %s", response.StatusCode, body, test.status, test.begins)
			}
		})
	}
}

func TestHangLastsUntilTheClientGoes(t *testing.T) {
	server := start(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	server.Inject(func(Request) Fault { cancel(); return Hang() })
	if _, _, err := send(ctx, t, server); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestScripts(t *testing.T) {
	server := start(t, func(c *Config) { c.TLS = true })
	server.Inject(Sequence(APIError("A", ""), nil, APIError("C", "")))
	for i, want := range []string{`"Code":"A"`, `"Total"`, `"Code":"C"`, `"Total"`} {
		if _, body, err := send(t.Context(), t, server); err != nil || !strings.Contains(body, want) {
			t.Errorf("call %d: %.60s, %v, want %s", i+1, body, err, want)
		}
	}
	server.Inject(func(r Request) Fault {
		if r.Query.Legacy {
			return APIError("ByQuery", "")
		}
		return nil
	})
	if _, body, err := send(t.Context(), t, server); err != nil || !strings.Contains(body, "ByQuery") {
		t.Errorf("%.60s, %v", body, err)
	}
	server.Inject(nil)
	if _, body, err := send(t.Context(), t, server); err != nil || !strings.Contains(body, `"Total"`) {
		t.Errorf("%.60s, %v", body, err)
	}
}

func TestCloseTwice(t *testing.T) {
	server := start(t, nil)
	for range 2 {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}
