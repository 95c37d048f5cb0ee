// Package smtp is the delivery channel for mail. It composes a message with go-mail, completely and in
// memory, and hands its bytes to one SMTP server for one recipient at a time. It does not retry, queue or
// log, and it learns only that the server has accepted a mail, not that it has arrived.
//
// The conversation is net/smtp's, over a connection that is secured as configured and bounded by the context
// (connect.go) and that knows how far the conversation has come (link.go).
//
// Errors of Deliver are [*delivery.Error] with the server's code and text. A mail whose final dot went out
// but was never answered is [delivery.Unclear]; everything before it was not accepted.
package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strconv"
	"time"

	"tokenreport/delivery"
	"tokenreport/secret"
)

// TLS is how the connection is protected. There is no opportunistic mode: what is asked for holds, or the
// delivery fails before anything is sent.
type TLS string

// The three modes. The empty string means ImplicitTLS.
const (
	ImplicitTLS TLS = "implicit" // TLS from the first byte, by convention on port 465
	StartTLS    TLS = "starttls" // required STARTTLS, by convention on port 587
	NoTLS       TLS = "none"     // clear text; refused together with a password
)

// DefaultTimeout bounds one delivery whose [Options.Timeout] is zero, up to the final dot. A server may scan a mail for minutes
// before it answers that, and to give up early there leaves the delivery unclear: that the context alone does.
const DefaultTimeout = 2 * time.Minute

// quitPatience bounds the goodbye after the mail's fate is known.
const quitPatience = time.Second

// Options configure a [Channel]. Host and From are required.
type Options struct {
	Host string
	Port int // 0: 465, 587 or 25, as TLS says
	TLS  TLS // empty: ImplicitTLS
	// Username and Password log in by PLAIN or LOGIN. Both are empty for a relay that wants no login.
	Username string
	Password secret.Text
	// From is the sender, in the header and in the envelope. Its domain names the client in EHLO and stands
	// in the Message-ID.
	From    mail.Address
	ReplyTo *mail.Address // nil: replies go to From
	// Unsubscribe is whom a reader's mail program asks to stop the mail; nil: nobody.
	Unsubscribe *mail.Address
	// Features are what the relay carries. The zero value is Auto.
	Features Features
	// MaxSize is what a whole mail may have at most, in bytes as [Channel.Size] counts them; 0 means DefaultMaxSize,
	// or DefaultMaxSizeSES where Features are SES.
	MaxSize int64
	// Allow are the domains (without their subdomains) and addresses that mail may go to and may show in To and Cc,
	// without regard to case; empty means everybody.
	Allow []string
	// RootCAs are the authorities to trust; nil means the system's.
	RootCAs *x509.CertPool
	// Timeout bounds one delivery up to the final dot, beside the context's own deadline; 0 means DefaultTimeout.
	Timeout time.Duration
	// Now dates the mails; nil: this machine's clock does.
	Now func() time.Time
}

// Channel delivers mail through one SMTP server. It keeps no connection between deliveries, only what the next one needs to
// resume the session of TLS, and may be used by several goroutines at once.
type Channel struct {
	// options is a pointer lest a Channel printed by mistake show its password: package fmt does not call
	// the methods of what lies in unexported fields.
	options  *Options
	allow    allowList
	sessions tls.ClientSessionCache
}

var _ delivery.Channel = (*Channel)(nil)

// New checks the options, all of them at once, and completes their defaults. It does not connect.
func New(o Options) (*Channel, error) {
	o.TLS = withDefault(o.TLS, ImplicitTLS)
	o.Port = withDefault(o.Port, map[TLS]int{ImplicitTLS: 465, StartTLS: 587, NoTLS: 25}[o.TLS])
	o.Timeout = withDefault(o.Timeout, DefaultTimeout)
	o.Features = withDefault(o.Features, Auto)
	allow, err := newAllowList(o.Allow)
	if err := errors.Join(o.checkServer(), o.checkLogin(), o.checkAddresses(), o.checkLimits(), err); err != nil {
		return nil, fmt.Errorf("configure mail: %w", err)
	}
	o.Features = o.Features.For(o.Host)
	o.MaxSize = withDefault(o.MaxSize, map[Features]int64{Full: DefaultMaxSize, SES: DefaultMaxSizeSES}[o.Features])
	return &Channel{options: &o, allow: allow, sessions: tls.NewLRUClientSessionCache(1)}, nil
}

