package data_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// comparer compares a schema with Go types.
type comparer struct {
	root       *schema
	words      map[string][]string // the constants of package report by their type
	used       map[string]bool     // definitions
	complaints []string
}

func (c *comparer) complain(path, format string, args ...any) {
	c.complaints = append(c.complaints, strings.TrimPrefix(path, ".")+": "+fmt.Sprintf(format, args...))
}

// resolve follows references and the null beside one.
func (c *comparer) resolve(s *schema) (resolved *schema, null, described bool) {
	described = s.Description != ""
	if len(s.AnyOf) == 2 && s.AnyOf[1].Type == "null" {
		null, s = true, s.AnyOf[0]
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		c.used[name] = true
		s = c.root.Defs[name]
	}
	if s == nil {
		return &schema{}, null, described
	}
	if types, several := s.Type.([]any); several {
		null = null || slices.Contains(types, any("null"))
	}
	return s, null, described || s.Description != ""
}

func (c *comparer) compare(path string, s *schema, of reflect.Type) {
	s, null, described := c.resolve(s)
	if !described {
		c.complain(path, "has no description")
	}
	if pointer := of.Kind() == reflect.Pointer; pointer {
		of = of.Elem()
		if !null {
			c.complain(path, "may be null, which the schema does not say")
		}
	} else if null {
		c.complain(path, "is never null, but in the schema")
	}
	if s.Const == nil && !isOfType(s, jsonType(of)) {
		c.complain(path, "is %s, but in the schema %v", jsonType(of), s.Type)
	}
	switch {
	case jsonType(of) == "object" && of.Kind() == reflect.Map:
		return
	case jsonType(of) == "object":
		c.compareFields(path, s, of)
	case jsonType(of) == "array":
		if s.Items == nil {
			c.complain(path, "has no items in the schema")
			return
		}
		c.compareItems(path, s.Items, of.Elem())
	case strings.HasSuffix(of.PkgPath(), "/report"):
		words := c.words[of.Name()]
		if !slices.Equal(slices.Sorted(slices.Values(words)), slices.Sorted(slices.Values(s.Enum))) {
			c.complain(path, "is one of %q, but in the schema of %q", words, s.Enum)
		}
	}
}

// compareItems needs no description of plain texts.
func (c *comparer) compareItems(path string, items *schema, of reflect.Type) {
	if of.Kind() == reflect.String && items.Ref == "" {
		items.Description = "an item"
	}
	c.compare(path, items, of)
}

func (c *comparer) compareFields(path string, s *schema, of reflect.Type) {
	rest := maps.Clone(s.Properties)
	for _, field := range reflect.VisibleFields(of) {
		if field.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		property, found := s.Properties[name]
		delete(rest, name)
		if !found {
			c.complain(path+"."+name, "not in the schema")
			continue
		}
		optional, required := options == "omitempty", slices.Contains(s.Required, name)
		if optional == required {
			c.complain(path+"."+name, "required in the schema: %v, optional in the JSON: %v", required, optional)
		}
		kind := field.Type
		if optional && kind.Kind() == reflect.Pointer {
			kind = kind.Elem() // nil is absent
		}
		c.compare(path+"."+name, property, kind)
	}
	for name := range rest {
		c.complain(path+"."+name, "no field of the JSON")
	}
}

func isOfType(s *schema, want string) bool {
	if types, several := s.Type.([]any); several {
		return slices.Contains(types, any(want))
	}
	return s.Type == want
}

func jsonType(of reflect.Type) string {
	switch {
	case of == reflect.TypeFor[time.Time]():
		return "string"
	case of == reflect.TypeFor[json.Number]():
		return "number"
	}
	switch of.Kind() {
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Slice:
		return "array"
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	}
	return "unknown"
}

// wordsOf are the text constants that package report declares, by their type.
func wordsOf(t testing.TB) map[string][]string {
	t.Helper()
	words := map[string][]string{}
	files, err := filepath.Glob("../*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("found no files of package report: %v", err)
	}
	for _, file := range files {
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(syntax, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			of, typed := spec.Type.(*ast.Ident)
			value, literal := spec.Values[0].(*ast.BasicLit)
			if typed && literal && value.Kind == token.STRING {
				word, _ := strconv.Unquote(value.Value)
				words[of.Name] = append(words[of.Name], word)
			}
			return true
		})
	}
	return words
}
