package deliverytest

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"sync"
	"testing"
)

// Archive is what [RunArchive] tests: whatever keeps contents that are replaced whole.
type Archive interface {
	// Read returns what is kept under a name; [fs.ErrNotExist] if nothing is.
	Read(ctx context.Context, name string) ([]byte, error)
	// Replace keeps content under a name, whatever was kept there.
	Replace(ctx context.Context, name string, content []byte) error
}

// archiveTests are the suite for archives.
var archiveTests = []struct {
	name string
	run  func(t *testing.T, a Archive)
}{
	{"what is kept can be read", testReplaced},
	{"of many at once one stays, whole", testWhole},
	{"nothing is kept where nothing was", testNothingArchived},
	{"a context that has ended changes nothing", testEndedArchive},
}

// RunArchive runs the suite for an archive. start makes an empty one for each test; what it opens it closes by t.Cleanup.
func RunArchive(t *testing.T, start func(t *testing.T) Archive) {
	for _, test := range archiveTests {
		t.Run(test.name, func(t *testing.T) { test.run(t, start(t)) })
	}
}

const archiveName = ".tokenreport/history/daily/0a1b2c3d4e5f6071/2024-11.jsonl"

func testReplaced(t *testing.T, a Archive) {
	for _, content := range []string{"first\n", "the second is longer: 用量\n", "third\n", ""} {
		given := []byte(content)
		if err := a.Replace(t.Context(), archiveName, given); err != nil {
			t.Fatal(err)
		}
		copy(given, "spoilt") // the caller's own
		if got, err := a.Read(t.Context(), archiveName); err != nil || string(got) != content {
			t.Errorf("read %q, %v; want %q", got, err, content)
		}
	}
}

func testWhole(t *testing.T, a Archive) {
	const many, length = 8, 4096
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			if err := a.Replace(t.Context(), archiveName, bytes.Repeat([]byte{'a' + byte(i)}, length)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got, err := a.Read(t.Context(), archiveName)
	if err != nil || len(got) != length || !bytes.Equal(got, bytes.Repeat(got[:1], length)) {
		t.Errorf("read %d bytes, %v; want one writer's %d", len(got), err, length)
	}
}

func testNothingArchived(t *testing.T, a Archive) {
	if got, err := a.Read(t.Context(), archiveName); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read %q, %v; want fs.ErrNotExist", got, err)
	}
}

func testEndedArchive(t *testing.T, a Archive) {
	if err := a.Replace(t.Context(), archiveName, []byte("kept")); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Replace(ended, archiveName, []byte("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("replace: %v, want context.Canceled", err)
	}
	if got, err := a.Read(t.Context(), archiveName); err != nil || string(got) != "kept" {
		t.Errorf("read %q, %v", got, err)
	}
}
