package apiclient_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

// A sibling is any action, asked in its plainest form.
type sibling struct {
	action string
	ask    func(ctx context.Context, c *apiclient.Client, q apiclient.Query) error
}

func siblings() []sibling {
	return []sibling{
		{"DescribeTokenUsageGraph", func(ctx context.Context, c *apiclient.Client, q apiclient.Query) error {
			_, err := c.TokenUsageGraph(ctx, q)
			return err
		}},
		{"DescribeCallStatsGraph", func(ctx context.Context, c *apiclient.Client, q apiclient.Query) error {
			_, err := c.CallStatsGraph(ctx, q)
			return err
		}},
		{"DescribeTokenUsage", func(ctx context.Context, c *apiclient.Client, q apiclient.Query) error {
			_, err := c.TokenUsage(ctx, q)
			return err
		}},
		{"ListApp", func(ctx context.Context, c *apiclient.Client, _ apiclient.Query) error {
			_, err := c.Apps(ctx)
			return err
		}},
		{"ListModel", func(ctx context.Context, c *apiclient.Client, _ apiclient.Query) error {
			_, err := c.Models(ctx, apiclient.AppTypeKnowledgeQA)
			return err
		}},
	}
}

// What reaches the server, at both sites: an action gets every parameter that it declares and no other.
func TestRequestsOfAllActions(t *testing.T) {
	const filter = `"UinAccount":["700001187441"],"SubBizType":"KnowledgeQA","ModelName":"cs-normal",%s"AppBizIds":["1790000000000000001"],"AppType":"knowledge_qa","SubScenes":["KnowledgeQA"]`
	legacy := fmt.Sprintf("{"+filter+"}", `"StartTime":"1731945600","EndTime":"1732031999",`)
	both := fmt.Sprintf("{"+filter+"}", `"StartTime":"1731945600","EndTime":"1732031999","StatStartTime":1731945600,"StatEndTime":1732031999,`)
	sites := []struct {
		site         lketest.Site
		host, region string
		graph        string
	}{
		{lketest.Domestic, "lke.tencentcloudapi.com", "ap-guangzhou", both},
		{lketest.International, "lke.intl.tencentcloudapi.com", "ap-jakarta", legacy},
	}
	q := november19(t)
	q.Filter = apiclient.Filter{
		UinAccounts: []string{"700001187441"}, SubBizType: "KnowledgeQA", ModelName: "cs-normal",
		AppBizIDs: []string{"1790000000000000001"}, AppType: "knowledge_qa", SubScenes: []string{"KnowledgeQA"},
	}
	for _, at := range sites {
		bodies := []string{at.graph, both, both, `{"PageSize":50,"PageNumber":1}`, `{"AppType":"knowledge_qa"}`}
		bubble(t, func(c *lketest.Config) { c.Site, c.Source = at.site, lketest.Month(1) }, func(t *testing.T, o apiclient.Options, api *lketest.API) {
			o.Endpoint, o.Region, o.Transport = at.host, at.region, plainly(o.Transport)
			client := newClient(t, o)
			for i, s := range siblings() {
				if err := s.ask(t.Context(), client, q); err != nil {
					t.Error(err)
				}
				requests := api.Requests()
				if got := requests[len(requests)-1]; len(requests) != i+1 || got.Action != s.action || got.Body != bodies[i] {
					t.Errorf("%d requests, the last one %s %s, want %s", len(requests), got.Action, got.Body, bodies[i])
				}
			}
		})
	}
}

func TestAllActionsOverTLS(t *testing.T) {
	server := startServer(t, func(c *lketest.Config) { c.TLS, c.Source = true, lketest.Month(1) })
	o := options(server.Endpoint)
	o.Transport = apiclient.NewTransport(server.Roots)
	client := newClient(t, o)
	q := november19(t)
	graph, err := client.TokenUsageGraph(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	calls, err := client.CallStatsGraph(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	totals, err := client.TokenUsage(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string]struct {
		total apiclient.Number
		want  int64
	}{
		"total": {totals.Total, sum(t, graph.Total)}, "input": {totals.Input, sum(t, graph.Input)},
		"output": {totals.Output, sum(t, graph.Output)}, "calls": {totals.Calls, sum(t, calls.List)},
	} {
		if got, err := pair.total.Int64(); err != nil || got != pair.want || got == 0 {
			t.Errorf("%s: %d, %v; the graph has %d", name, got, err, pair.want)
		}
	}
	for _, call := range []apiclient.Call{calls.Call, totals.Call} {
		if call.RequestID == "" || call.Attempts != 1 || call.TimeFields != apiclient.TimeFieldsBoth || call.FellBack || call.Clock.Server.IsZero() {
			t.Errorf("call %+v", call)
		}
	}
	apps, appsErr := client.Apps(t.Context())
	models, modelsErr := client.Models(t.Context(), apiclient.AppTypeKnowledgeQA)
	if err := errors.Join(appsErr, modelsErr); err != nil || len(apps) != 4 || len(models) != 5 {
		t.Errorf("%d apps, %d models, %v", len(apps), len(models), err)
	}
}

func TestWindowOfAllActions(t *testing.T) {
	client, server := connect(t, nil)
	for _, s := range siblings()[:3] {
		if err := s.ask(t.Context(), client, apiclient.Query{}); err == nil || !strings.HasPrefix(err.Error(), s.action+": the query has no window") {
			t.Errorf("%s without a window: %v", s.action, err)
		}
	}
	if len(server.Requests()) != 0 {
		t.Error("requests are sent")
	}
}

// What is temporary is repeated and what is spoilt is read, as in the first action.
func TestAllActionsRecover(t *testing.T) {
	for _, fault := range []lketest.Fault{lketest.BadGateway(), lketest.Truncate(20), lketest.APIError("RequestLimitExceeded.UinLimitExceeded", "busy")} {
		bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
			client := newClient(t, o)
			for i, s := range siblings() {
				api.Inject(func(r lketest.Request) lketest.Fault {
					if r.Number%2 == 1 {
						return fault
					}
					return nil
				})
				if err := s.ask(t.Context(), client, november19(t)); err != nil || len(api.Requests()) != 2*(i+1) {
					t.Errorf("%s: %v after %d requests", s.action, err, len(api.Requests()))
				}
			}
		})
	}
}

