package smtp_test

import (
	"encoding/base64"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
)

// securities pairs the server's protection with the channel's.
var securities = []struct {
	server smtptest.Security
	client smtp.TLS
}{
	{smtptest.ImplicitTLS, smtp.ImplicitTLS},
	{smtptest.StartTLS, smtp.StartTLS},
	{smtptest.Plain, smtp.NoTLS},
}

func TestConformance(t *testing.T) {
	for _, s := range securities {
		for _, features := range []smtp.Features{smtp.Full, smtp.SES} {
			t.Run(string(s.client)+" "+string(features), func(t *testing.T) {
				t.Parallel()
				deliverytest.Run(t, func(t *testing.T) deliverytest.Harness {
					server, c := start(t, smtptest.Options{Security: s.server}, func(o *smtp.Options) {
						o.Features = features
						secured(s.client)(o)
					})
					h := harness(server, c)
					if s.client == smtp.NoTLS {
						h.Secrets = nil // such a channel has none
					}
					return h
				})
			})
		}
	}
}

// secured sets the protection; without one there is no login either.
func secured(by smtp.TLS) func(*smtp.Options) {
	return func(o *smtp.Options) {
		o.TLS = by
		if by == smtp.NoTLS {
			withoutLogin(o)
		}
	}
}

func harness(server *smtptest.Server, c *smtp.Channel) deliverytest.Harness {
	fault := func(m smtptest.Moment, f smtptest.Fault) func(*testing.T) {
		return func(*testing.T) { server.SetFaults(smtptest.Faults{m: f}) }
	}
	plain := base64.StdEncoding.EncodeToString([]byte("\x00" + username + "\x00" + password))
	return deliverytest.Harness{
		Channel:   c,
		Recipient: "ops@example.com",
		Accepted: func(t *testing.T) (all []delivery.File) {
			for _, m := range server.Messages() {
				for _, e := range parse(t, m.Data).leaves() {
					if name := e.filename(t); name != "" {
						all = append(all, delivery.File{Name: name, Content: e.content})
					}
				}
			}
			return all
		},
		Break: map[deliverytest.Breakage]func(*testing.T){
			deliverytest.Hanging: fault(smtptest.Greeting, smtptest.Fault{Do: smtptest.Hang}),
			deliverytest.Failing: fault(smtptest.Mail, smtptest.Fault{Reply: "451 4.7.1 echo " + password}),
			deliverytest.Refusing: fault(smtptest.Rcpt, smtptest.Fault{
				Reply: "550-5.1.1 echo " + plain + "\r\n550 5.1.1 no such user",
			}),
		},
		Mend:    func(*testing.T) { server.SetFaults(nil) },
		Secrets: []string{password, plain, base64.StdEncoding.EncodeToString([]byte(password))},
	}
}
