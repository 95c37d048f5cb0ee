package ledger

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"sync"
)

// Memory is a [Shelf] that lasts as long as the process. It serves where no storage is configured: a warm instance
// then still knows what it has delivered, a new one does not. The zero Memory is empty and ready to use.
type Memory struct {
	mu      sync.Mutex
	records map[string][]byte
}

// Create implements [Shelf].
func (m *Memory) Create(ctx context.Context, name string, content []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, taken := m.records[name]; taken {
		return fmt.Errorf("create %s: %w", name, fs.ErrExist)
	}
	if m.records == nil {
		m.records = map[string][]byte{}
	}
	m.records[name] = bytes.Clone(content)
	return nil
}

// Replace keeps content under a name, whatever was kept there.
func (m *Memory) Replace(ctx context.Context, name string, content []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.records == nil {
		m.records = map[string][]byte{}
	}
	m.records[name] = bytes.Clone(content)
	return nil
}

// Read implements [Shelf].
func (m *Memory) Read(ctx context.Context, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	content, ok := m.records[name]
	if !ok {
		return nil, fmt.Errorf("read %s: %w", name, fs.ErrNotExist)
	}
	return bytes.Clone(content), nil
}
