package smtp_test

import (
	"net/mail"
	"slices"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
)

func allowing(entries ...string) func(*smtp.Options) {
	return func(o *smtp.Options) { o.Allow = entries }
}

// TestAllowedRecipients sends to addresses of every kind and looks at the server's RCPT.
func TestAllowedRecipients(t *testing.T) {
	list := []string{"example.com", "Boss@Partner.Example", "xn--fsqu00a.xn--0zwm56d", "odd%address@example.net"}
	for address, allowed := range map[string]bool{
		"ops@example.com":                 true,
		"OPS@EXAMPLE.COM":                 true,
		"ops+tag=evil.org@example.com":    true,
		"a.b@example.com":                 true,
		"boss@partner.example":            true,
		"BOSS@PARTNER.EXAMPLE":            true,
		"a@xn--fsqu00a.xn--0zwm56d":       true,
		"a@XN--FSQU00A.xn--0ZWM56D":       true,
		"odd%address@example.net":         true, // listed as it is
		"ops@sub.example.com":             false,
		"ops@example.com.evil.org":        false,
		"ops@evilexample.com":             false,
		"ops@example.co":                  false,
		"ops@com":                         false,
		"ops@example.org":                 false,
		"clerk@partner.example":           false,
		"boss@sub.partner.example":        false,
		"eve%evil.org@example.com":        false, // a relay may pass it on
		"evil.org!eve@example.com":        false,
		"ops@[127.0.0.1]":                 false,
		"a@xn--fsqu00a":                   false,
		"ops@example.com.":                false,
		"ops@example.com ":                false,
		" ops@example.com":                false,
		"@example.com":                    false,
		"example.com":                     false,
		"":                                false,
		`"ops@example.com"@evil.org`:      false,
		`"eve"@example.com`:               false,
		"eve@evil.org@example.com":        false,
		"ops@example.com@evil.org":        false,
		"eve@evil.org,ops@example.com":    false,
		"ops@example.com,eve@evil.org":    false,
		"ops@example.com>,<eve@evil.org":  false,
		"ops@example.com\r\nRCPT TO:<e@f": false,
		"ops@example.com\x00.evil.org":    false,
		"<ops@example.com>":               false,
		"ops@example.com (eve@evil.org)":  false,
		"@evil.org:ops@example.com":       false, // a source route
		"a@例子.测试":                         false, // in ASCII it would be allowed
		"ops@example\u3002com":            false, // an ideographic full stop
		"ops@exam\u200bple.com":           false,
		"bo\u017f\u017f@partner.example":  false, // long s folds to s
	} {
		t.Run(address, func(t *testing.T) {
			server, c := start(t, smtptest.Options{Security: smtptest.Plain}, secured(smtp.NoTLS), allowing(list...))
			p := parcel()
			p.To, p.Cc, p.Key.Recipient = nil, nil, address
			_, err := c.Deliver(t.Context(), p)
			if allowed {
				if err != nil || !slices.Contains(server.Commands(), "RCPT TO:<"+address+">") {
					t.Errorf("got %v, %q", err, server.Commands())
				}
				return
			}
			if delivery.FaultOf(err) != delivery.Permanent || server.Connections() != 0 {
				t.Errorf("got %v, %d connections", err, server.Connections())
			}
		})
	}
}

func TestOutsideRecipientIsExplained(t *testing.T) {
	c := channelTo("smtp.example.com", allowing("example.com"))
	p := deliverytest.Parcel("email", "eve@evil.org")
	_, err := c.Deliver(t.Context(), p)
	for _, want := range []string{"the recipient eve@evil.org is outside smtp.allow", "add its domain or address to smtp.allow"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	if _, sizeErr := c.Size(p); sizeErr == nil || err == nil || sizeErr.Error() != err.Error() {
		t.Errorf("Size says %v, Deliver %v", sizeErr, err)
	}
}

// TestVisibleRecipients leaves outsiders out of To and Cc, without a trace.
func TestVisibleRecipients(t *testing.T) {
	inside, second := mail.Address{Name: "值班, Ops", Address: "ops@example.com"}, mail.Address{Address: "Second@Example.COM"}
	outside := mail.Address{Name: "eve", Address: "eve@evil.org"}
	tests := []struct {
		name   string
		to, cc []mail.Address
		wantTo string
		wantCc string
	}{
		{"all inside", []mail.Address{inside}, []mail.Address{second}, `值班, Ops <ops@example.com>`, `<Second@Example.COM>`},
		{"one of To outside", []mail.Address{outside, inside}, nil, `值班, Ops <ops@example.com>`, ""},
		{"one of Cc outside", []mail.Address{inside}, []mail.Address{second, outside}, `值班, Ops <ops@example.com>`, `<Second@Example.COM>`},
		{"all of To outside", []mail.Address{outside}, []mail.Address{second}, "", `<Second@Example.COM>`},
		{"all of Cc outside", []mail.Address{inside}, []mail.Address{outside}, `值班, Ops <ops@example.com>`, ""},
		{"all outside", []mail.Address{outside}, []mail.Address{outside}, "undisclosed-recipients:;", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := parcel()
			p.To, p.Cc = tt.to, tt.cc
			m := mailed(t, p, allowing("example.com"))
			e := parse(t, m.Data)
			if to, cc := e.words(t, "To"), e.words(t, "Cc"); to != tt.wantTo || cc != tt.wantCc {
				t.Errorf("To is %q, Cc %q; want %q, %q", to, cc, tt.wantTo, tt.wantCc)
			}
			if strings.Contains(string(m.Data), "evil") || strings.Contains(string(m.Data), "eve") {
				t.Error("the outsider shows")
			}
		})
	}
}

