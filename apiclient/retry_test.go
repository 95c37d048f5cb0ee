package apiclient_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

// How often each kind of failure is tried in all, and whether the error then says that it may pass.
func TestRetries(t *testing.T) {
	code := func(code string) lketest.Fault { return lketest.APIError(code, "Because.") }
	status := func(status int) lketest.Fault { return lketest.HTTP(status, "text/plain", "no") }
	tests := []struct {
		name      string
		fault     lketest.Fault
		attempts  int
		temporary bool
	}{
		{"RequestLimitExceeded", code("RequestLimitExceeded"), 4, true},
		{"RequestLimitExceeded.UinLimitExceeded", code("RequestLimitExceeded.UinLimitExceeded"), 4, true},
		{"RequestLimitExceeded.IPLimitExceeded", code("RequestLimitExceeded.IPLimitExceeded"), 4, true},
		{"RequestLimitExceeded.GlobalRegionUinLimitExceeded", code("RequestLimitExceeded.GlobalRegionUinLimitExceeded"), 4, true},
		{"InternalError", code("InternalError"), 4, true},
		{"InternalError.DbError", code("InternalError.DbError"), 4, true},
		{"ServiceUnavailable", code("ServiceUnavailable"), 4, true},
		{"ResourceUnavailable", code("ResourceUnavailable"), 4, true},
		{"FailedOperation", code("FailedOperation"), 3, true},
		{"AuthFailure.SignatureExpire", code("AuthFailure.SignatureExpire"), 2, false},

		{"AuthFailure.SignatureFailure", code("AuthFailure.SignatureFailure"), 1, false},
		{"AuthFailure.TokenFailure", code("AuthFailure.TokenFailure"), 1, false},
		{"UnauthorizedOperation", code("UnauthorizedOperation"), 1, false},
		{"UnsupportedRegion", code("UnsupportedRegion"), 1, false},
		{"InvalidParameter", code("InvalidParameter"), 1, false},
		{"InvalidParameterValue", code("InvalidParameterValue"), 1, false},
		{"ActionOffline", code("ActionOffline"), 1, false},
		{"ResponseSizeLimitExceeded", code("ResponseSizeLimitExceeded"), 1, false},
		{"LimitExceeded", code("LimitExceeded"), 1, false},
		{"a code nobody knows", code("Whatever"), 1, false},
		{"a code that begins like another", code("InternalErrorNot"), 1, false},

		{"HTTP 502", lketest.BadGateway(), 4, true},
		{"HTTP 500", status(500), 4, true},
		{"HTTP 503", status(503), 4, true},
		{"HTTP 429", status(429), 4, true},
		{"HTTP 408", status(408), 4, true},
		{"HTTP 409", status(409), 4, true},
		{"HTTP 425", status(425), 4, true},
		{"HTTP 599", status(599), 4, true},
		{"HTTP 403", status(403), 1, false},
		{"HTTP 404", status(404), 1, false},
		{"HTTP 302", status(302), 1, false},
		{"HTTP 200 with a page", lketest.HTTP(200, "text/html", "<p>Log in</p>"), 2, true},
		{"HTTP 200 with other JSON", lketest.HTTP(200, "application/json", `{"code":0}`), 2, true},
		{"HTTP 200 with half of the JSON", lketest.HTTP(200, "application/json", `{"Response":{"Total":[`), 4, true},
		{"HTTP 200 that ends within a number", lketest.HTTP(200, "application/json", `{"Response":{"Total":[{"X":"202411190915","Y":12`), 4, true},
		{"HTTP 200 that ends within a word", lketest.HTTP(200, "application/json", `{"Response":{"Total":nul`), 4, true},
		{"HTTP 200 with nothing", lketest.HTTP(200, "application/json", ""), 4, true},
		{"HTTP 503 with a code nobody knows", lketest.HTTP(503, "application/json", `{"Response":{"Error":{"Code":"Whatever","Message":"no"},"RequestId":"1"}}`), 4, true},
		{"reset", lketest.Reset(), 4, true},
		{"truncated", lketest.Truncate(100), 4, true},
		{"no answer in time", lketest.Hang(), 4, true},
		{"too slow", lketest.Slow(1, time.Second), 4, true},
		{"too large", lketest.Huge(100 << 20), 1, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
				api.Inject(lketest.Always(test.fault))
				_, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
				var got *apiclient.Error
				if !errors.As(err, &got) {
					t.Fatalf("error %v", err)
				}
				if sent := len(api.Requests()); sent != test.attempts || got.Attempts != test.attempts {
					t.Errorf("%d requests arrived, the error says %d, want %d", sent, got.Attempts, test.attempts)
				}
				if got.Temporary() != test.temporary {
					t.Errorf("temporary: %t, want %t (%v)", got.Temporary(), test.temporary, err)
				}
			})
		})
	}
}

