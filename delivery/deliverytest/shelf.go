package deliverytest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tokenreport/delivery/ledger"
)

// shelfTests are the suite for shelves.
var shelfTests = []struct {
	name string
	run  func(t *testing.T, s ledger.Shelf)
}{
	{"what is kept can be read", testKept},
	{"a name is taken once", testTaken},
	{"of many at once one creates", testExclusion},
	{"nothing is kept where nothing was", testNothing},
	{"what is kept has an age", testAge},
	{"a context that has ended keeps nothing", testEndedShelf},
}

// RunShelf runs the suite for a shelf. start makes an empty one for each test; what it opens it closes by t.Cleanup.
func RunShelf(t *testing.T, start func(t *testing.T) ledger.Shelf) {
	for _, test := range shelfTests {
		t.Run(test.name, func(t *testing.T) { test.run(t, start(t)) })
	}
}

const shelfName = ".tokenreport/daily/2024-11-19/r1/email/0a1b/0001.claim.json"

func testKept(t *testing.T, s ledger.Shelf) {
	for _, name := range []string{shelfName, shelfName + ".2", "top.json"} {
		content := []byte(`{"name": "` + name + `", "text": "用量"}` + "\n")
		if err := s.Create(t.Context(), name, content); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Read(t.Context(), name); err != nil || string(got) != string(content) {
			t.Errorf("%s: read %q, %v; want %q", name, got, err, content)
		}
	}
}

func testTaken(t *testing.T, s ledger.Shelf) {
	if err := s.Create(t.Context(), shelfName, []byte("first")); err != nil {
		t.Fatal(err)
	}
	if err := s.Create(t.Context(), shelfName, []byte("second")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the second: %v, want fs.ErrExist", err)
	}
	if got, err := s.Read(t.Context(), shelfName); err != nil || string(got) != "first" {
		t.Errorf("read %q, %v; the first must stay", got, err)
	}
}

func testExclusion(t *testing.T, s ledger.Shelf) {
	const many = 16
	var created, refused atomic.Int32
	var winner atomic.Value
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			content := fmt.Sprint(i)
			switch err := s.Create(t.Context(), shelfName, []byte(content)); {
			case err == nil:
				created.Add(1)
				winner.Store(content)
			case errors.Is(err, fs.ErrExist):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if created.Load() != 1 || refused.Load() != many-1 {
		t.Fatalf("%d created, %d were refused", created.Load(), refused.Load())
	}
	if got, err := s.Read(t.Context(), shelfName); err != nil || string(got) != winner.Load() {
		t.Errorf("read %q, %v; want the winner's %q", got, err, winner.Load())
	}
}

func testNothing(t *testing.T, s ledger.Shelf) {
	if got, err := s.Read(t.Context(), shelfName); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read %q, %v; want fs.ErrNotExist", got, err)
	}
}

func testAge(t *testing.T, s ledger.Shelf) {
	dated, ok := s.(ledger.Dated)
	if !ok {
		t.Skip("it has no clock of its own")
	}
	if age, err := dated.Age(t.Context(), shelfName); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of nothing: %v, %v; want fs.ErrNotExist", age, err)
	}
	if err := s.Create(t.Context(), shelfName, []byte("first")); err != nil {
		t.Fatal(err)
	}
	const fresh = time.Minute
	if age, err := dated.Age(t.Context(), shelfName); err != nil || age < -time.Second || age > fresh {
		t.Errorf("of what was just kept: %v, %v", age, err)
	}
}

func testEndedShelf(t *testing.T, s ledger.Shelf) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Create(ended, shelfName, []byte("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("create: %v, want context.Canceled", err)
	}
	if _, err := s.Read(ended, shelfName); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v, want context.Canceled", err)
	}
	testNothing(t, s)
}