func TestEverybodyIsAllowed(t *testing.T) {
	for name, entries := range map[string][]string{"nil": nil, "empty": {}} {
		p := deliverytest.Parcel("email", "anybody%at@all.example")
		if m := mailed(t, p, allowing(entries...)); !slices.Equal(m.To, []string{"anybody%at@all.example"}) {
			t.Errorf("%s: it went to %q", name, m.To)
		}
	}
}

func TestAllowEntries(t *testing.T) {
	for entry, fit := range map[string]bool{
		"example.com":                           true,
		"Example.COM":                           true,
		"localhost":                             true,
		"a-b.example":                           true,
		"xn--fsqu00a.cn":                        true,
		"ops@example.com":                       true,
		"a%b!c@example.com":                     true,
		"":                                      false,
		" ":                                     false,
		" example.com":                          false,
		".example.com":                          false,
		"example.com.":                          false,
		"example..com":                          false,
		"*.example.com":                         false,
		"@example.com":                          false,
		"ops@":                                  false,
		"@":                                     false,
		"a@b@example.com":                       false,
		`"a b"@example.com`:                     false,
		"a b@example.com":                       false,
		"<a@example.com>":                       false,
		"A <a@example.com>":                     false,
		"a@-b.example":                          false,
		"a@[127.0.0.1]":                         false,
		"-a.example":                            false,
		"a_b.example":                           false,
		"例子.cn":                                 false,
		"张@example.com":                         false,
		"example.com,b.com":                     false,
		"example.com\r\n":                       false,
		strings.Repeat("a", 64) + ".example":    false,
		strings.Repeat("a.", 127) + "example":   false,
		strings.Repeat("a", 255) + "@b.example": false,
	} {
		o := good()
		o.Allow = []string{"example.org", entry}
		if _, err := smtp.New(o); (err == nil) != fit || err != nil && !strings.Contains(err.Error(), "smtp.allow") {
			t.Errorf("%q: %v", entry, err)
		}
	}
}

// FuzzAllow tries to get a mail, or a name into its header, past the list.
func FuzzAllow(f *testing.F) {
	f.Add("ops@example.com", "eve@evil.org", "lead@example.com")
	f.Add("boss@partner.example", "clerk@partner.example", "a@b")
	f.Add(`"ops@example.com"@evil.org`, "eve%evil.org@example.com", "eve@evil.org@example.com")
	f.Add("ops@example.com.evil.org", "ops@example.com.", "@evil.org:ops@example.com")
	f.Add("OPS@EXAMPLE.COM", "a@EXAMPLE.com, eve@evil.org", "bo\u017f\u017f@partner.example")
	f.Fuzz(func(t *testing.T, recipient, to, cc string) {
		for _, features := range []smtp.Features{smtp.Full, smtp.SES} {
			p := parcel()
			p.Key.Recipient, p.Files = recipient, nil
			p.To, p.Cc = []mail.Address{{Name: "To", Address: to}}, []mail.Address{{Name: "Cc", Address: cc}}
			o := good()
			o.Features, o.Allow = features, []string{"example.com", "boss@partner.example"}
			envelope, raw, err := smtp.ComposeBy(o, p)
			if err != nil {
				continue // nobody got anything
			}
			wantInside(t, envelope)
			e := parse(t, raw)
			for _, field := range []string{"To", "Cc"} {
				if value := e.header.Get(field); value != "" && value != "undisclosed-recipients:;" {
					wantAllInside(t, value)
				}
			}
			for field := range e.header {
				if !slices.Contains(allowed, field) {
					t.Fatalf("there is a header %s", field)
				}
			}
		}
	})
}

func wantAllInside(t *testing.T, value string) {
	t.Helper()
	list, err := mail.ParseAddressList(value)
	if err != nil {
		t.Fatalf("%q: %v", value, err)
	}
	for _, a := range list {
		wantInside(t, a.Address)
	}
}

// wantInside judges by what an address may not be, unlike the channel.
func wantInside(t *testing.T, address string) {
	t.Helper()
	address = strings.ToLower(address)
	local, inDomain := strings.CutSuffix(address, "@example.com")
	if address == "boss@partner.example" || inDomain && local != "" && !strings.ContainsAny(local, "@%!\" ,<>:;\r\n") {
		return
	}
	t.Fatalf("%q got through", address)
}
