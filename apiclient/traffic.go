package apiclient

import "sync/atomic"

// Traffic counts what a client has asked in its life.
type Traffic struct {
	Calls    int64 // of which at least one request was sent; one whose time fields were refused counts again
	Requests int64
}

// Retries are the requests beyond the first of each call.
func (t Traffic) Retries() int64 { return t.Requests - t.Calls }

// Since is what was asked after an earlier count.
func (t Traffic) Since(earlier Traffic) Traffic {
	return Traffic{Calls: t.Calls - earlier.Calls, Requests: t.Requests - earlier.Requests}
}

// traffic is a count that several goroutines keep.
type traffic struct {
	calls, requests atomic.Int64
	whole           *traffic // that it is a part of; nil: it is the whole
}

// count counts a request, which is a call's first, second and so on.
func (c *Client) count(attempt int) {
	for t := c.traffic; t != nil; t = t.whole {
		if attempt == 1 {
			t.calls.Add(1)
		}
		t.requests.Add(1)
	}
}

// Apart is the same client, whose traffic from now on is counted apart, and in c's as well.
func (c *Client) Apart() *Client {
	apart := *c
	apart.traffic = &traffic{whole: c.traffic}
	return &apart
}

// Traffic is the count up to now.
func (c *Client) Traffic() Traffic {
	return Traffic{Calls: c.traffic.calls.Load(), Requests: c.traffic.requests.Load()}
}

// Rate is how many requests per second and action the client may send.
func (c *Client) Rate() int { return c.rate }

// AtRate is the same client with another rate, at least 1. Their traffic is counted together.
func (c *Client) AtRate(rate int) *Client {
	paced := *c
	paced.rate = rate
	return &paced
}

// Pace is how many requests of one action leave in a second at most, if this client alone sends.
func (c *Client) Pace() float64 { return float64(c.rate) * paceMargin }
