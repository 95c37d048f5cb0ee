package command

import (
	"context"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"tokenreport/apiclient/lketest"
	"tokenreport/config"
)

func TestTheInventedAccountSpeaksTheConfigurationsWords(t *testing.T) {
	var parts []config.Part
	for _, value := range []string{"a", "b", "c"} {
		parts = append(parts, config.Part{Value: value})
	}
	many := make([]config.Part, 35)
	for i := range many {
		many[i].Value = strings.Repeat("x", i+1)
	}
	r := config.Report{
		Breakdowns: []config.Breakdown{{By: config.ByApplication, Parts: many}, {By: config.ByModel, Parts: parts}, {By: config.ByAccount, Parts: parts}},
		Filter:     config.Filter{UinAccounts: []string{"42"}, AppType: "type"},
		Budget:     config.Budget{Tokens: 27_000},
	}
	own := lketest.Scenario{Streams: lketest.Company(), Weekday: 5}
	got := inWordsOf(r, own)
	var apps, models []string
	share := 0.0
	for _, s := range got.Streams {
		apps, models, share = append(apps, s.AppBizID), append(models, s.ModelName), share+s.Share
		if s.UinAccount != "42" || s.AppType != "type" || s.SubBizType == "" {
			t.Errorf("got %+v", s)
		}
	}
	slices.Sort(apps)
	slices.Sort(models)
	if n := len(slices.Compact(apps)); n != len(many) {
		t.Errorf("%d applications are used, not %d", n, len(many))
	}
	if got := slices.Compact(models); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("the models are %q", got)
	}
	if math.Abs(share-1) > 1e-6 || got.Weekday != 1000 {
		t.Errorf("the shares are %v in all, of %v", share, got.Weekday)
	}
	if untouched := inWordsOf(config.Report{}, own); !slices.Equal(untouched.Streams, own.Streams) || untouched.Weekday != 5 {
		t.Errorf("got %+v", untouched)
	}
}

// The same question is asked once, unless the answer was a refusal.
func TestAnswersAreRemembered(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		body, _ := io.ReadAll(r.Body)
		if string(body) == "refuse" {
			body = []byte(`{"Response":{"Error":{}}}`)
		}
		_, _ = w.Write(append([]byte(r.Header.Get("X-TC-Action")+" "), body...))
	}))
	defer server.Close()
	carrier := remember(&http.Transport{})
	defer carrier.carrier.CloseIdleConnections()
	ask := func(action, body, signature string) string {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, server.URL, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-TC-Action", action)
		request.Header.Set("Authorization", signature)
		response, err := carrier.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for _, test := range []struct {
		action, body, want string
		asked              int
	}{
		{"A", "x", "A x", 1}, {"A", "x", "A x", 1}, {"B", "x", "B x", 2}, {"A", "y", "A y", 3}, {"A", "x", "A x", 3},
		{"A", "refuse", `A {"Response":{"Error":{}}}`, 4}, {"A", "refuse", `A {"Response":{"Error":{}}}`, 5},
	} {
		if got := ask(test.action, test.body, test.want); got != test.want || asked != test.asked {
			t.Errorf("%s %s: got %q, asked %d times; want %q, %d", test.action, test.body, got, asked, test.want, test.asked)
		}
	}
}
