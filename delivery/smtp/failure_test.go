package smtp_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
)

// at is one fault.
func at(m smtptest.Moment, f smtptest.Fault) smtptest.Faults { return smtptest.Faults{m: f} }

// TestRefusals has the server refuse at each command.
func TestRefusals(t *testing.T) {
	tests := []struct {
		moment smtptest.Moment
		reply  string
		want   delivery.Fault
		parts  []string // of the error
	}{
		{smtptest.Greeting, "421 4.3.2 too busy", delivery.Temporary, []string{"wait for the greeting of 127.0.0.1:", "421 4.3.2 too busy"}},
		{smtptest.Greeting, "554 5.7.1 your network is blocked", delivery.Permanent, []string{"554 5.7.1 your network is blocked"}},
		{smtptest.EHLO, "421 4.3.2 going down", delivery.Temporary, []string{"(EHLO)", "421"}},
		{smtptest.EHLO, "550 5.7.1 not you", delivery.Permanent, []string{"(EHLO)", "550"}},
		{smtptest.Auth, "454 4.7.0 directory is down", delivery.Temporary, []string{"log in to", "454"}},
		{smtptest.Auth, "535 5.7.8 Login fail", delivery.Permanent, []string{"log in to", "535 5.7.8 Login fail", "authorisation code"}},
		{smtptest.Mail, "451 4.7.1 greylisted", delivery.Temporary, []string{"MAIL FROM", "451 4.7.1 greylisted", "later"}},
		{smtptest.Mail, "501 mail from address must be same as authorization user", delivery.Permanent, []string{"MAIL FROM", "501 mail from", "smtp.username"}},
		{smtptest.Mail, "530 5.7.0 authentication required", delivery.Permanent, []string{"smtp.password"}},
		{smtptest.Rcpt, "450 4.2.1 mailbox busy", delivery.Temporary, []string{"RCPT TO", "450"}},
		{smtptest.Rcpt, "550 5.1.1 no such user", delivery.Permanent, []string{"mail ops@example.com: ", "RCPT TO", "550 5.1.1 no such user", "address"}},
		{smtptest.Data, "452 4.3.1 disk full", delivery.Temporary, []string{"(DATA)", "452"}},
		{smtptest.Data, "554 5.5.1 no valid recipients", delivery.Permanent, []string{"(DATA)", "554"}},
		{smtptest.FinalDot, "451 4.3.0 try again", delivery.Temporary, []string{"to be accepted", "451"}},
		{smtptest.FinalDot, "552 5.3.4 message too big", delivery.Permanent, []string{"to be accepted", "552", "fewer files"}},
		{smtptest.FinalDot, "554 5.7.1 looks like spam", delivery.Permanent, []string{"554 5.7.1 looks like spam"}},
		// Neither yes nor no.
		{smtptest.Greeting, "250 welcome", delivery.Temporary, []string{"greeting", "250 welcome"}},
		{smtptest.Rcpt, "354 go on", delivery.Temporary, []string{"RCPT TO", "354 go on"}},
		{smtptest.Data, "250 ok", delivery.Temporary, []string{"(DATA)", "250 ok"}},
		{smtptest.FinalDot, "354 go on", delivery.Unclear, []string{"to be accepted", "354 go on", "may have arrived"}},
		{smtptest.FinalDot, "199 hm", delivery.Unclear, []string{"199 hm"}},
		{smtptest.FinalDot, "999 c4nary-p4ssw0rd", delivery.Unclear, []string{"999 [redacted]"}},
	}
	for _, tt := range tests {
		t.Run(string(tt.moment)+" "+tt.reply[:3], func(t *testing.T) {
			server, c := start(t, smtptest.Options{})
			server.SetFaults(at(tt.moment, smtptest.Fault{Reply: tt.reply}))
			_, err := c.Deliver(t.Context(), parcel())
			var e *delivery.Error
			if !errors.As(err, &e) || e.Fault != tt.want || e.Code != tt.reply[:3] {
				t.Fatalf("got %+v", err)
			}
			for _, part := range tt.parts {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in: %v", part, err)
				}
			}
			if n := len(server.Messages()); n != 0 {
				t.Errorf("%d messages were accepted", n)
			}
		})
	}
}

