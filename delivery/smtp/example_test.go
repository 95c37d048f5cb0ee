package smtp_test

import (
	"context"
	"fmt"
	"net/mail"

	"tokenreport/delivery"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/secret"
)

func Example() {
	server, err := smtptest.Start(smtptest.Options{
		Username: "report@example.com", Password: "secret",
		OnMessage: func(m smtptest.Message) error {
			fmt.Println("from", m.From, "to", m.To)
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	channel, err := smtp.New(smtp.Options{
		Host: server.Host(), Port: server.Port(), RootCAs: server.CertPool(),
		Username: "report@example.com", Password: secret.New("secret"),
		From: mail.Address{Name: "Token report", Address: "report@example.com"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ref, err := channel.Deliver(context.Background(), delivery.Parcel{
		Key: delivery.Key{
			Report: "daily", Period: "2024-11-19", Revision: 1, Channel: channel.Name(), Recipient: "ops@example.com",
		},
		Subject: "Token usage 2024-11-19: 67,199",
		Text:    "Total 67,199.\n",
		To:      []mail.Address{{Address: "ops@example.com"}},
	})
	fmt.Println(ref, err)
	// Output:
	// from report@example.com to [ops@example.com]
	// 250 2.0.0 OK: queued <nil>
}