func withDefault[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

func (o Options) checkServer() error {
	var errs []error
	if o.Host == "" || o.Host != delivery.CleanLine(o.Host) {
		errs = append(errs, fmt.Errorf("smtp.host %q is no host name", o.Host))
	}
	switch o.TLS {
	case ImplicitTLS, StartTLS, NoTLS:
	default:
		errs = append(errs, fmt.Errorf("smtp.tls is %q: use implicit, starttls or none", o.TLS))
	}
	if o.Port < 1 || o.Port > 65535 {
		errs = append(errs, fmt.Errorf("smtp.port %d is no port", o.Port))
	}
	if !o.Features.known() {
		errs = append(errs, fmt.Errorf("smtp.features is %q: use auto, full or ses", o.Features))
	}
	return errors.Join(errs...)
}

func (o Options) checkLogin() error {
	switch {
	case (o.Username == "") != o.Password.IsZero():
		return errors.New("smtp.username and smtp.password must be given together, or neither")
	case o.Username != "" && o.TLS == NoTLS:
		return errors.New("smtp.tls is none: a password would travel in clear; use implicit or starttls")
	default:
		return nil
	}
}

func (o Options) checkAddresses() error {
	errs := []error{checkAddress("smtp.from", o.From)}
	if o.ReplyTo != nil {
		errs = append(errs, checkAddress("smtp.reply_to", *o.ReplyTo))
	}
	if o.Unsubscribe != nil {
		errs = append(errs, checkAddress("the address to unsubscribe at", *o.Unsubscribe))
	}
	return errors.Join(errs...)
}

func (o Options) checkLimits() error {
	var errs []error
	if o.Timeout < 0 {
		errs = append(errs, fmt.Errorf("the timeout %v is negative", o.Timeout))
	}
	if o.MaxSize < 0 {
		errs = append(errs, fmt.Errorf("smtp.max_size %d is negative", o.MaxSize))
	}
	return errors.Join(errs...)
}

// Name is "email".
func (c *Channel) Name() string { return "email" }

// Features are what the relay carries, [Auto] resolved: the mail must be rendered for them.
func (c *Channel) Features() Features { return c.options.Features }

// Deliver mails p to [delivery.Key.Recipient] alone; ref is the server's reply to the final dot. Every call
// opens a connection of its own. A mail that is too large, or for a recipient outside [Options.Allow], is refused
// before; who else is outside is left out of To and Cc.
func (c *Channel) Deliver(ctx context.Context, p delivery.Parcel) (ref string, err error) {
	if err := ctx.Err(); err != nil {
		return "", &delivery.Error{Fault: delivery.Temporary, Doing: "mail " + p.Key.Recipient, Err: err}
	}
	m, err := c.compose(p)
	if err != nil {
		return "", err
	}
	if err := c.checkSize(m); err != nil {
		return "", err
	}
	ctx, cancel := delivery.UntilHandover(ctx, c.options.Timeout)
	defer cancel()
	return c.transmit(ctx, m)
}

// transmit sends m over a connection of its own.
func (c *Channel) transmit(ctx context.Context, m message) (ref string, err error) {
	l, err := dial(ctx, c.address())
	if err != nil {
		return "", c.failure(ctx, m, &link{stage: connecting}, err)
	}
	defer l.close()
	ref, err = c.converse(ctx, l, m)
	if err != nil {
		return "", c.failure(ctx, m, l, err)
	}
	return ref, nil
}

// converse goes through the whole conversation; l remembers how far it came.
func (c *Channel) converse(ctx context.Context, l *link, m message) (ref string, err error) {
	client, err := c.enter(ctx, l)
	if err != nil {
		return "", err
	}
	defer l.quit(client)
	if err := weigh(l, client, m); err != nil {
		return "", err
	}
	err = l.send(ctx, client, m)
	return c.acceptance(l.reply), err
}

func (c *Channel) address() string {
	return net.JoinHostPort(c.options.Host, strconv.Itoa(c.options.Port))
}

func (c *Channel) login() *login {
	return &login{username: c.options.Username, password: c.options.Password.Reveal()}
}
