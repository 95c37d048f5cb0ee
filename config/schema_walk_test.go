package config_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"tokenreport/config"
)

// keySchema is what the schema says of a key, its references followed.
type keySchema struct {
	Ref, Description  string
	Default           any
	Enum              []string
	Minimum, Maximum  *int64
	Type              any
	Items             *keySchema
	AnyOf             []*keySchema
	Properties, Defs  map[string]*keySchema
	Additional        json.RawMessage
	hasDefault, whole bool // whole: a section with keys
}

func (s *keySchema) UnmarshalJSON(text []byte) error {
	var raw struct {
		Ref                  string                `json:"$ref"`
		Defs                 map[string]*keySchema `json:"$defs"`
		Description          string
		Default              json.RawMessage
		Enum                 []string
		Minimum, Maximum     json.Number
		Type                 any
		Items                *keySchema
		AnyOf                []*keySchema
		Properties           map[string]*keySchema
		AdditionalProperties json.RawMessage
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	*s = keySchema{
		Ref: strings.TrimPrefix(raw.Ref, "#/$defs/"), Description: raw.Description, Enum: raw.Enum, Type: raw.Type, Items: raw.Items,
		AnyOf: raw.AnyOf, Properties: raw.Properties, Defs: raw.Defs, Additional: raw.AdditionalProperties,
		hasDefault: raw.Default != nil, whole: raw.Properties != nil,
	}
	s.Minimum, s.Maximum = wholeNumber(raw.Minimum), wholeNumber(raw.Maximum)
	if raw.Default == nil {
		return nil
	}
	return json.Unmarshal(raw.Default, &s.Default)
}

func wholeNumber(n json.Number) *int64 {
	if number, err := n.Int64(); err == nil {
		return &number
	}
	return nil
}

// schemaKeys are the keys of the schema by path, without indexes; "*" stands for a name of the user's.
func schemaKeys(t *testing.T) map[string]*keySchema {
	t.Helper()
	root := new(keySchema)
	if err := json.Unmarshal([]byte(config.Schema()), root); err != nil {
		t.Fatal(err)
	}
	keys := map[string]*keySchema{}
	var walk func(path string, s *keySchema)
	walk = func(path string, s *keySchema) {
		s = follow(root, s)
		keys[path] = s
		if string(s.Additional) != "false" && s.whole {
			t.Errorf("%q takes any further key", path)
		}
		for name, property := range s.Properties {
			walk(strings.TrimPrefix(path+"."+name, "."), property)
		}
		if s.Items != nil && follow(root, s.Items).whole {
			walk(path+"[]", s.Items)
		}
		further := new(keySchema)
		if len(s.Additional) > 0 && json.Unmarshal(s.Additional, further) == nil && follow(root, further).whole {
			walk(path+".*", further)
		}
	}
	walk("", root)
	return keys
}

// follow puts what a schema refers to under what stands beside the reference, and the enums of alternatives into one.
func follow(root, s *keySchema) *keySchema {
	merged := *s
	if s.Ref != "" {
		of := follow(root, root.Defs[s.Ref])
		merged = *of
		merged.Default, merged.hasDefault = s.Default, s.hasDefault
		if s.Description != "" {
			merged.Description = s.Description
		}
	}
	for _, alternative := range s.AnyOf {
		a := follow(root, alternative)
		if a.Items != nil { // the words of a list
			merged.Enum = append(merged.Enum, follow(root, a.Items).Enum...)
			merged.Items = a.Items
		}
		merged.Enum = append(merged.Enum, a.Enum...)
		if a.Minimum != nil && a.Maximum != nil && a.Type == "integer" {
			merged.Minimum, merged.Maximum = a.Minimum, a.Maximum
		}
		if a.Type == "boolean" {
			merged.Type = a.Type
		}
	}
	return &merged
}

// documentWith is the smallest configuration that has every section, with a value at a path.
func documentWith(path string, value any) map[string]any {
	report := map[string]any{"name": "a", "store": []any{"pdf"}, "breakdown": map[string]any{
		"app_biz_ids": []any{"1"}, "model_name": []any{"m"}, "sub_biz_type": []any{"s"}, "uin_accounts": []any{"u"},
	}}
	document := map[string]any{
		"smtp":    map[string]any{"host": "smtp.example.com", "from": "report@example.com"},
		"storage": map[string]any{"url": "cos://reports-1250000000?region=ap-jakarta"},
		"prices":  map[string]any{"currency": "USD", "models": map[string]any{"*": map[string]any{"input": 1, "output": 2}}},
		"reports": []any{report},
	}
	if strings.HasPrefix(path, "reports[].email.") {
		report["email"] = map[string]any{"to": []any{"ops@example.com"}}
	}
	if strings.HasPrefix(path, "reports[].webhooks[].") {
		report["webhooks"] = []any{map[string]any{"kind": "json", "url": "https://example.com/x"}}
	}
	if path == "reports" {
		document["reports"] = value
	} else if rest, within := strings.CutPrefix(path, "reports[]."); within {
		put(report, rest, value)
	} else {
		put(document, path, value)
	}
	return document
}

// put sets the value at a path below a section, and makes the sections and lists on the way.
func put(section map[string]any, path string, value any) {
	key, rest, within := strings.Cut(path, ".")
	if !within {
		section[key] = value
		return
	}
	name, list := strings.CutSuffix(key, "[]")
	below, ok := section[name].(map[string]any)
	if items, _ := section[name].([]any); len(items) > 0 {
		below, ok = items[0].(map[string]any)
	}
	if !ok {
		below = map[string]any{}
	}
	put(below, rest, value)
	section[name] = below
	if list {
		section[name] = []any{below}
	}
}

var indexes = regexp.MustCompile(`\[\d+\]`)

// complaints are what the loader says of the document, by path without indexes.
func complaints(t *testing.T, document any) (*config.Config, map[string][]*config.Error) {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	c, err := load(string(text), nil)
	var all config.Errors
	if err != nil && !errors.As(err, &all) {
		t.Fatal(err)
	}
	by := map[string][]*config.Error{}
	for _, one := range all {
		path := indexes.ReplaceAllString(one.Path, "[]")
		by[path] = append(by[path], one)
	}
	return c, by
}
