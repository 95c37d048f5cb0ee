package lketest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// to is a request of an action at a site, with nothing wrong but perhaps its parameters.
func to(site Site, action, body string) *raw {
	r := good()
	r.headers["X-TC-Action"], r.headers["X-TC-Region"], r.body = action, site.regions()[0], body
	return r
}

// members asks an API and returns what is in the answer's "Response", the request ID taken out.
func members(t *testing.T, api http.Handler, r *raw) string {
	t.Helper()
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, r.request(t))
	var answer struct{ Response map[string]json.RawMessage }
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil || len(answer.Response["RequestId"]) < 10 {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
	delete(answer.Response, "RequestId")
	text, err := json.Marshal(answer.Response)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// parameterValues are of the documented types.
var parameterValues = map[string]string{
	"UinAccount": `["1"]`, "SubBizType": `"KnowledgeQA"`, "ModelName": `"cs-normal"`, "AppBizIds": `["2"]`, "AppType": `"knowledge_qa"`,
	"SubScenes": `["KnowledgeQA"]`, "StartTime": `"1"`, "EndTime": `"2"`, "StatStartTime": `1`, "StatEndTime": `2`, "SpaceId": `"s"`,
	"LoginUin": `"3"`, "LoginSubAccountUin": `"4"`, "PageSize": `5`, "PageNumber": `1`, "Keyword": `"k"`, "AgentType": `"dialogue"`,
	"AppStatus": `"2"`, "Pattern": `"standard"`, "ModelCategory": `"generate"`,
}

// The definitions of the API document, and nothing else: the gateway refuses what is not declared.
func TestActionsDeclareWhatTheDocumentDoes(t *testing.T) {
	const (
		usage = "UinAccount SubBizType ModelName AppBizIds AppType SubScenes StartTime EndTime "
		stats = usage + "StatStartTime StatEndTime SpaceId LoginUin LoginSubAccountUin"
		apps  = "AppType PageSize PageNumber Keyword LoginSubAccountUin "
		model = "AppType Pattern ModelCategory LoginUin LoginSubAccountUin"
	)
	tests := []struct {
		action                  string
		domestic, international string
	}{
		{"DescribeTokenUsageGraph", usage + "StatStartTime StatEndTime", usage},
		{"DescribeCallStatsGraph", stats, stats},
		{"DescribeTokenUsage", stats, stats},
		{"ListApp", apps + "AgentType AppStatus", apps},
		{"ListModel", model, model},
	}
	for _, test := range tests {
		for site, declared := range map[Site]string{Domestic: test.domestic, International: test.international} {
			api := newAPI(t, func(c *Config) { c.Site = site })
			refusal := func(body string) string {
				if got := ask(t, api, to(site, test.action, body)).Response.Error; got != nil {
					return got.Code
				}
				return ""
			}
			var all []string
			for name, value := range parameterValues {
				want := "UnknownParameter"
				if slices.Contains(strings.Fields(declared), name) {
					all = append(all, fmt.Sprintf("%q:%s", name, value))
					want = "InvalidParameter"
				}
				if got := refusal(fmt.Sprintf(`{%q:{}}`, name)); got != want {
					t.Errorf("site %d, %s: an object for %s is answered %q, want %s", site, test.action, name, got, want)
				}
			}
			if got := refusal("{" + strings.Join(all, ",") + "}"); got != "" || len(all) != len(strings.Fields(declared)) {
				t.Errorf("site %d, %s: %s is answered %s", site, test.action, all, got)
			}
		}
	}
}

func TestListModelRequiresAnAppType(t *testing.T) {
	for _, body := range []string{`{}`, `{"AppType":""}`} {
		got := ask(t, newAPI(t, nil), to(Domestic, "ListModel", body)).Response.Error
		if got == nil || got.Code != "MissingParameter" || !strings.Contains(got.Message, "`AppType`") {
			t.Errorf("%s is answered %+v", body, got)
		}
	}
}

func TestDeniedActions(t *testing.T) {
	api := newAPI(t, func(c *Config) { c.Denied = []string{"ListApp"} })
	got := ask(t, api, to(Domestic, "ListApp", `{}`)).Response.Error
	if got == nil || got.Code != "UnauthorizedOperation" || !strings.Contains(got.Message, "(lke:ListApp)") {
		t.Errorf("a denied action is answered %+v", got)
	}
	if got := ask(t, api, good()).Response.Error; got != nil {
		t.Errorf("another action is answered %+v", got)
	}
	config := testConfig()
	config.Denied = []string{"ListApps"}
	if _, err := New(config); err == nil || !strings.Contains(err.Error(), `"ListApps"`) {
		t.Errorf("an unknown action can be denied: %v", err)
	}
}

func TestRateIsCountedForEachAction(t *testing.T) {
	api := newAPI(t, func(c *Config) { c.Rate = 1 })
	for _, step := range []struct{ action, code string }{
		{"ListApp", ""}, {"DescribeTokenUsage", ""}, {"ListApp", "RequestLimitExceeded"},
	} {
		members(t, api, to(Domestic, step.action, `{}`))
		if log := api.Requests(); log[len(log)-1].Code != step.code || log[len(log)-1].Query.Action != step.action {
			t.Errorf("recorded as %+v, want %s and code %q", log[len(log)-1], step.action, step.code)
		}
	}
}

// exactTotals is the answer of DescribeTokenUsage with the members that a report uses.
func exactTotals(total, input, output, calls string) string {
	return `{"ApiCallStats":` + calls + `,"DosageTypeCurr":0,"DosageTypeLimit":0,"InputTokenUsage":` + input +
		`,"InternetSearchUsage":0,"OutputTokenUsage":` + output + `,"PageUsage":0,"RagSearchUsage":0,"SearchUsage":0,` +
		`"SplitTokenUsage":0,"TotalTokenUsage":` + total + `}`
}

func TestSourcesAndActions(t *testing.T) {
	const calls = `{"List":[{"X":"202411190930","Y":12},{"X":"202411190915","Y":11}]}`
	odd := Graph{
		Total: []Stat{{"a", 5}, {"b", int64(6)}, {"c", 7.0}, {"d", "8"}, {"e", nil}}, Input: nil, Output: []Stat{},
	}
	tests := []struct {
		name         string
		source       Source
		action, want string
	}{
		{"example", Example(), "DescribeCallStatsGraph", calls},
		{"example", Example(), "DescribeTokenUsage", exactTotals("67199", "66391", "808", "23")},
		{"a graph", func(Query) any { return odd }, "DescribeCallStatsGraph", `{"List":null}`},
		{"a graph", func(Query) any { return odd }, "DescribeTokenUsage", exactTotals("18", "null", "0", "null")},
		{"calls", func(Query) any { return CallStats{[]Stat{{nil, "x"}}} }, "DescribeCallStatsGraph", `{"List":[{"X":null,"Y":"x"}]}`},
		{"totals", func(Query) any { return Totals{Total: "5", Calls: 1.5} }, "DescribeTokenUsage", exactTotals(`"5"`, "null", "null", "1.5")},
		{"the action", func(q Query) any { return map[string]string{"Asked": q.Action} }, "ListModel", `{"Asked":"ListModel"}`},
		{"raw", func(Query) any { return json.RawMessage(`{"List":7}`) }, "ListApp", `{"List":7}`},
	}
	for _, test := range tests {
		t.Run(test.name+" "+test.action, func(t *testing.T) {
			api := newAPI(t, func(c *Config) { c.Source = test.source })
			body := `{}`
			if test.action == "ListModel" {
				body = `{"AppType":"knowledge_qa"}`
			}
			if got := members(t, api, to(Domestic, test.action, body)); got != test.want {
				t.Errorf("served %s, want %s", got, test.want)
			}
		})
	}
}

func callsOf(t *testing.T, source Source, q Query) CallStats {
	t.Helper()
	q.Action = "DescribeCallStatsGraph"
	stats, ok := source(q).(CallStats)
	if !ok {
		t.Fatal("the source does not serve CallStats")
	}
	return stats
}

func totalsOf(t *testing.T, source Source, q Query) Totals {
	t.Helper()
	q.Action = "DescribeTokenUsage"
	totals, ok := source(q).(Totals)
	if !ok {
		t.Fatal("the source does not serve Totals")
	}
	return totals
}

// The three actions about usage agree for any window and filter.
func TestTotalsAreTheSumsOfTheGraphs(t *testing.T) {
	source := Month(6)
	queries := map[string]Query{"day": days(2024, 11, 19, 1), "week": days(2024, 11, 18, 7), "month": days(2024, 11, 1, 30), "none": {}}
	half := days(2024, 11, 19, 1)
	half.Start, half.ModelName = half.Start.Add(12*time.Hour+time.Second), "cs-normal"
	queries["half a day of a model"] = half
	for name, q := range queries {
		graph, calls := serve(t, source, q), callsOf(t, source, q)
		want := Totals{Total: total(graph.Total), Input: total(graph.Input), Output: total(graph.Output), Calls: total(calls.List)}
		if got := totalsOf(t, source, q); got != want {
			t.Errorf("%s: totals %+v, want %+v", name, got, want)
		}
		if name != "none" && len(calls.List) == 0 || name == "none" && (calls.List == nil || len(calls.List) != 0) {
			t.Errorf("%s: %d intervals with calls", name, len(calls.List))
		}
		if slices.IsSorted(labels(calls.List)) && len(calls.List) > 7 {
			t.Errorf("%s: the calls are sorted", name)
		}
	}
}

func TestTokensPerCallAreTheStreams(t *testing.T) {
	q := days(2024, 11, 18, 7)
	for _, stream := range Streams() {
		q.ModelName, q.SubBizType, q.AppBizIDs = stream.ModelName, stream.SubBizType, []string{stream.AppBizID}
		totals := totalsOf(t, Month(2), q)
		calls, tokens := totals.Calls.(int64), totals.Total.(int64)
		if want := stream.CallIn + stream.CallOut; calls < 20 || float64(tokens) < want*.8*float64(calls) || float64(tokens) > want*1.2*float64(calls) {
			t.Errorf("%s, %s: %d tokens in %d calls, want about %.0f for each", stream.AppName, stream.SubBizType, tokens, calls, want)
		}
	}
}

// What the graphs leave out is in the totals, under every filter.
func TestUnseen(t *testing.T) {
	q := days(2024, 11, 19, 1)
	gap := Span{q.Start.Add(14 * time.Hour), q.Start.Add(16 * time.Hour)}
	whole, holed := Seeded(Scenario{Seed: 3}), Seeded(Scenario{Seed: 3, Unseen: []Span{gap}})
	for _, model := range []string{"", "cs-normal"} {
		q.ModelName = model
		if all, got := totalsOf(t, whole, q), totalsOf(t, holed, q); got != all {
			t.Errorf("totals %+v, want %+v", got, all)
		}
		want := values(serve(t, whole, q).Total)
		got := values(serve(t, holed, q).Total)
		calls := values(callsOf(t, holed, q).List)
		for label, tokens := range want {
			if unseen := label >= "202411191400" && label < "202411191600"; unseen && (got[label] != 0 || calls[label] != 0) || !unseen && got[label] != tokens {
				t.Errorf("%s: %d tokens, %d calls", label, got[label], calls[label])
			}
		}
		if total(serve(t, holed, q).Total) >= totalsOf(t, holed, q).Total.(int64) {
			t.Error("the totals do not exceed the graph")
		}
	}
}
