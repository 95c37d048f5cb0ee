package cos_test

import (
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"slices"
	"testing"

	"tokenreport/delivery/cos"
)

// TestTLSIsTwelveAtLeast looks at what a channel offers to a server, before anything secret is sent.
func TestTLSIsTwelveAtLeast(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	offered := make(chan []uint16, 1)
	go func() {
		defer close(offered)
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = connection.Close() }()
		look := func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			offered <- hello.SupportedVersions
			return nil, errors.New("seen enough")
		}
		_ = tls.Server(connection, &tls.Config{MinVersion: tls.VersionTLS10, GetConfigForClient: look}).Handshake()
	}()
	c := channel(t, start(t), func(o *cos.Options) {
		o.BucketURL = &url.URL{Scheme: "https", Host: listener.Addr().String()}
	})
	if _, err := c.Deliver(t.Context(), parcel()); err == nil {
		t.Error("delivered to a server that refuses TLS")
	}
	if versions := <-offered; len(versions) == 0 || slices.Min(versions) != tls.VersionTLS12 {
		t.Errorf("TLS %#x is offered", versions)
	}
}
