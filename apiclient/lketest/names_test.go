package lketest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"
)

// names are the applications of an answer of ListApp, and what it says that there are.
func names(t *testing.T, answer string) (total string, names []string) {
	t.Helper()
	var page struct {
		Total string
		List  []struct{ AppBizID, Name string }
	}
	if err := json.Unmarshal([]byte(answer), &page); err != nil || page.List == nil {
		t.Fatalf("%v in %s", err, answer)
	}
	for _, app := range page.List {
		names = append(names, app.Name)
	}
	return page.Total, names
}

func TestPagesOfApps(t *testing.T) {
	var all []App
	for i := range 7 {
		all = append(all, App{fmt.Sprint(i), fmt.Sprint("App ", i), []string{"knowledge_qa", "summary"}[i/5]})
	}
	api := newAPI(t, func(c *Config) { c.Source = func(Query) any { return all } })
	tests := []struct{ body, total, want string }{
		{`{"PageSize":3,"PageNumber":1}`, "7", "App 0,App 1,App 2"},
		{`{"PageSize":3,"PageNumber":3}`, "7", "App 6"},
		{`{"PageSize":3,"PageNumber":4}`, "7", ""},
		{`{"PageSize":50,"PageNumber":1}`, "7", "App 0,App 1,App 2,App 3,App 4,App 5,App 6"},
		{`{"PageSize":2147483647,"PageNumber":2147483647}`, "7", ""},
		{`{"PageSize":2}`, "7", "App 0,App 1"},
		{`{"PageSize":2,"PageNumber":0}`, "7", "App 0,App 1"},
		{`{"PageNumber":1}`, "7", ""},
		{`{}`, "7", ""},
		{`{"PageSize":9,"AppType":"summary"}`, "2", "App 5,App 6"},
		{`{"PageSize":9,"Keyword":"p 3"}`, "1", "App 3"},
		{`{"PageSize":9,"Keyword":"none"}`, "0", ""},
	}
	for _, test := range tests {
		total, got := names(t, members(t, api, to(Domestic, "ListApp", test.body)))
		if total != test.total || strings.Join(got, ",") != test.want {
			t.Errorf("%s: %s of %s, want %s of %s", test.body, got, total, test.want, test.total)
		}
	}
	for _, body := range []string{`{"PageSize":"3"}`, `{"PageSize":-1}`, `{"PageSize":2147483648}`, `{"PageNumber":1.5}`, `{"PageNumber":null}`} {
		if got := ask(t, api, to(Domestic, "ListApp", body)).Response.Error; got == nil || got.Code != "InvalidParameter" {
			t.Errorf("%s is answered %+v", body, got)
		}
	}
}

// Names and models are those of whoever has the usage.
func TestNamesAreTheStreams(t *testing.T) {
	streams := Streams()
	for name, source := range map[string]Source{
		"month": Month(1), "example": Example(), "some streams": Seeded(Scenario{Streams: streams[5:]}),
	} {
		api := newAPI(t, func(c *Config) { c.Source = source })
		_, apps := names(t, members(t, api, to(Domestic, "ListApp", `{"PageSize":50,"PageNumber":1}`)))
		models := members(t, api, to(Domestic, "ListModel", `{"AppType":"knowledge_qa"}`))
		want, aliases := "Support bot,Shop assistant,Staff handbook,合同归档", 5
		if name == "some streams" {
			want, aliases = "合同归档", 1
		}
		if strings.Join(apps, ",") != want || strings.Count(models, "AliasName") != aliases {
			t.Errorf("%s: apps %s, models %s", name, apps, models)
		}
	}
	for _, stream := range streams {
		if stream.AppName == "" || stream.ModelAlias == "" || len(stream.AppBizID) != 19 || strings.ContainsFunc(stream.AppBizID, func(r rune) bool { return !unicode.IsDigit(r) }) {
			t.Errorf("%+v", stream)
		}
	}
}

func TestAnswersOfListAppAndListModel(t *testing.T) {
	api := newAPI(t, func(c *Config) { c.Source = Seeded(Scenario{Streams: Streams()[5:]}) })
	want := `{"List":[{"AppBizId":"1790000000000000004","Name":"合同归档","AppType":"plugin_parsing_qa","AppTypeDesc":"","Avatar":"","Desc":"",` +
		`"AppStatus":2,"AppStatusDesc":"运行中","UpdateTime":"1731407395","Operator":"","ModelName":"","Pattern":"standard"}],"Total":"1"}`
	if got := members(t, api, to(Domestic, "ListApp", `{"PageSize":50,"PageNumber":1}`)); got != want {
		t.Errorf("served %s, want %s", got, want)
	}
	want = `{"List":[{"ModelName":"youtu-parsing","AliasName":"优图文档解析","ModelDesc":"","PromptWordsLimit":"8K","ResourceStatus":1}]}`
	if got := members(t, api, to(Domestic, "ListModel", `{"AppType":"knowledge_qa"}`)); got != want {
		t.Errorf("served %s, want %s", got, want)
	}
}
