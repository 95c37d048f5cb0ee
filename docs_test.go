package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The pages show every picture of docs, no other, and none that is slow to load; the README begins with one.
func TestPicturesOfThePages(t *testing.T) {
	const most = 150 << 10
	var shown []string
	for name, text := range pages(t) {
		for _, link := range linksOf(text) {
			if link.picture && !strings.Contains(link.target, "://") {
				shown = append(shown, path.Join(path.Dir(name), link.target))
			}
		}
	}
	slices.Sort(shown)
	shown = slices.Compact(shown)
	pictures, err := filepath.Glob("docs/*.png")
	if err != nil || len(pictures) < 10 {
		t.Fatalf("found only the pictures %q: %v", pictures, err)
	}
	for i := range pictures {
		pictures[i] = filepath.ToSlash(pictures[i])
	}
	if !slices.Equal(shown, pictures) {
		t.Errorf("the pages show %q, and there are %q", shown, pictures)
	}
	for _, name := range pictures {
		if info, err := os.Stat(name); err != nil || info.Size() > most {
			t.Errorf("%s has %d bytes, more than %d: %v", name, info.Size(), most, err)
		}
	}
	for name, first := range map[string]string{"README.md": "docs/report.png", "README.zh-CN.md": "docs/report-zh-CN.png"} {
		head, _, _ := strings.Cut(pages(t)[name], "\n## ")
		if !slices.ContainsFunc(linksOf(head), func(l link) bool { return l.picture && l.target == first }) {
			t.Errorf("%s does not begin with %s", name, first)
		}
	}
}

// Every link of a page leads somewhere: to a file that is there, and to a heading that it has.
func TestLinksOfThePages(t *testing.T) {
	all := pages(t)
	for name, text := range all {
		for _, link := range linksOf(text) {
			if strings.Contains(link.target, "://") {
				continue
			}
			file, anchor, _ := strings.Cut(link.target, "#")
			at := path.Join(path.Dir(name), file)
			if file == "" {
				at = name
			}
			if _, err := os.Stat(filepath.FromSlash(at)); err != nil {
				t.Errorf("%s links to %s: %v", name, link.target, err)
			}
			if anchor != "" && !slices.Contains(anchorsOf(all[at]), anchor) {
				t.Errorf("%s links to %s, which has no such heading", name, link.target)
			}
		}
	}
}

// pages are all that is written for people, by path.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"[A-Z]*.md", "docs/*.md", "deploy/*.md", "deploy/*/*.md", "templates/fonts/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.ToSlash(name)] = string(text)
		}
	}
	if len(all) < 10 {
		t.Fatalf("there are only %d pages", len(all))
	}
	return all
}

type link struct {
	target  string
	picture bool
}

var (
	linkPattern   = regexp.MustCompile(`(!?)\[(?:[^\[\]]|!\[[^\]]*\]\([^)]*\))*\]\(([^)\s]+)\)`)
	fencePattern  = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	headingFormat = regexp.MustCompile(`(?m)^#+ +(.*)$`)
)

// linksOf are the links and pictures of a page, those within a link's text included.
func linksOf(text string) (links []link) {
	text = fencePattern.ReplaceAllString(text, "")
	for _, found := range linkPattern.FindAllStringSubmatch(text, -1) {
		links = append(links, link{found[2], found[1] != ""})
		if _, inner, nested := strings.Cut(found[0], "[!["); nested {
			_, target, _ := strings.Cut(inner, "](")
			target, _, _ = strings.Cut(target, ")")
			links = append(links, link{target, true})
		}
	}
	return links
}

// anchorsOf are the anchors that GitHub makes of a page's headings: in lower case, without punctuation, with hyphens for
// blanks; the second of the same name ends in -1.
func anchorsOf(text string) (anchors []string) {
	seen := map[string]int{}
	for _, heading := range headingFormat.FindAllStringSubmatch(fencePattern.ReplaceAllString(text, ""), -1) {
		anchor := strings.ReplaceAll(strings.ToLower(heading[1]), " ", "-")
		anchor = regexp.MustCompile(`[^\p{L}\p{M}\p{N}_-]`).ReplaceAllString(anchor, "")
		if n := seen[anchor]; n > 0 {
			anchors = append(anchors, anchor+"-"+string(rune('0'+n)))
		} else {
			anchors = append(anchors, anchor)
		}
		seen[anchor]++
	}
	return anchors
}

func TestLinksAreFound(t *testing.T) {
	text := "# A b, c\n[x](y.md#z) and [![a](p.png)](q.md)\n```\n[no](no.md)\n```\n![p](r.png)\n## A b, c\n"
	want := []link{{"y.md#z", false}, {"q.md", false}, {"p.png", true}, {"r.png", true}}
	if got := linksOf(text); !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if got := anchorsOf(text); !slices.Equal(got, []string{"a-b-c", "a-b-c-1"}) {
		t.Errorf("found %q", got)
	}
}
