package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// The README, or a page of docs, shows every picture of docs, no other, and none that is slow to load.
func TestPicturesOfTheREADME(t *testing.T) {
	const most = 150 << 10
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, found := range regexp.MustCompile(`!\[[^\]]+\]\((docs/[^)]+)\)`).FindAllStringSubmatch(string(readme), -1) {
		shown = append(shown, filepath.FromSlash(found[1]))
	}
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`!\[[^\]]+\]\(([^)/]+\.png)\)`).FindAllStringSubmatch(string(text), -1) {
			shown = append(shown, filepath.Join("docs", found[1]))
		}
	}
	pictures, err := filepath.Glob("docs/*.png")
	if err != nil || len(pictures) < 10 {
		t.Fatalf("found only the pictures %q: %v", pictures, err)
	}
	slices.Sort(shown)
	shown = slices.Compact(shown)
	if !slices.Equal(shown, pictures) {
		t.Errorf("the README shows %q, and there are %q", shown, pictures)
	}
	for _, name := range pictures {
		if info, err := os.Stat(name); err != nil || info.Size() > most {
			t.Errorf("%s has %d bytes, more than %d: %v", name, info.Size(), most, err)
		}
	}
}
