// Package file is the delivery channel to a folder of the local file system. It writes each file of
// a parcel so that a reader sees the whole file or none, also after a crash; it never leaves its root folder
// and deletes nothing but its own unfinished files.
//
// Errors of Deliver are [*delivery.Error]: permanent where the file system refuses, temporary otherwise (a
// full disk).
package file

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"tokenreport/delivery"
)

// The permissions of what the channel creates, before the process's umask.
const (
	fileMode   = 0o644
	folderMode = 0o755
)

var errNothing = errors.New("the parcel has no file to store")

// Channel delivers into a folder. It may be used by several goroutines at once.
type Channel struct {
	root   string
	public *url.URL // where a site serves the root; nil: nowhere
}

var _ delivery.Channel = (*Channel)(nil)

// New makes a channel into the folder root, which is created when it is first needed.
func New(root string) (*Channel, error) {
	if root == "" {
		return nil, errors.New("configure the storage folder: no folder is given")
	}
	if root != delivery.CleanLine(root) {
		return nil, fmt.Errorf("configure the storage folder %q: the name has spaces at an end, or characters that do not show", root)
	}
	absolute, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("configure the storage folder %s: %w", root, err)
	}
	return &Channel{root: absolute}, nil
}

// Name is "file".
func (c *Channel) Name() string { return "file" }

// Deliver writes the parcel's files, inline images aside, as root/folder/name and replaces those of an earlier
// delivery. ref is the paths of the files under the root, with "/", separated by commas.
func (c *Channel) Deliver(ctx context.Context, p delivery.Parcel) (ref string, err error) {
	if err := p.Check(); err != nil {
		return "", err
	}
	var paths []string
	for _, f := range p.Files {
		if f.ContentID != "" {
			continue
		}
		name := path.Join(p.Folder, f.Name)
		if err := c.put(ctx, name, f.Content); err != nil {
			return "", c.failure("store", name, err)
		}
		paths = append(paths, name)
	}
	if len(paths) == 0 {
		return "", &delivery.Error{Fault: delivery.Permanent, Doing: "store in " + c.root, Err: errNothing}
	}
	return strings.Join(paths, ", "), nil
}

// put stores content under name, which [os.Root] confines to the root even through symbolic links.
func (c *Channel) put(ctx context.Context, name string, content []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	root, err := c.open(path.Dir(name))
	if err != nil {
		return err
	}
	defer root.Close()
	return replace(root, name, content)
}

// open opens the root folder and sees that there is the given folder in it.
func (c *Channel) open(folder string) (*os.Root, error) {
	if err := os.MkdirAll(c.root, folderMode); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(c.root)
	if err != nil {
		return nil, err
	}
	if err := root.MkdirAll(folder, folderMode); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return root, nil
}

// replace writes a file beside name, makes sure that it is on the disk, and renames it.
func replace(root *os.Root, name string, content []byte) (err error) {
	unfinished := path.Join(path.Dir(name), "."+path.Base(name)+"."+rand.Text())
	defer func() {
		if err != nil {
			_ = root.Remove(unfinished)
		}
	}()
	if err := write(root, unfinished, content); err != nil {
		return err
	}
	if err := root.Rename(unfinished, name); err != nil {
		return err
	}
	return syncFolder(root, path.Dir(name))
}

func write(root *os.Root, name string, content []byte) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncFolder puts a folder's new entry on the disk. Windows does so by itself and cannot be asked to.
func syncFolder(root *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (c *Channel) failure(doing, name string, err error) error {
	e := &delivery.Error{
		Fault: delivery.Temporary,
		Doing: doing + " " + filepath.Join(c.root, filepath.FromSlash(name)),
		Err:   err,
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		e.Hint = "the disk is full: make room on the disk of " + c.root
	case errors.Is(err, syscall.EDQUOT):
		e.Hint = "the quota is used up: delete files, or raise the quota of " + c.root
	case errors.Is(err, syscall.EROFS):
		e.Fault, e.Hint = delivery.Permanent, "the file system is read-only: mount that of "+c.root+" for writing"
	case errors.Is(err, fs.ErrPermission):
		e.Fault, e.Hint = delivery.Permanent, "let this process read and write "+c.root
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.ESTALE), errors.Is(err, syscall.ENODEV), errors.Is(err, syscall.ENXIO):
		e.Hint = "the disk or network file system cannot be reached: check the mount of " + c.root
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR), errors.Is(err, fs.ErrExist):
		e.Fault, e.Hint = delivery.Permanent, "something else has the name of this folder or file: move it away"
	}
	return e
}
