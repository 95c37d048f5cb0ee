package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryChannelConforms: whatever delivers, keeps records or makes links is held to the suite for that, by its own tests.
func TestEveryChannelConforms(t *testing.T) {
	for _, suite := range []struct {
		does  string // the method that makes a package one of these
		calls []string
		least int // packages that do it today
	}{
		{"Deliver", []string{"deliverytest.Run("}, 4},
		{"Shelf", []string{"deliverytest.RunShelf(", "deliverytest.RunArchive("}, 2},
		{"Link", []string{"deliverytest.RunLinks("}, 2},
	} {
		method := regexp.MustCompile(`(?m)^func \(\w+ \*?[A-Z]\w*\) ` + suite.does + `\(`)
		folders, err := filepath.Glob("delivery/*")
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, folder := range folders {
			product, tests := texts(t, folder)
			if !method.MatchString(product) {
				continue
			}
			found++
			for _, call := range suite.calls {
				if !strings.Contains(tests, call) {
					t.Errorf("%s has a method %s, and its tests do not call %s…)", folder, suite.does, call)
				}
			}
		}
		if found < suite.least {
			t.Errorf("only %d packages with a method %s were found", found, suite.does)
		}
	}
}

// texts are those of a folder's product code and of its tests.
func texts(t *testing.T, folder string) (product, tests string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			tests += string(text)
		} else {
			product += string(text)
		}
	}
	return product, tests
}
