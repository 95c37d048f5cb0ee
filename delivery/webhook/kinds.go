package webhook

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tokenreport/delivery"
)

// A kind is what is special about one kind of webhook.
type kind struct {
	// hosts are where its robots live; anybody may know them. Another host is a relay's, or a private installation's.
	hosts []string
	signs bool
	// secretOf is the part of the URL that is secret, and names the robot; empty where it is not found.
	secretOf func(*url.URL) string
	// compose makes the request of a parcel that has a card.
	compose func(c *Channel, p delivery.Parcel) (message, error)
	// judge says what an answer means that is neither a redirect nor a server's own trouble.
	judge func(a answer) verdict
}

// kinds are all kinds. Each has a file of its own.
var kinds = map[string]*kind{
	"wecom":    &wecom,
	"feishu":   &feishu,
	"dingtalk": &dingtalk,
	"slack":    &slack,
	"json":     &plain,
}

// Kinds are the names of all kinds, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// Signs reports whether requests of a kind can be signed with a secret.
func Signs(name string) bool { return kinds[name] != nil && kinds[name].signs }

// A message is a request, but for its URL's secret part.
type message struct {
	query  url.Values // besides that of the URL
	header http.Header
	body   []byte
}

// inQuery is a secret that is a parameter of the URL.
func inQuery(name string) func(*url.URL) string {
	return func(u *url.URL) string { return u.Query().Get(name) }
}

// inPath is a secret that is the end of the URL's path, after a marker.
func inPath(marker string) func(*url.URL) string {
	return func(u *url.URL) string {
		_, end, found := strings.Cut(u.Path, marker)
		if !found {
			return ""
		}
		return strings.Trim(end, "/")
	}
}
