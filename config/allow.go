package config

import (
	"errors"
	"slices"
	"strings"
)

// readAllow reads the domains and addresses that mail may go to, in lower case.
func readAllow(n *node) []string {
	var allow []string
	for _, item := range n.list() {
		text, ok := item.str()
		if !ok {
			continue
		}
		entry, err := parseAllowed(text)
		switch {
		case err != nil:
			item.refuse("is "+item.shown()+", which "+err.Error(), "a domain such as example.com or an address such as ops@example.com")
		case slices.Contains(allow, entry):
			item.complain("is "+item.shown()+" a second time", "keep one of them")
		default:
			allow = append(allow, entry)
		}
	}
	return allow
}

// parseAllowed reads a domain or an address without a display name. Its errors complete "which …".
func parseAllowed(text string) (string, error) {
	_, domain, isAddress := strings.Cut(text, "@")
	switch {
	case strings.Contains(text, "*"):
		return "", errors.New(`has a "*": a domain stands for itself alone, so its subdomains are named one by one`)
	case isAddress && domain != "" && strings.HasPrefix(text, "@"):
		return "", errors.New(`begins with "@": a domain is written without it`)
	case isAddress:
		return parseAllowedAddress(text)
	case !isASCII(text):
		return "", errors.New("is not ASCII: write the domain in its xn-- form")
	case !validDomain(text):
		return "", errors.New("is no domain")
	}
	return strings.ToLower(text), nil
}

func parseAllowedAddress(text string) (string, error) {
	address, err := parseAddress(text)
	switch {
	case err != nil:
		return "", err
	case address.Address != text:
		return "", errors.New("is more than the address alone")
	}
	return strings.ToLower(text), nil
}

// checkReach complains about a list under which no recipient of any report, or no owner, could ever get a mail. That
// some of them cannot is left to whoever sends the mail, who refuses those and serves the others.
func checkReach(allow []string, n, reports, owner *node) {
	if len(allow) == 0 || len(allow) < len(n.list()) {
		return // everybody may get mail, or the list has an item that is complained about already
	}
	if all := recipients(reports); shutsOut(allow, all) {
		n.refuse("lets no recipient of any report through", "their domains or addresses, such as that of "+all[0].path)
	}
	if all := owner.list(); shutsOut(allow, all) {
		n.refuse("lets nobody in owner through", "their domains or addresses, such as that of "+all[0].path)
	}
}

// recipients are the addresses that any report is mailed to, as the file has them.
func recipients(reports *node) []*node {
	var all []*node
	for _, report := range reports.items {
		email := report.field("email")
		for _, key := range []string{"to", "cc", "bcc"} {
			all = append(all, email.field(key).list()...)
		}
	}
	return all
}

// shutsOut reports whether there are people, and allow lets none of them through. One whose address cannot be read,
// which is complained about elsewhere, may be meant to be anybody.
func shutsOut(allow []string, people []*node) bool {
	return len(people) > 0 && !slices.ContainsFunc(people, func(n *node) bool {
		address, err := parseAddress(n.text)
		return err != nil || allows(allow, address.Address)
	})
}

// allows reports whether the list has the address or its domain, which does not stand for its subdomains.
func allows(allow []string, address string) bool {
	address = strings.ToLower(address)
	_, domain, _ := strings.Cut(address, "@")
	return slices.Contains(allow, address) || slices.Contains(allow, domain)
}
