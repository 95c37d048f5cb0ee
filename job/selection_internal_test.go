package job

import (
	"fmt"
	"math"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/report"
)

func TestNarrow(t *testing.T) {
	tests := map[string]struct {
		filter    apiclient.Filter
		dimension report.Dimension
		id        string
		want      scope
		asks      apiclient.Filter // where it is asked for
	}{
		"an application": {apiclient.Filter{ModelName: "m"}, report.ByApplication, "1", scopePart, apiclient.Filter{ModelName: "m", AppBizIDs: []string{"1"}}},
		"one of several": {apiclient.Filter{AppBizIDs: []string{"1", "2"}}, report.ByApplication, "2", scopePart, apiclient.Filter{AppBizIDs: []string{"2"}}},
		"the only one":   {apiclient.Filter{AppBizIDs: []string{"1"}}, report.ByApplication, "1", scopeWhole, apiclient.Filter{}},
		"another one":    {apiclient.Filter{AppBizIDs: []string{"1", "2"}}, report.ByApplication, "3", scopeEmpty, apiclient.Filter{}},
		"an account":     {apiclient.Filter{}, report.ByAccount, "7", scopePart, apiclient.Filter{UinAccounts: []string{"7"}}},
		"a model":        {apiclient.Filter{AppType: "a"}, report.ByModel, "m", scopePart, apiclient.Filter{AppType: "a", ModelName: "m"}},
		"that model":     {apiclient.Filter{ModelName: "CS-normal"}, report.ByModel, "cs-normal", scopeWhole, apiclient.Filter{}},
		"another model":  {apiclient.Filter{ModelName: "m"}, report.ByModel, "n", scopeEmpty, apiclient.Filter{}},
		"a business":     {apiclient.Filter{}, report.ByBusiness, "KnowledgeQA", scopePart, apiclient.Filter{SubBizType: "KnowledgeQA"}},
		"no dimension":   {apiclient.Filter{}, "weather", "rain", scopeEmpty, apiclient.Filter{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			before := fmt.Sprint(test.filter)
			got, scope := narrow(test.filter, selection{dimension: test.dimension, id: test.id})
			if scope != test.want || scope == scopePart && fmt.Sprint(got) != fmt.Sprint(test.asks) {
				t.Errorf("got %+v, %v; want %+v, %v", got, scope, test.asks, test.want)
			}
			if fmt.Sprint(test.filter) != before {
				t.Error("the report's own filter was changed")
			}
		})
	}
}

// The priced models are asked for their cost, and under a filter that names one that one is the whole.
func TestSelections(t *testing.T) {
	shown := []report.BreakdownRequest{{Dimension: report.ByModel, Parts: []report.PartName{{ID: "a"}, {ID: "b"}}}}
	tests := map[string]struct {
		report Report
		prices report.Prices
		want   string
	}{
		"nothing":                      {Report{}, report.Prices{}, "[]"},
		"what is shown":                {Report{Breakdowns: shown}, report.Prices{}, "[{model_name a true} {model_name b true}]"},
		"what is priced, too":          {Report{Breakdowns: shown}, priced(t, "*", "b", "c"), "[{model_name a true} {model_name b true} {model_name c false}]"},
		"what is priced alone":         {Report{}, priced(t, "b", "a"), "[{model_name a false} {model_name b false}]"},
		"the filter's model":           {Report{Filter: apiclient.Filter{ModelName: "x"}}, priced(t, "*", "a"), "[{model_name a false} {model_name x false}]"},
		"the filter's, without prices": {Report{Filter: apiclient.Filter{ModelName: "x"}}, report.Prices{}, "[]"},
		"the filter's, named":          {Report{Filter: apiclient.Filter{ModelName: "A"}}, priced(t, "a"), "[{model_name a false}]"},
	}
	for name, test := range tests {
		if got := fmt.Sprint(selections(task{Report: test.report}, test.prices)); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestFitting(t *testing.T) {
	for _, test := range []struct {
		left, latency time.Duration
		pace          float64
		want          int
	}{
		{30 * time.Second, 200 * time.Millisecond, 19.4, 490}, // the rate decides
		{30 * time.Second, 2 * time.Second, 19.4, 94},         // eight at a time, every two seconds
		{time.Second, 2 * time.Second, 19.4, 0},
		{-time.Second, 0, 19.4, 0},
		{30 * time.Second, 0, 19.4, 494},
	} {
		if got := fitting(test.left, test.latency, test.pace); got != test.want {
			t.Errorf("%s left, an answer in %s: %d, want %d", test.left, test.latency, got, test.want)
		}
	}
	if got := new(Runner).room(t.Context(), time.Second); got < math.MaxInt16 {
		t.Errorf("without a deadline there is room for %d", got)
	}
}

// Under a filter that lets one application and one model through, these are the whole, and others nothing: nobody is asked.
func TestPartsUnderAFilter(t *testing.T) {
	r, api := inquirer(t, unhurried, lketest.Config{})
	r.Prices = priced(t, "cs-normal", "hunyuan-turbo", report.AnyModel)
	want := everything()
	want.Calls, want.Names = false, false
	want.Breakdowns = want.Breakdowns[:2]
	want.Filter = apiclient.Filter{AppBizIDs: []string{supportBot}, ModelName: "cs-normal"}
	a := r.analysed(t.Context(), t, for19(t, want))
	if n := len(api.Requests()); n != 63 {
		t.Errorf("%d requests", n)
	}
	for _, b := range a.Breakdowns {
		whole, other := b.Rows[0], b.Rows[1]
		if whole.Now.Total != a.Usage.Total || other.Now.Total != report.Known(0) || !whole.Before().Total.Known || b.Rest != report.Known(0) {
			t.Errorf("%s: %+v", b.Dimension, b.Rows)
		}
	}
	if a.Cost.Partial || a.MonthCost.Known != 19 || len(a.Omissions) > 0 {
		t.Errorf("cost %+v, of the month %+v, omissions %v", a.Cost, a.MonthCost, a.Omissions)
	}
}
