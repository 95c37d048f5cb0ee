package smtp_test

import (
	"context"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
)

// A relay may take longer to answer the final dot than the timeout: the mail is on its way, and who gives up sends it twice. It
// says so at that moment, and not before.
func TestTheTimeoutEndsWithTheFinalDot(t *testing.T) {
	const timeout = time.Second
	server, c := start(t, smtptest.Options{}, func(o *smtp.Options) { o.Timeout = timeout })
	over, cancel := context.WithTimeout(t.Context(), 2*timeout)
	defer cancel()
	released, handed := make(chan struct{}), 0
	server.SetFaults(smtptest.Faults{smtptest.FinalDot: {Do: smtptest.Hang, Until: released, Notify: func() {
		<-over.Done()
		close(released)
	}}})
	ctx := delivery.OnHandover(t.Context(), func() { handed++ })
	if _, err := c.Deliver(ctx, deliverytest.Parcel("email", "ops@example.com")); err != nil {
		t.Error(err)
	}
	server.SetFaults(smtptest.Faults{smtptest.Rcpt: {Reply: "550 5.1.1 no such user"}})
	if _, err := c.Deliver(ctx, deliverytest.Parcel("email", "ops@example.com")); err == nil {
		t.Error("no error")
	}
	if handed != 1 {
		t.Errorf("of two deliveries %d say that all is handed over, want the first alone", handed)
	}
}
