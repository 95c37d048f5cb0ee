// Package loopback is the identity of the servers that run on this machine's loopback interface: those that tests
// use, and those of the demo. It serves nothing itself.
package loopback

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"
)

// Identity is a certificate for the loopback that verifies itself. It is valid at any date, since tests choose theirs.
type Identity struct {
	certificate tls.Certificate
}

// Shared is the identity that all servers of this process have: a key takes longer to make than to use.
var Shared = sync.OnceValues(newIdentity)

func newIdentity() (*Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("key for the loopback: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "server on loopback"},
		NotBefore:    time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA:         true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("certificate for the loopback: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("certificate for the loopback: %w", err)
	}
	return &Identity{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}}, nil
}

// Config is a server's. It offers one key exchange, and a fast one: nobody listens on a loopback who must not, and the
// tests make thousands of connections.
func (i *Identity) Config() *tls.Config {
	return &tls.Config{
		Certificates:     []tls.Certificate{i.certificate},
		MinVersion:       tls.VersionTLS12,
		CurvePreferences: []tls.CurveID{tls.X25519},
	}
}

// Certificate is the authority that a client must trust.
func (i *Identity) Certificate() *x509.Certificate { return i.certificate.Leaf }

// Roots are the authorities of a client that trusts this identity and no other.
func (i *Identity) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(i.certificate.Leaf)
	return pool
}
