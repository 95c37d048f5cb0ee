package webhook

import "tokenreport/delivery"

// Body is the body of the request for a parcel.
func (c *Channel) Body(p delivery.Parcel) ([]byte, error) {
	m, err := c.kind.compose(c, p)
	return m.body, err
}
