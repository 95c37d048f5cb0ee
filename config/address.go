package config

import (
	"errors"
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The longest address is RFC 5321's (4.5.3.1); a display name beyond the limit would make a header line that some
// servers refuse.
const (
	longestLocal   = 64
	longestAddress = 254
	longestDisplay = 128
)

// address reads a mail address, with or without a display name; nil where there is none.
func (n *node) address() *mail.Address {
	text, ok := n.str()
	if !ok {
		return nil
	}
	address, err := parseAddress(text)
	if err != nil {
		n.refuse("is "+n.shown()+", which "+err.Error(), `an address such as ops@example.com or "Name <ops@example.com>"`)
		return nil
	}
	return address
}

// atoms is the local part that every relay takes: RFC 5321's Dot-string, which needs no quotes.
var atoms = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// parseAddress accepts what can be written into a header and an envelope as it is. Its errors complete "which …".
func parseAddress(text string) (*mail.Address, error) {
	address, err := mail.ParseAddress(text)
	if err != nil {
		return nil, errors.New("is no mail address")
	}
	at := strings.LastIndexByte(address.Address, '@')
	local, domain := address.Address[:at], address.Address[at+1:]
	_, hidden := forbidden(address.Name) // an encoded word (RFC 2047) may hold anything
	switch {
	case hidden || !utf8.ValidString(address.Name):
		return nil, errors.New("hides a character in its name that is not accepted")
	case utf8.RuneCountInString(address.Name) > longestDisplay:
		return nil, errors.New("has a name that is too long")
	case !isASCII(address.Address):
		return nil, errors.New("is not ASCII: write the domain in its xn-- form")
	case !atoms.MatchString(local) || !validDomain(domain):
		return nil, errors.New("is no mail address")
	case len(local) > longestLocal || len(address.Address) > longestAddress:
		return nil, errors.New("is too long")
	}
	return address, nil
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}
