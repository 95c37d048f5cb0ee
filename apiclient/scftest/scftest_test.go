package scftest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestWhatInvokeDeclares(t *testing.T) {
	for body, want := range map[string]string{
		`{"FunctionName":"f","InvocationType":"Event"}`:                             "",
		`{"FunctionName":"f","InvocationType":"Event","ClientContext":"{\"a\":1}"}`: "",
		`{"FunctionName":"f","InvocationType":"Event","Payload":"{}"}`:              "UnknownParameter",
		`{"FunctionName":"f","InvocationType":"Event","ClientContext":{}}`:          "InvalidParameter",
		`{"FunctionName":"f","InvocationType":"Event","ClientContext":"no JSON"}`:   "InvalidParameterValue",
		`{"FunctionName":"f"}`:                           "InvalidParameterValue",
		`{"FunctionName":"f","InvocationType":"DryRun"}`: "InvalidParameterValue",
		`{"InvocationType":"Event"}`:                     "MissingParameter",
		`[]`:                                             "InvalidParameter",
		`null`:                                           "InvalidParameter",
	} {
		if _, code, _ := parameters([]byte(body)); code != want {
			t.Errorf("%s: got %q, want %q", body, code, want)
		}
	}
}

func TestCommonParametersAndSignature(t *testing.T) {
	headers := map[string]string{
		"Content-Type": "application/json", "X-TC-Action": action, "X-TC-Version": version, "X-TC-Region": "ap-singapore",
	}
	for name, test := range map[string]struct{ header, value, want string }{
		"another action":  {"X-TC-Action", "InvokeFunction", "InvalidAction"},
		"another version": {"X-TC-Version", "2023-11-30", "NoSuchVersion"},
		"no region":       {"X-TC-Region", "", "MissingParameter"},
		"no JSON":         {"Content-Type", "text/plain", "InvalidRequest"},
		"no signature":    {"Authorization", "", "AuthFailure.InvalidAuthorization"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}"))
			for header, value := range headers {
				r.Header.Set(header, value)
			}
			r.Header.Set(test.header, test.value)
			if _, code, _ := (&Server{config: Config{Now: time.Now}}).check(r, []byte("{}")); code != test.want {
				t.Errorf("got %q, want %q", code, test.want)
			}
		})
	}
}
