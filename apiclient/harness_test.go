package apiclient_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/secret"
)

// The credentials are canaries: they must turn up nowhere but in a signed request.
var canaries = apiclient.Credentials{
	SecretID:  secret.New("AKIDcanary2f8d1c"),
	SecretKey: secret.New("canarykey7b3e90"),
	Token:     secret.New("canarytoken+5ac4/61=="),
}

// november19 is the day of the API document's example.
func november19(t testing.TB) apiclient.Query {
	t.Helper()
	start := time.Date(2024, 11, 19, 0, 0, 0, 0, location(t, "Asia/Shanghai"))
	return apiclient.Query{Start: start, End: start.AddDate(0, 0, 1)}
}

func startServer(t testing.TB, change func(*lketest.Config)) *lketest.Server {
	t.Helper()
	server, err := lketest.Start(serverConfig(change))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server
}

func serverConfig(change func(*lketest.Config)) lketest.Config {
	config := lketest.Config{Accounts: []apiclient.Credentials{canaries}, Now: time.Now}
	if change != nil {
		change(&config)
	}
	return config
}

// serving has a server answer with a source.
func serving(source lketest.Source) func(*lketest.Config) {
	return func(c *lketest.Config) { c.Source = source }
}

func options(endpoint string) apiclient.Options {
	return apiclient.Options{Endpoint: endpoint, Region: "ap-guangzhou", Rate: apiclient.DefaultRate, Now: time.Now}
}

func newClient(t testing.TB, o apiclient.Options) *apiclient.Client {
	t.Helper()
	client, err := apiclient.New(o, canaries, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// connect starts a server and makes a client of it. However busy the machine is, no attempt times out.
func connect(t testing.TB, change func(*lketest.Config)) (*apiclient.Client, *lketest.Server) {
	t.Helper()
	server := startServer(t, change)
	o := options(server.Endpoint)
	o.Timeout = time.Hour
	return newClient(t, o), server
}

// bubble runs a test in which time passes at once, over real HTTP on connections in memory: a bubble's clock
// stands still while somebody waits for the network.
func bubble(t *testing.T, change func(*lketest.Config), test func(t *testing.T, o apiclient.Options, api *lketest.API)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		api, err := lketest.New(serverConfig(change))
		if err != nil {
			t.Fatal(err)
		}
		listener := &pipeListener{connections: make(chan net.Conn), closed: make(chan struct{})}
		server := &http.Server{Handler: api}
		go func() { _ = server.Serve(listener) }()
		transport := &http.Transport{DialContext: listener.dial}
		o := options("http://127.0.0.1:1")
		o.Transport = transport
		test(t, o, api)
		transport.CloseIdleConnections()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
}

type pipeListener struct {
	connections chan net.Conn
	closed      chan struct{}
	once        sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.connections <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case connection := <-l.connections:
		return connection, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// contextWithDeadline has a deadline that no test reaches.
func contextWithDeadline(t testing.TB) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), time.Hour)
}
