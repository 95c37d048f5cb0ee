package smtp

import (
	"fmt"
	netmail "net/mail"
	"strings"
)

// maxAddress is the longest address in bytes (RFC 5321, section 4.5.3.1.3).
const maxAddress = 254

// checkAddress accepts what net/mail reads as one bare address in ASCII. A local part that needs quotes is
// refused: it is rather a mistake, such as two addresses with a comma between.
func checkAddress(what string, a netmail.Address) error {
	parsed, err := netmail.ParseAddress(a.Address)
	if err != nil || parsed.Address != a.Address || strings.ContainsAny(a.Address, "\" ") || len(a.Address) > maxAddress {
		return fmt.Errorf("%s %q is no mail address", what, a.Address)
	}
	if !isASCII(a.Address) {
		return fmt.Errorf("%s %q is not in ASCII: write an international domain as xn--…", what, a.Address)
	}
	return nil
}

func domainOf(address string) string {
	return strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
}
