package rootfs_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tokenreport/internal/rootfs"
)

// tree makes files and links in a folder of the test's; a name with a target is a link.
func tree(t *testing.T, targets map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, target := range targets {
		at := filepath.Join(folder, name)
		err := os.MkdirAll(filepath.Dir(at), 0o755)
		if target == "" {
			err = errors.Join(err, os.WriteFile(at, []byte(name), 0o644))
		} else {
			err = errors.Join(err, os.Symlink(target, at))
		}
		if err != nil {
			t.Skipf("this system has no links: %v", err)
		}
	}
	return folder
}

func TestLinks(t *testing.T) {
	folder := tree(t, map[string]string{
		"in/a.txt": "", "in/sub/b.txt": "", "secret.txt": "",
		"in/inside.txt": "sub/b.txt", "in/up.txt": "../secret.txt", "in/absolute.txt": "/etc/passwd", "in/folder": "..",
		"in/back.txt": "../in/a.txt", "in/broken.txt": "nowhere", "in/gone.txt": "../nowhere", "in/round.txt": "round.txt", "whole": "in",
	})
	for name, want := range map[string]error{
		"a.txt": nil, "inside.txt": nil, "sub/b.txt": nil,
		"up.txt": rootfs.ErrOutside, "absolute.txt": rootfs.ErrOutside, "folder": rootfs.ErrOutside, "folder/secret.txt": rootfs.ErrOutside,
		"back.txt":   rootfs.ErrOutside, // out and in again
		"broken.txt": fs.ErrNotExist, "gone.txt": rootfs.ErrOutside, "nowhere": fs.ErrNotExist, "../secret.txt": fs.ErrInvalid, "/etc/passwd": fs.ErrInvalid,
	} {
		for _, dir := range []rootfs.Dir{rootfs.Dir(filepath.Join(folder, "in")), rootfs.Dir(filepath.Join(folder, "whole"))} {
			if _, err := fs.ReadFile(dir, name); !errors.Is(err, want) {
				t.Errorf("read %s: %v, want %v", name, err, want)
			}
			if _, err := fs.Stat(dir, name); !errors.Is(err, want) {
				t.Errorf("stat %s: %v, want %v", name, err, want)
			}
		}
	}
	if _, err := fs.ReadFile(rootfs.Dir(filepath.Join(folder, "in")), "round.txt"); err == nil {
		t.Error("a link to itself is read")
	}
}

func Example() {
	folder, err := os.MkdirTemp("", "rootfs")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	_ = os.Symlink("/etc/passwd", filepath.Join(folder, "mail.html.tmpl"))
	_, err = fs.ReadFile(rootfs.Dir(folder), "mail.html.tmpl")
	fmt.Println(err)
	// Output: openat mail.html.tmpl: it is a link that leads out of the folder
}
