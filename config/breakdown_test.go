package config_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tokenreport/config"
)

func TestBreakdowns(t *testing.T) {
	parts := func(values ...string) []config.Part {
		var list []config.Part
		for _, value := range values {
			list = append(list, config.Part{Value: value})
		}
		return list
	}
	by := func(dimension config.Dimension, parts []config.Part) config.Breakdown {
		return config.Breakdown{By: dimension, Parts: parts}
	}
	for text, want := range map[string][]config.Breakdown{
		"~":                               nil,
		"{model_name: , app_biz_ids: []}": nil,
		"{model_name: cs-normal}":         {by(config.ByModel, parts("cs-normal"))},
		"{model_name: [b, a, c]}":         {by(config.ByModel, parts("b", "a", "c"))},
		"{model_name: '${MODELS}'}":       {by(config.ByModel, parts("cs-pro", "cs-normal"))},
		"{sub_biz_type: [A, ' ', '${UNSET:-}'], app_biz_ids: [1790000000000000001]}": {
			by(config.ByApplication, parts("1790000000000000001")), by(config.ByBusiness, parts("A")),
		},
		"{uin_accounts: {100000000001: ~, 0x10: '', 100000000000000000001: '${UNSET:-}'}}": {
			by(config.ByAccount, parts("100000000001", "0x10", "100000000000000000001")),
		},
		"{app_biz_ids: {b: '${NAME}', a: B, 'c d': 12}}": {by(config.ByApplication, []config.Part{
			{Value: "b", Name: "Support, bot"}, {Value: "a", Name: "B"}, {Value: "c d", Name: "12"},
		})},
	} {
		t.Run(text, func(t *testing.T) {
			c := mustLoad(t, "storage: {url: 'file:///srv/reports'}\nreports: [{name: a, store: pdf, breakdown: "+text+"}]\n",
				environment{"MODELS": "cs-pro, cs-normal", "NAME": "Support, bot"})
			if got := c.Reports[0].Breakdowns; !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// A report that is filtered by a model may be broken down by others: it is the API that says what is in it.
func TestBreakdownBesideFilter(t *testing.T) {
	c := mustLoad(t, `
storage: {url: 'file:///srv/reports'}
reports: [{name: a, store: pdf, filter: {model_name: cs-normal}, breakdown: {model_name: [cs-pro]}, tables: [model_name]}]
`, nil)
	if r := c.Reports[0]; r.Filter.ModelName != "cs-normal" || r.Breakdowns[0].Parts[0].Value != "cs-pro" {
		t.Errorf("got %+v", r)
	}
}

// The limit is one for the report, and a part of each breakdown.
func TestAsManyPartsAsThereMayBe(t *testing.T) {
	for total, accepted := range map[int]bool{200: true, 201: false} {
		var list []string
		for i := range total - 100 {
			list = append(list, fmt.Sprintf("model-%d", i))
		}
		named := make([]string, 100)
		for i := range named {
			named[i] = fmt.Sprintf("%d: Bot %d", 1000+i, i)
		}
		c, err := load("storage: {url: 'file:///srv/reports'}\nreports: [{name: a, store: pdf, breakdown: {model_name: ["+
			strings.Join(list, ", ")+"], app_biz_ids: {"+strings.Join(named, ", ")+"}}}]\n", nil)
		if (err == nil) != accepted {
			t.Errorf("%d: got %v", total, err)
		}
		if err == nil && (len(c.Reports[0].Breakdowns[0].Parts) != 100 || c.Reports[0].Breakdowns[0].Parts[99].Name != "Bot 99") {
			t.Errorf("%d: got %+v", total, c.Reports[0].Breakdowns)
		}
	}
}
