package webhook

import (
	"encoding/hex"
	"errors"
	"net/http"

	"tokenreport/delivery"
)

// The headers of a request of kind json. IdempotencyKey is the same for every attempt at the same delivery,
// and another for a deliberate repetition.
const (
	IdempotencyKey  = "Idempotency-Key"
	SignatureHeader = "X-Tokenreport-Signature" // sha256= and the HMAC-SHA256 of the body, in hexadecimal digits
)

// plain is a receiver of the user's own: it gets the figures as JSON, and takes them by any status of 2xx.
var plain = kind{
	compose: composeJSON,
	judge:   judgeJSON,
}

var errNoData = errors.New("the parcel's card has no JSON")

func composeJSON(c *Channel, p delivery.Parcel) (message, error) {
	body := p.Card.ForData
	if len(body) == 0 {
		return message{}, errNoData
	}
	m := message{body: body, header: http.Header{}}
	m.header.Set(IdempotencyKey, p.ID())
	if key := c.options.Secret.Reveal(); key != "" {
		m.header.Set(SignatureHeader, "sha256="+hex.EncodeToString(digest(key, body)))
	}
	return m, nil
}

func judgeJSON(a answer) verdict {
	switch {
	case a.status/100 == 2:
		return verdict{accepted: true, words: http.StatusText(a.status)}
	case a.status == http.StatusUnauthorized, a.status == http.StatusForbidden:
		return verdict{words: string(a.body), hint: "the receiver does not let this in: check url and secret, on both sides"}
	case a.status == http.StatusNotFound, a.status == http.StatusGone, a.status == http.StatusMethodNotAllowed:
		return verdict{words: string(a.body), hint: "nothing takes a POST there: check the webhook's url"}
	}
	return verdict{words: string(a.body), hint: "the receiver refuses what it was sent: look into its log"}
}
