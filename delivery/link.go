package delivery

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"

	"tokenreport/secret"
)

// Link leads the reader of a mail to a stored file. Whoever has the URL can read the file, and a signed one may hold
// a session token; so a Link that is printed, logged or marshalled as text shows its URL without the query.
type Link struct {
	URL string // https, in ASCII, fit for a mail's text as it is
	// Until is when it stops working at the latest, in UTC and whole seconds; zero: no end that is known of.
	Until time.Time
}

// ErrNoLink is a storage that has no address which a browser could open.
var ErrNoLink = errors.New("this storage has no address that a browser could open")

// Format implements [fmt.Formatter] for every verb.
func (l Link) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, l.withoutQuery()) }

// MarshalText covers JSON and every other encoding that asks for text.
func (l Link) MarshalText() ([]byte, error) { return []byte(l.withoutQuery()), nil }

// LogValue implements [slog.LogValuer].
func (l Link) LogValue() slog.Value { return slog.StringValue(l.withoutQuery()) }

func (l Link) withoutQuery() string {
	address, _, signed := strings.Cut(l.URL, "?")
	if signed {
		address += "?" + secret.Redacted
	}
	return CleanLine(address)
}

// CheckLinked reports what makes folder/name unfit to be linked to: folder as in [Parcel], name as in [File]. Its
// error is a permanent [*Error].
func CheckLinked(folder, name string) error {
	err := checkFolder(folder)
	if err == nil {
		err = checkName(name)
	}
	if err != nil {
		return &Error{Fault: Permanent, Doing: "make a link to a stored file", Err: err}
	}
	return nil
}

// CheckPublicURL reports what makes base unfit to be the public address of a storage; nil, which stands for no such
// address, is fit. The error is about the configuration and no [*Error].
func CheckPublicURL(base *url.URL) error {
	if base == nil {
		return nil
	}
	site := url.URL{Scheme: base.Scheme, Host: base.Host, Path: base.Path} // what is left out may be a secret
	switch {
	case base.Host == "" || !Encrypted(base):
		return fmt.Errorf("storage.public_url %q is not the address of a site by https", site.String())
	case base.User != nil || base.RawQuery != "" || base.ForceQuery || base.Fragment != "":
		return fmt.Errorf("storage.public_url %q is followed or preceded by more: leave out user, ? and #", site.String())
	default:
		return nil
	}
}

// PublicLink is the link to key on the site at base, for which [CheckPublicURL] has no objection. The site serves it
// for as long as it likes.
func PublicLink(base *url.URL, key string) Link {
	parts := strings.Split(key, "/")
	for i, part := range parts {
		parts[i] = escape(part)
	}
	return Link{URL: strings.TrimSuffix(base.String(), "/") + "/" + strings.Join(parts, "/")}
}

// escape leaves only RFC 3986's unreserved characters as they are: a mail program that finds links in a text ends
// one at a bracket, and some sites read "+" as a space.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// Encrypted reports whether what travels to u is safe from others: by https, or by http within this machine.
func Encrypted(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname())
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
