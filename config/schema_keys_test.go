package config_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tokenreport/config"
)

// Each section of the schema has the keys that the loader knows there, and no other.
func TestSchemaHasTheLoadersKeys(t *testing.T) {
	keys := schemaKeys(t)
	if len(keys) < 60 {
		t.Fatalf("found only %d keys", len(keys))
	}
	_, by := complaints(t, unknownEverywhere(keys, ""))
	sections := 0
	for path, s := range keys {
		if !s.whole {
			continue
		}
		sections++
		var want []string
		for name := range s.Properties {
			want = append(want, name)
		}
		slices.Sort(want)
		if got := knownAt(by, path); !slices.Equal(got, want) {
			t.Errorf("%q: the loader knows %q, the schema %q", path, got, want)
		}
	}
	if sections < 12 {
		t.Errorf("only %d sections were compared", sections)
	}
}

// unknownEverywhere is a document that has every section of the schema, and in each a key that nobody knows.
func unknownEverywhere(keys map[string]*keySchema, path string) any {
	if _, items := keys[path+"[]"]; items {
		return []any{unknownEverywhere(keys, path+"[]")}
	}
	document := map[string]any{}
	if keys[path].whole {
		document["zzz"] = 1
	}
	for name := range keys[path].Properties {
		below := strings.TrimPrefix(path+"."+name, ".")
		_, list := keys[below+"[]"]
		_, named := keys[below+".*"]
		if list || named || keys[below].whole {
			document[name] = unknownEverywhere(keys, below)
		}
	}
	if _, named := keys[path+".*"]; named {
		document["*"] = unknownEverywhere(keys, path+".*")
	}
	return document
}

// knownAt are the keys that the loader says it knows in a section, sorted.
func knownAt(by map[string][]*config.Error, section string) []string {
	for path, errs := range by {
		for _, e := range errs {
			_, list, found := strings.Cut(e.Remedy, "known here: ")
			parent := path[:max(strings.LastIndexByte(path, '.'), 0)]
			if found && e.Problem == "is not a known key" && parent == section {
				return slices.Sorted(slices.Values(strings.Split(list, ", ")))
			}
		}
	}
	return nil
}

// The words and numbers that the loader says it accepts are those of the schema.
func TestSchemaHasTheLoadersValues(t *testing.T) {
	words, numbers := 0, 0
	for path, s := range schemaKeys(t) {
		if s.whole {
			continue
		}
		var value any = "zzzz"
		if s.Items != nil {
			value = []any{"zzzz"}
		}
		_, by := complaints(t, documentWith(path, value))
		at := path
		if s.Items != nil {
			at += "[]"
		}
		got := ""
		if len(by[at]) > 0 {
			got = by[at][0].Remedy
		}
		switch {
		case s.Enum != nil:
			words++
			if want := "give " + sentence(s.Enum); !strings.HasPrefix(got, want) {
				t.Errorf("%s: the loader says %q, the schema %q", path, got, want)
			}
		case s.Minimum != nil:
			numbers++
			if want := fmt.Sprintf("give a whole number from %d to %d", *s.Minimum, *s.Maximum); got != want {
				t.Errorf("%s: the loader says %q, the schema %q", path, got, want)
			}
		case wholeNumbers.MatchString(got), isChoice(got):
			t.Errorf("%s: the loader says %q, of which the schema has nothing", path, got)
		}
	}
	if words < 10 || numbers < 4 {
		t.Errorf("only %d keys with words and %d with numbers were compared", words, numbers)
	}
}

var wholeNumbers = regexp.MustCompile(`^give a whole number from \d+ to \d+$`)

// isChoice tells a remedy that names words alone: "give auto, full or ses".
func isChoice(remedy string) bool {
	return regexp.MustCompile(`^give [a-z-]+(, [A-Za-z-]+)* or [A-Za-z-]+$`).MatchString(remedy) && remedy != "give true or false"
}

