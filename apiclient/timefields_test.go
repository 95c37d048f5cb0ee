package apiclient_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

func TestParseTimeFields(t *testing.T) {
	for _, fields := range []apiclient.TimeFields{
		apiclient.TimeFieldsAuto, apiclient.TimeFieldsLegacy, apiclient.TimeFieldsStat, apiclient.TimeFieldsBoth,
	} {
		if got, err := apiclient.ParseTimeFields(fields.String()); err != nil || got != fields {
			t.Errorf("%s is read as %s, %v", fields, got, err)
		}
	}
	for _, bad := range []string{"", "Auto", "StartTime", "unknown time fields", "legacy,stat"} {
		if got, err := apiclient.ParseTimeFields(bad); err == nil || !strings.Contains(err.Error(), "want auto, legacy (StartTime), stat (StatStartTime) or both") {
			t.Errorf("%q is read as %s, %v", bad, got, err)
		}
	}
}

// refusing has the server refuse parameters as undeclared.
func refusing(names ...string) lketest.Script {
	return func(r lketest.Request) lketest.Fault {
		for _, name := range names {
			if strings.Contains(r.Body, `"`+name+`"`) {
				return lketest.APIError("UnknownParameter", "The parameter `"+name+"` is not recognized.")
			}
		}
		return nil
	}
}

func TestTimeFields(t *testing.T) {
	const (
		domestic      = "lke.tencentcloudapi.com"
		international = "lke.intl.tencentcloudapi.com"
		elsewhere     = "10.0.0.8"
	)
	tests := []struct {
		host       string
		configured apiclient.TimeFields
		refused    []string // what the server does not declare
		sent       string   // the forms of the requests of two calls
		fellBack   bool
		fails      bool
	}{
		{international, apiclient.TimeFieldsAuto, nil, "legacy legacy", false, false},
		{domestic, apiclient.TimeFieldsAuto, nil, "both both", false, false},
		{elsewhere, apiclient.TimeFieldsAuto, nil, "both both", false, false},
		{international, apiclient.TimeFieldsLegacy, nil, "legacy legacy", false, false},
		{international, apiclient.TimeFieldsStat, nil, "stat stat", false, false},
		{international, apiclient.TimeFieldsBoth, nil, "both both", false, false},

		{international, apiclient.TimeFieldsAuto, []string{"StartTime"}, "legacy stat stat", true, false},
		{international, apiclient.TimeFieldsAuto, []string{"EndTime"}, "legacy stat stat", true, false},
		{domestic, apiclient.TimeFieldsAuto, []string{"StartTime"}, "both stat stat", true, false},
		{domestic, apiclient.TimeFieldsAuto, []string{"StatStartTime"}, "both legacy legacy", true, false},
		{elsewhere, apiclient.TimeFieldsAuto, []string{"StatEndTime"}, "both legacy legacy", true, false},
		{domestic, apiclient.TimeFieldsBoth, []string{"StatEndTime"}, "both legacy legacy", true, false},

		{domestic, apiclient.TimeFieldsLegacy, []string{"StartTime"}, "legacy legacy", false, true},
		{domestic, apiclient.TimeFieldsStat, []string{"StatStartTime"}, "stat stat", false, true},
		{international, apiclient.TimeFieldsAuto, []string{"StartTime", "StatStartTime"}, "legacy stat stat", true, true},
		{domestic, apiclient.TimeFieldsAuto, []string{"StatStartTime", "StartTime"}, "both legacy legacy", true, true},
		{domestic, apiclient.TimeFieldsAuto, []string{"ModelName"}, "both both", false, true},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.host, test.configured, test.refused), func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
				api.Inject(refusing(test.refused...))
				o.Endpoint, o.TimeFields = test.host, test.configured
				o.Transport = plainly(o.Transport)
				client := newClient(t, o)
				q := november19(t)
				q.ModelName = "cs-normal"

				attempts := 0
				for call := range 2 {
					graph, err := client.TokenUsageGraph(t.Context(), q)
					var failure *apiclient.Error
					switch {
					case test.fails && (!errors.As(err, &failure) || failure.Code != "UnknownParameter" || failure.Temporary()):
						t.Errorf("error %v", err)
					case test.fails:
						attempts += failure.Attempts
					case err != nil:
						t.Fatal(err)
					case graph.FellBack != test.fellBack || graph.TimeFields.String() != lastWord(test.sent):
						t.Errorf("call %d: sent %s, fell back: %t", call+1, graph.TimeFields, graph.FellBack)
					default:
						attempts += graph.Attempts
					}
				}
				if got := formsSent(api, "DescribeTokenUsageGraph"); got != test.sent || attempts != len(strings.Fields(test.sent)) {
					t.Errorf("sent %s in %d attempts, want %s", got, attempts, test.sent)
				}
			})
		})
	}
}

// plainly lets a client of any https endpoint reach the server in memory.
func plainly(transport http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.URL.Scheme = "http"
		return transport.RoundTrip(r)
	})
}

// formsSent are the forms of the window in an action's requests.
func formsSent(api *lketest.API, action string) string {
	var forms []string
	for _, request := range api.Requests() {
		if request.Action != action {
			continue
		}
		form := "none"
		switch legacy, stat := strings.Contains(request.Body, `"StartTime"`), strings.Contains(request.Body, `"StatStartTime"`); {
		case legacy && stat:
			form = "both"
		case legacy:
			form = "legacy"
		case stat:
			form = "stat"
		}
		forms = append(forms, form)
	}
	return strings.Join(forms, " ")
}

func lastWord(text string) string { return text[strings.LastIndex(text, " ")+1:] }

// The same against a server that really declares only one form, with callers in parallel.
func TestTimeFieldFallbackAtAnInternationalServer(t *testing.T) {
	server := startServer(t, func(c *lketest.Config) { c.Site = lketest.International; c.Rate = -1 })
	o := options(server.Endpoint)
	o.Region, o.Rate = "ap-jakarta", 1000
	client := newClient(t, o)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			graph, err := client.TokenUsageGraph(t.Context(), november19(t))
			if err != nil || graph.TimeFields != apiclient.TimeFieldsLegacy || !graph.FellBack {
				t.Errorf("sent %s, %v", graph.TimeFields, err)
			}
		})
	}
	wg.Wait()
	graph, err := client.TokenUsageGraph(t.Context(), november19(t))
	if err != nil || graph.Attempts != 1 {
		t.Errorf("what was learned is forgotten: %d attempts, %v", graph.Attempts, err)
	}
}

func TestExplicitTimeFieldsSayHowToGoOn(t *testing.T) {
	server := startServer(t, func(c *lketest.Config) { c.Site = lketest.International })
	o := options(server.Endpoint)
	o.Region, o.TimeFields = "ap-jakarta", apiclient.TimeFieldsStat
	_, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
	if err == nil || !strings.Contains(err.Error(), "let api.time_fields be auto") {
		t.Errorf("error %v", err)
	}
}
