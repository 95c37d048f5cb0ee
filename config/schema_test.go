package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"tokenreport/config"
)

// judge is the schema, ready to judge.
func judge(t *testing.T, text string) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("tokenreport.schema.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("tokenreport.schema.json") // held against the schema of schemas
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// asEditor reads YAML as an editor does: without replacing references, and with every key as a text.
func asEditor(text []byte) (any, error) {
	var document yaml.Node
	if err := yaml.Load(text, &document); err != nil {
		return nil, err
	}
	return plain(&document)
}

func plain(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.DocumentNode:
		return plain(n.Content[0])
	case yaml.MappingNode:
		values := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			value, err := plain(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			values[n.Content[i].Value] = value
		}
		return values, nil
	case yaml.SequenceNode:
		values := []any{}
		for _, item := range n.Content {
			value, err := plain(item)
			if err != nil {
				return nil, err
			}
			values = append(values, value)
		}
		return values, nil
	case yaml.ScalarNode:
		var value any
		err := n.Decode(&value)
		return value, err
	}
	return nil, errors.New("an alias, which a schema never sees")
}

// good are files that the loader takes: whole ones, what is written in unusual forms, and what is empty.
func good(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{
		"(default)":  config.Default().YAML,
		"(smallest)": []byte(smallest),
		"(empty)":    []byte(empty),
		"(forms)": []byte(`
smtp: {host: "::1", port: "${PORT:-465}", tls: none, from: "Nobody <nobody@localhost>", allow: example.com}
storage: {url: "cos://reports-1250000000?endpoint=http%3A%2F%2F127.0.0.1%3A9000%2F", link_life: 1h30m}
branding: {footer: "100 $ or ${SUM:-2$}"}
late_data: {periods: 0, threshold: 0.5 %}
owner: a@example.com, "B, C" <b@example.com>
reports:
  - {name: 2024, title: 7, filter: {app_biz_ids: 1790000000000000001}, tables: [], email: {to: x@example.com, attach: []}}
  - {name: b, tables: "hourly,", store: "pdf, ${FORMAT:-csv}"}
  - {name: c, store: ["", html], breakdown: {app_biz_ids: {1: ~}, uin_accounts: 100000000001}}
`),
	}
	for _, pattern := range []string{"testdata/complete.yml", "../command/testdata/init/*.yml"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: no files: %v", pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = text
		}
	}
	return files
}

// everyVariable is an environment in which each variable of the file is set.
func everyVariable(text []byte) environment {
	variables := environment{}
	for _, found := range regexp.MustCompile(`\$\{(\w+)`).FindAllSubmatch(text, -1) {
		name := string(found[1])
		variables[name] = "example"
		if strings.HasSuffix(name, "URL") {
			variables[name] = "https://example.com/x"
		}
	}
	return variables
}

func TestSchemaTakesWhatTheLoaderTakes(t *testing.T) {
	schema := judge(t, config.Schema())
	for name, text := range good(t) {
		variables := environment{"TOKENREPORT_STORAGE": "file:///srv/reports", "SMTP_PASSWORD": canary}
		if name == "testdata/complete.yml" {
			variables = everyVariable(text)
		}
		if _, err := load(string(text), variables); err != nil {
			t.Errorf("%s: refused by the loader: %v", name, err)
		}
		value, err := asEditor(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if err := schema.Validate(value); err != nil {
			t.Errorf("%s: refused by the schema: %v", name, err)
		}
	}
}

// unseen are the bad files whose mistake a schema cannot see: what is right depends on other values, on variables, on a file,
// on tables of zones or currencies, or on a length.
func unseen() []string {
	return strings.Fields(`
		addresses_too_long allow_nobody allow_nobody_by_variable breakdown_too_many budget_without_currency
		colour_comment colour_contrast duplicates late_data_variables link_key_at_folder link_key_characters
		link_key_halves logo_missing logo_wide numbers_forms owner_without_host password_without_tls public_url
		qq_sender`)
}

func TestSchemaRefusesBadFiles(t *testing.T) {
	schema := judge(t, config.Schema())
	files, err := filepath.Glob("testdata/bad/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bad files: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".yml")
		value, err := asEditor(text)
		if err != nil {
			continue // an editor says so without a schema
		}
		switch refused, listed := schema.Validate(value) != nil, slices.Contains(unseen(), name); {
		case !refused && !listed:
			t.Errorf("%s: the schema takes it", name)
		case refused && listed:
			t.Errorf("%s: the schema sees it: take it off the list", name)
		}
	}
	for _, name := range unseen() {
		if _, err := os.Stat("testdata/bad/" + name + ".yml"); errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: there is no such file: take it off the list", name)
		}
	}
}
