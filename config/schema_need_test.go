package config_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tokenreport/config"
)

// needing has each key that may not be missing, and what makes one of another section necessary.
const needing = `
smtp: {host: smtp.example.com, username: u@example.com, password: hunter2, from: r@example.com}
storage: {url: "cos://reports-1250000000?region=ap-jakarta", link_key: {id: a, secret: b}}
prices: {currency: USD, models: {"*": {input: 1, output: 2}}}
reports:
  - {name: a, budget: {cost: 900}, email: {to: [ops@example.com]}}
  - {name: b, store: [pdf], webhooks: [{kind: json, url: "https://example.com/x"}]}
`

// notSeen are those of which the loader misses one and the schema none: prices in which all is empty are like no prices.
func notSeen() []string { return []string{"prices.models.*"} }

// What cannot be left out for the loader cannot for the schema, and the other way round: tried with each key and section.
func TestSchemaNeedsWhatTheLoaderNeeds(t *testing.T) {
	schema := judge(t, config.Schema())
	document, err := asEditor([]byte(needing))
	if err != nil {
		t.Fatal(err)
	}
	needed := 0
	withoutEach(document, "", func(path string) {
		text, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		_, wrong := load(string(text), nil)
		seen := schema.Validate(document)
		switch listed := slices.Contains(notSeen(), path); {
		case path == "" && (wrong != nil || seen != nil):
			t.Fatalf("the whole is refused: %v, %v", wrong, seen)
		case (wrong != nil) != (seen != nil) && !listed:
			t.Errorf("without %s the loader says %v, the schema %v", path, wrong, seen)
		case wrong != nil:
			needed++
		}
	})
	if needed < 14 {
		t.Errorf("only %d keys are needed", needed)
	}
}

// withoutEach calls try with the document as it is, path being empty, and without each of its keys.
func withoutEach(value any, path string, try func(path string)) {
	if path == "" {
		try("")
	}
	switch value := value.(type) {
	case map[string]any:
		for key, below := range value {
			at := strings.TrimPrefix(path+"."+key, ".")
			delete(value, key)
			try(at)
			value[key] = below
			withoutEach(below, at, try)
		}
	case []any:
		for _, item := range value {
			withoutEach(item, path+"[]", try)
		}
	}
}

// The longest text that the loader takes is the longest that the schema takes.
func TestSchemaKnowsTheLongestTexts(t *testing.T) {
	as := func(text string) any { return text }
	schema := judge(t, config.Schema())
	for _, test := range []struct {
		path    string
		longest int
		value   func(text string) any
	}{
		{"branding.footer", 200, as},
		{"reports[].title", 100, as},
		{"reports[].name", 64, func(text string) any { return strings.ReplaceAll(text, "é", "e") }},
		{"reports[].filter.app_biz_ids", 256, func(text string) any { return []any{text} }},
		{"reports[].breakdown.model_name", 256, func(text string) any { return map[string]any{text: "m"} }},
		{"reports[].breakdown.model_name", 60, func(text string) any { return map[string]any{"m": text} }},
	} {
		for n, want := range map[int]bool{test.longest: true, test.longest + 1: false} {
			document := documentWith(test.path, test.value(strings.Repeat("é", n)))
			_, by := complaints(t, document)
			if loader, seen := len(by) == 0, schema.Validate(document) == nil; loader != want || seen != want {
				t.Errorf("%s of %d characters: the loader takes it: %v, the schema: %v; want %v", test.path, n, loader, seen, want)
			}
		}
	}
}

// What neither the loader nor the schema takes, though it is of the right kind.
func TestSchemaRefusesWhatTheLoaderRefuses(t *testing.T) {
	schema := judge(t, config.Schema())
	for path, value := range map[string]any{
		"reports[].budget.cost":          -0.5,
		"prices.models.*.input":          1e12 + 1,
		"reports[].breakdown.model_name": map[string]any{"${MODEL}": "m"},
		"branding.footer":                "${FOOTER",
		"reports[].webhooks[].url":       "hooks.example.com/x",
	} {
		document := documentWith(path, value)
		if _, by := complaints(t, document); len(by) == 0 || schema.Validate(document) == nil {
			t.Errorf("%s: %v: the loader says %v, the schema %v", path, value, by, schema.Validate(document))
		}
	}
}