// wantNo wants the server to have been sent no such command.
func wantNo(t *testing.T, server *smtptest.Server, verb string) {
	t.Helper()
	for _, command := range server.Commands() {
		if strings.HasPrefix(command, verb) {
			t.Errorf("%s was sent", verb)
		}
	}
}

// TestLostConnections has the server close, reset or fall silent at each moment. Nothing but what follows the
// final dot may be unclear, and a lost goodbye is no error.
func TestLostConnections(t *testing.T) {
	moments := []smtptest.Moment{
		smtptest.Handshake, smtptest.Greeting, smtptest.EHLO, smtptest.STARTTLS, smtptest.Auth, smtptest.Mail,
		smtptest.Rcpt, smtptest.Data, smtptest.Body, smtptest.FinalDot, smtptest.Quit,
	}
	for _, s := range securities {
		for _, moment := range moments {
			for name, do := range map[string]smtptest.Action{"close": smtptest.Close, "reset": smtptest.Reset, "silence": smtptest.Hang} {
				if !happens(moment, s.client) {
					continue
				}
				t.Run(string(s.client)+" "+string(moment)+" "+name, func(t *testing.T) {
					t.Parallel()
					server, c := start(t, smtptest.Options{Security: s.server}, secured(s.client))
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					fault := smtptest.Fault{Do: do}
					if do == smtptest.Hang {
						fault.Notify = cancel // the caller loses patience
					}
					server.SetFaults(at(moment, fault))
					ref, err := c.Deliver(ctx, parcel())
					checkLoss(t, server, moment, do, ref, err)
				})
			}
		}
	}
}

func happens(m smtptest.Moment, by smtp.TLS) bool {
	switch m {
	case smtptest.Handshake:
		return by != smtp.NoTLS
	case smtptest.STARTTLS:
		return by == smtp.StartTLS
	case smtptest.Auth:
		return by != smtp.NoTLS
	default:
		return true
	}
}

func checkLoss(t *testing.T, server *smtptest.Server, m smtptest.Moment, do smtptest.Action, ref string, err error) {
	t.Helper()
	accepted := len(server.Messages())
	if m == smtptest.Quit {
		if err != nil || ref == "" || accepted != 1 {
			t.Errorf("a lost goodbye gives %q, %v, with %d messages accepted", ref, err, accepted)
		}
		return
	}
	want, messages := []delivery.Fault{delivery.Temporary}, 0
	switch m {
	case smtptest.Body:
		want = append(want, delivery.Unclear) // the whole message may have been on its way already
	case smtptest.FinalDot:
		want, messages = []delivery.Fault{delivery.Unclear}, 1
	}
	var e *delivery.Error
	if !errors.As(err, &e) || !slices.Contains(want, e.Fault) || accepted != messages {
		t.Errorf("got %v with %d messages accepted; want %v with %d", err, accepted, want, messages)
	}
	if do == smtptest.Hang && !errors.Is(err, context.Canceled) {
		t.Errorf("%v does not say that the delivery was cancelled", err)
	}
	if n := server.Connections(); n != 1 {
		t.Errorf("%d connections were opened: only the caller retries", n)
	}
}

func TestFailedQuitIsNoError(t *testing.T) {
	for name, fault := range map[string]smtptest.Fault{
		"refused":    {Reply: "500 5.5.1 no"},
		"unanswered": {Do: smtptest.Hang},
	} {
		server, c := start(t, smtptest.Options{})
		server.SetFaults(at(smtptest.Quit, fault))
		if ref, err := c.Deliver(t.Context(), parcel()); err != nil || !strings.HasPrefix(ref, "250 ") {
			t.Errorf("%s: %q, %v", name, ref, err)
		}
	}
}

