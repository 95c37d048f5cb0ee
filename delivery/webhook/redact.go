package webhook

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"tokenreport/delivery"
	"tokenreport/secret"
)

// shortestSecret is the length from which a part of the URL is taken for a secret; a shorter one is a word.
const shortestSecret = 6

// public are the words that the paths of the chats' own URLs have.
var public = []string{"cgi-bin", "webhook", "open-apis", "services", "workflows", "triggers"}

// quote is what may be told of somebody else's words. They are cleaned before secrets are looked for, lest cleaning put
// one together, and cut after.
func (c *Channel) quote(words string) string {
	words = delivery.CleanLine(words)
	for _, hidden := range c.secrets() {
		words = strings.ReplaceAll(words, hidden, secret.Redacted)
	}
	return delivery.Excerpt(words)
}

// secrets are the parts of the URL that nobody may see, and the signing secret; the longest first, since one may hold
// another. The host is one unless everybody knows it: some services give each user a name of his own.
func (c *Channel) secrets() []string {
	u := c.url
	parts := []string{u.String(), u.RequestURI(), c.robot.Secret(u), c.options.Secret.Reveal()}
	for _, values := range u.Query() {
		parts = append(parts, values...)
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if !slices.Contains(public, segment) {
			parts = append(parts, segment)
		}
	}
	if host := u.Hostname(); !slices.Contains(c.robot.Hosts, host) && net.ParseIP(host) == nil && host != "localhost" {
		parts = append(parts, host)
	}
	for _, part := range slices.Clone(parts) {
		parts = append(parts, url.QueryEscape(part), url.PathEscape(part))
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return len(part) < shortestSecret })
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(parts)
}
