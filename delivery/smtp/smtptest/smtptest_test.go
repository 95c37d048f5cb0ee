package smtptest_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/smtp"
	"net/textproto"
	"strconv"
	"strings"
	"testing"

	"tokenreport/delivery/smtp/smtptest"
)

func start(t *testing.T, o smtptest.Options) *smtptest.Server {
	t.Helper()
	s, err := smtptest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// dial connects as the server's protection demands.
func dial(t *testing.T, s *smtptest.Server, by smtptest.Security) (*smtp.Client, error) {
	t.Helper()
	config := &tls.Config{RootCAs: s.CertPool(), ServerName: s.Host()}
	c, err := net.Dial("tcp", net.JoinHostPort(s.Host(), strconv.Itoa(s.Port())))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if by == smtptest.ImplicitTLS {
		c = tls.Client(c, config)
	}
	client, err := smtp.NewClient(c, s.Host())
	if err == nil && by == smtptest.StartTLS {
		err = client.StartTLS(config)
	}
	return client, err
}

// send sends one message and returns the first error.
func send(c *smtp.Client, message string) error {
	if err := c.Mail("a@example.com"); err != nil {
		return err
	}
	if err := c.Rcpt("b@example.com"); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(message)); err != nil {
		return err
	}
	return w.Close()
}

// code is the server's code in err; 0 without one.
func code(err error) int {
	var refusal *textproto.Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return 0
}

func TestAcceptsAndKeeps(t *testing.T) {
	for _, by := range []smtptest.Security{smtptest.ImplicitTLS, smtptest.StartTLS, smtptest.Plain} {
		s := start(t, smtptest.Options{Security: by})
		c, err := dial(t, s, by)
		if err != nil {
			t.Fatal(err)
		}
		const message = "Subject: a\r\n\r\n.dot\r\n"
		if err := send(c, message); err != nil {
			t.Fatal(err)
		}
		if err := c.Quit(); err != nil {
			t.Error(err)
		}
		got := s.Messages()
		if len(got) != 1 || string(got[0].Data) != message || got[0].From != "a@example.com" || got[0].To[0] != "b@example.com" || got[0].Helo != "localhost" {
			t.Errorf("kept %+v", got)
		}
		if secured := by != smtptest.Plain; secured != (got[0].TLS >= tls.VersionTLS12) {
			t.Errorf("TLS is %x", got[0].TLS)
		}
	}
}

func TestWantsTheLogin(t *testing.T) {
	s := start(t, smtptest.Options{Username: "u", Password: "p"})
	c, err := dial(t, s, smtptest.ImplicitTLS)
	if err != nil {
		t.Fatal(err)
	}
	if err := send(c, "x\r\n"); code(err) != 530 {
		t.Errorf("without a login: %v", err)
	}
	if err := c.Auth(smtp.PlainAuth("", "u", "wrong", s.Host())); code(err) != 535 {
		t.Errorf("with a wrong password: %v", err)
	}
	if len(s.Messages()) != 0 {
		t.Error("a message was accepted")
	}
}

func TestOffersNoLoginInClear(t *testing.T) {
	s := start(t, smtptest.Options{Security: smtptest.StartTLS, Username: "u", Password: "p"})
	c, err := dial(t, s, smtptest.Plain)
	if err != nil {
		t.Fatal(err)
	}
	if ok, _ := c.Extension("AUTH"); ok {
		t.Error("a login is offered before STARTTLS")
	}
	if ok, _ := c.Extension("STARTTLS"); !ok {
		t.Error("STARTTLS is not offered")
	}
}

func TestHookRefuses(t *testing.T) {
	s := start(t, smtptest.Options{OnMessage: func(smtptest.Message) error { return errors.New("disk full") }})
	c, err := dial(t, s, smtptest.ImplicitTLS)
	if err != nil {
		t.Fatal(err)
	}
	if err := send(c, "x\r\n"); code(err) != 451 || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("got %v", err)
	}
	if len(s.Messages()) != 0 {
		t.Error("the message was kept")
	}
}

func TestLinesHaveALimit(t *testing.T) {
	for n, want := range map[int]bool{998: true, 999: false} {
		s := start(t, smtptest.Options{})
		c, err := dial(t, s, smtptest.ImplicitTLS)
		if err != nil {
			t.Fatal(err)
		}
		if err := send(c, strings.Repeat("x", n)+"\r\n"); (err == nil) != want {
			t.Errorf("a line of %d bytes: %v", n, err)
		}
	}
}

func TestSizeHasALimit(t *testing.T) {
	s := start(t, smtptest.Options{MaxSize: 1000})
	c, err := dial(t, s, smtptest.ImplicitTLS)
	if err != nil {
		t.Fatal(err)
	}
	if ok, limit := c.Extension("SIZE"); !ok || limit != "1000" {
		t.Errorf("SIZE is announced as %v, %q", ok, limit)
	}
	if err := send(c, strings.Repeat("x\r\n", 334)); code(err) != 552 || len(s.Messages()) != 0 {
		t.Errorf("got %v, %d messages kept", err, len(s.Messages()))
	}
}

