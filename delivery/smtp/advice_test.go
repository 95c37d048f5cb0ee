package smtp_test

import (
	"errors"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
)

// TestHintsFollowTheReply has servers refuse as Postfix and others do, which wait for RCPT with what they have against the
// sender, the login or the client.
func TestHintsFollowTheReply(t *testing.T) {
	tests := []struct {
		moment  smtptest.Moment
		reply   string
		noLogin bool // none is configured
		want    string
	}{
		// Postfix
		{smtptest.Rcpt, "553 5.7.1 <report@example.com>: Sender address rejected: not owned by user ops@example.com", false, "give smtp.from the address of smtp.username"},
		{smtptest.Rcpt, "553 5.7.1 <report@example.com>: Sender address rejected: not logged in", true, "wants a login"},
		{smtptest.Rcpt, "554 5.7.1 <ops@example.com>: Relay access denied", true, "wants a login"},
		{smtptest.Rcpt, "454 4.7.1 <ops@example.com>: Relay access denied", true, "wants a login"},
		{smtptest.Rcpt, "554 5.7.1 <ops@example.com>: Recipient address rejected: Access denied", true, "wants a login"},
		{smtptest.Rcpt, "554 5.7.1 <ops@example.com>: Recipient address rejected: Access denied", false, "ask its operator"},
		{smtptest.Rcpt, "554 5.7.1 <host[192.0.2.1]>: Client host rejected: Access denied", true, "wants a login"},
		{smtptest.Rcpt, "550 5.1.1 <relay@example.com>: Recipient address rejected: User unknown in local recipient table", true, "recipient's address"},
		{smtptest.Rcpt, "550 5.1.8 <report@example.com>: Sender address rejected: Domain not found", false, "smtp.from"},
		{smtptest.Rcpt, "450 4.1.8 <report@example.com>: Sender address rejected: Domain not found", false, "smtp.from"},
		{smtptest.Mail, "530 5.7.0 Must issue a STARTTLS command first", true, "smtp.tls"},
		{smtptest.Rcpt, "552 5.2.2 <ops@example.com>: mailbox over quota", false, "mailbox is full"},
		{smtptest.Rcpt, "452 4.2.2 mailbox full", false, "mailbox is full"},
		{smtptest.Mail, "552 5.3.4 Message size exceeds fixed limit", false, "attach fewer files"},
		{smtptest.Rcpt, "450 4.2.0 <ops@example.com>: Recipient address rejected: Greylisted", false, "later"},
		// qmail, Exim, Exchange, Gmail
		{smtptest.Rcpt, "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", true, "wants a login"},
		{smtptest.Rcpt, "550 relay not permitted", true, "wants a login"},
		{smtptest.Rcpt, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", false, "wants a login"},
		{smtptest.Mail, "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM", true, "wants a login"},
		{smtptest.FinalDot, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", false, "smtp.from"},
		{smtptest.Rcpt, "550 5.4.1 Recipient address rejected: Access denied", false, "recipient's address"},
		{smtptest.FinalDot, "550 5.7.26 Unauthenticated email from example.com is not accepted due to its DMARC policy", false, "SPF"},
		// Without words or enhanced codes
		{smtptest.Rcpt, "553", false, "smtp.from"},
		{smtptest.Rcpt, "553 no", true, "wants a login"},
		{smtptest.Rcpt, "554 no", true, "wants a login"},
		{smtptest.Rcpt, "553 5.1.3 bad address syntax", false, "recipient's address"},
		{smtptest.Rcpt, "550", false, "recipient's address"},
		{smtptest.Rcpt, "501 no", true, "recipient's address"},
		{smtptest.Rcpt, "530 no", true, "wants a login"},
		{smtptest.Data, "530 Authentication required", false, "wants a login"},
		{smtptest.FinalDot, "535 5.7.8 credentials expired", false, "authorisation code"},
		{smtptest.Auth, "538 encryption required", false, "smtp.tls"},
		{smtptest.Auth, "550 User has no permission", false, "authorisation code"},
		{smtptest.FinalDot, "554 5.7.1 looks like spam", true, ""},
		{smtptest.Rcpt, "503 5.5.1 bad sequence of commands", false, ""},
		{smtptest.Mail, "555 parameters not recognized", false, ""},
	}
	for _, tt := range tests {
		t.Run(string(tt.moment)+" "+tt.reply, func(t *testing.T) {
			security, change := smtptest.ImplicitTLS, func(*smtp.Options) {}
			if tt.noLogin {
				security, change = smtptest.Plain, secured(smtp.NoTLS)
			}
			server, c := start(t, smtptest.Options{Security: security}, change)
			server.SetFaults(at(tt.moment, smtptest.Fault{Reply: tt.reply}))
			_, err := c.Deliver(t.Context(), parcel())
			var e *delivery.Error
			if !errors.As(err, &e) || e.Code != tt.reply[:3] || !strings.Contains(e.Hint, tt.want) || tt.want == "" && e.Hint != "" {
				t.Errorf("got %v, want a hint with %q", err, tt.want)
			}
		})
	}
}
