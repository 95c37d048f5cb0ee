package apiclient_test

import (
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/apiclient/scftest"
)

var function = apiclient.Function{Region: "ap-singapore", Namespace: "default", Name: "tokenreport-prod", Version: "$LATEST"}

func startPlatform(t *testing.T) *scftest.Server {
	t.Helper()
	server := scftest.Start(scftest.Config{Accounts: []apiclient.Credentials{canaries}, Function: function, Now: time.Now, TLS: true})
	t.Cleanup(server.Close)
	return server
}

func newInvoker(t *testing.T, server *scftest.Server, f apiclient.Function, c apiclient.Credentials) *apiclient.Invoker {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	o := options("lke.tencentcloudapi.com")
	o.Transport = apiclient.NewTransport(roots)
	client, err := apiclient.New(o, c, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	invoker, err := client.Invoker(server.URL, f)
	if err != nil {
		t.Fatal(err)
	}
	return invoker
}

func TestInvoke(t *testing.T) {
	server := startPlatform(t)
	invoker := newInvoker(t, server, function, canaries)
	for _, event := range []string{`{"Message":"{\"rate\":1}"}`, `{}`} {
		id, err := invoker.Invoke(t.Context(), []byte(event))
		if err != nil {
			t.Fatal(err)
		}
		started := server.Started()
		if last := started[len(started)-1]; last.Event != event || last.RequestID != id || id == "" {
			t.Errorf("got %q, started %+v", id, last)
		}
	}
}

func TestInvocationsThatAreRefused(t *testing.T) {
	named := func(change func(*apiclient.Function)) apiclient.Function {
		f := function
		change(&f)
		return f
	}
	wrongKey := canaries
	wrongKey.SecretKey = canaries.Token
	tests := map[string]struct {
		function    apiclient.Function
		credentials apiclient.Credentials
		event       string
		fault       lketest.Fault
		want        string
		requests    int
	}{
		"another function":  {named(func(f *apiclient.Function) { f.Name = "other" }), canaries, "{}", nil, "ResourceNotFound.Function", 1},
		"another version":   {named(func(f *apiclient.Function) { f.Version = "7" }), canaries, "{}", nil, "look for it in the console", 1},
		"another namespace": {named(func(f *apiclient.Function) { f.Namespace = "test" }), canaries, "{}", nil, "ResourceNotFound.Namespace", 1},
		"another key":       {function, wrongKey, "{}", nil, "AuthFailure.SignatureFailure", 1},
		"no JSON":           {function, canaries, "reports", nil, "InvalidParameterValue", 1},
		"a long event":      {function, canaries, `"` + strings.Repeat("x", 128<<10) + `"`, nil, "longer than 128 KB", 1},
		"no permission":     {function, canaries, "{}", lketest.APIError("UnauthorizedOperation", "no"), "allow scf:InvokeFunction on resource *", 1},
		"too many":          {function, canaries, "{}", lketest.APIError("RequestLimitExceeded", "no"), "run at another minute", 4},
		"a gateway's page":  {function, canaries, "{}", lketest.HTTP(200, "text/html", "hello"), "check TOKENREPORT_SCF_ENDPOINT", 2},
		"another shape":     {function, canaries, "{}", lketest.HTTP(200, "application/json", `{"Response":{"RequestId":"r-1"}}`), "names no invocation (request ID r-1", 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startPlatform(t)
			server.Inject(func(int) lketest.Fault { return test.fault })
			id, err := newInvoker(t, server, test.function, test.credentials).Invoke(t.Context(), []byte(test.event))
			var failure *apiclient.Error
			if !errors.As(err, &failure) || id != "" || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "canary") {
				t.Errorf("got %q, %v; want %q", id, err, test.want)
			}
			if server.Requests() != test.requests || len(server.Started()) > 0 {
				t.Errorf("%d requests, started %+v", server.Requests(), server.Started())
			}
		})
	}
}

// An answer that is lost is a call that is repeated: the event goes out twice, not never.
func TestALostAnswerIsAskedForAgain(t *testing.T) {
	server := startPlatform(t)
	server.Inject(func(number int) lketest.Fault {
		if number == 1 {
			return lketest.Truncate(20)
		}
		return nil
	})
	if _, err := newInvoker(t, server, function, canaries).Invoke(t.Context(), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if got := len(server.Started()); got != 2 {
		t.Errorf("started %d times", got)
	}
}

func TestPermitted(t *testing.T) {
	server := startPlatform(t)
	invoker := newInvoker(t, server, apiclient.Function{Region: "ap-singapore"}, canaries)
	if err := invoker.Permitted(t.Context()); err != nil {
		t.Errorf("permitted: %v", err)
	}
	server.Deny(true)
	var failure *apiclient.Error
	if err := invoker.Permitted(t.Context()); !errors.As(err, &failure) || !failure.Denied() {
		t.Errorf("denied: %v", err)
	}
	if len(server.Started()) > 0 {
		t.Error("something was started")
	}
}

func TestAnInvokerSaysAllThatIsWrong(t *testing.T) {
	_, err := newClient(t, options("lke.tencentcloudapi.com")).Invoker("http://scf.example.com", apiclient.Function{})
	for _, want := range []string{"invoke functions: ", "plain http", "API region"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestAtRate(t *testing.T) {
	client, server := connect(t, nil)
	slower := client.AtRate(5)
	if slower.Rate() != 5 || client.Rate() != 20 {
		t.Errorf("rates %d and %d", slower.Rate(), client.Rate())
	}
	for _, c := range []*apiclient.Client{client, slower} {
		if _, err := c.TokenUsageGraph(t.Context(), november19(t)); err != nil {
			t.Fatal(err)
		}
	}
	if client.Traffic().Calls != 2 || len(server.Requests()) != 2 {
		t.Errorf("counted %+v", client.Traffic())
	}
}
