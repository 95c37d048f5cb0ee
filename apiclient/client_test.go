package apiclient_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/secret"
)

func TestOptionsAreChecked(t *testing.T) {
	tests := []struct {
		name   string
		change func(*apiclient.Options, *apiclient.Credentials)
		want   string // empty: accepted
	}{
		{"nothing wrong", func(*apiclient.Options, *apiclient.Credentials) {}, ""},
		{"long-lived key", func(_ *apiclient.Options, c *apiclient.Credentials) { c.Token = secret.Text{} }, ""},
		{"endpoint", func(o *apiclient.Options, _ *apiclient.Credentials) { o.Endpoint = "ftp://x" }, `API endpoint "ftp://x": the scheme is neither https nor http`},
		{"region", func(o *apiclient.Options, _ *apiclient.Credentials) { o.Region = "" }, `API region "": want a name such as ap-jakarta`},
		{"zero rate", func(o *apiclient.Options, _ *apiclient.Credentials) { o.Rate = 0 }, "API rate 0: want at least 1 request per second"},
		{"negative rate", func(o *apiclient.Options, _ *apiclient.Credentials) { o.Rate = -5 }, "API rate -5"},
		{"time fields", func(o *apiclient.Options, _ *apiclient.Credentials) { o.TimeFields = 9 }, "time fields 9: want auto, legacy, stat or both"},
		{"timeout", func(o *apiclient.Options, _ *apiclient.Credentials) { o.Timeout = -1 }, "API timeout -1ns"},
		{"clock", func(o *apiclient.Options, _ *apiclient.Credentials) { o.Now = nil }, "no clock"},
		{"secret ID", func(_ *apiclient.Options, c *apiclient.Credentials) { c.SecretID = secret.Text{} }, "API credentials: the secret ID is missing"},
		{"secret key", func(_ *apiclient.Options, c *apiclient.Credentials) { c.SecretKey = secret.Text{} }, "API credentials: the secret key is missing"},
		{"line end in the key", func(_ *apiclient.Options, c *apiclient.Credentials) { c.SecretKey = secret.New("canarykey\n") }, "the secret key holds a space, a line end"},
		{"space in the token", func(_ *apiclient.Options, c *apiclient.Credentials) { c.Token = secret.New("canary token") }, "the session token holds a space"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o, credentials := options("lke.intl.tencentcloudapi.com"), canaries
			test.change(&o, &credentials)
			client, err := apiclient.New(o, credentials, new(apiclient.Pacer))
			if test.want == "" {
				if err != nil || client == nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "canary") {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}

func TestAllOptionErrorsAreReportedTogether(t *testing.T) {
	_, err := apiclient.New(apiclient.Options{}, apiclient.Credentials{}, nil)
	for _, want := range []string{"endpoint", "region", "rate", "clock", "secret ID", "secret key", "pacer"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is missing in %v", want, err)
		}
	}
}

// What reaches the server, with every parameter of the API document.
func TestRequest(t *testing.T) {
	client, server := connect(t, nil)
	q := november19(t)
	q.Filter = apiclient.Filter{
		UinAccounts: []string{"700001187441", "uin:2"}, SubBizType: "KnowledgeQA", ModelName: "Youtu/youtu-mrc-pro <&>",
		AppBizIDs: []string{"1790000000000000001"}, AppType: "knowledge_qa", SubScenes: []string{"KnowledgeQA"},
	}
	if _, err := client.TokenUsageGraph(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	got := server.Requests()[0]
	if got.Action != "DescribeTokenUsageGraph" || got.Version != "2023-11-30" || got.Region != "ap-guangzhou" ||
		got.Language != "en-US" || got.SecretID != canaries.SecretID.Reveal() || got.Code != "" {
		t.Errorf("request %+v", got)
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(got.Body), &body); err != nil {
		t.Fatal(err)
	}
	want := `map[AppBizIds:[1790000000000000001] AppType:knowledge_qa EndTime:1732031999 ModelName:Youtu/youtu-mrc-pro <&> ` +
		`StartTime:1731945600 StatEndTime:1732031999 StatStartTime:1731945600 SubBizType:KnowledgeQA ` +
		`SubScenes:[KnowledgeQA] UinAccount:[700001187441 uin:2]]`
	if text := formatBody(body); text != want {
		t.Errorf("body %s, want %s", text, want)
	}
}

// formatBody shows numbers as integers.
func formatBody(body map[string]any) string {
	for name, value := range body {
		if number, ok := value.(float64); ok {
			body[name] = int64(number)
		}
	}
	return fmt.Sprint(body)
}

func TestEmptyFilterIsNotSent(t *testing.T) {
	client, server := connect(t, nil)
	if _, err := client.TokenUsageGraph(t.Context(), november19(t)); err != nil {
		t.Fatal(err)
	}
	want := `{"StartTime":"1731945600","EndTime":"1732031999","StatStartTime":1731945600,"StatEndTime":1732031999}`
	if got := server.Requests()[0].Body; got != want {
		t.Errorf("body %s, want %s", got, want)
	}
}

func TestWindow(t *testing.T) {
	day := func(zone string, year int, month time.Month, day int) apiclient.Query {
		where := location(t, zone)
		return apiclient.Query{
			Start: time.Date(year, month, day, 0, 0, 0, 0, where),
			End:   time.Date(year, month, day+1, 0, 0, 0, 0, where),
		}
	}
	noon := time.Date(2024, 11, 19, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name        string
		query       apiclient.Query
		first, last int64 // 0: refused
	}{
		{"Shanghai", day("Asia/Shanghai", 2024, 11, 19), 1731945600, 1732031999},
		{"Jakarta", day("Asia/Jakarta", 2024, 11, 19), 1731949200, 1732035599},
		{"New York, 25 hours", day("America/New_York", 2024, 11, 3), 1730606400, 1730696399},
		{"New York, 23 hours", day("America/New_York", 2024, 3, 10), 1710046800, 1710129599},
		{"a second", apiclient.Query{Start: noon, End: noon.Add(time.Second)}, 1732017600, 1732017600},
		{"fractions: the whole seconds within", apiclient.Query{Start: noon.Add(1), End: noon.Add(3*time.Second + 1)}, 1732017601, 1732017603},
		{"less than a second", apiclient.Query{Start: noon.Add(1), End: noon.Add(time.Second)}, 0, 0},
		{"empty", apiclient.Query{Start: noon, End: noon}, 0, 0},
		{"backwards", apiclient.Query{Start: noon, End: noon.Add(-time.Hour)}, 0, 0},
		{"no start", apiclient.Query{End: noon}, 0, 0},
		{"no end", apiclient.Query{Start: noon}, 0, 0},
		{"none", apiclient.Query{}, 0, 0},
	}
	client, server := connect(t, nil)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := len(server.Requests())
			_, err := client.TokenUsageGraph(t.Context(), test.query)
			requests := server.Requests()[before:]
			if test.first == 0 {
				if err == nil || !strings.HasPrefix(err.Error(), "DescribeTokenUsageGraph: the query") || len(requests) != 0 {
					t.Errorf("%d requests sent, %v", len(requests), err)
				}
				return
			}
			if err != nil || len(requests) != 1 {
				t.Fatalf("%d requests, %v", len(requests), err)
			}
			if q := requests[0].Query; q.Start.Unix() != test.first || q.End.Unix() != test.last {
				t.Errorf("from %d to %d, want %d to %d", q.Start.Unix(), q.End.Unix(), test.first, test.last)
			}
		})
	}
}

