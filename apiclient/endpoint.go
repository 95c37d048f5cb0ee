package apiclient

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"tokenreport/secret"
)

// Endpoint is where the API is served: a scheme and a host. The zero Endpoint is none.
type Endpoint struct {
	scheme string // "https" or "http"
	host   string // lower case, with the port unless it is the scheme's own: the Host header that is signed
}

// ParseEndpoint reads "lke.intl.tencentcloudapi.com", "host:8443" or "https://host:8443"; without a scheme it
// is https. Plain http is for the loopback only, since a request carries the session token. There is no
// path: the API is served at "/" and the signature covers only that.
func ParseEndpoint(text string) (Endpoint, error) {
	refuse := func(why string) (Endpoint, error) {
		shown := text
		if at := strings.LastIndex(text, "@"); at >= 0 { // what is before it may be a password
			shown = secret.Redacted + text[at:]
		}
		return Endpoint{}, fmt.Errorf("API endpoint %s: %s; want a host such as lke.intl.tencentcloudapi.com, or https://host:port", quoted(shown), why)
	}
	scheme, host, err := splitEndpoint(text)
	if err != nil {
		return refuse(err.Error())
	}
	name, err := checkHost(host)
	if err != nil {
		return refuse(err.Error())
	}
	switch {
	case scheme != "https" && scheme != "http":
		return refuse("the scheme is neither https nor http")
	case scheme == "http" && !isLoopback(name):
		return refuse("plain http is accepted for loopback addresses only")
	}
	return Endpoint{scheme, strings.TrimSuffix(host, defaultPort(scheme))}, nil
}

// splitEndpoint parts scheme and host, and refuses everything that a URL can hold beside them.
func splitEndpoint(text string) (scheme, host string, err error) {
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	parsed, err := url.Parse(text)
	if err != nil {
		return "", "", errors.New("it is not an address")
	}
	switch {
	case parsed.User != nil:
		return "", "", errors.New("it holds a user name; credentials are never part of it")
	case parsed.Path != "" && parsed.Path != "/":
		return "", "", errors.New("it holds a path")
	case parsed.RawQuery != "" || parsed.ForceQuery || parsed.Fragment != "":
		return "", "", errors.New("it holds a query or a fragment")
	}
	return parsed.Scheme, strings.ToLower(parsed.Host), nil
}

// checkHost returns the name or address without its port.
func checkHost(host string) (string, error) {
	parsed := url.URL{Host: host}
	name, port := parsed.Hostname(), parsed.Port()
	if name == "" {
		return "", errors.New("it names no host")
	}
	if port == "" && strings.HasSuffix(host, ":") {
		return "", errors.New("the port is missing after the colon")
	}
	if number, err := strconv.Atoi(port); port != "" && (err != nil || number < 1 || number > 65535) {
		return "", errors.New("the port is not between 1 and 65535")
	}
	if _, err := netip.ParseAddr(name); err != nil && !hostName.MatchString(name) {
		return "", errors.New("the host is neither a name in ASCII nor an IP address")
	}
	return name, nil
}

var hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

func isLoopback(name string) bool {
	addr, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && addr.IsLoopback()
}

func defaultPort(scheme string) string {
	if scheme == "http" {
		return ":80"
	}
	return ":443"
}

// String is the endpoint as a URL without a path.
func (e Endpoint) String() string { return e.scheme + "://" + e.host }

// international reports whether this is the international site, whose definition of DescribeTokenUsageGraph lacks
// the StatStartTime and StatEndTime that the domestic one has (see [TimeFieldsAuto]).
func (e Endpoint) international() bool {
	return strings.HasSuffix(e.host, ".intl.tencentcloudapi.com")
}

var regionName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// CheckRegion refuses what cannot be the name of a region, such as "ap-jakarta". Which regions serve the
// API is the server's to say.
func CheckRegion(region string) error {
	if !regionName.MatchString(region) {
		return fmt.Errorf("API region %s: want a name such as ap-jakarta (international) or ap-guangzhou (domestic)", quoted(region))
	}
	return nil
}
