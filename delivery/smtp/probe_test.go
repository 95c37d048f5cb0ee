package smtp_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/secret"
)

func TestLoginAlone(t *testing.T) {
	for name, security := range map[string]smtptest.Security{
		"implicit": smtptest.ImplicitTLS, "starttls": smtptest.StartTLS, "none": smtptest.Plain,
	} {
		t.Run(name, func(t *testing.T) {
			server, c := start(t, smtptest.Options{Security: security}, func(o *smtp.Options) {
				o.TLS = smtp.TLS(name)
				if security == smtptest.Plain {
					withoutLogin(o)
				}
			})
			if err := c.Login(t.Context()); err != nil {
				t.Error(err)
			}
			if commands := server.Commands(); !slices.Contains(commands, "QUIT") || len(server.Messages()) > 0 {
				t.Errorf("commands %q, %d messages", commands, len(server.Messages()))
			}
		})
	}
}

func TestLoginAloneSaysWhatIsWrong(t *testing.T) {
	tests := map[string]struct {
		change func(*smtp.Options)
		faults smtptest.Faults
		fault  delivery.Fault
		want   string // the beginning; PLACE is the server's address
		hint   string
	}{
		"another password": {
			change: func(o *smtp.Options) { o.Password = secret.New("c4nary-other") }, fault: delivery.Permanent,
			want: "log in to PLACE: 535 ", hint: "check smtp.username and smtp.password",
		},
		"an authority nobody knows": {
			change: func(o *smtp.Options) { o.RootCAs = nil }, fault: delivery.Permanent,
			want: "agree on TLS with PLACE: ", hint: "smtp.host must be the name",
		},
		"nobody there": {
			change: func(o *smtp.Options) { o.Port = 1 }, want: "connect to 127.0.0.1:1: ", hint: "check smtp.host, smtp.port",
		},
		"a server that hangs up": {
			faults: smtptest.Faults{smtptest.Auth: {Do: smtptest.Close}}, want: "log in to PLACE: the server closed the connection", hint: "stopped answering",
		},
		"a goodbye that fails": {faults: smtptest.Faults{smtptest.Quit: {Reply: "500 what?"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := serve(t, smtptest.Options{Username: username, Password: password})
			server.SetFaults(test.faults)
			if test.change == nil {
				test.change = func(*smtp.Options) {}
			}
			err := channel(t, server, test.change).Login(t.Context())
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var e *delivery.Error
			if want := strings.Replace(test.want, "PLACE", addressOf(server), 1); !errors.As(err, &e) || e.Fault != test.fault ||
				!strings.HasPrefix(err.Error(), want) || !strings.Contains(e.Hint, test.hint) {
				t.Errorf("got %v (%v), want %v: %s… %s", err, delivery.FaultOf(err), test.fault, want, test.hint)
			}
			if strings.Contains(err.Error(), "c4nary") {
				t.Error("the password was shown")
			}
		})
	}
}

func TestLoginAloneEndsWithItsContext(t *testing.T) {
	server, c := start(t, smtptest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	server.SetFaults(smtptest.Faults{smtptest.Auth: {Do: smtptest.Hang, Notify: cancel}})
	if err := c.Login(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAccepts(t *testing.T) {
	ask := []string{"a@example.com", "b@example.com", "c@example.org"}
	tests := map[string]struct {
		faults  smtptest.Faults
		allow   []string
		refused map[string]string // a part of what is said of each
		want    string            // a part of the error
	}{
		"all": {},
		"but one": {
			faults:  smtptest.Faults{smtptest.Rcpt: {Reply: "550 5.1.1 no such user", Recipient: "b@"}},
			refused: map[string]string{"b@example.com": ": 550 5.1.1 no such user; check the recipient's address"},
		},
		"all but later": {
			faults:  smtptest.Faults{smtptest.Rcpt: {Reply: "450 4.7.1 greylisted", Recipient: "example.com"}},
			refused: map[string]string{"a@example.com": "450 4.7.1 greylisted", "b@example.com": "450 4.7.1 greylisted"},
		},
		"outside": {
			allow:   []string{"example.com"},
			refused: map[string]string{"c@example.org": "outside smtp.allow"},
		},
		"all outside": {
			allow:   []string{"example.net"},
			refused: map[string]string{"a@example.com": "outside", "b@example.com": "outside", "c@example.org": "outside"},
		},
		"the sender": {
			faults: smtptest.Faults{smtptest.Mail: {Reply: "501 mail from address must be same as authorization user"}},
			want:   "name the sender (MAIL FROM) to ",
		},
		"not such questions": {
			faults: smtptest.Faults{smtptest.Rcpt: {Do: smtptest.Close, Recipient: "b@"}},
			want:   "name the recipient (RCPT TO) to ",
		},
		"not such answers": {
			faults:  smtptest.Faults{smtptest.Rcpt: {Reply: "550 no", Recipient: "a@"}, "RSET": {Reply: "421 go away"}},
			refused: map[string]string{"a@example.com": "550 no"},
			want:    "take the question back (RSET) at ",
		},
		"not even a login": {
			faults: smtptest.Faults{smtptest.Auth: {Reply: "535 no"}},
			want:   "log in to ",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server, c := start(t, smtptest.Options{}, func(o *smtp.Options) { o.Allow = test.allow })
			server.SetFaults(test.faults)
			refused, err := c.Accepts(t.Context(), ask)
			if (err != nil) != (test.want != "") || err != nil && !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			for address, want := range test.refused {
				if refused[address] == nil || !strings.Contains(refused[address].Error(), want) {
					t.Errorf("%s: got %v, want %q", address, refused[address], want)
				}
			}
			if len(refused) != len(test.refused) || len(server.Messages()) > 0 {
				t.Errorf("%d refused, %d mails", len(refused), len(server.Messages()))
			}
		})
	}
}

func TestAcceptsAsksOfOneAfterTheOther(t *testing.T) {
	server, c := start(t, smtptest.Options{})
	if refused, err := c.Accepts(t.Context(), []string{"a@example.com", "b@example.com"}); err != nil || len(refused) > 0 {
		t.Fatal(refused, err)
	}
	var verbs []string
	for _, command := range server.Commands() {
		verb, _, _ := strings.Cut(command, " ")
		verbs = append(verbs, verb)
	}
	if got := strings.Join(verbs, " "); got != "EHLO AUTH MAIL RCPT RSET MAIL RCPT RSET QUIT" {
		t.Error(got)
	}
}

func TestAcceptsEndsWithItsContext(t *testing.T) {
	server, c := start(t, smtptest.Options{})
	server.SetFaults(smtptest.Faults{smtptest.Rcpt: {Do: smtptest.Hang}})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Accepts(ctx, []string{"a@example.com"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func addressOf(server *smtptest.Server) string {
	return net.JoinHostPort(server.Host(), strconv.Itoa(server.Port()))
}
