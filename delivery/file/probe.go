package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Remove deletes what is kept under a name; that nothing is kept is no error. A report never needs it: whoever tries the
// storage takes away what was left by that.
func (s *Shelf) Remove(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	root, err := os.OpenRoot(s.channel.root)
	if err != nil {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	defer root.Close()
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	return nil
}
