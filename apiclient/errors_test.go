package apiclient_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

// The whole text, as somebody reads it in a log the morning after.
func TestErrorTexts(t *testing.T) {
	const action = "DescribeTokenUsageGraph: "
	code := func(code, message string) lketest.Fault { return lketest.APIError(code, message) }
	tests := []struct {
		name  string
		fault lketest.Fault
		want  string
	}{
		{"permission", code("AuthFailure.UnauthorizedOperation", "You are not authorized to perform this operation."),
			"AuthFailure.UnauthorizedOperation: You are not authorized to perform this operation. (request ID ID, 1 attempt); " +
				"allow lke:DescribeTokenUsageGraph on resource * to this user or role in CAM"},
		{"permission, other code", code("UnauthorizedOperation", "no"),
			"UnauthorizedOperation: no (request ID ID, 1 attempt); allow lke:DescribeTokenUsageGraph on resource * to this user or role in CAM"},
		{"token", code("AuthFailure.TokenFailure", "bad token"),
			"AuthFailure.TokenFailure: bad token (request ID ID, 1 attempt); the session token is missing, expired or of another key: " +
				"temporary keys need the token they came with, long-lived keys must have none"},
		{"key", code("AuthFailure.SignatureFailure", "bad signature"),
			"AuthFailure.SignatureFailure: bad signature (request ID ID, 1 attempt); the secret key does not belong to the secret ID"},
		{"site", code("AuthFailure.SecretIdNotFound", "not found"),
			"AuthFailure.SecretIdNotFound: not found (request ID ID, 1 attempt); the endpoint does not know this secret ID: " +
				"the international and the domestic site have separate keys"},
		{"region", code("UnsupportedRegion", "no"),
			"UnsupportedRegion: no (request ID ID, 1 attempt); set api.region: ap-jakarta at the international endpoint, ap-guangzhou at the domestic one"},
		{"retired", code("ActionOffline", "gone"),
			"ActionOffline: gone (request ID ID, 1 attempt); the API has retired DescribeTokenUsageGraph: look for a newer tokenreport"},
		{"size", code("ResponseSizeLimitExceeded", "big"),
			"ResponseSizeLimitExceeded: big (request ID ID, 1 attempt); ask for a shorter period or narrow the filter"},
		{"parameter", code("UnknownParameter", "The parameter `x` is not recognized."),
			"UnknownParameter: The parameter `x` is not recognized. (request ID ID, 1 attempt); this endpoint does not declare a parameter " +
				"that was sent: check the report's filter, and let api.time_fields be auto"},
		{"no message", code("LimitExceeded", ""), "LimitExceeded (request ID ID, 1 attempt)"},
		{"busy", code("RequestLimitExceeded.UinLimitExceeded", "slow down"),
			"RequestLimitExceeded.UinLimitExceeded: slow down (request ID ID, 4 attempts); " +
				"other programs share this account's limit: lower api.rate or run at another minute"},
		{"page", lketest.BadGateway(),
			"HTTP 502 Bad Gateway (text/html): <html> <head><title>502 Bad Gateway</title></head> <body> <center><h1>502 Bad Gateway</h1></center> " +
				"<hr><center>stgw</center> </body> </html> (4 attempts); upstream gateway error; try again later"},
		{"captive portal", lketest.HTTP(200, "text/html", "<p>Log in</p>"),
			"HTTP 200 OK, but not an answer of the API (text/html): <p>Log in</p> (2 attempts); " +
				"something other than the API answers there: check api.endpoint and the network's proxy"},
		{"redirect", lketest.HTTP(302, "", ""), "HTTP 302 Found (1 attempt); check api.endpoint and the network's proxy"},
		{"truncated", lketest.Truncate(100), "the connection ended before the answer was complete (4 attempts)"},
		{"closed", lketest.Reset(), "the connection ended before the answer was complete (4 attempts)"},
		{"hang", lketest.Hang(), "no answer in time (4 attempts)"},
		{"control characters", code("LimitExceeded", "one\r\ntwo\t\x1b[31mthree\x00\u202Efour\u2028five \xff"),
			"LimitExceeded: one two [31mthreefour five \uFFFD (request ID ID, 1 attempt)"},
		{"long", code("LimitExceeded", strings.Repeat("长", 2000)),
			"LimitExceeded: " + strings.Repeat("长", 500) + "… (request ID ID, 1 attempt)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
				api.Inject(lketest.Always(test.fault))
				_, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
				if err == nil {
					t.Fatal("no error")
				}
				var failure *apiclient.Error
				if errors.As(err, &failure) && failure.RequestID != "" {
					failure.RequestID = "ID"
				}
				if got := err.Error(); got != action+test.want {
					t.Errorf("error\n%s\nwant\n%s", got, action+test.want)
				}
			})
		})
	}
}

