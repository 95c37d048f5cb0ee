package config

import (
	"errors"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// label is a part of a host's name (RFC 1123, 2.1), whose length is counted besides: a pattern that counts takes longer to
// compile, at each start, than all others.
var label = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$`)

const longestLabel = 63

// validHost accepts a host's name or an IP address without brackets.
func validHost(host string) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.Zone() == ""
	}
	return validDomain(host)
}

func validDomain(domain string) bool {
	const longest = 253 // RFC 1035, without the closing dot
	if len(domain) > longest {
		return false
	}
	for part := range strings.SplitSeq(domain, ".") {
		if len(part) > longestLabel || !label.MatchString(part) {
			return false
		}
	}
	return true
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// host reads a host's name or IP address.
func (n *node) host() string {
	host, ok := n.str()
	if ok && !validHost(host) {
		n.refuse("is "+n.shown()+", which is no host's name", "the name or IP address alone, without scheme and port")
		return ""
	}
	return host
}

// endpoint reads an endpoint and returns it with its scheme.
func (n *node) endpoint(fallback string) string {
	text, ok := n.str()
	if !ok {
		return fallback
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	base, err := parseBase(text)
	if err != nil {
		n.refuse("is "+n.shown()+", which "+err.Error(),
			"a host such as lke.intl.tencentcloudapi.com or a URL of scheme, host and port")
		return fallback
	}
	return base.String()
}

// parseBase accepts a URL that consists of scheme, host and perhaps a port. Its errors are those of [parseURL].
func parseBase(text string) (*url.URL, error) {
	u, err := parseURL(text)
	switch {
	case err != nil:
		return nil, err
	case u.Path != "" && u.Path != "/":
		return nil, errors.New("has a path")
	}
	return baseOf(u), nil
}

// parseURL accepts a URL of scheme, host, perhaps a port and perhaps a path. Its errors are those of [parseReachable].
func parseURL(text string) (*url.URL, error) {
	u, err := parseReachable(text)
	switch {
	case err != nil:
		return nil, err
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("has a query or a fragment")
	}
	return u, nil
}

// parseReachable accepts a URL of a host. What is sent there carries a session token or a company's figures, so http is
// accepted on loopback alone. Its errors complete "which …" and hold nothing of the URL.
func parseReachable(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || !validHost(u.Hostname()):
		return nil, errors.New("is no URL of a host")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("has a scheme other than https")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, errors.New("is not encrypted: http is accepted only for localhost and 127.0.0.1")
	case u.User != nil:
		return nil, errors.New("has a user name in it")
	case !validPort(u.Port()) || strings.HasSuffix(u.Host, ":"):
		return nil, errors.New("has a port that is none")
	}
	return u, nil
}

// baseOf is the URL's scheme, host and port.
func baseOf(u *url.URL) *url.URL {
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}
}

func validPort(port string) bool {
	if port == "" {
		return true
	}
	number, err := strconv.Atoi(port)
	return err == nil && number >= 1 && number <= 65535
}
