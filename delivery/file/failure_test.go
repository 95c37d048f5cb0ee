package file

import (
	"io/fs"
	"syscall"
	"testing"

	"tokenreport/delivery"
)

// A disk that is full is not so for good: the delivery is made once somebody has made room.
func TestWhatADiskSays(t *testing.T) {
	for cause, want := range map[error]delivery.Fault{
		syscall.ENOSPC: delivery.Temporary, syscall.EDQUOT: delivery.Temporary, syscall.EIO: delivery.Temporary,
		syscall.EACCES: delivery.Permanent, syscall.EROFS: delivery.Permanent, syscall.ENOTDIR: delivery.Permanent,
	} {
		err := (&Channel{root: "/srv"}).failure("store", "daily/a.pdf", &fs.PathError{Op: "write", Path: "a.pdf", Err: cause})
		if got := delivery.FaultOf(err); got != want {
			t.Errorf("%v: %v, want %v", cause, got, want)
		}
		if err.(*delivery.Error).Hint == "" {
			t.Errorf("%v: no hint", cause)
		}
	}
}
