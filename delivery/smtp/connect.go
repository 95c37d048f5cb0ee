package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	netsmtp "net/smtp"
)

// errNoStartTLS is the answer of a server, or of someone in between, that does not offer STARTTLS.
var errNoStartTLS = errors.New("the server offers no STARTTLS")

// dial connects, and closes the connection when ctx ends, at whatever point the conversation is: net/smtp
// knows no context.
func dial(ctx context.Context, address string) (*link, error) {
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &link{
		Conn:    raw,
		raw:     raw,
		stage:   greeting,
		unwatch: context.AfterFunc(ctx, func() { _ = raw.Close() }),
	}, nil
}

// secure brings TLS up as configured, so that what follows is the same in every mode.
func (c *Channel) secure(ctx context.Context, l *link) error {
	switch c.options.TLS {
	case NoTLS:
		return nil
	case StartTLS:
		if err := c.askForTLS(l); err != nil {
			return err
		}
		l.unread = []byte("220 " + c.options.Host + " after STARTTLS\r\n")
	}
	l.stage = securing
	secured := tls.Client(l.raw, &tls.Config{
		ServerName:         c.options.Host,
		RootCAs:            c.options.RootCAs,
		MinVersion:         tls.VersionTLS12,
		ClientSessionCache: c.sessions,
	})
	if err := secured.HandshakeContext(ctx); err != nil {
		return err
	}
	l.Conn, l.lines, l.stage = secured, nil, greeting
	return nil
}

// askForTLS leads the conversation up to the server's consent to STARTTLS. What the server may have sent
// behind its consent, in clear, is never read as part of the protected conversation.
func (c *Channel) askForTLS(l *link) error {
	client, err := netsmtp.NewClient(l, c.options.Host)
	if err != nil {
		return err
	}
	if err := client.Hello(c.localName()); err != nil {
		return err
	}
	l.stage = securing
	if offered, _ := client.Extension("STARTTLS"); !offered {
		return errNoStartTLS
	}
	if err := client.Text.PrintfLine("STARTTLS"); err != nil {
		return err
	}
	_, _, err = client.Text.ReadResponse(220)
	return err
}

// enter secures the link, and goes through greeting, EHLO and login.
func (c *Channel) enter(ctx context.Context, l *link) (*netsmtp.Client, error) {
	if err := c.secure(ctx, l); err != nil {
		return nil, err
	}
	client, err := netsmtp.NewClient(l, c.options.Host)
	if err != nil {
		return nil, err
	}
	if err := client.Hello(c.localName()); err != nil {
		return nil, err
	}
	if c.options.Username == "" {
		return client, nil
	}
	return client, client.Auth(c.login())
}

// localName is how the client introduces itself: the sender's domain, since a function's container has no
// name of its own that the world could resolve.
func (c *Channel) localName() string { return domainOf(c.options.From.Address) }
