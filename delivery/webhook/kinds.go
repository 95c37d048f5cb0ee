package webhook

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"tokenreport/delivery"
	"tokenreport/delivery/webhook/robot"
)

// A kind is what is special about the messages of one kind of webhook.
type kind struct {
	// compose makes the request of a parcel that has a card.
	compose func(c *Channel, p delivery.Parcel) (message, error)
	// judge says what an answer means that is neither a redirect nor a server's own trouble.
	judge func(a answer) verdict
}

// kinds are all of package robot. Each has a file of its own.
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
func Signs(name string) bool {
	r, _ := robot.Find(name)
	return r.Signs
}

// A message is a request, but for its URL's secret part.
type message struct {
	query  url.Values // besides that of the URL
	header http.Header
	body   []byte
}
