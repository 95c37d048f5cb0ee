package file_test

import (
	"testing"

	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/file"
	"tokenreport/delivery/ledger"
)

func TestShelfConforms(t *testing.T) {
	deliverytest.RunShelf(t, func(t *testing.T) ledger.Shelf {
		c, err := file.New(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return c.Shelf()
	})
}

func TestArchiveConforms(t *testing.T) {
	deliverytest.RunArchive(t, func(t *testing.T) deliverytest.Archive {
		c, err := file.New(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return c.Shelf()
	})
}
