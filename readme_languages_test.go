package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The Chinese README has what the English one has: headings of the same levels, the same blocks of code but for their
// comments, tables of as many rows with the same numbers and codes, links to the same places.
func TestREADMEsAgree(t *testing.T) {
	english, chinese := readPage(t, "README.md"), readPage(t, "README.zh-CN.md")
	for name, part := range map[string]func(string) []string{
		"headings": headingLevels, "blocks": codeBlocks, "rows of tables": tableRows, "links": destinations, "commands": shellLines,
	} {
		one, other := part(english), part(chinese)
		if len(one) < 5 {
			t.Errorf("there are only %d %s", len(one), name)
		}
		for i := range max(len(one), len(other)) {
			if i >= len(one) || i >= len(other) || one[i] != other[i] {
				t.Errorf("the %s differ from number %d on:\n%q\nin Chinese\n%q", name, i+1, one[min(i, len(one)):min(i+2, len(one))], other[min(i, len(other)):min(i+2, len(other))])
				break
			}
		}
	}
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func headingLevels(page string) (levels []string) {
	for _, heading := range regexp.MustCompile(`(?m)^(#+) `).FindAllStringSubmatch(fencePattern.ReplaceAllString(page, ""), -1) {
		levels = append(levels, heading[1])
	}
	return levels
}

// codeBlocks are the blocks without comments, which both languages have of their own.
func codeBlocks(page string) (blocks []string) {
	for _, block := range fencePattern.FindAllString(page, -1) {
		blocks = append(blocks, regexp.MustCompile(`(?m)\s+# .*$`).ReplaceAllString(block, ""))
	}
	return blocks
}

// tableRows are, of each row, how many cells it has, and its codes and numbers, sorted: the order of words is the language's.
func tableRows(page string) (rows []string) {
	code, number := regexp.MustCompile("`[^`]+`"), regexp.MustCompile(`\d+(?:[.,]\d+)*`)
	for line := range strings.Lines(fencePattern.ReplaceAllString(page, "")) {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		found := slices.Concat(code.FindAllString(line, -1), number.FindAllString(code.ReplaceAllString(line, ""), -1))
		slices.Sort(found)
		rows = append(rows, strings.Repeat("|", strings.Count(code.ReplaceAllString(line, ""), "|"))+strings.Join(found, " "))
	}
	return rows
}

// destinations are where the links of each section lead, sorted; a heading of the page is one in any language.
func destinations(page string) (sections []string) {
	for _, section := range strings.Split(page, "\n## ") {
		var targets []string
		for _, link := range linksOf(section) {
			target := link.target
			switch {
			case strings.HasPrefix(target, "#"):
				target = "#"
			case target == "README.md", target == "README.zh-CN.md":
				target = "README"
			}
			targets = append(targets, strings.Replace(target, "docs/report-zh-CN.png", "docs/report.png", 1))
		}
		slices.Sort(targets)
		sections = append(sections, strings.Join(targets, " "))
	}
	return sections
}

// shellLines are the lines of the page's blocks for a shell.
func shellLines(page string) (lines []string) {
	for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		for line := range strings.Lines(block[1]) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				lines = append(lines, line)
			}
		}
	}
	return lines
}
