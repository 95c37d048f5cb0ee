//go:build unix

package file_test

import (
	"context"
	"errors"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A file system that hangs (here a pipe that nobody writes to) does not outlast the deadline.
func TestReadHeedsTheDeadline(t *testing.T) {
	root := t.TempDir()
	pipe := filepath.Join(root, "a.json")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := open(t, root).Shelf().Read(ctx, "a.json"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