func TestTimeoutOfTheChannel(t *testing.T) {
	server, c := start(t, smtptest.Options{}, func(o *smtp.Options) { o.Timeout = 50 * time.Millisecond })
	server.SetFaults(at(smtptest.Greeting, smtptest.Fault{Do: smtptest.Hang}))
	if _, err := c.Deliver(t.Context(), parcel()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestConnectionLostWithinTheMessage once made go-mail panic, or end half a message with a dot.
func TestConnectionLostWithinTheMessage(t *testing.T) {
	for _, fault := range []smtptest.Fault{
		{Do: smtptest.Close},
		{Do: smtptest.Reset, After: 3_000},
		{Do: smtptest.Close, After: 60_000},
		{Do: smtptest.Reset, After: 900_000},
	} {
		server, c := start(t, smtptest.Options{})
		server.SetFaults(at(smtptest.Body, fault))
		p := parcel()
		p.Files[0].Content = make([]byte, 4_000_000) // more than the network holds
		_, err := c.Deliver(t.Context(), p)
		if err == nil || delivery.FaultOf(err) != delivery.Temporary || len(server.Messages()) != 0 {
			t.Errorf("after %d bytes: %v, %d messages accepted", fault.After, err, len(server.Messages()))
		}
	}
}

// TestOneRecipientRefused shows that it keeps the mail from nobody else.
func TestOneRecipientRefused(t *testing.T) {
	server, c := start(t, smtptest.Options{})
	server.SetFaults(at(smtptest.Rcpt, smtptest.Fault{Reply: "550 5.1.1 no such user", Recipient: "gone@"}))
	for _, r := range []string{"a@example.com", "gone@example.com", "b@example.com"} {
		_, err := c.Deliver(t.Context(), deliverytest.Parcel("email", r))
		if gone := r == "gone@example.com"; gone != (err != nil) {
			t.Errorf("%s: %v", r, err)
		}
	}
	if n := len(server.Messages()); n != 2 {
		t.Errorf("%d messages were accepted", n)
	}
}

func TestServersThatAreNoSMTP(t *testing.T) {
	for name, reply := range map[string]string{
		"HTTP":      "HTTP/1.1 400 Bad Request",
		"echo":      "what? " + password,
		"chatter":   strings.Repeat("220-on and on\r\n", 10_000) + "220 at last",
		"long line": "220 " + strings.Repeat("x", 1_000_000),
		"escape":    "554 \x1b[2Jgone",
	} {
		t.Run(name, func(t *testing.T) {
			server, c := start(t, smtptest.Options{})
			server.SetFaults(at(smtptest.Greeting, smtptest.Fault{Reply: reply}))
			_, err := c.Deliver(t.Context(), parcel())
			if err == nil || strings.Contains(err.Error(), password) || strings.ContainsAny(err.Error(), "\x1b\r\n") || len(err.Error()) > 1000 {
				t.Errorf("got %.2000v", err)
			}
		})
	}
}

// TestDeadlinesAreTheirOwn runs deliveries with different fates at the same time, which go-mail's global
// variable for dialling must not mix up.
func TestDeadlinesAreTheirOwn(t *testing.T) {
	silent, stuck := start(t, smtptest.Options{}, func(o *smtp.Options) { o.Timeout = time.Hour })
	silent.SetFaults(at(smtptest.Greeting, smtptest.Fault{Do: smtptest.Hang}))
	sound, quick := start(t, smtptest.Options{}, func(o *smtp.Options) { o.Timeout = time.Minute })
	ctx, cancel := context.WithCancel(t.Context())
	var waiting, running sync.WaitGroup
	for range 5 {
		waiting.Go(func() {
			if _, err := stuck.Deliver(ctx, parcel()); !errors.Is(err, context.Canceled) {
				t.Errorf("the stuck delivery ended with %v", err)
			}
		})
	}
	for range 20 {
		running.Go(func() {
			if _, err := quick.Deliver(t.Context(), parcel()); err != nil {
				t.Errorf("the quick delivery ended with %v", err)
			}
		})
	}
	running.Wait()
	cancel()
	waiting.Wait()
	if n := len(sound.Messages()); n != 20 {
		t.Errorf("%d of 20 arrived", n)
	}
}

func TestNobodyListens(t *testing.T) {
	server, c := start(t, smtptest.Options{})
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := c.Deliver(t.Context(), parcel())
	if delivery.FaultOf(err) != delivery.Temporary || !strings.Contains(err.Error(), "connect to 127.0.0.1:") || !strings.Contains(err.Error(), "smtp.port") {
		t.Errorf("got %v", err)
	}
}
