package smtp

import (
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/go-mail/mail/v2"
)

// handover gives go-mail's Dialer connections that are already open. The Dialer has one door for that, the
// package variable mail.NetDialTimeout, which knows nothing but the address to dial. So a connection is
// offered under an address of its own, which nobody else can ask for, and the variable is set only once
// (see connections): deliveries that run at the same time do not meet.
type handover struct {
	mu      sync.Mutex
	offers  int
	waiting map[string]net.Conn // by host
}

// connections is the one handover of the process. Using it first takes the door over, before go-mail can
// read the variable on behalf of this package. A program that dials with go-mail elsewhere must have set
// the variable to its wishes before: addresses that were not offered go where it pointed.
var connections = sync.OnceValue(func() *handover {
	h := &handover{waiting: map[string]net.Conn{}}
	otherwise := mail.NetDialTimeout
	mail.NetDialTimeout = func(network, address string, timeout time.Duration) (net.Conn, error) {
		if c, ok := h.take(address); ok {
			return c, nil
		}
		return otherwise(network, address, timeout)
	}
	return h
})

// offer returns the host that a Dialer must be given to be handed c.
func (h *handover) offer(c net.Conn) (host string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.offers++
	host = fmt.Sprintf("connection-%d.invalid", h.offers) // RFC 2606: never a real host
	h.waiting[host] = c
	return host
}

func (h *handover) take(address string) (net.Conn, bool) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.waiting[host]
	delete(h.waiting, host)
	return c, ok
}