func TestFaults(t *testing.T) {
	released := make(chan struct{})
	close(released)
	tests := []struct {
		moment smtptest.Moment
		fault  smtptest.Fault
		code   int // 0 for a lost connection
		kept   int
	}{
		{smtptest.Handshake, smtptest.Fault{Do: smtptest.Close}, 0, 0},
		{smtptest.Greeting, smtptest.Fault{Reply: "421 no"}, 421, 0},
		{smtptest.EHLO, smtptest.Fault{Reply: "550 no"}, 550, 0},
		{smtptest.Mail, smtptest.Fault{Reply: "451 no"}, 451, 0},
		{smtptest.Mail, smtptest.Fault{Do: smtptest.Reset}, 0, 0},
		{smtptest.Rcpt, smtptest.Fault{Reply: "550 no", Recipient: "<b@"}, 550, 0},
		{smtptest.Data, smtptest.Fault{Reply: "554 no"}, 554, 0},
		{smtptest.Body, smtptest.Fault{Do: smtptest.Close, After: 2}, 0, 0},
		{smtptest.FinalDot, smtptest.Fault{Reply: "552 no"}, 552, 0},
		{smtptest.FinalDot, smtptest.Fault{Do: smtptest.Close}, 0, 1},
		{smtptest.FinalDot, smtptest.Fault{Do: smtptest.Reset, Early: true}, 0, 0},
		{smtptest.FinalDot, smtptest.Fault{Do: smtptest.Hang, Until: released, Early: true}, 451, 0},
	}
	for _, tt := range tests {
		t.Run(string(tt.moment), func(t *testing.T) {
			s := start(t, smtptest.Options{})
			s.SetFaults(smtptest.Faults{tt.moment: tt.fault})
			c, err := dial(t, s, smtptest.ImplicitTLS)
			if err == nil {
				err = send(c, "x\r\n")
			}
			if err == nil || code(err) != tt.code || len(s.Messages()) != tt.kept {
				t.Errorf("got %v, %d messages kept", err, len(s.Messages()))
			}
		})
	}
	t.Run("released", func(t *testing.T) {
		s := start(t, smtptest.Options{})
		s.SetFaults(smtptest.Faults{
			smtptest.FinalDot: {Do: smtptest.Hang, Until: released},
			smtptest.Rcpt:     {Reply: "550 no", Recipient: "other@"},
		})
		c, err := dial(t, s, smtptest.ImplicitTLS)
		if err != nil {
			t.Fatal(err)
		}
		if err := send(c, "x\r\n"); err != nil || len(s.Messages()) != 1 {
			t.Errorf("got %v, %d messages kept", err, len(s.Messages()))
		}
	})
}

// A script is asked at each moment of each session, and chooses for one of them.
func TestScript(t *testing.T) {
	s := start(t, smtptest.Options{Username: "u", Password: "p", Mechanisms: []string{"LOGIN"}})
	var asked []string // by one connection after the other
	s.Inject(func(p smtptest.Point) (smtptest.Fault, bool) {
		asked = append(asked, strconv.Itoa(p.Session)+" "+string(p.Moment))
		return smtptest.Fault{Reply: "550 no"}, p == smtptest.Point{Session: 1, Moment: smtptest.Rcpt}
	})
	for session, want := range []int{550, 0} {
		c, err := dial(t, s, smtptest.ImplicitTLS)
		if err == nil {
			err = c.Auth(&byLogin{"u", "p"})
		}
		if err == nil {
			err = send(c, "x\r\n")
		}
		if code(err) != want || want == 0 && err != nil {
			t.Errorf("session %d: %v", session+1, err)
		}
		if err := c.Quit(); err != nil {
			t.Error(err)
		}
	}
	const want = "1 TLS handshake, 1 greeting, 1 EHLO, 1 AUTH, 1 MAIL, 1 RCPT, 1 QUIT, " +
		"2 TLS handshake, 2 greeting, 2 EHLO, 2 AUTH, 2 MAIL, 2 RCPT, 2 DATA, 2 body, 2 final dot, 2 QUIT"
	if got := strings.Join(asked, ", "); got != want {
		t.Errorf("asked at %s", got)
	}
	s.SetFaults(smtptest.Faults{smtptest.Greeting: {Reply: "421 no"}})
	s.Inject(nil)
	if _, err := dial(t, s, smtptest.ImplicitTLS); code(err) != 421 {
		t.Errorf("the faults that were set, once there is no script: %v", err)
	}
}

// byLogin logs in by LOGIN, whose lines are no commands.
type byLogin []string

func (*byLogin) Start(*smtp.ServerInfo) (string, []byte, error) { return "LOGIN", nil, nil }

func (l *byLogin) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	answer := (*l)[0]
	*l = (*l)[1:]
	return []byte(answer), nil
}

func TestCloseEndsHangingConnections(t *testing.T) {
	s := start(t, smtptest.Options{})
	met := make(chan struct{})
	s.SetFaults(smtptest.Faults{smtptest.Greeting: {Do: smtptest.Hang, Notify: func() { close(met) }}})
	ended := make(chan error, 1)
	go func() {
		_, err := dial(t, s, smtptest.ImplicitTLS)
		ended <- err
	}()
	<-met
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("the client got a greeting")
	}
}

func TestCertificate(t *testing.T) {
	s := start(t, smtptest.Options{})
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	if !pool.Equal(s.CertPool()) {
		t.Error("it is not what a client must trust")
	}
}