// A name that does not resolve may resolve a moment later, whatever the resolver says of it.
func TestNamesThatDoNotResolveAreTriedAgain(t *testing.T) {
	for what, lookup := range map[string]*net.DNSError{
		"no such host": {Err: "no such host", Name: "lke.example", IsNotFound: true},
		"refused":      {Err: "server misbehaving", Name: "lke.example", IsTemporary: true},
		"slow":         {Err: "i/o timeout", Name: "lke.example", IsTimeout: true},
	} {
		bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
			transport, dials := apiclient.NewTransport(nil), 0
			transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
				dials++
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: lookup}
			}
			o.Transport = transport
			_, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
			var got *apiclient.Error
			if !errors.As(err, &got) || !got.Temporary() || got.Attempts != 4 || dials != 4 {
				t.Errorf("%s: %d connections, %v", what, dials, err)
			}
		})
	}
}

func TestAnswerAfterTrouble(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		api.Inject(lketest.Sequence(lketest.Reset(), lketest.BadGateway(), lketest.APIError("InternalError", "")))
		graph, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
		if err != nil || graph.Attempts != 4 || len(graph.Total) != 4 {
			t.Errorf("%d points after %d attempts, %v", len(graph.Total), graph.Attempts, err)
		}
	})
}

// The waits are random, but each has its bounds, and the pace holds between attempts too.
func TestWaitsBetweenAttempts(t *testing.T) {
	bounds := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}
	longest, shortest := make([]time.Duration, len(bounds)), slices.Clone(bounds)
	for range 80 { // three quarters of the bound are missed 80 times once in 10^10
		bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
			api.Inject(lketest.Always(lketest.APIError("InternalError", "")))
			if _, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t)); err == nil {
				t.Fatal("no error")
			}
			requests := api.Requests()
			for i := range bounds {
				wait := requests[i+1].At.Sub(requests[i].At)
				longest[i], shortest[i] = max(longest[i], wait), min(shortest[i], wait)
				if wait < 50*time.Millisecond || wait > bounds[i]+time.Millisecond {
					t.Errorf("wait %d is %s, want at most %s", i+1, wait, bounds[i])
				}
			}
		})
	}
	for i, bound := range bounds {
		if longest[i] < bound*3/4 || shortest[i] > bound/4 {
			t.Errorf("wait %d is between %s and %s in 80 calls: not spread from 0 to %s", i+1, shortest[i], longest[i], bound)
		}
	}
}

func TestEveryAttemptIsSignedAnew(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		api.Inject(lketest.Sequence(lketest.Hang(), lketest.Hang()))
		graph, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
		if err != nil || graph.Attempts != 3 {
			t.Fatalf("%d attempts, %v", graph.Attempts, err)
		}
		seen := make(map[string]bool)
		for _, request := range api.Requests() {
			seen[request.Timestamp] = true
		}
		if len(seen) != 3 {
			t.Errorf("timestamps %v", seen)
		}
	})
}

func TestExpiredSignature(t *testing.T) {
	skewed := func(by time.Duration) func(*lketest.Config) {
		return func(c *lketest.Config) { c.Now = func() time.Time { return time.Now().Add(by) } }
	}
	t.Run("clock behind", func(t *testing.T) {
		bubble(t, skewed(10*time.Minute), func(t *testing.T, o apiclient.Options, api *lketest.API) {
			_, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
			if err == nil || !strings.Contains(err.Error(), "which is 10m0s behind the server's 2000-01-01T00:10:0") || len(api.Requests()) != 2 {
				t.Errorf("%d requests, %v", len(api.Requests()), err)
			}
		})
	})
	t.Run("clock ahead", func(t *testing.T) {
		bubble(t, skewed(-2*time.Hour), func(t *testing.T, o apiclient.Options, _ *lketest.API) {
			_, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
			if err == nil || !strings.Contains(err.Error(), "which is 2h0m0s ahead of the server's 1999-12-31T22:00:0") {
				t.Errorf("%v", err)
			}
		})
	})
	t.Run("a frozen instance that has thawed", func(t *testing.T) {
		bubble(t, nil, func(t *testing.T, o apiclient.Options, _ *lketest.API) {
			stale := true
			o.Now = func() time.Time {
				if stale {
					stale = false
					return time.Now().Add(-time.Hour)
				}
				return time.Now()
			}
			graph, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
			if err != nil || graph.Attempts != 2 {
				t.Errorf("%d attempts, %v", graph.Attempts, err)
			}
		})
	})
}