func TestDenied(t *testing.T) {
	for _, s := range siblings() {
		client, server := connect(t, func(c *lketest.Config) { c.Denied = []string{s.action} })
		for _, other := range siblings() {
			err := other.ask(t.Context(), client, november19(t))
			if other.action != s.action {
				if err != nil {
					t.Errorf("%s: %v", other.action, err)
				}
				continue
			}
			var failure *apiclient.Error
			if !errors.As(err, &failure) || !failure.Denied() || failure.Temporary() || failure.Attempts != 1 ||
				!strings.Contains(err.Error(), "allow lke:"+s.action+" on resource *") {
				t.Errorf("%s: %v", s.action, err)
			}
		}
		if len(server.Requests()) != 5 {
			t.Errorf("%d requests", len(server.Requests()))
		}
	}
}

func TestWhatIsDenied(t *testing.T) {
	for code, want := range map[string]bool{
		"UnauthorizedOperation":              true,
		"UnauthorizedOperation.NoPermission": true,
		"AuthFailure.UnauthorizedOperation":  true,
		"UnauthorizedOperations":             false,
		"AuthFailure":                        false,
		"AuthFailure.SignatureFailure":       false,
		"AuthFailure.TokenFailure":           false,
		"UnsupportedOperation":               false,
		"InvalidAction":                      false,
		"FailedOperation":                    false,
		"":                                   false,
	} {
		failure := &apiclient.Error{Code: code, Message: "UnauthorizedOperation: you are not authorized", Err: errors.New("UnauthorizedOperation")}
		if failure.Denied() != want {
			t.Errorf("%q: denied %t", code, !want)
		}
	}
}

// What one action learns about the time fields says nothing about another.
func TestTimeFieldsAreLearnedForEachAction(t *testing.T) {
	const international, domestic = "lke.intl.tencentcloudapi.com", "lke.tencentcloudapi.com"
	tests := []struct {
		host            string
		action, refused string // what that action's definition lacks
		graph, calls    string // the forms that two rounds of calls send
		totals          string
	}{
		{international, "", "", "legacy legacy", "both both", "both both"},
		{domestic, "", "", "both both", "both both", "both both"},
		{international, "DescribeTokenUsageGraph", "StartTime", "legacy stat stat", "both both", "both both"},
		{international, "DescribeCallStatsGraph", "StatEndTime", "legacy legacy", "both legacy legacy", "both both"},
		{international, "DescribeTokenUsage", "EndTime", "legacy legacy", "both both", "both stat stat"},
		{domestic, "DescribeTokenUsage", "StartTime", "both both", "both both", "both stat stat"},
		{domestic, "DescribeCallStatsGraph", "StatStartTime", "both both", "both legacy legacy", "both both"},
	}
	for _, test := range tests {
		t.Run(test.host+" "+test.action+" "+test.refused, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
				refuse := refusing(test.refused)
				api.Inject(func(r lketest.Request) lketest.Fault {
					if r.Action == test.action {
						return refuse(r)
					}
					return nil
				})
				o.Endpoint, o.Transport = test.host, plainly(o.Transport)
				client := newClient(t, o)
				for range 2 {
					for _, s := range siblings()[:3] {
						if err := s.ask(t.Context(), client, november19(t)); err != nil {
							t.Error(err)
						}
					}
				}
				for action, want := range map[string]string{
					"DescribeTokenUsageGraph": test.graph, "DescribeCallStatsGraph": test.calls, "DescribeTokenUsage": test.totals,
				} {
					if got := formsSent(api, action); got != want {
						t.Errorf("%s is sent %s, want %s", action, got, want)
					}
				}
			})
		})
	}
}

// Fifty callers at once, every action among them: each action keeps its own rate, and nobody is refused.
func TestConcurrentCallsOfAllActions(t *testing.T) {
	bubble(t, func(c *lketest.Config) { c.Source = lketest.Month(1) }, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		client := newClient(t, o)
		const rounds = 4
		start := time.Now()
		var wg sync.WaitGroup
		for caller := range 50 {
			wg.Go(func() {
				s := siblings()[caller%5]
				for range rounds {
					if err := s.ask(t.Context(), client, november19(t)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		took := time.Since(start)

		at := make(map[string][]time.Duration)
		for _, request := range api.Requests() {
			if request.Code != "" {
				t.Errorf("%s is refused: %s", request.Action, request.Code)
			}
			at[request.Action] = append(at[request.Action], request.At.Sub(start))
		}
		for _, s := range siblings() {
			slices.Sort(at[s.action])
			if got := at[s.action]; len(got) != 10*rounds || mostInASecond(got) > apiclient.DefaultRate {
				t.Errorf("%s: %d requests, %d in a second", s.action, len(got), mostInASecond(got))
			}
		}
		if took > 3*time.Second { // 40 of each action at 20 a second; one after the other they would take 10 s
			t.Errorf("200 requests take %s: the actions wait for each other", took)
		}
	})
}

// mostInASecond is the largest number of instants in any window of one second, its end excluded.
func mostInASecond(at []time.Duration) (most int) {
	for i, from := range at {
		until, _ := slices.BinarySearch(at, from+time.Second)
		most = max(most, until-i)
	}
	return most
}