func TestErrorIsTyped(t *testing.T) {
	t.Run("of the API", func(t *testing.T) {
		client, server := connect(t, nil)
		server.Inject(lketest.Always(lketest.APIError("UnsupportedRegion", "no")))
		_, err := client.TokenUsageGraph(t.Context(), november19(t))
		var failure *apiclient.Error
		if !errors.As(fmt.Errorf("fetch: %w", err), &failure) {
			t.Fatalf("error %v", err)
		}
		if failure.Action != "DescribeTokenUsageGraph" || failure.Code != "UnsupportedRegion" || failure.Message != "no" ||
			len(failure.RequestID) != 36 || failure.Status != 200 || failure.Attempts != 1 || failure.Hint == "" || failure.Err != nil {
			t.Errorf("error %+v", failure)
		}
	})
	t.Run("of a gateway", func(t *testing.T) {
		client, server := connect(t, nil)
		server.Inject(lketest.Always(lketest.HTTP(403, "text/plain", "forbidden")))
		_, err := client.TokenUsageGraph(t.Context(), november19(t))
		var failure *apiclient.Error
		var status *apiclient.StatusError
		if !errors.As(err, &failure) || !errors.As(err, &status) {
			t.Fatalf("error %v", err)
		}
		if failure.Code != "" || failure.Status != 403 || status.Status != 403 || status.ContentType != "text/plain" || status.Excerpt != "forbidden" {
			t.Errorf("error %+v, %+v", failure, status)
		}
	})
	t.Run("of the API with another status", func(t *testing.T) {
		client, server := connect(t, nil)
		server.Inject(lketest.Always(lketest.HTTP(400, "application/json", `{"Response":{"Error":{"Code":"InvalidAction","Message":"no"},"RequestId":"r"}}`)))
		_, err := client.TokenUsageGraph(t.Context(), november19(t))
		var failure *apiclient.Error
		if !errors.As(err, &failure) || failure.Code != "InvalidAction" || failure.Status != 400 || failure.RequestID != "r" {
			t.Errorf("error %+v", failure)
		}
	})
	t.Run("made by hand", func(t *testing.T) {
		for code, want := range map[string]bool{"RequestLimitExceeded": true, "FailedOperation": true, "InvalidParameter": false, "": false} {
			if got := (&apiclient.Error{Code: code}).Temporary(); got != want {
				t.Errorf("%q is temporary: %t", code, got)
			}
		}
		if !(&apiclient.Error{Err: context.DeadlineExceeded}).Temporary() || (&apiclient.Error{Err: context.Canceled}).Temporary() {
			t.Error("a deadline may not recur, a cancellation is a decision")
		}
	})
}

// Whatever a server or a proxy echoes, and however an error is printed, no credential shows.
func TestErrorsHoldNoSecret(t *testing.T) {
	header := strings.Join([]string{canaries.SecretID.Reveal(), canaries.SecretKey.Reveal(), canaries.Token.Reveal()}, " ")
	// The second half is hidden from a search that comes before the cleaning.
	echo := header + " " + canaries.Token.Reveal()[:9] + "\x00" + canaries.Token.Reveal()[9:]
	padded := strings.Repeat("x", 490) + canaries.SecretKey.Reveal() // cut in the middle by the limit of a message
	faults := map[string]lketest.Fault{
		"message":      lketest.APIError("InvalidParameter", echo),
		"long message": lketest.APIError("InvalidParameter", padded),
		"code":         lketest.APIError(echo, ""),
		"page":         lketest.HTTP(403, header, "<pre>"+echo),
		"answer":       lketest.HTTP(200, "text/plain", echo),
		"request ID":   lketest.HTTP(200, "", `{"Response":{"Error":{"Code":"A","Message":"B"},"RequestId":"`+canaries.SecretKey.Reveal()+`"}}`),
		"headers": func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusBadRequest)
				_ = r.Header.Write(w)
			})
		},
		"status line": func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				connection, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					panic(err)
				}
				_, _ = io.WriteString(connection, header+"\r\n\r\n")
				_ = connection.Close()
			})
		},
		"hang":      lketest.Hang(),
		"truncated": lketest.Truncate(10),
		"reset":     lketest.Reset(),
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
				api.Inject(lketest.Always(fault))
				client := newClient(t, o)
				_, err := client.TokenUsageGraph(t.Context(), november19(t))
				if err == nil {
					t.Fatal("no error")
				}
				refuseCanaries(t, printedInEveryWay(t, err))
			})
		})
	}
}

// printedInEveryWay also prints the typed errors inside, which a caller may log by themselves.
func printedInEveryWay(t *testing.T, err error) string {
	t.Helper()
	var out strings.Builder
	logger := slog.New(slog.NewJSONHandler(&out, nil))
	var failure *apiclient.Error
	var status *apiclient.StatusError
	for _, verb := range []string{"%v", "%+v", "%s", "%q"} {
		fmt.Fprintf(&out, verb, err)
		if errors.As(err, &failure) {
			fmt.Fprintf(&out, verb, *failure)
		}
		if errors.As(err, &status) {
			fmt.Fprintf(&out, verb, *status)
		}
	}
	logger.Error("fetch", "error", err, "failure", failure)
	return out.String()
}

func refuseCanaries(t *testing.T, text string) {
	t.Helper()
	for _, canary := range []string{"canary", canaries.Token.Reveal()[9:], url.QueryEscape(canaries.Token.Reveal())} {
		if strings.Contains(text, canary) {
			t.Errorf("%q shows in %s", canary, text)
		}
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		t.Errorf("control characters in %q", text)
	}
}

func TestClientPrintsNoSecret(t *testing.T) {
	client := newClient(t, options("lke.tencentcloudapi.com"))
	if text := fmt.Sprintf("%v %+v %#v %v %+v", client, client, client, canaries, &canaries); strings.Contains(text, "canary") {
		t.Errorf("printed as %s", text)
	}
}

// Only what concerns the caller bars it.
func TestBarred(t *testing.T) {
	for code, want := range map[string]bool{
		"AuthFailure.SignatureFailure": true, "AuthFailure.TokenFailure": true, "UnauthorizedOperation": true,
		"UnauthorizedOperation.CamNoAuth": true, "IpNotInWhitelist": true,
		"InvalidParameter": false, "InternalError": false, "FailedOperation": false, "AuthFailureToo": false, "": false,
	} {
		if got := (&apiclient.Error{Code: code}).Barred(); got != want {
			t.Errorf("%q: got %v", code, got)
		}
	}
}
