package job_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/file"
	"tokenreport/delivery/ledger"
)

// Eight instances at once for the same day: each reader gets one mail. In a bucket that keeps versions, or did once,
// nothing excludes the others: each instance may deliver then, under one Message-ID; whoever comes later does not.
func TestEightInstancesAtOnce(t *testing.T) {
	t.Parallel()
	const instances = 8
	inBucket := func(_ *testing.T, w *world) ledger.Shelf {
		return w.runner.Reports[0].Store.Channel.(*cos.Channel).Shelf()
	}
	tests := map[string]struct {
		shelf func(*testing.T, *world) ledger.Shelf
		most  int // mails to each reader
	}{
		"memory": {func(_ *testing.T, w *world) ledger.Shelf { return w.runner.Shelf }, 1},
		"folder": {func(t *testing.T, _ *world) ledger.Shelf {
			folder, err := file.New(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			return folder.Shelf()
		}, 1},
		"bucket": {inBucket, 1},
		"bucket that keeps versions": {func(t *testing.T, w *world) ledger.Shelf {
			w.bucket.EnableVersioning()
			return inBucket(t, w)
		}, instances},
		"bucket that kept versions once": {func(t *testing.T, w *world) ledger.Shelf {
			w.bucket.SuspendVersioning()
			return inBucket(t, w)
		}, instances},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, lketest.Example())
			w.runner.Shelf = test.shelf(t, w)
			w.invokeAtOnce(t, instances)
			got := w.mailsByReader(t)
			for _, reader := range []string{"a@example.com", "b@example.com", "c@example.com"} {
				if n := len(got[reader]); n < 1 || n > test.most || len(slices.Compact(slices.Sorted(slices.Values(got[reader])))) != 1 {
					t.Errorf("%s got %d mails, want 1 to %d with one Message-ID: %q", reader, n, test.most, got[reader])
				}
			}
			w.invokeAtOnce(t, 1)
			if later := w.mailsByReader(t); !maps.EqualFunc(later, got, slices.Equal) {
				t.Errorf("a later instance mailed again: %v, then %v", got, later)
			}
		})
	}
}

// invokeAtOnce runs the morning's event in so many instances at the same time.
func (w *world) invokeAtOnce(t *testing.T, instances int) {
	t.Helper()
	var all sync.WaitGroup
	for range instances {
		w.invocations++
		runner := *w.runner
		runner.Invocation = fmt.Sprint("invocation ", w.invocations)
		all.Go(func() {
			if _, err := runner.Run(t.Context(), morning); err != nil { // who finds another at it waits for its result
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// mailsByReader are the Message-IDs that each reader got.
func (w *world) mailsByReader(t *testing.T) map[string][]string {
	t.Helper()
	got := map[string][]string{}
	for _, m := range w.mail.Messages() {
		id, _ := headers(m)
		got[m.To[0]] = append(got[m.To[0]], id)
	}
	return got
}

// A bucket that keeps versions does not refuse to overwrite a record: the log says so.
func TestAVersionedBucketIsSaidInTheLog(t *testing.T) {
	for name, history := range map[string]func(*costest.Server){
		"ordinary": nil, "versioned": (*costest.Server).EnableVersioning, "suspended": (*costest.Server).SuspendVersioning,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, lketest.Example())
			store, ok := w.runner.Reports[0].Store.Channel.(*cos.Channel)
			if !ok {
				t.Fatal("the store is no bucket")
			}
			var log bytes.Buffer
			w.runner.Shelf, w.runner.Log = store.Shelf(), slog.New(slog.NewTextHandler(&log, nil))
			if history != nil {
				history(w.bucket)
			}
			w.run(t, morning)
			if said := strings.Contains(log.String(), "the bucket keeps versions"); said != (history != nil) {
				t.Errorf("said: %v in\n%s", said, &log)
			}
			if strings.Contains(log.String(), "canary") {
				t.Error("a secret is in the log")
			}
		})
	}
}
