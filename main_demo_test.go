package main

import (
	"io/fs"
	"maps"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/templates"
)

// The demo in an empty home and an empty environment, as a newcomer would run it.
func TestDemo(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range templates.Languages() {
		t.Run(language, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "demo")
			demo := exec.Command(path, "demo", "--out", out, "--language", language)
			demo.Env = []string{"HOME=" + t.TempDir()}
			printed, err := demo.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, printed)
			}
			found := map[string]int{}
			err = filepath.WalkDir(out, func(path string, entry fs.DirEntry, err error) error {
				if err == nil && entry.Name() == ".tokenreport" {
					return fs.SkipDir // the records of what was delivered
				}
				if err == nil && !entry.IsDir() {
					found[filepath.Ext(path)]++
					if !strings.Contains(string(printed), path) {
						t.Errorf("%s is not told of in\n%s", path, printed)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]int{".pdf": 1, ".csv": 1, ".json": 1, ".eml": 1, ".html": 2} // the report's and the mail's
			if !maps.Equal(found, want) {
				t.Errorf("files %v, want %v", found, want)
			}
		})
	}
}
