package smtptest_test

import (
	"fmt"
	"net"
	"net/smtp"
	"strconv"

	"tokenreport/delivery/smtp/smtptest"
)

// The server knows a moment of the conversation for every fault: here it defers one of two recipients.
func ExampleStart() {
	server, err := smtptest.Start(smtptest.Options{Security: smtptest.Plain})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	server.SetFaults(smtptest.Faults{
		smtptest.Rcpt: {Reply: "451 4.7.1 try again later", Recipient: "new@example.com"},
	})

	address := net.JoinHostPort(server.Host(), strconv.Itoa(server.Port()))
	for _, to := range []string{"ops@example.com", "new@example.com"} {
		err := smtp.SendMail(address, nil, "report@example.com", []string{to}, []byte("Subject: Token usage\r\n\r\n67,199\r\n"))
		fmt.Println(to, err)
	}
	for _, message := range server.Messages() {
		fmt.Printf("accepted for %v: %q\n", message.To, message.Data)
	}
	// Output:
	// ops@example.com <nil>
	// new@example.com 451 "4.7.1 try again later"
	// accepted for [ops@example.com]: "Subject: Token usage\r\n\r\n67,199\r\n"
}