func TestDeadlineIsHonouredWhileTheAPIHangs(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		api.Inject(lketest.Always(lketest.Hang()))
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		start := time.Now()
		_, err := newClient(t, o).TokenUsageGraph(ctx, november19(t))
		var failure *apiclient.Error
		if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &failure) || !failure.Temporary() {
			t.Errorf("error %v", err)
		}
		if took := time.Since(start); took != 7*time.Second || len(api.Requests()) != 1 {
			t.Errorf("%d requests in %s", len(api.Requests()), took)
		}
	})
}

func TestCancelWhileTheAPIHangs(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		api.Inject(lketest.Always(lketest.Hang()))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := newClient(t, o).TokenUsageGraph(ctx, november19(t))
		var failure *apiclient.Error
		if !errors.Is(err, context.Canceled) || !errors.As(err, &failure) || failure.Temporary() || failure.Attempts != 1 {
			t.Errorf("error %v", err)
		}
	})
}

func TestCancelBetweenAttemptsKeepsTheCode(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		ctx, cancel := context.WithCancel(t.Context())
		api.Inject(func(lketest.Request) lketest.Fault {
			time.AfterFunc(time.Millisecond, cancel)
			return lketest.APIError("InternalError", "Oops.")
		})
		_, err := newClient(t, o).TokenUsageGraph(ctx, november19(t))
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "InternalError: Oops.: not repeated: ") {
			t.Errorf("error %v", err)
		}
	})
}

// A retry that could not finish is not begun: the error comes at once, with the API's reason.
func TestNoRetryTooNearTheDeadline(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		api.Inject(lketest.Always(lketest.APIError("InternalError", "Oops.")))
		ctx, cancel := context.WithTimeout(t.Context(), 249*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := newClient(t, o).TokenUsageGraph(ctx, november19(t))
		if err == nil || !strings.Contains(err.Error(), "InternalError: Oops.: not repeated: the deadline is too near") {
			t.Errorf("error %v", err)
		}
		if errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 0 || len(api.Requests()) != 1 {
			t.Errorf("%d requests, the error comes after %s: %v", len(api.Requests()), time.Since(start), err)
		}
	})
}

func TestNoAttemptWithoutATurnBeforeTheDeadline(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		o.Rate = 1
		client := newClient(t, o)
		if _, err := client.TokenUsageGraph(t.Context(), november19(t)); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 900*time.Millisecond)
		defer cancel()
		_, err := client.TokenUsageGraph(ctx, november19(t))
		var failure *apiclient.Error
		if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &failure) || failure.Attempts != 0 || len(api.Requests()) != 1 {
			t.Errorf("%d requests, error %v", len(api.Requests()), err)
		}
		if want := "DescribeTokenUsageGraph: wait for a turn (rate 1 per second): "; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v", err)
		}
	})
}

// The server counts over a sliding second: if it refuses none, no second had more than the rate.
func TestManyCallersKeepTheRateOverClientsAndRetries(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		pacer := new(apiclient.Pacer)
		api.Inject(func(r lketest.Request) lketest.Fault {
			if r.Number%7 == 0 {
				return lketest.APIError("InternalError", "")
			}
			return nil
		})
		var wg sync.WaitGroup
		for range 5 { // as a warm instance makes a new client for every invocation
			client, err := apiclient.New(o, canaries, pacer)
			if err != nil {
				t.Fatal(err)
			}
			for range 40 {
				wg.Go(func() {
					if _, err := client.TokenUsageGraph(t.Context(), november19(t)); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		requests := api.Requests()
		for _, request := range requests {
			if request.Code != "" {
				t.Errorf("request %d: %s", request.Number, request.Code)
			}
		}
		if len(requests) < 200 {
			t.Fatalf("%d requests", len(requests))
		}
		// The last retries wait for themselves.
		if pace := 180 / requests[180].At.Sub(requests[0].At).Seconds(); pace < 19 {
			t.Errorf("%.2f requests a second", pace)
		}
	})
}
