package config_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tokenreport/config"
)

var yamlBlock = regexp.MustCompile("(?ms)^ *```ya?ml\n(.*?)^ *```$")

// pages are the README and those of docs.
func pages(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(names, "../README.md")
}

// blocks are the blocks of YAML in a page, their capitals replaced.
func blocks(t *testing.T, page string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var found [][]byte
	for _, match := range yamlBlock.FindAllSubmatch(text, -1) {
		found = append(found, []byte(strings.ReplaceAll(string(match[1]), "BUCKET-APPID", "reports-1250000000")))
	}
	return found
}

// The schema judges each configuration in the README and the pages of docs, also a part of one: a section or some keys of a
// report.
func TestSchemaTakesWhatThePagesShow(t *testing.T) {
	schema, keys := judge(t, config.Schema()), schemaKeys(t)
	judged := 0
	for _, page := range pages(t) {
		for _, block := range blocks(t, page) {
			value, err := asEditor(block)
			document := completed(keys, value)
			if err != nil || document == nil {
				continue // no configuration
			}
			judged++
			if err := schema.Validate(document); err != nil {
				t.Errorf("%s: the schema refuses\n%s%v", page, block, err)
			}
		}
	}
	if judged < 3 {
		t.Errorf("found only %d configurations", judged)
	}
}

// completed makes a whole configuration of a part of one, to be judged by the schema; nil of what is none.
func completed(keys map[string]*keySchema, value any) any {
	part, _ := value.(map[string]any)
	whole := map[string]any{ // what the rest may need
		"smtp": map[string]any{"host": "smtp.example.com"}, "storage": map[string]any{"url": "file:///srv/reports"},
		"prices":  map[string]any{"currency": "USD", "models": map[string]any{"*": map[string]any{"input": 1, "output": 1}}},
		"reports": []any{map[string]any{"name": "a", "store": "pdf"}},
	}
	switch {
	case len(part) > 0 && within(part, keys[""]):
		maps.Copy(whole, part)
	case len(part) > 0 && within(part, keys["reports[]"]):
		maps.Copy(whole["reports"].([]any)[0].(map[string]any), part)
	default:
		return nil
	}
	return whole
}

// within reports whether all keys of the part are the section's.
func within(part map[string]any, section *keySchema) bool {
	for name := range part {
		if section.Properties[name] == nil {
			return false
		}
	}
	return true
}

// Each key of the complete configuration in the README, or in a page of docs, is in the schema, and each of the schema's is
// there, but for those that this version refuses yet.
func TestSchemaHasTheKeysOfTheREADME(t *testing.T) {
	keys := schemaKeys(t)
	shown := map[string]bool{}
	for _, page := range pages(t) {
		for _, block := range blocks(t, page) {
			value, err := asEditor(block)
			if section, ok := value.(map[string]any); err == nil && ok && section["reports"] != nil && section["late_data"] != nil {
				note(t, keys, "", value, shown)
			}
		}
	}
	if len(shown) < 60 {
		t.Fatalf("the pages show only %d keys", len(shown))
	}
	for path := range keys {
		if !shown[path] {
			t.Errorf("%s is in the schema and not in the pages", path)
		}
	}
}

// note records the keys of a value, and complains about those that the schema has not.
func note(t *testing.T, keys map[string]*keySchema, path string, value any, shown map[string]bool) {
	t.Helper()
	shown[path] = true
	s, known := keys[path]
	if !known {
		t.Errorf("%s is in the pages and not in the schema", path)
		return
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			if _, sections := keys[path+"[]"]; sections {
				note(t, keys, path+"[]", item, shown)
			}
		}
	case map[string]any:
		_, named := keys[path+".*"]
		for key, below := range value {
			switch {
			case s.whole:
				note(t, keys, strings.TrimPrefix(path+"."+key, "."), below, shown)
			case named:
				note(t, keys, path+".*", below, shown)
			}
		}
	}
}
