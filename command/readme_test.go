package command_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The README's table has every command, as its help says it.
func TestCommandsOfTheTable(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `(tokenreport ([a-z]+)[^`]*)` \\|").FindAllStringSubmatch(string(readme), -1)
	told := map[string]bool{}
	for _, row := range rows {
		told[row[2]] = true
		c := newConsole(nil)
		if c.run(t, row[2], "--help"); !strings.HasPrefix(c.out.String(), row[1]+"\n") {
			t.Errorf("the README has\n%s\nthe help begins with\n%.200s", row[1], &c.out)
		}
	}
	c := newConsole(nil)
	c.run(t, "--help")
	for _, listed := range regexp.MustCompile(`(?m)^  ([a-z]+) +\S`).FindAllStringSubmatch(c.out.String(), -1) {
		if !told[listed[1]] {
			t.Errorf("the README's table lacks %s", listed[1])
		}
	}
	if len(rows) < 5 {
		t.Errorf("the README's table has only %d commands", len(rows))
	}
}
