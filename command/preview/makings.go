package preview

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"tokenreport/internal/parallel"
)

const (
	makeLimit   = 15 * time.Minute // as for any command
	mostMakings = 16               // of one state of the files that are kept
)

// makings are the reports that were made of the present state of the files: a mail, a page and a PDF are one making. It
// tells whoever waits when the files change, and then forgets them all.
type makings struct {
	source Source
	base   context.Context // of the server: a browser that goes away ends no making that another waits for
	boot   string          // unlike that of any server before on the same port

	mu      sync.Mutex
	kept    map[Choice]*making
	number  int           // of the present state
	paths   []string      // what its change was
	renewed chan struct{} // closed at the next
}

// making is a report that is made, or is being made.
type making struct {
	done chan struct{}
	made Made
	err  error
}

func newMakings(ctx context.Context, source Source) *makings {
	return &makings{source: source, base: ctx, boot: rand.Text(), kept: map[Choice]*making{}, renewed: make(chan struct{})}
}

// state is one state of the files.
type state struct {
	Generation string          `json:"generation"`
	Changed    []string        `json:"changed"` // the files by which it differs from the one before
	next       <-chan struct{} // closed when it is over
}

func (m *makings) state() state {
	m.mu.Lock()
	defer m.mu.Unlock()
	return state{fmt.Sprintf("%s-%d", m.boot, m.number), m.paths, m.renewed}
}

// renew begins a new state.
func (m *makings) renew(paths []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.number++
	m.paths, m.kept = paths, map[Choice]*making{}
	close(m.renewed)
	m.renewed = make(chan struct{})
}

// get waits for a making that is under way, or begins one. What has failed is tried again at the next call.
func (m *makings) get(ctx context.Context, c Choice) (Made, error) {
	one := m.begin(c)
	select {
	case <-one.done:
		return one.made, one.err
	case <-ctx.Done():
		return Made{}, ctx.Err()
	}
}

func (m *makings) begin(c Choice) *making {
	m.mu.Lock()
	defer m.mu.Unlock()
	if one, ok := m.kept[c]; ok && !one.failed() {
		return one
	}
	if len(m.kept) >= mostMakings {
		clear(m.kept)
	}
	one := &making{done: make(chan struct{})}
	m.kept[c] = one
	parallel.Go(func() error { m.make(one, c); return nil })
	return one
}

func (one *making) failed() bool {
	select {
	case <-one.done:
		return one.err != nil
	default:
		return false
	}
}

func (m *makings) make(one *making, c Choice) {
	defer close(one.done)
	ctx, cancel := context.WithTimeout(m.base, makeLimit)
	defer cancel()
	one.err = parallel.Call(func() (err error) { // a defect is to end no other page
		one.made, err = m.source.Make(ctx, c)
		return err
	})
}
