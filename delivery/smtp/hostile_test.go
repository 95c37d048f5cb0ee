package smtp_test

import (
	"encoding/base64"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
)

// TestHostileTextReachesNoHeader puts hostile text everywhere in a parcel and reads every header of the mail, as it is
// written and as it is shown.
func TestHostileTextReachesNoHeader(t *testing.T) {
	for _, f := range []smtp.Features{smtp.Full, smtp.SES} {
		made := 0
		deliverytest.HostileParcels("email", "ops@example.com", func(what string, p delivery.Parcel) {
			raw, err := smtp.Compose(f, p)
			if err != nil {
				deliverytest.WantClean(t, what+": the error", err.Error())
				return
			}
			made++
			checkWire(t, raw)
			e := parse(t, raw)
			checkHeaders(t, what, e)
			for field := range e.header {
				if !slices.Contains(allowed, field) {
					t.Errorf("%s: there is a header %s", what, field)
				}
			}
		})
		if made == 0 {
			t.Errorf("%s: no mail was made", f)
		}
	}
}

// checkHeaders wants every header of e and its parts to be clean, names of files included.
func checkHeaders(t *testing.T, what string, e entity) {
	t.Helper()
	for field, values := range e.header {
		for _, value := range values {
			deliverytest.WantClean(t, what+": "+field, value)
		}
		deliverytest.WantClean(t, what+": "+field, e.words(t, field))
	}
	for name, value := range e.params {
		deliverytest.WantClean(t, what+": "+name+" of the Content-Type", value)
	}
	deliverytest.WantClean(t, what+": the file name", e.filename(t))
	for _, part := range e.parts {
		checkHeaders(t, what, part)
	}
}

// TestHostileOptions makes a channel from hostile text, which must be refused in clean words or cleaned.
func TestHostileOptions(t *testing.T) {
	for place, put := range map[string]func(o *smtp.Options, text string){
		"host":           func(o *smtp.Options, text string) { o.Host = text },
		"sender":         func(o *smtp.Options, text string) { o.From.Address = text + "@example.com" },
		"sender's host":  func(o *smtp.Options, text string) { o.From.Address = "report@" + text },
		"sender's name":  func(o *smtp.Options, text string) { o.From.Name = text },
		"reply":          func(o *smtp.Options, text string) { o.ReplyTo = &mail.Address{Address: text + "@example.com"} },
		"reply's name":   func(o *smtp.Options, text string) { o.ReplyTo = &mail.Address{Name: text, Address: "a@example.com"} },
		"allowed domain": func(o *smtp.Options, text string) { o.Allow = []string{text} },
		"TLS":            func(o *smtp.Options, text string) { o.TLS = smtp.TLS(text) },
		"features":       func(o *smtp.Options, text string) { o.Features = smtp.Features(text) },
	} {
		for _, text := range deliverytest.Hostile() {
			o := good()
			put(&o, text)
			_, raw, err := smtp.ComposeBy(o, parcel())
			if err != nil {
				deliverytest.WantClean(t, place+": the error", strings.ReplaceAll(err.Error(), "\n", "")) // errors are joined by \n
				continue
			}
			checkWire(t, raw)
			checkHeaders(t, place, parse(t, raw))
		}
	}
}

// TestHostileReplies has the server say what should not be repeated, at each moment.
func TestHostileReplies(t *testing.T) {
	plain := base64.StdEncoding.EncodeToString([]byte("\x00" + username + "\x00" + password))
	texts := []string{
		strings.Join(deliverytest.Hostile(), " "),
		strings.Repeat("\u202e长", 10_000),
		strings.Repeat("x", 100_000),
		strings.Repeat("y \r\n554-", 8_000) + "\r\n554 z",
		strings.Repeat(password+" ", 3_000),
		plain,
		password[:4] + "\u202e" + password[4:],
		password[:4] + "\x00" + password[4:],
		plain[:9] + "\x1b\u2066" + plain[9:],
	}
	for _, moment := range []smtptest.Moment{
		smtptest.Greeting, smtptest.EHLO, smtptest.Auth, smtptest.Mail, smtptest.Rcpt, smtptest.Data, smtptest.FinalDot,
	} {
		for _, text := range texts {
			server, c := start(t, smtptest.Options{})
			server.SetFaults(at(moment, smtptest.Fault{Reply: "554 " + text}))
			_, err := c.Deliver(t.Context(), parcel())
			wantQuoted(t, string(moment), err)
		}
	}
	for _, text := range texts {
		server, c := start(t, smtptest.Options{})
		server.SetFaults(at(smtptest.EHLO, smtptest.Fault{Reply: "250-localhost\r\n250 AUTH " + text}))
		_, err := c.Deliver(t.Context(), parcel())
		wantQuoted(t, "offered logins", err)
	}
}

// wantQuoted wants a short, clean error without the password.
func wantQuoted(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", what)
		return
	}
	words := err.Error()
	deliverytest.WantClean(t, what, words)
	if encoded := base64.StdEncoding.EncodeToString([]byte(password)); len(words) > 1000 || strings.Contains(words, password) || strings.Contains(words, encoded) {
		t.Errorf("%s: %d bytes: %.1500s", what, len(words), words)
	}
}
