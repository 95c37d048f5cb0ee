package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/golden"
)

// printing stands for the *testing.T of a test that fails.
type printing struct{ testing.TB }

func (printing) Helper() {}
func (printing) Errorf(format string, args ...any) {
	said := fmt.Sprintf(format, args...)
	fmt.Println(said[strings.Index(said, "greeting.txt"):])
}

// A test compares what it made with the file that was reviewed.
func ExampleCheck() {
	folder, err := os.MkdirTemp("", "golden")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "greeting.txt")
	if err := os.WriteFile(file, []byte("Good morning\n"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	var t printing
	golden.Check(t, file, []byte("Good morning\n"))
	golden.Check(t, file, []byte("Good evening\n"))
	// Output:
	// greeting.txt differs from line 1 on (-update rewrites it):
	//  got ["Good evening\n" ""]
	// want ["Good morning\n" ""]
}
