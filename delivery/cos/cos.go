// Package cos is the delivery channel to Tencent Cloud Object Storage. It puts a parcel's files into one
// bucket by the official SDK, signed, with their MD5 sent along and the CRC-64 that comes back compared, and makes
// links to them. It lists nothing, never deletes what it has delivered, reads none of it but the records of its
// [Shelf], and does not retry: that is the caller's affair, so the SDK's own three immediate attempts are switched
// off.
//
// Errors of Deliver are [*delivery.Error] with COS's code and request ID. A put is repeatable, the same bytes
// under the same key, so a put that was cut off is temporary and never unclear.
package cos

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	sdk "github.com/tencentyun/cos-go-sdk-v5"

	"tokenreport/delivery"
	"tokenreport/secret"
)

// DefaultTimeout bounds the storing of one file when [Options.Timeout] is zero.
const DefaultTimeout = time.Minute

// maxAnswer limits the body of an answer, which the SDK would read to its end.
const maxAnswer = 1 << 20

// Options configure a [Channel]. BucketURL, SecretID and SecretKey are required.
type Options struct {
	// BucketURL is the bucket's whole base URL, see [BucketURL]. Plain http is for loopback addresses only.
	BucketURL *url.URL
	Prefix    string // before every key, without leading or trailing "/"; may be empty
	// SecretID, SecretKey and Token sign the requests. On SCF they are the role's temporary credentials of
	// this invocation; Token is empty for a permanent key.
	SecretID  string
	SecretKey secret.Text
	Token     secret.Text
	RootCAs   *x509.CertPool // nil: the system's
	Timeout   time.Duration  // for one file, beside the context's deadline; 0: DefaultTimeout

	// The rest is for links, see [Channel.Link].

	// PublicURL is where a site or a CDN serves the bucket from its root; nil: links are signed.
	PublicURL *url.URL
	// LinkID and LinkKey are a permanent key that may do nothing but read the files under Prefix; both empty: the
	// credentials above sign.
	LinkID  string
	LinkKey secret.Text
	// LinkLife is how long a signed link lives at most, in whole seconds; 0: DefaultLinkLife.
	LinkLife time.Duration
	Now      func() time.Time // the clock of a link's signature; nil: this machine's, as for every other request
}

// Channel delivers into a bucket. It may be used by several goroutines at once. It holds credentials that
// expire, so an invocation makes its own.
type Channel struct {
	client *sdk.Client
	// options is a pointer lest a Channel printed by mistake show its secrets: package fmt does not call
	// the methods of what lies in unexported fields.
	options *Options
}

var _ delivery.Channel = (*Channel)(nil)

// BucketURL is the address of a bucket, whose name includes the APPID ("reports-1250000000"), in a region:
// https://reports-1250000000.cos.ap-jakarta.myqcloud.com.
func BucketURL(bucket, region string) (*url.URL, error) {
	u, err := sdk.NewBucketURL(bucket, region, true)
	if err != nil {
		return nil, fmt.Errorf("address bucket %q in region %q: %w", bucket, region, err)
	}
	if !(&sdk.BaseURL{BucketURL: u}).Check() {
		return nil, fmt.Errorf("address bucket %q in region %q: the name is not of the form BUCKET-APPID", bucket, region)
	}
	return u, nil
}

// New checks the options. It does not connect.
func New(o Options) (*Channel, error) {
	if err := errors.Join(o.checkURL(), o.checkPrefix(), o.checkCredentials(), o.checkLinks()); err != nil {
		return nil, fmt.Errorf("configure object storage: %w", err)
	}
	o.Timeout, o.LinkLife = cmp.Or(o.Timeout, DefaultTimeout), cmp.Or(o.LinkLife, DefaultLinkLife)
	client := sdk.NewClient(&sdk.BaseURL{BucketURL: o.BucketURL}, &http.Client{
		Transport: &sdk.AuthorizationTransport{
			SecretID:     o.SecretID,
			SecretKey:    o.SecretKey.Reveal(),
			SessionToken: o.Token.Reveal(),
			Transport:    capped{o.transport()},
		},
		// The SDK follows no redirect, which would carry the token elsewhere: see TestRedirectsAreNotFollowed.
	})
	client.Conf.EnableCRC = true
	client.Conf.RetryOpt = sdk.RetryOptions{Count: 1}
	return &Channel{client: client, options: &o}, nil
}

func (o Options) transport() *http.Transport {
	return &http.Transport{
		Proxy:               proxy,
		DialContext:         (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
		TLSHandshakeTimeout: 30 * time.Second,
		IdleConnTimeout:     30 * time.Second,
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

func (o Options) checkURL() error {
	u := o.BucketURL
	switch {
	case u == nil:
		return errors.New("no bucket URL is given")
	case !delivery.Encrypted(u):
		return fmt.Errorf("the bucket URL %s is not https: the token would travel in clear", u.Redacted())
	case u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.User != nil || u.RawQuery != "":
		return fmt.Errorf("the bucket URL %s is not just scheme, host and port", u.Redacted())
	case !(&sdk.BaseURL{BucketURL: u}).Check():
		return fmt.Errorf("the bucket URL %s does not address a bucket as https://BUCKET-APPID.cos.REGION.myqcloud.com", u)
	default:
		return nil
	}
}

func (o Options) checkPrefix() error {
	if o.Prefix == "" {
		return nil
	}
	for part := range strings.SplitSeq(o.Prefix, "/") {
		if !delivery.SafeName(part) {
			return fmt.Errorf("the prefix %q has an unsafe part %q", o.Prefix, part)
		}
	}
	return nil
}

func (o Options) checkCredentials() error {
	if o.SecretID == "" || o.SecretKey.IsZero() {
		return errors.New("the credentials are missing: give the function a role, or set TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY")
	}
	return nil
}

// Name is "cos".
func (c *Channel) Name() string { return "cos" }

// Deliver puts the parcel's files, inline images aside, under prefix/folder/name and replaces those of an
// earlier delivery. ref is their keys, separated by commas.
func (c *Channel) Deliver(ctx context.Context, p delivery.Parcel) (ref string, err error) {
	if err := p.Check(); err != nil {
		return "", err
	}
	var keys []string
	for _, f := range p.Files {
		if f.ContentID != "" {
			continue
		}
		key := c.key(p.Folder, f.Name)
		if err := c.put(ctx, key, f.Content, sdk.ObjectPutHeaderOptions{ContentType: f.Type}); err != nil {
			return "", c.failure(putting, key, err)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return "", &delivery.Error{Fault: delivery.Permanent, Doing: "store in " + c.options.BucketURL.Host, Err: errNothing}
	}
	return strings.Join(keys, ", "), nil
}

var errNothing = errors.New("the parcel has no file to store")

// key joins the parts that are not empty.
func (c *Channel) key(folder, name string) string {
	key := name
	for _, before := range []string{folder, c.options.Prefix} {
		if before != "" {
			key = before + "/" + key
		}
	}
	return key
}

// capped keeps an answer from growing without end.
type capped struct{ http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (c capped) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	}
	return answer, err
}
