package apiclient_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

func TestApps(t *testing.T) {
	client, server := connect(t, serving(lketest.Month(1)))
	got, err := client.Apps(t.Context())
	want := []apiclient.App{
		{AppBizID: "1790000000000000001", Name: "Support bot", Type: "knowledge_qa"},
		{AppBizID: "1790000000000000002", Name: "Shop assistant", Type: "knowledge_qa"},
		{AppBizID: "1790000000000000003", Name: "Staff handbook", Type: "knowledge_qa"},
		{AppBizID: "1790000000000000004", Name: "合同归档", Type: "plugin_parsing_qa"},
	}
	if err != nil || !slices.Equal(got, want) || len(server.Requests()) != 1 {
		t.Errorf("%+v, %v after %d requests", got, err, len(server.Requests()))
	}
}

// manyApps are applications with the numbers from first on.
func manyApps(first, count int64) []lketest.App {
	apps := make([]lketest.App, count)
	for i := range apps {
		number := strconv.FormatInt(1790000000000000000+first+int64(i), 10)
		apps[i] = lketest.App{AppBizID: number, Name: "App " + number}
	}
	return apps
}

// listing is an answer of ListApp whose Total is as given.
func listing(t *testing.T, total string, apps []lketest.App) json.RawMessage {
	t.Helper()
	text, err := json.Marshal(struct {
		Total json.RawMessage
		List  []lketest.App
	}{json.RawMessage(total), apps})
	if err != nil {
		t.Error(err)
	}
	return text
}

func TestPagesOfApps(t *testing.T) {
	crowd := manyApps(0, 100_000)
	tests := []struct {
		name     string
		source   func(t *testing.T, q lketest.Query) any
		apps     int
		requests int
	}{
		{"none", func(*testing.T, lketest.Query) any { return []lketest.App{} }, 0, 1},
		{"a page", func(*testing.T, lketest.Query) any { return manyApps(0, 50) }, 50, 1},
		{"a page and one", func(*testing.T, lketest.Query) any { return manyApps(0, 51) }, 51, 2},
		{"four pages", func(*testing.T, lketest.Query) any { return manyApps(0, 175) }, 175, 4},
		{"100,000", func(*testing.T, lketest.Query) any { return crowd }, 5000, 100},
		{"100,000 in one page", func(t *testing.T, _ lketest.Query) any { return listing(t, `"100000"`, crowd) }, 5000, 1},
		{"a million claimed", func(t *testing.T, q lketest.Query) any {
			return listing(t, `"1000000"`, manyApps(50*q.PageNumber, 50))
		}, 5000, 100},
		{"a million claimed, few there", func(t *testing.T, q lketest.Query) any {
			return listing(t, `"1000000"`, manyApps(50*(q.PageNumber-1), []int64{0, 50, 2, 0}[q.PageNumber]))
		}, 52, 3},
		{"the same page for ever", func(t *testing.T, _ lketest.Query) any { return listing(t, `"1000"`, manyApps(0, 50)) }, 50, 2},
		{"pages of its own size", func(t *testing.T, q lketest.Query) any {
			return listing(t, `"40"`, manyApps(20*(q.PageNumber-1), 20))
		}, 40, 2},
		{"pages that overlap", func(t *testing.T, q lketest.Query) any {
			return listing(t, `"90"`, manyApps(40*(q.PageNumber-1), 50))
		}, 90, 2},
		{"a total as a number", func(t *testing.T, q lketest.Query) any { return listing(t, `70`, manyApps(50*(q.PageNumber-1), 50)) }, 100, 2},
		{"a total that is too small", func(t *testing.T, _ lketest.Query) any { return listing(t, `"1"`, manyApps(0, 50)) }, 50, 1},
		{"no total, a short page", func(t *testing.T, q lketest.Query) any {
			return listing(t, `null`, manyApps(50*(q.PageNumber-1), []int64{0, 50, 50, 7}[q.PageNumber]))
		}, 107, 3},
		{"a total in words", func(t *testing.T, q lketest.Query) any {
			return listing(t, `"many"`, manyApps(50*(q.PageNumber-1), []int64{0, 50, 49}[q.PageNumber]))
		}, 99, 2},
		{"a negative total", func(t *testing.T, _ lketest.Query) any { return listing(t, `"-1"`, manyApps(0, 7)) }, 7, 1},
		{"a total of nothing, with apps", func(t *testing.T, _ lketest.Query) any { return listing(t, `"0"`, manyApps(0, 7)) }, 7, 1},
		{"a total, and no list", func(*testing.T, lketest.Query) any { return json.RawMessage(`{"Total":"7","List":null}`) }, 0, 1},
		{"nothing at all", func(*testing.T, lketest.Query) any { return json.RawMessage(`{}`) }, 0, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := startServer(t, func(c *lketest.Config) {
				c.Rate, c.Source = -1, func(q lketest.Query) any { return test.source(t, q) }
			})
			o := options(server.Endpoint)
			o.Rate = 1_000_000
			apps, err := newClient(t, o).Apps(t.Context())
			if err != nil || len(apps) != test.apps || len(server.Requests()) != test.requests {
				t.Errorf("%d apps after %d requests, %v; want %d after %d", len(apps), len(server.Requests()), err, test.apps, test.requests)
			}
			for i, app := range apps {
				if app.Name != "App "+app.AppBizID {
					t.Errorf("app %d: %+v", i, app)
				}
			}
		})
	}
}

