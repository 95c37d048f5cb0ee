package preview

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A folder, a folder within it and a file may each be a link: what is taken from it is looked at, and a circle ends.
func TestLinksAreFollowed(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"shared/mail.html.tmpl", "words/en.json", "elsewhere.css"} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"house": "shared", "shared/text": "../words", "shared/report.css": "../elsewhere.css", "shared/gone": "nowhere", "words/round": "../words",
	} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Skip("this system makes no links: ", err)
		}
	}
	house := filepath.Join(root, "house")
	before := look([]string{house})
	for _, name := range []string{"mail.html.tmpl", "text/en.json", "report.css"} {
		if _, ok := before[filepath.Join(house, name)]; !ok {
			t.Errorf("%s is not looked at", name)
		}
	}
	if len(before) > 10 {
		t.Errorf("it goes round in %q", slices.Sorted(maps.Keys(before)))
	}
	if err := os.WriteFile(filepath.Join(root, "elsewhere.css"), []byte("xx"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := before.changed(look([]string{house})); !slices.Equal(got, []string{filepath.Join(house, "report.css")}) {
		t.Errorf("changed: %q", got)
	}
}
