package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"reflect"

	"tokenreport/internal/seal"
)

// setAside reports whether err is a damaged record that the caller goes on without, and tells of it.
func (l *Ledger) setAside(err error) bool {
	damaged := errors.Is(err, seal.ErrDamaged)
	if damaged && l.Damaged != nil {
		l.Damaged(err)
	}
	return damaged
}

// read reads a record, and a damaged one twice before it is believed to be: its answer may have been damaged on the way, and whether
// there is a record at all would be unknown.
func (l *Ledger) read(ctx context.Context, name string, into any) error {
	err := l.readOnce(ctx, name, into)
	if errors.Is(err, seal.ErrDamaged) {
		reflect.ValueOf(into).Elem().SetZero() // of what the first answer said
		err = l.readOnce(ctx, name, into)
	}
	return err
}

// readOnce reads a record. Results and first periods have a checksum since version 2. A claim has none: that it exists is what it
// says, and one that can be read counts.
func (l *Ledger) readOnce(ctx context.Context, name string, into any) error {
	content, err := l.shelf.Read(ctx, name)
	if err != nil {
		return shelfError(err)
	}
	_, _, err = seal.Open(content) // records of version 1 have no seal
	if unreadable := json.Unmarshal(content, into); err == nil && unreadable != nil {
		err = fmt.Errorf("%w: %w", seal.ErrDamaged, unreadable)
	}
	if err != nil {
		return &ShelfError{fmt.Errorf("read the record %s: %w; if it is damaged, delete it", name, err)}
	}
	return nil
}

// shelfError leaves the two answers that are no failure as they are.
func shelfError(err error) error {
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &ShelfError{err}
}

func (l *Ledger) create(ctx context.Context, name string, record any) error {
	write := seal.Marshal
	if _, isClaim := record.(claimRecord); isClaim {
		write = json.Marshal
	}
	object, err := write(record)
	if err != nil {
		return err
	}
	var content bytes.Buffer
	if err := json.Indent(&content, append(object, '\n'), "", "  "); err != nil {
		return err
	}
	return shelfError(l.shelf.Create(ctx, name, content.Bytes()))
}
