package data_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tokenreport/report/data"
)

const schemaFile = "../../docs/report.schema.json"

// schema is a part of the schema, as far as this program's own is written.
type schema struct {
	Ref         string             `json:"$ref"`
	Description string             `json:"description"`
	Type        any                `json:"type"` // a name, or several
	Const       *int               `json:"const"`
	Enum        []string           `json:"enum"`
	AnyOf       []*schema          `json:"anyOf"`
	Items       *schema            `json:"items"`
	Properties  map[string]*schema `json:"properties"`
	Required    []string           `json:"required"`
	Additional  *schema            `json:"additionalProperties"`
	Defs        map[string]*schema `json:"$defs"`
}

func readSchema(t testing.TB) *schema {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// TestSchemaIsOfTheTypes holds the schema against what is encoded: each property has its field and each field its property,
// they agree in type, in whether it may be null or absent, and in the words that it may have.
func TestSchemaIsOfTheTypes(t *testing.T) {
	root := readSchema(t)
	c := comparer{root: root, words: wordsOf(t), used: map[string]bool{}}
	c.compare("", root, reflect.TypeFor[data.Report]())
	for _, complaint := range c.complaints {
		t.Error(complaint)
	}
	for name := range root.Defs {
		if !c.used[name] {
			t.Errorf("nothing refers to the definition %s", name)
		}
	}
	if version := root.Properties["version"].Const; version == nil || *version != data.Version {
		t.Errorf("the schema's version is not %d", data.Version)
	}
}

// TestSchemaComparisonNotices proves it able to fail.
func TestSchemaComparisonNotices(t *testing.T) {
	for _, test := range []struct {
		name   string
		spoil  func(*schema)
		reason string
	}{
		{"a property too many", func(s *schema) { s.Properties["more"] = &schema{Description: "x", Type: "string"} }, "more: no field"},
		{"a property too few", func(s *schema) { delete(s.Properties, "total") }, "total: not in the schema"},
		{"another type", func(s *schema) { s.Properties["title"].Type = "integer" }, "title: is string"},
		{"not null", func(s *schema) { s.Defs["amount"].Type = "integer" }, "total: may be null"},
		{"null", func(s *schema) { s.Defs["hour"].Type = []any{"object", "null"} }, "hours: is never null"},
		{"not required", func(s *schema) { s.Required = s.Required[1:] }, "version: required"},
		{"required", func(s *schema) { s.Required = append(s.Required, "corrects") }, "corrects: required"},
		{"no description", func(s *schema) { s.Properties["title"].Description = "" }, "title: has no description"},
		{"a word too few", func(s *schema) { s.Defs["basis"].Enum = s.Defs["basis"].Enum[1:] }, "basis: is one of"},
	} {
		s := readSchema(t)
		test.spoil(s)
		c := comparer{root: s, words: wordsOf(t), used: map[string]bool{}}
		c.compare("", s, reflect.TypeFor[data.Report]())
		if all := strings.Join(c.complaints, "\n"); !strings.Contains(all, test.reason) {
			t.Errorf("%s: got %q; want %q", test.name, all, test.reason)
		}
	}
}

// TestGoldensAreOfTheSchema validates every golden by another's implementation of JSON Schema.
func TestGoldensAreOfTheSchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiled, err := compiler.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	goldens, err := filepath.Glob("testdata/*.json")
	if err != nil || len(goldens) < 3 {
		t.Fatalf("found the goldens %q: %v", goldens, err)
	}
	for _, name := range goldens {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		value.(map[string]any)["total"] = "67199"
		if compiled.Validate(value) == nil {
			t.Errorf("%s: a total in quotes is of the schema", name)
		}
	}
}
