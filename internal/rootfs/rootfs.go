// Package rootfs reads folders of the machine without leaving them: a link in a folder may lead to another file of it, never out
// of it. Otherwise whoever can add a file to a folder of templates could have any file of the machine mailed.
package rootfs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrOutside says that a link leads out of the folder.
var ErrOutside = errors.New("it is a link that leads out of the folder")

// Dir is the file system below a folder, like [os.DirFS] but for links. The folder itself may be a link. It holds nothing open.
type Dir string

var _ fs.StatFS = Dir("")

// Open opens a file. Of a link that leads out of the folder the error is [ErrOutside].
func (d Dir) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	file, err := os.OpenInRoot(string(d), filepath.FromSlash(name))
	if err != nil { // a nil *os.File is no nil fs.File
		return nil, explain(err)
	}
	return file, nil
}

// Stat describes a file without opening it, which would wait for the writer of a pipe.
func (d Dir) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // nothing was written
	info, err := root.Stat(filepath.FromSlash(name))
	return info, explain(err)
}

// explain puts [ErrOutside] in place of the standard library's own error for it, which is not exported.
func explain(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) && path.Err.Error() == "path escapes from parent" {
		return &fs.PathError{Op: path.Op, Path: path.Path, Err: ErrOutside}
	}
	return err
}
