package smtp_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
)

// lastOffer is the last line of the embedded server's reply to EHLO.
const lastOffer = "250 SIZE"

// TestTerseServers answer as RFC 5321 allows: codes without text, and keywords in lower case.
func TestTerseServers(t *testing.T) {
	rewrites := map[string]func(string) string{
		"no text": func(line string) string {
			if strings.HasPrefix(line, "250-") || strings.HasPrefix(line, lastOffer) {
				return line
			}
			return line[:3] + "\r\n"
		},
		"no text, but a space": func(line string) string {
			if strings.HasPrefix(line, "250-") || strings.HasPrefix(line, lastOffer) {
				return line
			}
			return line[:3] + " \r\n"
		},
		"lower case": strings.ToLower,
		"mixed case": func(line string) string {
			return strings.NewReplacer("AUTH", "Auth", "PLAIN", "plain", "LOGIN", "Login", "STARTTLS", "StartTLS").Replace(line)
		},
		"line feeds only":     func(line string) string { return strings.ReplaceAll(line, "\r", "") },
		"a line without text": func(line string) string { return strings.Replace(line, lastOffer, "250-\r\n"+lastOffer, 1) },
		"a last line of 250":  func(line string) string { return strings.Replace(line, lastOffer+"\r\n", "250-SIZE\r\n250\r\n", 1) },
		// The embedded server refuses who demands it.
		"SMTPUTF8":               func(line string) string { return strings.Replace(line, lastOffer, "250-smtputf8\r\n"+lastOffer, 1) },
		"other codes of consent": func(line string) string { return strings.Replace(line, "250 2.", "251 2.", 1) },
		"two lines everywhere":   func(line string) string { return line[:3] + "-\r\n" + line },
	}
	for _, s := range securities {
		for name, rewrite := range rewrites {
			for _, mechanism := range []string{"PLAIN", "LOGIN"} {
				if name == "two lines everywhere" && mechanism == "LOGIN" {
					continue // a prompt has one line
				}
				t.Run(fmt.Sprint(s.client, " ", name, " ", mechanism), func(t *testing.T) {
					server, c := start(t, smtptest.Options{
						Security: s.server, Rewrite: rewrite, Mechanisms: []string{mechanism},
					}, secured(s.client))
					ref, err := c.Deliver(t.Context(), parcel())
					if err != nil || len(server.Messages()) != 1 || !strings.HasPrefix(ref, "25") {
						t.Errorf("%q, %v, %d messages", ref, err, len(server.Messages()))
					}
					if refused, err := c.Accepts(t.Context(), []string{"ops@example.com"}); err != nil || len(refused) > 0 {
						t.Errorf("the check: %v, %v", refused, err)
					}
				})
			}
		}
	}
}

// TestRepliesCutShort ends the connection within each of a server's replies. Half a reply is none: nothing is refused by it,
// no extension is missing for it, and no mail is accepted by it.
func TestRepliesCutShort(t *testing.T) {
	step := 5
	if testing.Short() {
		step = 19
	}
	for _, s := range securities {
		for moment, refusal := range map[smtptest.Moment]string{
			"":                "",
			smtptest.Greeting: "554 5.7.1 not you",
			smtptest.EHLO:     "550-not\r\n550 you",
			smtptest.STARTTLS: "502 5.5.1 no TLS here",
			smtptest.Auth:     "535-5.7.8 no\r\n535 5.7.8 at all",
			smtptest.Mail:     "550 5.7.1 not for you",
			smtptest.Rcpt:     "550-5.1.1 no\r\n550 5.1.1 such user",
			smtptest.Data:     "554 5.5.1 no",
		} {
			if !happens(moment, s.client) {
				continue
			}
			t.Run(fmt.Sprint(s.client, " ", moment, " ", refusal), func(t *testing.T) {
				t.Parallel()
				for cut := 0; cutAt(t, s.server, s.client, cut, smtptest.Faults{moment: {Reply: refusal}}); cut += step {
				}
			})
		}
	}
}

// cutAt delivers to a server whose words end after so many bytes, and the connection with them; false: it had no more to say.
func cutAt(t *testing.T, server smtptest.Security, client smtp.TLS, cut int, faults smtptest.Faults) bool {
	t.Helper()
	var left atomic.Int64
	left.Store(int64(cut))
	var ended atomic.Value // the line that was cut
	s, c := start(t, smtptest.Options{Security: server, Rewrite: func(line string) string {
		if rest := left.Add(-int64(len(line))); rest < 0 {
			ended.CompareAndSwap(nil, line)
			return line[:max(0, rest+int64(len(line)))]
		}
		return line
	}}, secured(client))
	s.SetFaults(faults)
	_, err := c.Deliver(t.Context(), parcel())
	line, wasCut := ended.Load().(string)
	want := delivery.Temporary
	if len(s.Messages()) > 0 {
		want = delivery.Unclear
	}
	var e *delivery.Error
	isError := errors.As(err, &e)
	switch {
	case !wasCut:
		return false
	case strings.HasPrefix(line, "221"), strings.HasPrefix(line, "501 5.5.2"): // to QUIT and "*", after its verdict
		if err != nil && (e == nil || e.Code == "") {
			t.Errorf("cut within %q: %v", line, err)
		}
	case !isError || e.Fault != want || e.Code != "":
		t.Errorf("cut after %d bytes, within %q: got %v, want %v", cut, line, err, want)
	}
	return true
}