// The SDK's signature for a known request, against a value that was computed independently.
func TestSignatureVector(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var header http.Header
		o := options("lke.intl.tencentcloudapi.com")
		o.Region = "ap-jakarta"
		o.Now = func() time.Time { return time.Unix(1726156800, 0) }
		o.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			header = r.Header
			return nil, errors.New("enough")
		})
		credentials := apiclient.Credentials{SecretID: secret.New("AKID"), SecretKey: secret.New(strings.Repeat("*", 32))}
		client, err := apiclient.New(o, credentials, new(apiclient.Pacer))
		if err != nil {
			t.Fatal(err)
		}
		q := apiclient.Query{Start: time.Unix(1726070400, 0), End: time.Unix(1726156800, 0)}
		if _, err := client.TokenUsageGraph(t.Context(), q); err == nil {
			t.Fatal("no error")
		}
		const want = "TC3-HMAC-SHA256 Credential=AKID/2024-09-12/lke/tc3_request, SignedHeaders=content-type;host, " +
			"Signature=a7b8664c7b9f6c962590ccfa948df642a7e75ae41605cb62fb6ba3b8cff2562a"
		if got := header.Get("Authorization"); got != want {
			t.Errorf("signed as %s, want %s", got, want)
		}
		if token := header.Values("X-TC-Token"); len(token) != 0 {
			t.Error("a long-lived key is sent with a token")
		}
	})
}

