package smtp_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/secret"
)

func TestLogin(t *testing.T) {
	tests := []struct {
		name       string
		mechanisms []string
		want       string // the command; empty where the login must fail before one
		message    string
	}{
		{"both", nil, "AUTH PLAIN ", ""},
		{"PLAIN only", []string{"PLAIN"}, "AUTH PLAIN ", ""},
		{"LOGIN only", []string{"LOGIN"}, "AUTH LOGIN", ""},
		{"LOGIN preferred by the server", []string{"LOGIN", "PLAIN"}, "AUTH PLAIN ", ""},
		{"none", []string{}, "", "offers no login"},
		{"one that is not known", []string{"CRAM-MD5"}, "", "only by CRAM-MD5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server, c := start(t, smtptest.Options{Mechanisms: tt.mechanisms})
			_, err := c.Deliver(t.Context(), parcel())
			if tt.want == "" {
				if delivery.FaultOf(err) != delivery.Permanent || !strings.Contains(err.Error(), tt.message) {
					t.Errorf("got %v", err)
				}
				wantNo(t, server, "AUTH")
				wantNo(t, server, "MAIL")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(server.Commands(), func(s string) bool { return strings.HasPrefix(s, tt.want) }) {
				t.Errorf("%q is not among %q", tt.want, server.Commands())
			}
			if user := server.Messages()[0].User; user != username {
				t.Errorf("logged in as %q", user)
			}
		})
	}
}

func TestWrongPassword(t *testing.T) {
	for _, mechanism := range []string{"PLAIN", "LOGIN"} {
		_, c := start(t, smtptest.Options{Mechanisms: []string{mechanism}}, func(o *smtp.Options) {
			o.Password = secret.New("wr0ng")
		})
		_, err := c.Deliver(t.Context(), parcel())
		var e *delivery.Error
		if !errors.As(err, &e) || e.Code != "535" || e.Fault != delivery.Permanent || strings.Contains(err.Error(), "wr0ng") {
			t.Errorf("%s: got %v", mechanism, err)
		}
	}
}

// TestWrongPasswordAndGone is what QQ does: 535, and the connection is closed.
func TestWrongPasswordAndGone(t *testing.T) {
	server, c := start(t, smtptest.Options{})
	server.SetFaults(at(smtptest.Auth, smtptest.Fault{Reply: "535 Login Fail. Please enter your authorization code to login.", Do: smtptest.Close}))
	_, err := c.Deliver(t.Context(), parcel())
	if delivery.FaultOf(err) != delivery.Permanent || !strings.Contains(err.Error(), "535 Login Fail") {
		t.Errorf("got %v", err)
	}
}
