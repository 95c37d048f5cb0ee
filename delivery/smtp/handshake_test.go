package smtp_test

import (
	"crypto/tls"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
)

func TestRefusedSTARTTLS(t *testing.T) {
	server, c := start(t, smtptest.Options{Security: smtptest.StartTLS}, secured(smtp.StartTLS))
	server.SetFaults(at(smtptest.STARTTLS, smtptest.Fault{Reply: "454 4.7.0 TLS not available"}))
	_, err := c.Deliver(t.Context(), parcel())
	if delivery.FaultOf(err) != delivery.Temporary || !strings.Contains(err.Error(), "agree on TLS") || !strings.Contains(err.Error(), "454") {
		t.Errorf("got %v", err)
	}
	wantNo(t, server, "AUTH")
}

func TestStrippedSTARTTLS(t *testing.T) {
	server := serve(t, smtptest.Options{Security: smtptest.Plain, Username: username, Password: password})
	_, err := channel(t, server, secured(smtp.StartTLS)).Deliver(t.Context(), parcel())
	if delivery.FaultOf(err) != delivery.Permanent || !strings.Contains(err.Error(), "offers no STARTTLS") {
		t.Errorf("got %v", err)
	}
	wantNo(t, server, "AUTH")
	wantNo(t, server, "MAIL")
}

// TestLostEHLO must not be taken for a server without STARTTLS.
func TestLostEHLO(t *testing.T) {
	server, c := start(t, smtptest.Options{Security: smtptest.StartTLS}, secured(smtp.StartTLS))
	server.SetFaults(at(smtptest.EHLO, smtptest.Fault{Do: smtptest.Close}))
	_, err := c.Deliver(t.Context(), parcel())
	if delivery.FaultOf(err) != delivery.Temporary || strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("got %v", err)
	}
}

// TestBusyEHLO must not be taken for a server without login or STARTTLS, though net/smtp then falls back to HELO, after which
// no server offers any.
func TestBusyEHLO(t *testing.T) {
	for name, test := range map[string]struct {
		server smtptest.Options
		change func(*smtp.Options)
	}{
		"login":    {smtptest.Options{Username: username, Password: password}, func(*smtp.Options) {}},
		"STARTTLS": {smtptest.Options{Security: smtptest.StartTLS}, secured(smtp.StartTLS)},
	} {
		t.Run(name, func(t *testing.T) {
			server, c := start(t, test.server, test.change)
			server.SetFaults(at(smtptest.EHLO, smtptest.Fault{
				Reply: "451 4.3.0 too busy", Notify: func() { server.SetFaults(nil) }, // so that HELO is welcome
			}))
			_, err := c.Deliver(t.Context(), parcel())
			if delivery.FaultOf(err) != delivery.Temporary || !strings.Contains(err.Error(), "451 4.3.0 too busy") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestTLSIsNotNegotiable sends nothing to a server that cannot prove itself or is out of date.
func TestTLSIsNotNegotiable(t *testing.T) {
	untrusted := func(o *smtp.Options) { o.RootCAs = nil }
	tests := []struct {
		name   string
		server smtptest.Options
		change func(*smtp.Options)
		want   delivery.Fault
		hint   string
	}{
		{"untrusted, implicit", smtptest.Options{}, untrusted, delivery.Permanent, "certificate"},
		{"untrusted, STARTTLS", smtptest.Options{Security: smtptest.StartTLS}, func(o *smtp.Options) {
			o.TLS, o.RootCAs = smtp.StartTLS, nil
		}, delivery.Permanent, "certificate"},
		{"TLS 1.1 only", smtptest.Options{MaxTLS: tls.VersionTLS11}, func(*smtp.Options) {}, delivery.Temporary, "TLS 1.2 or later"},
		{"TLS 1.1 only, STARTTLS", smtptest.Options{Security: smtptest.StartTLS, MaxTLS: tls.VersionTLS11}, secured(smtp.StartTLS), delivery.Temporary, "TLS 1.2 or later"},
		{"no TLS where it should be implicit", smtptest.Options{Security: smtptest.Plain}, func(*smtp.Options) {}, delivery.Permanent, "port 465"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server, c := start(t, tt.server, tt.change)
			_, err := c.Deliver(t.Context(), parcel())
			if err == nil || delivery.FaultOf(err) != tt.want || !strings.Contains(err.Error(), tt.hint) {
				t.Errorf("got %v", err)
			}
			wantNo(t, server, "AUTH")
			wantNo(t, server, "MAIL")
		})
	}
}
