package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tokenreport/config"
	"tokenreport/templates"
)

func TestFind(t *testing.T) {
	root := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	beside, working := filepath.Join(root, "beside"), filepath.Join(root, "working")
	named, empty := file("named.yml", "# named"), file("empty/tokenreport.yml", "")
	inBeside, inWorking := file("beside/tokenreport.yml", "# beside"), file("working/tokenreport.yml", "# working")
	none := filepath.Join(root, "none")
	source := func(name, text string) config.Source { return config.Source{Name: name, YAML: []byte(text)} }

	tests := []struct {
		name      string
		variables environment
		folders   []string
		want      config.Source
	}{
		{"the variable first", environment{"TOKENREPORT_CONFIG": named}, []string{beside, working}, source(named, "# named")},
		{"then beside the binary", nil, []string{beside, working}, source(inBeside, "# beside")},
		{"an empty variable is none", environment{"TOKENREPORT_CONFIG": ""}, []string{beside}, source(inBeside, "# beside")},
		{"then the working folder", nil, []string{none, working}, source(inWorking, "# working")},
		{"an empty file counts", nil, []string{filepath.Dir(empty), working}, source(empty, "")},
		{"then the built-in", nil, []string{none}, source("(built-in default.yml)", templates.DefaultConfig())},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := config.Find(test.variables.lookup, test.folders...)
			if err != nil || got.Name != test.want.Name || string(got.YAML) != string(test.want.YAML) {
				t.Errorf("got %s %q, %v; want %s %q", got.Name, got.YAML, err, test.want.Name, test.want.YAML)
			}
		})
	}
}

// A file that is meant and cannot be read must never give way to another configuration.
func TestFindRefusesUnreadable(t *testing.T) {
	root := t.TempDir()
	folder := filepath.Join(root, "tokenreport.yml")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(root, "missing.yml")
	const correct = "correct or unset TOKENREPORT_CONFIG, which names this file"
	tests := []struct {
		name      string
		variables environment
		remedy    string
		missing   bool
	}{
		{"named and missing", environment{"TOKENREPORT_CONFIG": missing}, correct, true},
		{"named and a folder", environment{"TOKENREPORT_CONFIG": root}, correct, false},
		{"a folder beside the binary", nil, "make it readable, or remove it to use the built-in configuration", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := config.Find(test.variables.lookup, root)
			var all config.Errors
			if !errors.As(err, &all) || len(all) != 1 || all[0].Remedy != test.remedy || !strings.HasPrefix(all[0].File, root) {
				t.Fatalf("got %v", err)
			}
			if errors.Is(err, fs.ErrNotExist) != test.missing {
				t.Errorf("the cause is lost: %v", err)
			}
		})
	}
}

func TestFindReadsNoMoreThanLoadAccepts(t *testing.T) {
	name := filepath.Join(t.TempDir(), "large.yml")
	if err := os.WriteFile(name, make([]byte, 3<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	src, err := config.Find(environment{"TOKENREPORT_CONFIG": name}.lookup)
	if err != nil || len(src.YAML) != 1<<20+1 {
		t.Fatalf("read %d bytes, %v", len(src.YAML), err)
	}
	if _, err := config.Load(src, with(nil).lookup); err == nil || !strings.Contains(err.Error(), "is larger than 1048576 bytes") {
		t.Errorf("got %v", err)
	}
}

func TestFolders(t *testing.T) {
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if got := config.Folders(); len(got) != 2 || got[0] != filepath.Dir(binary) || got[1] != "." {
		t.Errorf("got %q", got)
	}
}

// Whoever watches a configuration watches what it names, also while it is wrong.
func TestNamed(t *testing.T) {
	absolute, err := filepath.Abs("logo.png")
	if err != nil {
		t.Fatal(err)
	}
	files := func(string) ([]byte, error) { return nil, fs.ErrNotExist }
	env := environment{"FOLDER": "mine"}
	for _, test := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"reports: [", nil},
		{"templates: '${FOLDER}/looks'\nbranding: {logo: " + absolute + "}\nunknown: 1", []string{filepath.Join("etc", "mine", "looks"), absolute}},
		{"branding: {logo: ../logo.png}", []string{"logo.png"}},
		{"templates: [a]\nbranding: logo.png", nil},
		{"templates: ''\nbranding: {logo: }", nil},
	} {
		source := config.Source{Name: filepath.Join("etc", "tokenreport.yml"), YAML: []byte(test.text), Files: files}
		if got := config.Named(source, env.lookup); !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
	if got := config.Named(config.Source{YAML: []byte("templates: a")}, env.lookup); got != nil {
		t.Errorf("a configuration without a folder names %q", got)
	}
}

func TestPlaces(t *testing.T) {
	want := []string{filepath.Join("a", "tokenreport.yml"), "tokenreport.yml"}
	if got := config.Places(environment{}.lookup, "a", "."); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := config.Places(environment{"TOKENREPORT_CONFIG": "b.yml"}.lookup, "a"); !slices.Equal(got, []string{"b.yml"}) {
		t.Errorf("got %q", got)
	}
}

func TestHasCredentials(t *testing.T) {
	for _, test := range []struct {
		env  environment
		want bool
	}{
		{environment{}, false},
		{environment{"TENCENTCLOUD_SECRETID": "a"}, false},
		{environment{"TENCENTCLOUD_SECRETID": "a", "TENCENTCLOUD_SECRETKEY": ""}, false},
		{environment{"TENCENTCLOUD_SECRETID": "a", "TENCENTCLOUD_SECRETKEY": "b"}, true},
	} {
		if got := config.HasCredentials(test.env.lookup); got != test.want {
			t.Errorf("%v: got %v", test.env, got)
		}
	}
}
