package apiclient

import "time"

// Clock is what an answer tells of the API's clock. The zero Clock tells nothing.
type Clock struct {
	Sent, Received time.Time // when the request went out and the answer was in, by this machine's clock
	Server         time.Time // the answer's HTTP Date, in whole seconds; zero if it had none
}

// Behind is how far this machine's clock is behind the API's, negative where it is ahead: the least that the answer
// allows, since its date is one of whole seconds between Sent and Received (RFC 9110, section 6.6.1). It is false where
// the answer had no date.
func (c Clock) Behind() (time.Duration, bool) {
	switch latest := c.Server.Add(time.Second); {
	case c.Server.IsZero():
		return 0, false
	case c.Server.After(c.Received):
		return c.Server.Sub(c.Received), true
	case latest.Before(c.Sent):
		return latest.Sub(c.Sent), true
	default:
		return 0, true
	}
}
