package command_test

import (
	"bytes"
	"path/filepath"
	"testing"
)

// The same call makes the same files, whatever was played into the folder before: the pictures of docs depend on it.
func TestDemoIsTheSameEachTime(t *testing.T) {
	c, out := newConsole(nil), filepath.Join(t.TempDir(), "demo")
	var first [][]byte
	for _, scene := range []string{"spike", "fifty", "spike"} {
		if status := c.run(t, "demo", "--date", "2024-11-19", "--scenario", scene, "--out", out); status != 0 {
			t.Fatalf("status %d: %s", status, &c.err)
		}
		var files [][]byte
		for _, extension := range []string{"pdf", "html", "csv", "json"} {
			files = append(files, demoFile(t, out, "token-usage-2024-11-19."+extension))
		}
		if first == nil {
			first = files
		}
		for i, file := range files {
			if same := bytes.Equal(file, first[i]); same != (scene == "spike") {
				t.Errorf("scenario %s: the same file %d as at first: %v", scene, i, same)
			}
		}
	}
}
