package file

import (
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"tokenreport/delivery"
)

// Each way in which a folder fails says what to fix.
func TestWhatToFix(t *testing.T) {
	c, err := New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		err   error
		fault delivery.Fault
		want  string
	}{
		{syscall.ENOSPC, delivery.Temporary, "the disk is full"},
		{syscall.EDQUOT, delivery.Temporary, "raise the quota"},
		{syscall.EROFS, delivery.Permanent, "read-only"},
		{syscall.EACCES, delivery.Permanent, "let this process read and write " + c.root},
		{syscall.EPERM, delivery.Permanent, "let this process read and write " + c.root},
		{syscall.EIO, delivery.Temporary, "check the mount"},
		{syscall.ESTALE, delivery.Temporary, "check the mount"},
		{syscall.ENOTDIR, delivery.Permanent, "move it away"},
	} {
		err := c.failure("keep", "a/b", fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: "b", Err: test.err}))
		if delivery.FaultOf(err) != test.fault || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: got %v, %v", test.err, delivery.FaultOf(err), err)
		}
	}
}
