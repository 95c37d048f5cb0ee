package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/golden"
)

// spy is a test that may fail.
type spy struct {
	testing.TB
	said string
}

func (s *spy) Helper()                           {}
func (s *spy) Errorf(format string, args ...any) { s.said += fmt.Sprintf(format, args...) }

func TestCheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.golden")
	if err := os.WriteFile(file, []byte("one\ntwo\nthree\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ file, got, says string }{
		"equal":   {file, "one\ntwo\nthree\n", ""},
		"changed": {file, "one\n2\nthree\n", `differs from line 2 on`},
		"longer":  {file, "one\ntwo\nthree\nfour", `differs from line 4 on`},
		"shorter": {file, "one\n", `differs from line 2 on`},
		"missing": {file + "x", "one\n", `no golden file`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := &spy{TB: t}
			golden.Check(s, test.file, []byte(test.got))
			if !strings.Contains(s.said, test.says) || (test.says == "") != (s.said == "") {
				t.Errorf("said %q, want %q", s.said, test.says)
			}
		})
	}
}
