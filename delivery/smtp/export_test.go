package smtp

import (
	netmail "net/mail"

	"tokenreport/delivery"
)

// Compose composes a mail without sending it.
func Compose(f Features, p delivery.Parcel) ([]byte, error) {
	c, err := New(Options{Host: "smtp.example.com", From: netmail.Address{Name: "Report", Address: "report@example.com"}, Features: f})
	if err != nil {
		return nil, err
	}
	m, err := c.compose(p)
	return m.raw, err
}
