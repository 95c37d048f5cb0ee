package file

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"time"

	"tokenreport/internal/parallel"
)

// Shelf keeps small records in the channel's folder: each created once and never changed, or, where nothing depends on
// who was first, replaced. It may be used by several goroutines and processes at once, on one machine or on a network file
// system that has hard links.
type Shelf struct{ channel *Channel }

// Shelf is where the records of this folder are kept.
func (c *Channel) Shelf() *Shelf { return &Shelf{c} }

// Create keeps content under a name that must not be taken; if it is, the error is [io/fs.ErrExist]. A reader sees
// the whole record or none.
func (s *Shelf) Create(ctx context.Context, name string, content []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	root, err := s.channel.open(path.Dir(name))
	if err != nil {
		return s.channel.failure("keep", name, err)
	}
	defer root.Close()
	switch err := create(root, name, content); {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("keep %s: %w", name, fs.ErrExist)
	case err != nil:
		return s.channel.failure("keep", name, err)
	}
	return nil
}

// create writes a file beside name and gives it its name by a link, which fails where O_EXCL would, but brings the
// content along.
func create(root *os.Root, name string, content []byte) error {
	unfinished := path.Join(path.Dir(name), ".new."+rand.Text())
	defer func() { _ = root.Remove(unfinished) }()
	if err := write(root, unfinished, content); err != nil {
		return err
	}
	if err := root.Link(unfinished, name); err != nil {
		return err
	}
	return syncFolder(root, path.Dir(name))
}

// Replace keeps content under a name, whatever was kept there. A reader sees the whole of what was there or the whole of
// what is.
func (s *Shelf) Replace(ctx context.Context, name string, content []byte) error {
	if err := s.channel.put(ctx, name, content); err != nil {
		return s.channel.failure("keep", name, err)
	}
	return nil
}

// Read returns what is kept under a name; [io/fs.ErrNotExist] if nothing is. A file system that hangs is not waited for beyond
// the context's end.
func (s *Shelf) Read(ctx context.Context, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var content []byte
	read := parallel.Go(func() error {
		root, err := os.OpenRoot(s.channel.root)
		if err != nil {
			return err
		}
		defer root.Close()
		content, err = root.ReadFile(name)
		return err
	})
	select {
	case <-ctx.Done():
		return nil, s.lookingFor(name, ctx.Err())
	case err := <-read:
		if err != nil {
			return nil, s.lookingFor(name, err)
		}
		return content, nil
	}
}

func (s *Shelf) lookingFor(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look for %s: %w", name, fs.ErrNotExist)
	}
	return s.channel.failure("look for", name, err)
}

// Age is how long ago what is kept under a name was written, by the clock of the file system, which on a network is not this
// machine's: that of a file that is made for the purpose.
func (s *Shelf) Age(ctx context.Context, name string) (time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	root, err := os.OpenRoot(s.channel.root)
	if err != nil {
		return 0, s.lookingFor(name, err)
	}
	defer root.Close()
	kept, err := root.Stat(name)
	if err != nil {
		return 0, s.lookingFor(name, err)
	}
	probe := path.Join(path.Dir(name), ".now."+rand.Text())
	defer func() { _ = root.Remove(probe) }()
	if err := write(root, probe, nil); err != nil {
		return 0, fmt.Errorf("ask the time of %s: %w", s.channel.root, err)
	}
	now, err := root.Stat(probe)
	if err != nil {
		return 0, fmt.Errorf("ask the time of %s: %w", s.channel.root, err)
	}
	return now.ModTime().Sub(kept.ModTime()), nil
}
