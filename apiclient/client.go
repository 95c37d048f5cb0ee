// Package apiclient makes signed, paced, typed calls to the LKE API (Tencent Cloud Agent Development Platform,
// version 2023-11-30) and speaks only its words: actions, parameters, points as they come. It signs with
// Tencent's SDK and does everything else itself, since the SDK's retries, decoder and limits do not serve.
// An [Invoker] makes the one call to another API of the same cloud that there is, in the same way.
//
// It does not sort, join, sum or judge what it receives, keeps nothing between processes, reads no
// environment (but for the proxy variables, as net/http does) and logs nothing.
//
// A call that brings no answer is an [*Error] with the API's code and request ID, what to do about it, and
// [Error.Temporary]. A single point that cannot be read is not an error of the call: [Label] and [Number] report it.
package apiclient

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tokenreport/secret"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
)

// DefaultRate is the API's own limit: requests per second and action.
const DefaultRate = 20

// defaultTimeout is generous for an answer of some hundred kilobytes across continents.
const defaultTimeout = 30 * time.Second

// Credentials sign the requests. Token belongs to temporary keys and must be zero for long-lived ones.
type Credentials struct {
	SecretID, SecretKey, Token secret.Text
}

// Options say where and how to call.
type Options struct {
	Endpoint   string     // see [ParseEndpoint]
	Region     string     // see [CheckRegion]
	Rate       int        // requests per second and action, at least 1; the API permits [DefaultRate]
	TimeFields TimeFields // the zero value is [TimeFieldsAuto]
	// Now is the real clock (time.Now outside tests). It dates the signatures, and measures what is left
	// until a context's deadline.
	Now func() time.Time
	// Timeout bounds one attempt from its connection to the end of its answer; zero is 30 seconds. The whole
	// call is bounded by its context.
	Timeout time.Duration
	// MaxAnswer is the most bytes that are read of one answer; zero is 32 MiB. Decoded, an answer takes about five times its size.
	MaxAnswer int64
	// Transport carries the requests; nil is [NewTransport] with the system's root certificates.
	Transport http.RoundTripper
}

// Client calls one endpoint with one set of credentials. It is cheap: where credentials change, make a new
// one with the same [Pacer]. It may be used by several goroutines.
type Client struct {
	service     *service
	endpoint    Endpoint
	region      string
	rate        int
	now         func() time.Time
	timeout     time.Duration
	maxAnswer   limit
	transport   http.RoundTripper
	credentials *Credentials // a pointer, because fmt prints unexported fields without asking their types
	pacer       *Pacer
	times       *timeFieldChoices
	profile     *profile.ClientProfile
	cleaner     cleaner
	traffic     *traffic // also of those made by AtRate
}

// New makes a client. All that is wrong with the options is reported together. The pacer is the process's,
// shared by all its clients.
func New(options Options, credentials Credentials, pacer *Pacer) (*Client, error) {
	endpoint, endpointErr := ParseEndpoint(options.Endpoint)
	times, timesErr := newTimeFieldChoices(options.TimeFields, endpoint)
	err := errors.Join(endpointErr, CheckRegion(options.Region), timesErr, options.check(), credentials.check())
	if pacer == nil {
		err = errors.Join(err, errors.New("API client: no pacer"))
	}
	if err != nil {
		return nil, err
	}
	client := &Client{
		service: &lke, endpoint: endpoint, region: options.Region, rate: options.Rate, now: options.Now,
		timeout: options.Timeout, maxAnswer: limit(options.MaxAnswer), transport: options.Transport, credentials: &credentials,
		pacer: pacer, times: times, profile: newProfile(endpoint), cleaner: newCleaner(credentials), traffic: new(traffic),
	}
	if client.maxAnswer == 0 {
		client.maxAnswer = maxBody
	}
	if client.timeout == 0 {
		client.timeout = defaultTimeout
	}
	if client.transport == nil {
		client.transport = NewTransport(nil)
	}
	return client, nil
}

func (o Options) check() error {
	var errs []error
	if o.Rate < 1 {
		errs = append(errs, fmt.Errorf("API rate %d: want at least 1 request per second", o.Rate))
	}
	if o.MaxAnswer < 0 {
		errs = append(errs, fmt.Errorf("largest answer of the API: want a number of bytes, not %d", o.MaxAnswer))
	}
	if o.Timeout < 0 {
		errs = append(errs, fmt.Errorf("API timeout %s: want a positive duration, or 0 for %s", o.Timeout, defaultTimeout))
	}
	if o.Now == nil {
		errs = append(errs, errors.New("API client: no clock"))
	}
	return errors.Join(errs...)
}

func (c Credentials) check() error {
	var errs []error
	for _, part := range []struct {
		name     string
		text     secret.Text
		optional bool
	}{
		{"secret ID", c.SecretID, false},
		{"secret key", c.SecretKey, false},
		{"session token", c.Token, true},
	} {
		switch {
		case part.text.IsZero() && !part.optional:
			errs = append(errs, fmt.Errorf("API credentials: the %s is missing", part.name))
		case strings.ContainsFunc(part.text.Reveal(), func(r rune) bool { return r <= ' ' || r > '~' }):
			errs = append(errs, fmt.Errorf("API credentials: the %s holds a space, a line end or another character that no key has", part.name))
		}
	}
	return errors.Join(errs...)
}

// newProfile tells the SDK to sign and send, and nothing more: no retries (they would repeat the signature
// and sleep past deadlines), no timeout of its own, no change of region, no debug output (it prints tokens).
func newProfile(endpoint Endpoint) *profile.ClientProfile {
	p := profile.NewClientProfile()
	p.Language = "en-US"
	p.HttpProfile.Scheme = endpoint.scheme
	p.HttpProfile.Endpoint = endpoint.host
	p.HttpProfile.ReqTimeout = 0
	return p
}

// Close releases idle connections. The client may be used afterwards.
func (c *Client) Close() {
	if transport, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		transport.CloseIdleConnections()
	}
}
