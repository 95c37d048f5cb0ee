package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"tokenreport/delivery"
)

// maxAnswer is more than any of the chats says; what follows is not read.
const maxAnswer = 64 << 10

func newClient(roots *x509.CertPool) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:               proxy,
			DialContext:         (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
			TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
			TLSHandshakeTimeout: 30 * time.Second,
			// On a connection that was used before, net/http would send a request with an Idempotency-Key a second time
			// by itself.
			DisableKeepAlives: true,
		},
		// A redirect would carry the figures elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// proxy is the environment's. It hides why its address is refused: the reason quotes it, with its password.
func proxy(request *http.Request) (*url.URL, error) {
	address, err := http.ProxyFromEnvironment(request)
	if err != nil {
		return nil, errors.New("the proxy's address in the environment (HTTPS_PROXY or HTTP_PROXY) is malformed")
	}
	return address, nil
}

// handover remembers how far a request came.
type handover struct {
	body   *bytes.Reader
	whole  atomic.Bool // net/http has taken all of the body
	broken atomic.Bool // and could not write it
}

// Read implements [io.Reader].
func (h *handover) Read(p []byte) (int, error) {
	n, err := h.body.Read(p)
	if h.body.Len() == 0 {
		h.whole.Store(true)
	}
	return n, err
}

// complete reports whether the whole request may have reached the other side.
func (h *handover) complete() bool { return h.whole.Load() && !h.broken.Load() }

// post sends a message and waits for its answer.
func (c *Channel) post(ctx context.Context, m message) (ref string, err error) {
	sent := &handover{body: bytes.NewReader(m.body)}
	request, err := c.request(ctx, m, sent)
	if err != nil {
		return "", c.failed(delivery.Permanent, errors.New("the URL cannot be asked"), "check the webhook's url")
	}
	response, err := c.client.Do(request)
	if err != nil {
		return "", c.lost(ctx, err, sent.complete())
	}
	defer func() { _ = response.Body.Close() }() // the answer is known by then
	a := answer{status: response.StatusCode, header: response.Header}
	a.body, a.cut = io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	return c.settle(ctx, a)
}

// request is the message as a request to the URL.
func (c *Channel) request(ctx context.Context, m message, body *handover) (*http.Request, error) {
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			body.broken.Store(info.Err != nil)
			if info.Err == nil {
				delivery.HandedOver(ctx)
			}
		},
	})
	target := *c.url
	if len(m.query) > 0 {
		query := target.Query()
		for name, values := range m.query {
			query[name] = values
		}
		target.RawQuery = query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), body)
	if err != nil {
		return nil, err
	}
	request.ContentLength = int64(len(m.body))
	for name, values := range m.header {
		request.Header[name] = values
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("User-Agent", "tokenreport")
	return request, nil
}

// Reach tries whether the URL's host is there and can be trusted (name, connection, TLS) and posts nothing: it asks for
// the head of the host's own page, without what is secret. The error is a [*delivery.Error].
func (c *Channel) Reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	root := url.URL{Scheme: c.url.Scheme, Host: c.url.Host, Path: "/"}
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, root.String(), nil)
	if err != nil {
		return c.failed(delivery.Permanent, errors.New("the URL cannot be asked"), "check the webhook's url")
	}
	request.Header.Set("User-Agent", "tokenreport")
	response, err := c.client.Do(request)
	if err != nil {
		failure := c.lost(ctx, err, false)
		failure.Doing = "reach " + c.Recipient()
		return failure
	}
	_ = response.Body.Close()
	return nil
}
