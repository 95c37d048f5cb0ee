package apiclient

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// NewTransport is an HTTP transport for the API: TLS 1.2 or newer, verified by roots (nil: the system's), and
// the environment's proxy. Its later connections resume the first one's session, which spares them most of the handshake.
func NewTransport(roots *x509.CertPool) *http.Transport {
	return &http.Transport{
		Proxy: discreet(http.ProxyFromEnvironment),
		TLSClientConfig: &tls.Config{
			MinVersion: tls.VersionTLS12, RootCAs: roots, ClientSessionCache: tls.NewLRUClientSessionCache(1),
		},
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// discreet hides why a proxy's address is refused: the reason quotes it, with its password.
func discreet(lookup func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(request *http.Request) (*url.URL, error) {
		address, err := lookup(request)
		if err != nil {
			return nil, errors.New("the proxy's address in the environment (HTTPS_PROXY or HTTP_PROXY) is malformed")
		}
		return address, nil
	}
}
