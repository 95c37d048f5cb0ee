package file_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"tokenreport/delivery/file"
)

func TestRemove(t *testing.T) {
	c, err := file.New(filepath.Join(t.TempDir(), "reports"))
	if err != nil {
		t.Fatal(err)
	}
	shelf := c.Shelf()
	const name = ".tokenreport/check/a.json"
	if err := shelf.Create(t.Context(), name, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing
		if err := shelf.Remove(t.Context(), name); err != nil {
			t.Error(err)
		}
	}
	if _, err := shelf.Read(t.Context(), name); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := shelf.Remove(t.Context(), "../outside"); err == nil {
		t.Error("a name outside the folder was not refused")
	}
	if err := shelf.Remove(t.Context(), ".tokenreport"); err == nil {
		t.Error("a folder with something in it was removed")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := shelf.Remove(ctx, name); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
