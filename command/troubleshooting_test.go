package command_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every message of the README's section on troubleshooting is printed by the program, as a scenario proves; and every
// scenario is told of.
func TestTroubleshooting(t *testing.T) {
	printed, others := messagesOf(t, "../README.md")
	if len(printed) < 20 || len(others) == 0 {
		t.Fatalf("the section has %d messages of this program and %d of the platform", len(printed), len(others))
	}
	known, alone := troubles(), lonelyTroubles()
	maps.Copy(known, alone)
	if told := slices.Sorted(maps.Keys(known)); !slices.Equal(slices.Sorted(slices.Values(printed)), told) {
		for _, message := range printed {
			if known[message] == nil {
				t.Errorf("no scenario prints %s", message)
			}
		}
		for _, message := range told {
			if !slices.Contains(printed, message) {
				t.Errorf("the README does not tell of %s", message)
			}
		}
	}
	if testing.Short() {
		t.Skip("nothing here runs at the same time as something else that other tests do not run so, too")
	}
	for message, cause := range known {
		t.Run(message, func(t *testing.T) {
			if alone[message] == nil {
				t.Parallel()
			}
			if shown := cause(t); !pattern(message).MatchString(shown) {
				t.Errorf("printed was\n%s", shown)
			}
		})
	}
}

// The Chinese page has the same messages, in the same order.
func TestTroubleshootingInChinese(t *testing.T) {
	printed, others := messagesOf(t, "../README.md")
	inChinese, othersInChinese := messagesOf(t, "../README.zh-CN.md")
	if !slices.Equal(printed, inChinese) || !slices.Equal(others, othersInChinese) {
		t.Errorf("%q\n%q; in Chinese\n%q\n%q", printed, others, inChinese, othersInChinese)
	}
}

// messagesOf are the first cells of the tables in the section on troubleshooting: what this program prints, and below the
// comment that says so what the platform does, which no test can have it say.
func messagesOf(t *testing.T, page string) (printed, others []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, section, begins := strings.Cut(string(text), "\n<!-- troubleshooting: each message is printed by a test -->\n")
	section, platform, divided := strings.Cut(section, "\n<!-- troubleshooting: what the platform says -->\n")
	platform, _, ends := strings.Cut(platform, "\n## ")
	if !begins || !divided || !ends {
		t.Fatalf("%s has no such section", page)
	}
	return firstCells(t, section), firstCells(t, platform)
}

// firstCells are the codes in the first cells of tables. A row whose first cell is no code is the table's head.
func firstCells(t *testing.T, text string) (cells []string) {
	t.Helper()
	for line := range strings.Lines(text) {
		cell, _, isRow := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		code, isCode := strings.CutPrefix(cell, "`")
		if !isRow || !isCode || !strings.HasPrefix(line, "| ") {
			continue
		}
		code = strings.TrimSuffix(code, "`")
		if strings.Contains(code, "`") || slices.Contains(cells, code) || len(strings.ReplaceAll(code, "…", "")) < 12 {
			t.Errorf("the cell %s is no single code, there twice, or says too little", cell)
		}
		cells = append(cells, code)
	}
	return cells
}

// pattern takes the … of a message for anything in the line.
func pattern(message string) *regexp.Regexp {
	parts := strings.Split(message, "…")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(strings.TrimSpace(parts[i]))
	}
	return regexp.MustCompile(strings.Join(parts, ".*?"))
}
