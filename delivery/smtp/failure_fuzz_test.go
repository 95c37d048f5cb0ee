package smtp

import (
	"encoding/base64"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/secret"
)

// FuzzReply lets a server answer anything: as a refusal, as an acceptance, as the logins that it offers, and as what is no
// SMTP. What becomes of it is one short line without the password.
func FuzzReply(f *testing.F) {
	const password = "c4nary-p4ssw0rd"
	for _, text := range deliverytest.Hostile() {
		f.Add("250 "+text, 554)
	}
	f.Add("250 2.0.0 OK: queued", 250)
	f.Add("250-c4nary\x00-p4ssw0rd\r\n250 "+strings.Repeat("c4nary-p4ssw0rd", 99), 535)
	f.Add("250 c4nary-p4ss\u202ew0rd", 451)
	c, err := New(Options{
		Host: "smtp.example.com", From: netmail.Address{Address: "a@example.com"}, Username: "u", Password: secret.New(password),
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, reply string, code int) {
		words := []string{c.acceptance([]byte(reply + "\r\n"))}
		for _, cause := range []error{
			&textproto.Error{Code: code, Msg: reply}, textproto.ProtocolError(reply), &loginError{reply},
		} {
			e := c.failure(t.Context(), message{to: "b@example.com"}, &link{stage: greeting}, cause).(*delivery.Error)
			words = append(words, e.Error(), e.Code)
		}
		for _, s := range words {
			deliverytest.WantClean(t, "what is told", s)
			for _, form := range []string{password, base64.StdEncoding.EncodeToString([]byte(password))} {
				if len(s) > 1200 || strings.Contains(s, form) {
					t.Errorf("%d bytes: %s", len(s), s)
				}
			}
		}
	})
}
