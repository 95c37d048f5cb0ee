// Package webhook is the delivery channel to chats: it posts a parcel's [delivery.Card] to the robot of a WeCom, Feishu
// (Lark), DingTalk or Slack group, or a parcel's figures as JSON to any URL. One file holds what is special about a kind;
// the table in kinds.go lists them. It carries no files, does not retry, queue or log.
//
// Whoever has a robot's URL can post to its group. So the URL is a secret: no error and no name holds it, and what a
// server echoes of it is taken out. A channel's [Channel.Recipient] stands for it.
//
// Errors of Deliver are [*delivery.Error] with the other side's code and words. The chats answer a refusal with HTTP 200
// and a code in the body. A request that went out whole and was never answered, or not in words that can be understood, is
// [delivery.Unclear]: nobody knows whether the group has seen it.
package webhook

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/webhook/robot"
	"tokenreport/secret"
)

// DefaultTimeout bounds one delivery whose [Options.Timeout] is zero, but not the wait for the answer to it.
const DefaultTimeout = 30 * time.Second

// Options configure a [Channel]. Kind, URL and Now are required.
type Options struct {
	Kind string      // one of [Kinds]
	URL  secret.Text // https; http on loopback only
	// Secret signs the requests of kinds that [Signs]; zero: they are not signed.
	Secret  secret.Text
	RootCAs *x509.CertPool   // the authorities to trust; nil: the system's
	Timeout time.Duration    // for one delivery but the wait for its answer, beside the context's deadline; 0: DefaultTimeout
	Now     func() time.Time // the real clock, for a signature and for how long to wait
}

// Channel posts to one URL. It keeps no connection between deliveries, and may be used by several goroutines at once.
type Channel struct {
	// Pointers, lest a Channel printed by mistake show its secrets: package fmt does not follow them.
	options *Options
	url     *url.URL
	client  *http.Client
	robot   robot.Robot
	kind    *kind
}

var _ delivery.Channel = (*Channel)(nil)

// New checks the options, all of them at once, and completes their defaults. It does not connect.
func New(o Options) (*Channel, error) {
	r, known := robot.Find(o.Kind)
	if !known || kinds[o.Kind] == nil {
		return nil, fmt.Errorf("configure a webhook: the kind is %q: use one of %s", o.Kind, strings.Join(Kinds(), ", "))
	}
	address, err := parse(o.URL)
	if err := errors.Join(err, o.check(r)); err != nil {
		return nil, fmt.Errorf("configure the webhook of kind %s: %w", o.Kind, err)
	}
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	return &Channel{options: &o, url: address, client: newClient(o.RootCAs), robot: r, kind: kinds[o.Kind]}, nil
}

// parse reads the URL. Its errors hold nothing of it.
func parse(text secret.Text) (*url.URL, error) {
	address, err := url.Parse(text.Reveal())
	switch {
	case text.IsZero():
		return nil, errors.New("no URL is given")
	case err != nil || address.Hostname() == "":
		return nil, errors.New("the URL is none")
	case !delivery.Encrypted(address):
		return nil, errors.New("the URL is not https: whoever has it can post")
	case address.Fragment != "" || address.User != nil:
		return nil, errors.New(`the URL has a user name or a "#" in it`)
	}
	return address, nil
}

func (o Options) check(r robot.Robot) error {
	switch {
	case !o.Secret.IsZero() && !r.Signs:
		return errors.New("a secret is given, and this kind signs nothing")
	case o.Now == nil:
		return errors.New("no clock is given")
	case o.Timeout < 0:
		return fmt.Errorf("the timeout %v is negative", o.Timeout)
	}
	return nil
}

// Name is the kind: "wecom", "feishu", "dingtalk", "slack" or "json".
func (c *Channel) Name() string { return c.options.Kind }

// Recipient is the URL's public name: the kind, and eight hexadecimal digits of the SHA-256 of what is secret in the URL,
// as wecom-1a2b3c4d. It stays the same where only the signing secret, or the way to the same robot, changes.
func (c *Channel) Recipient() string {
	sum := sha256.Sum256([]byte(cmp.Or(c.robot.Secret(c.url), c.url.String())))
	return fmt.Sprintf("%s-%x", c.options.Kind, sum[:4])
}

var errNoCard = errors.New("the parcel has no card")

// Deliver posts p's card. ref is the other side's word for it.
func (c *Channel) Deliver(ctx context.Context, p delivery.Parcel) (ref string, err error) {
	if err := ctx.Err(); err != nil {
		return "", c.failed(delivery.Temporary, err, "")
	}
	if err := p.Check(); err != nil {
		return "", err
	}
	if p.Card == nil {
		return "", c.failed(delivery.Permanent, errNoCard, "please report it, with this line")
	}
	m, err := c.kind.compose(c, p)
	if err != nil {
		return "", c.failed(delivery.Permanent, err, "please report it, with this line")
	}
	ctx, cancel := delivery.UntilHandover(ctx, c.options.Timeout)
	defer cancel()
	return c.post(ctx, m)
}

// failed is a delivery that did not come to an answer.
func (c *Channel) failed(fault delivery.Fault, err error, hint string) *delivery.Error {
	return &delivery.Error{Fault: fault, Doing: "post to " + c.Recipient(), Err: err, Hint: hint}
}
