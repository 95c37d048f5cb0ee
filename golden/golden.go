// Package golden holds what a test made against a file in the repository, so that a reviewer sees in the diff what a
// change does to the output. `go test ./PACKAGE -update` rewrites the files that differ, and fails once, so that an
// update cannot pass unseen. It is for tests alone.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files that differ, and fail once")

// Check compares got with the file, byte for byte, and reports the first lines that differ. A file that is missing
// differs.
func Check(t testing.TB, file string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err == nil && bytes.Equal(got, want) {
		return
	}
	if *update {
		rewrite(t, file, got)
		t.Errorf("%s is rewritten: look at it, then run the test without -update", file)
		return
	}
	if err != nil {
		t.Errorf("no golden file (%v); look at this, then write it with -update:\n%s", err, got)
		return
	}
	line, before, after := firstDifference(string(want), string(got))
	t.Errorf("%s differs from line %d on (-update rewrites it):\n got %q\nwant %q", file, line, after, before)
}

func rewrite(t testing.TB, file string, got []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, got, 0o644); err != nil {
		t.Fatal(err)
	}
}

// firstDifference gives the number of the first line that differs, and what either text has from there on, at most
// three lines of it.
func firstDifference(want, got string) (line int, before, after []string) {
	before, after = strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	for line < len(before) && line < len(after) && before[line] == after[line] {
		line++
	}
	few := func(lines []string) []string { return lines[min(line, len(lines)):min(line+3, len(lines))] }
	return line + 1, few(before), few(after)
}
