package check_test

import (
	"net"
	"testing"

	"tokenreport/check"
)

// TestAddressesAreNoDomains: nobody is asked for the domain of whom an IP address gets mail.
func TestAddressesAreNoDomains(t *testing.T) {
	p := all()
	p.Languages, p.Recipients = nil, []string{"a@192.0.2.1", "b@[192.0.2.1]"}
	missing := &net.DNSError{Err: "no such host", IsNotFound: true}
	p.Resolver = names{"192.0.2.1": {mx: missing, host: missing}, "[192.0.2.1]": {mx: missing, host: missing}}
	for _, row := range p.Run(t.Context()) {
		if row.Check == check.Domains && row.Result != check.OK {
			t.Errorf("%+v", row)
		}
	}
}
