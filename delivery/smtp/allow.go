package smtp

import (
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"

	"tokenreport/delivery"
)

// allowList holds the domains and addresses that mail may go to, in lower case. An empty one allows everybody.
type allowList map[string]bool

// newAllowList reads [Options.Allow] and reports everything that is wrong with it.
func newAllowList(entries []string) (allowList, error) {
	list := allowList{}
	var errs []error
	for _, entry := range entries {
		errs = append(errs, checkEntry(entry))
		list[strings.ToLower(entry)] = true
	}
	return list, errors.Join(errs...)
}

func checkEntry(entry string) error {
	local, domain, isAddress := strings.Cut(entry, "@")
	switch {
	case !isASCII(entry):
		return fmt.Errorf("smtp.allow %q is not in ASCII: write an international domain as xn--…", entry)
	case !isAddress && isDomain(entry):
		return nil
	case isAddress && local != "" && isDomain(domain) && checkAddress("", netmail.Address{Address: entry}) == nil:
		return nil
	default:
		return fmt.Errorf("smtp.allow %q is no domain and no mail address: write example.com, which covers no subdomain, or ops@example.com", entry)
	}
}

// isDomain wants labels of letters, digits and inner hyphens with a dot between (RFC 5321, section 2.3.5).
func isDomain(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		inner := strings.Trim(label, "-")
		if inner != label || label == "" || len(label) > 63 || strings.ContainsFunc(label, notInLabel) {
			return false
		}
	}
	return len(s) <= 253
}

func notInLabel(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
}

// allows reports whether mail may go to an address that [checkAddress] has found good. The domain is what follows the
// last "@". A local part with "%" or "!" may name another domain to pass the mail on to, as it did before there was an
// Internet; its own domain does not vouch for that.
func (l allowList) allows(address string) bool {
	if len(l) == 0 {
		return true
	}
	at := strings.LastIndexByte(address, '@')
	if at < 1 || !isASCII(address) { // before folding, which makes a k of the Kelvin sign
		return false
	}
	address = strings.ToLower(address)
	return l[address] || l[address[at+1:]] && !strings.ContainsAny(address[:at], `@%!"`)
}

// among returns the addresses of a list that are allowed.
func (l allowList) among(list []netmail.Address) []netmail.Address {
	var allowed []netmail.Address
	for _, a := range list {
		if l.allows(a.Address) {
			allowed = append(allowed, a)
		}
	}
	return allowed
}

// checkAllowed refuses a recipient to whom no mail may go, or whose address is none. Its error is a [*delivery.Error].
func (c *Channel) checkAllowed(recipient string) error {
	refusal := &delivery.Error{Fault: delivery.Permanent, Doing: "mail " + recipient}
	if refusal.Err = checkAddress("the recipient", netmail.Address{Address: recipient}); refusal.Err != nil {
		return refusal
	}
	if !c.allow.allows(recipient) {
		refusal.Err = fmt.Errorf("the recipient %s is outside smtp.allow", recipient)
		refusal.Hint = "add its domain or address to smtp.allow, if it may get this report"
		return refusal
	}
	return nil
}
