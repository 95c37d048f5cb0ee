package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Tests and files that the pages for developers name are there.
func TestNamesInThePages(t *testing.T) {
	tests := regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`)
	files := regexp.MustCompile("`((?:[a-z]+/)*[a-z_]+(?:\\.[a-z]+)?)`")
	sources := testSources(t)
	named, all := 0, pages(t)
	for name, text := range all {
		for _, test := range tests.FindAllString(text, -1) {
			named++
			if !bytes.Contains(sources, []byte("func "+test+"(")) {
				t.Errorf("%s names %s, which is no test", name, test)
			}
		}
	}
	for _, found := range files.FindAllStringSubmatch(all["CONTRIBUTING.md"], -1) {
		if file := found[1]; strings.ContainsAny(file, "/.") {
			named++
			if _, err := os.Stat(filepath.FromSlash(file)); err != nil && file != "secret.Text" && file != "tokenreport.yml" {
				t.Errorf("CONTRIBUTING.md names %s: %v", file, err)
			}
		}
	}
	if named < 20 {
		t.Errorf("only %d names were found", named)
	}
}

// testSources are all files of tests, joined.
func testSources(t *testing.T) []byte {
	t.Helper()
	var joined bytes.Buffer
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		joined.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return joined.Bytes()
}
