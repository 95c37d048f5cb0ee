package config

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// The README's block is a configuration once its capitals are replaced, and it has every key of this version.
func TestReadmeHasEveryKey(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "\nEvery key of this version")
	_, rest, begins := strings.Cut(rest, "\n```yaml\n")
	block, _, ends := strings.Cut(rest, "\n```\n")
	if !found || !begins || !ends {
		t.Fatal("the README has no such block")
	}
	env := func(name string) (string, bool) { return "example", !strings.HasPrefix(name, "TENCENTCLOUD_SESSION") }
	replaced := strings.ReplaceAll(block, "BUCKET-APPID", "reports-1250000000")
	if _, err := Load(Source{Name: "README.md", YAML: []byte(replaced)}, env); err != nil {
		t.Errorf("the README's configuration is refused: %v", err)
	}

	complete, err := os.ReadFile("testdata/complete.yml")
	if err != nil {
		t.Fatal(err)
	}
	want := keysOf(t, complete, env)
	if got := keysOf(t, []byte(block), env); !maps.Equal(got, want) {
		t.Errorf("the README has\n%s\nthere are\n%s", strings.Join(slices.Sorted(maps.Keys(got)), " "), strings.Join(slices.Sorted(maps.Keys(want)), " "))
	}
}

// keysOf are the paths of all keys, without indexes; a key that the user chooses is "*".
func keysOf(t *testing.T, text []byte, env Lookup) map[string]bool {
	t.Helper()
	found := &problems{}
	root := parse(text, found)
	if root == nil {
		t.Fatal(found.err())
	}
	keys := map[string]bool{}
	var walk func(n *node, path string)
	walk = func(n *node, path string) {
		keys[path] = true
		for _, f := range n.fields {
			key := f.key
			if chosenKeys.MatchString(n.path) {
				key = "*"
			}
			walk(f.node, join(path, key))
		}
		for _, item := range n.items {
			walk(item, path+"[]")
		}
	}
	walk(buildTree(root, env, found), "")
	maps.DeleteFunc(keys, func(path string, _ bool) bool { return strings.HasSuffix(path, "[]") })
	return keys
}