func TestPageThatFails(t *testing.T) {
	client, server := connect(t, serving(func(lketest.Query) any { return manyApps(0, 60) }))
	server.Inject(func(r lketest.Request) lketest.Fault {
		if r.Query.PageNumber == 2 {
			return lketest.APIError("UnauthorizedOperation", "no longer")
		}
		return nil
	})
	apps, err := client.Apps(t.Context())
	var failure *apiclient.Error
	if !errors.As(err, &failure) || !failure.Denied() || apps != nil {
		t.Errorf("%d apps, %v", len(apps), err)
	}
}

// Names are what anybody with access to the console has typed.
func TestOddApps(t *testing.T) {
	canary := canaries.SecretKey.Reveal()
	tests := []struct {
		element string
		want    string // the application as Go prints it; empty: left out
	}{
		{`{"AppBizId":"1801166480814637052","Name":"我的应用","AppType":"knowledge_qa"}`, `{1801166480814637052 我的应用 knowledge_qa}`},
		{`{"AppBizId":1801166480814637053,"Name":7,"AppType":null}`, `{1801166480814637053 7 }`},
		{`{"AppBizId":"1","Name":"  a\t\n b \u001b[31m\u202e \u200b"}`, `{1 a b [31m }`},
		{`{"AppBizId":"1","Name":""}`, `{1  }`},
		{`{"AppBizId":"1","Name":null}`, `{1  }`},
		{`{"AppBizId":"1","Name":{"a":1},"AppType":[]}`, `{1  }`},
		{`{"AppBizId":"1"}`, `{1  }`},
		{`{"AppBizId":"1","Name":"` + canary + `"}`, `{1 [redacted] }`},
		{`{"AppBizId":"1","Name":"` + strings.Repeat("应", 60) + `"}`, `{1 ` + strings.Repeat("应", 60) + ` }`},
		{`{"AppBizId":"1","Name":"` + strings.Repeat("应", 100_000) + `"}`, `{1 ` + strings.Repeat("应", 60) + `… }`},
		{`{"Name":"no identifier"}`, ``},
		{`{"AppBizId":"","Name":"empty"}`, ``},
		{`{"AppBizId":null}`, ``},
		{`{"AppBizId":"a\nb"}`, ``},
		{`{"AppBizId":" 1"}`, ``},
		{`{"AppBizId":"` + strings.Repeat("1", 101) + `"}`, ``},
		{`{"AppBizId":true}`, ``},
		{`null`, ``},
		{`7`, ``},
		{`"1"`, ``},
		{`["1"]`, ``},
	}
	for _, test := range tests {
		t.Run(test.element[:min(60, len(test.element))], func(t *testing.T) {
			client, _ := connect(t, serving(func(lketest.Query) any {
				return json.RawMessage(`{"Total":"1","List":[` + test.element + `,{"AppBizId":"1790000000000000001","Name":"last"}]}`)
			}))
			apps, err := client.Apps(t.Context())
			if err != nil || len(apps) == 0 || apps[len(apps)-1].Name != "last" {
				t.Fatalf("%+v, %v", apps, err)
			}
			got := ""
			if len(apps) == 2 {
				got = fmt.Sprint(apps[0])
			}
			if got != test.want {
				t.Errorf("read as %s, want %s", got, test.want)
			}
		})
	}
}

func TestFirstOfTwoAppsWithOneIdentifier(t *testing.T) {
	client, _ := connect(t, serving(func(lketest.Query) any {
		return []lketest.App{{AppBizID: "1", Name: "one"}, {AppBizID: "2", Name: "one"}, {AppBizID: "1", Name: "another"}}
	}))
	apps, err := client.Apps(t.Context())
	if err != nil || len(apps) != 2 || apps[0].Name != "one" || apps[1].AppBizID != "2" {
		t.Errorf("%+v, %v", apps, err)
	}
}

func TestModels(t *testing.T) {
	client, _ := connect(t, serving(lketest.Month(1)))
	got, err := client.Models(t.Context(), apiclient.AppTypeKnowledgeQA)
	want := []apiclient.Model{
		{Name: "cs-normal", Alias: "精调知识大模型标准版"},
		{Name: "hunyuan-turbo", Alias: "混元大模型 Turbo"},
		{Name: "lke-deepseek-v3-0324", Alias: "DeepSeek-V3-0324"},
		{Name: "lke-deepseek-r1-0528", Alias: "DeepSeek-R1-0528"},
		{Name: "youtu-parsing", Alias: "优图文档解析"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOddModels(t *testing.T) {
	tests := []struct{ answer, want string }{
		{`{"List":[{"ModelName":"Youtu/youtu-mrc-pro","AliasName":" 精调\n知识 "}]}`, `[{Youtu/youtu-mrc-pro 精调 知识}]`},
		{`{"List":[{"ModelName":"a"},{"AliasName":"b"},null,5,{"ModelName":"a","AliasName":"again"},{"ModelName":"b","AliasName":{}}]}`, `[{a } {b }]`},
		{`{"List":[{"ModelName":"a","AliasName":"` + strings.Repeat("x", 61) + `"}]}`, `[{a ` + strings.Repeat("x", 60) + `…}]`},
		{`{"List":[]}`, `[]`},
		{`{"List":null}`, `[]`},
		{`{}`, `[]`},
	}
	for _, test := range tests {
		client, _ := connect(t, serving(func(lketest.Query) any { return json.RawMessage(test.answer) }))
		models, err := client.Models(t.Context(), "summary")
		if got := fmt.Sprint(models); err != nil || got != test.want {
			t.Errorf("%s is read as %s, %v; want %s", test.answer, got, err, test.want)
		}
	}
}

func TestModelsNeedAType(t *testing.T) {
	client, server := connect(t, nil)
	if _, err := client.Models(t.Context(), ""); err == nil || err.Error() != "ListModel: the application type is missing" || len(server.Requests()) != 0 {
		t.Errorf("%d requests, %v", len(server.Requests()), err)
	}
}
