package deliverytest_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
)

// memory is the least that a channel can be: it keeps files in memory.
type memory struct {
	mu     sync.Mutex
	files  map[string]delivery.File
	broken deliverytest.Breakage
}

func (m *memory) Name() string { return "memory" }

func (m *memory) Deliver(ctx context.Context, p delivery.Parcel) (string, error) {
	if err := p.Check(); err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken == deliverytest.Hanging {
		<-ctx.Done()
	}
	if err := ctx.Err(); err != nil {
		return "", &delivery.Error{Doing: "keep", Err: err}
	}
	switch m.broken {
	case deliverytest.Failing:
		return "", &delivery.Error{Fault: delivery.Temporary, Doing: "keep", Err: errors.New("not now")}
	case deliverytest.Refusing:
		return "", &delivery.Error{Fault: delivery.Permanent, Doing: "keep", Err: errors.New("never"), Hint: "give up"}
	}
	for _, f := range p.Files {
		f.Content = bytes.Clone(f.Content)
		m.files[f.Name] = f
	}
	return "kept", nil
}

func (m *memory) setBroken(b deliverytest.Breakage) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = b
}

func (m *memory) accepted() (all []delivery.File) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range m.files {
		all = append(all, f)
	}
	return all
}

func TestSuiteOnTheLeastChannel(t *testing.T) {
	deliverytest.Run(t, func(*testing.T) deliverytest.Harness {
		m := &memory{files: map[string]delivery.File{}}
		breaking := map[deliverytest.Breakage]func(*testing.T){}
		for _, b := range []deliverytest.Breakage{deliverytest.Hanging, deliverytest.Failing, deliverytest.Refusing} {
			breaking[b] = func(*testing.T) { m.setBroken(b) }
		}
		return deliverytest.Harness{
			Channel:  m,
			Accepted: func(*testing.T) []delivery.File { return m.accepted() },
			Break:    breaking,
			Mend:     func(*testing.T) { m.setBroken("") },
		}
	})
}