// sentence joins words as an error does.
func sentence(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// A default of the schema, written out, changes nothing; and every key that has one in the loader has it in the schema.
func TestSchemaHasTheLoadersDefaults(t *testing.T) {
	without := []string{ // what another key decides, and what is nothing
		"reports[].language", "reports[].budget.tokens", "reports[].store", "reports[].webhooks[].kind", "smtp.features[]",
	}
	texts := []string{"timezone", "api.endpoint", "api.region", "api.label_timezone", "storage.link_life", "late_data.threshold"}
	compared := 0
	for path, s := range schemaKeys(t) {
		if s.whole {
			continue
		}
		choice := slices.Contains(texts, path) || s.Enum != nil || s.Minimum != nil || s.Type == "boolean"
		if choice && !s.hasDefault && !slices.Contains(without, path) {
			t.Errorf("%s has no default", path)
		}
		if !s.hasDefault {
			continue
		}
		compared++
		left, written := documentWith(path, nil), documentWith(path, s.Default)
		want, by := complaints(t, left)
		got, more := complaints(t, written)
		if len(by)+len(more) > 0 {
			t.Errorf("%s: refused: %v %v", path, by, more)
		} else if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the schema's default %v changes the configuration:\n%+v\n%+v", path, s.Default, got, want)
		}
	}
	if compared < 15 {
		t.Errorf("only %d defaults were compared", compared)
	}
}

// What an editor shows at the pointer: a sentence for every key, short enough to be read.
func TestSchemaDescribesEveryKey(t *testing.T) {
	for path, s := range schemaKeys(t) {
		if n := len(s.Description); n < 10 || n > 300 || !strings.HasSuffix(s.Description, ".") {
			t.Errorf("%q is described by %q", path, s.Description)
		}
	}
}

// anyText are the keys of which the schema refuses no text that is tried, although the loader does: names of files, hosts and
// URLs in many forms.
func anyText() []string {
	return []string{"api.endpoint", "branding.logo", "smtp.allow", "templates"}
}

// The schema refuses no value that the loader takes: tried with one value of each kind at each key.
func TestSchemaIsNotStricterThanTheLoader(t *testing.T) {
	values := []any{
		"zzzz", "Zzzz/Zz", "a@example.com", "a@example.com, b@example.com", "pdf,csv", "7", "7%", "7MB", "7h", "#000000", "USD",
		"https://example.com/x", "x.example.com", "file:///x", "${UNSET:-}", "${UNSET:-pdf}", "", " , ", nil, true, false, -1, 0, 1, 7, 100, 1e9, 0.5,
		[]any{"a@example.com"}, []any{"pdf"}, []any{7}, map[string]any{"m": "n"},
	}
	empty := []any{[]any{}, []any{""}} // which the loader takes for nothing anywhere
	schema := judge(t, config.Schema())
	both, refused := 0, 0
	strict, lax := map[string]bool{}, map[string]bool{} // keys of which the loader refuses a text, and the schema does or none
	keys := schemaKeys(t)
	for path, s := range keys {
		if s.whole || path == "" {
			continue
		}
		tried := values
		if _, sections := keys[path+"[]"]; s.Items != nil && !sections {
			tried = slices.Concat(values, empty)
		}
		for _, value := range tried {
			document := documentWith(path, value)
			text, err := json.Marshal(document)
			if err != nil {
				t.Fatal(err)
			}
			_, wrong := load(string(text), nil)
			seen, err := asEditor(text)
			if err != nil {
				t.Fatal(err)
			}
			complaint := schema.Validate(seen)
			if text, ok := value.(string); ok && wrong != nil && strings.ContainsAny(text, "zZ7") {
				strict[path], lax[path] = strict[path] || complaint != nil, true
			}
			switch {
			case wrong == nil && complaint != nil:
				t.Errorf("%s: %v is taken by the loader, and the schema says %v", path, value, complaint)
			case wrong == nil:
				both++
			case complaint != nil:
				refused++
			}
		}
	}
	for path := range lax {
		if !strict[path] && !slices.Contains(anyText(), path) {
			t.Errorf("%s: the loader refuses a text, and the schema takes them all", path)
		}
	}
	t.Logf("%d taken and %d refused by both", both, refused)
	if both < 300 || refused < 500 {
		t.Errorf("%d taken and %d refused by both: too few to say anything", both, refused)
	}
}
