package smtp

import (
	"context"
	"errors"
	netsmtp "net/smtp"

	"tokenreport/delivery"
)

// Login connects as a delivery does, logs in where that is configured, and says goodbye. The error is the
// [*delivery.Error] that a delivery would have there.
func (c *Channel) Login(ctx context.Context) error {
	return c.visit(ctx, func(*visit) error { return nil })
}

// Accepts asks whether mail from the sender to each of the recipients would be taken, and sends none: it names the two
// (MAIL FROM, RCPT TO) and takes that back (RSET), for one after the other. refused holds, by its address, why a
// recipient is not taken, those outside [Options.Allow] included, of whom the server is not asked. err is why the server
// could not be asked further, the sender's refusal included; some servers dislike such questions. All are
// [*delivery.Error].
func (c *Channel) Accepts(ctx context.Context, recipients []string) (refused map[string]error, err error) {
	refused = map[string]error{}
	var ask []string
	for _, recipient := range recipients {
		if err := c.checkAllowed(recipient); err != nil {
			refused[recipient] = err
		} else {
			ask = append(ask, recipient)
		}
	}
	if len(ask) == 0 {
		return refused, nil
	}
	return refused, c.visit(ctx, func(v *visit) error {
		for _, recipient := range ask {
			refusal, err := v.ask(ctx, recipient)
			if refusal != nil {
				refused[recipient] = refusal
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// visit is a conversation in which no mail is sent.
type visit struct {
	channel *Channel
	link    *link
	client  *netsmtp.Client
}

// visit opens a connection of its own, logs in, and has a conversation. Its error is a [*delivery.Error].
func (c *Channel) visit(ctx context.Context, converse func(*visit) error) error {
	l, err := dial(ctx, c.address())
	if err != nil {
		return (&visit{channel: c, link: &link{stage: connecting}}).failure(ctx, err)
	}
	defer l.close()
	v := &visit{channel: c, link: l}
	if v.client, err = c.enter(ctx, l); err != nil {
		return v.failure(ctx, err)
	}
	if err := converse(v); err != nil {
		return err
	}
	l.quit(v.client)
	return nil
}

// ask names the sender and a recipient, and takes both back. A refusal of the recipient is an answer; err ends the
// conversation.
func (v *visit) ask(ctx context.Context, recipient string) (refusal, err error) {
	if err := positive(v.client.Mail(v.channel.options.From.Address)); err != nil {
		return nil, v.failure(ctx, err)
	}
	if err := positive(v.client.Rcpt(recipient)); err != nil {
		failed := v.failure(ctx, err)
		if failed.Code == "" {
			return nil, failed
		}
		refusal = failed
	}
	if err := positive(v.client.Reset()); err != nil {
		failed := v.failure(ctx, err)
		failed.Doing = "take the question back (RSET) at " + v.channel.address()
		return refusal, failed
	}
	return refusal, nil
}

// failure describes err as [Channel.failure] does, without a mail that it would be about.
func (v *visit) failure(ctx context.Context, err error) *delivery.Error {
	described := new(delivery.Error)
	errors.As(v.channel.failure(ctx, message{}, v.link, err), &described) // it always is one
	described.Doing = doing[v.link.stage] + " " + v.channel.address()
	return described
}
