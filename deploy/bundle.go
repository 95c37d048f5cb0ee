package deploy

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// File is one of a bundle.
type File struct {
	Name    string // from the bundle's root, with slashes: brand/logo.png
	Mode    fs.FileMode
	Content []byte
}

// Configuration is the name under which the function finds its configuration beside the binary.
const Configuration = "tokenreport.yml"

// Modes of what is deployed, whatever the machine's own are: Windows has no executable bit.
const (
	Executable fs.FileMode = 0o755
	Plain      fs.FileMode = 0o644
)

// Bundle is what is deployed, whole.
type Bundle []File

// packed is the time of each entry of a zip: a fixed one, so that the same files make the same zip.
var packed = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// Zip is the bundle as a zip: the same bytes for the same files, in the order of their names.
func (b Bundle) Zip() ([]byte, error) {
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, file := range b.sorted() {
		header := &zip.FileHeader{Name: file.Name, Method: zip.Deflate, Modified: packed}
		header.SetMode(file.Mode) // as a Unix machine writes it, on every machine
		entry, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(file.Content); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return archive.Bytes(), err
}

func (b Bundle) sorted() Bundle {
	return slices.SortedFunc(slices.Values(b), func(a, b File) int { return strings.Compare(a.Name, b.Name) })
}

// WriteFolder writes the files into a folder, which the deploy tool uploads whole. So one that has other files is refused: a
// .env among them would be uploaded, too.
func (b Bundle) WriteFolder(folder string) error {
	if err := b.strangers(folder); err != nil {
		return err
	}
	for _, file := range b.sorted() {
		name := filepath.Join(folder, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := WriteFile(name, file.Content, file.Mode); err != nil {
			return err
		}
	}
	return nil
}

// strangers refuses a folder with files that are not the bundle's.
func (b Bundle) strangers(folder string) error {
	if info, err := os.Stat(filepath.Clean(folder)); err == nil && !info.IsDir() {
		return &fs.PathError{Op: "write into", Path: folder, Err: errors.New("it is there, and is no folder")}
	}
	var strange []string
	// Unlike filepath's, this walk goes into a folder that is a link itself.
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !b.has(name) {
			strange = append(strange, filepath.FromSlash(name))
		}
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(strange) > 0:
		return fmt.Errorf("%s has what is not in the package, and would be deployed with it: %s; remove it from there, or take another folder",
			folder, someOf(strange))
	}
	return nil
}

// someOf names the first of some files: a folder that was never meant may have thousands.
func someOf(names []string) string {
	const most = 5
	if more := len(names) - most; more > 0 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}

// WriteFile writes a file whole or not at all: it is another until the last byte is there. What is no file, as a device, is
// refused, since it would be replaced.
func WriteFile(name string, content []byte, mode fs.FileMode) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return &fs.PathError{Op: "write", Path: name, Err: errors.New("it is there, and is no file")}
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(content)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	if err != nil {
		_ = os.Remove(temporary.Name()) // the first error is the one to tell
	}
	return err
}
