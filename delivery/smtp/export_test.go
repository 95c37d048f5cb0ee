package smtp

import (
	netmail "net/mail"

	"tokenreport/delivery"
)

// Compose composes a mail without sending it.
func Compose(f Features, p delivery.Parcel) ([]byte, error) {
	_, raw, err := ComposeBy(Options{
		Host: "smtp.example.com", From: netmail.Address{Name: "Report", Address: "report@example.com"}, Features: f,
	}, p)
	return raw, err
}

// ComposeBy composes a mail by other options, and tells whom it would go to.
func ComposeBy(o Options, p delivery.Parcel) (recipient string, raw []byte, err error) {
	c, err := New(o)
	if err != nil {
		return "", nil, err
	}
	m, err := c.compose(p)
	return m.to, m.raw, err
}