// The server verifies with an implementation of its own what the SDK has signed.
func TestCredentials(t *testing.T) {
	longLived := apiclient.Credentials{SecretID: secret.New("AKIDlonglived"), SecretKey: secret.New("key")}
	server := startServer(t, func(c *lketest.Config) { c.Accounts = append(c.Accounts, longLived) })
	with := func(base apiclient.Credentials, change func(*apiclient.Credentials)) apiclient.Credentials {
		change(&base)
		return base
	}
	tests := []struct {
		name        string
		credentials apiclient.Credentials
		code        string // empty: accepted
	}{
		{"temporary key", canaries, ""},
		{"long-lived key", longLived, ""},
		{"unknown ID", with(canaries, func(c *apiclient.Credentials) { c.SecretID = secret.New("AKIDother") }), "AuthFailure.SecretIdNotFound"},
		{"wrong key", with(canaries, func(c *apiclient.Credentials) { c.SecretKey = secret.New("other") }), "AuthFailure.SignatureFailure"},
		{"temporary key without its token", with(canaries, func(c *apiclient.Credentials) { c.Token = secret.Text{} }), "AuthFailure.TokenFailure"},
		{"temporary key with another token", with(canaries, func(c *apiclient.Credentials) { c.Token = secret.New("other") }), "AuthFailure.TokenFailure"},
		{"long-lived key with a token", with(longLived, func(c *apiclient.Credentials) { c.Token = secret.New("other") }), "AuthFailure.TokenFailure"},
	}
	pacer := new(apiclient.Pacer)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client, err := apiclient.New(options(server.Endpoint), test.credentials, pacer)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			_, err = client.TokenUsageGraph(t.Context(), november19(t))
			var failure *apiclient.Error
			switch {
			case test.code == "" && err != nil:
				t.Error(err)
			case test.code != "" && (!errors.As(err, &failure) || failure.Code != test.code || failure.Attempts != 1):
				t.Errorf("error %v, want %s", err, test.code)
			}
		})
	}
}

func TestTLS(t *testing.T) {
	server := startServer(t, func(c *lketest.Config) { c.TLS = true })
	o := options(server.Endpoint)

	t.Run("verified", func(t *testing.T) {
		o := o
		o.Transport = apiclient.NewTransport(server.Roots)
		if _, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t)); err != nil {
			t.Error(err)
		}
	})
	t.Run("unknown authority", func(t *testing.T) {
		before := len(server.Requests())
		_, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
		var certificate *tls.CertificateVerificationError
		var failure *apiclient.Error
		if !errors.As(err, &certificate) || !errors.As(err, &failure) || failure.Temporary() || failure.Attempts != 1 {
			t.Errorf("error %v", err)
		}
		if len(server.Requests()) != before {
			t.Error("the request was sent to an unverified server")
		}
	})
	t.Run("plain HTTP on the port", func(t *testing.T) {
		plain := startServer(t, nil)
		o := options(strings.Replace(plain.Endpoint, "http:", "https:", 1))
		_, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
		var failure *apiclient.Error
		if !errors.As(err, &failure) || failure.Temporary() || !strings.Contains(err.Error(), "check api.endpoint") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("older than 1.2", func(t *testing.T) {
		if oldest := slices.Min(offeredVersions(t)); oldest != tls.VersionTLS12 {
			t.Errorf("TLS %#x is offered", oldest)
		}
	})
}

// offeredVersions are the TLS versions that a client offers.
func offeredVersions(t *testing.T) []uint16 {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	offered := make(chan []uint16, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = connection.Close() }()
		refuse := func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			offered <- hello.SupportedVersions
			return nil, errors.New("seen enough")
		}
		_ = tls.Server(connection, &tls.Config{MinVersion: tls.VersionTLS12, GetConfigForClient: refuse}).Handshake()
	}()
	_, _ = newClient(t, options("https://"+listener.Addr().String())).TokenUsageGraph(ctx, november19(t))
	return <-offered
}

func TestUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		_, err := newClient(t, options("http://"+address)).TokenUsageGraph(t.Context(), november19(t))
		var failure *apiclient.Error
		if !errors.As(err, &failure) || !failure.Temporary() || failure.Status != 0 {
			t.Fatalf("error %v", err)
		}
		if want := "DescribeTokenUsageGraph: dial tcp " + address + ": connect: connection refused (4 attempts)"; err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
