package smtp

import (
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/go-mail/mail/v2"
)

// TestHandover gives every one of many dialers at once the connection that was offered to it, and lets other
// users of go-mail dial as before.
func TestHandover(t *testing.T) {
	h := connections()
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			offered, other := net.Pipe()
			defer offered.Close()
			defer other.Close()
			host := h.offer(offered)
			got, err := mail.NetDialTimeout("tcp", host+":0", time.Second)
			if err != nil || got != offered {
				t.Errorf("%s: got %v, %v", host, got, err)
			}
			if _, ok := h.take(host + ":0"); ok {
				t.Errorf("%s: a connection was handed over twice", host)
			}
		})
	}
	all.Wait()
	if n := len(h.waiting); n != 0 {
		t.Errorf("%d connections are left", n)
	}
}

func TestHandoverLeavesOthersAlone(t *testing.T) {
	connections()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	c, err := mail.NetDialTimeout("tcp", listener.Addr().String(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := mail.NetDialTimeout("tcp", "no port", time.Minute); err == nil || errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
