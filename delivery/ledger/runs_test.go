package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
)

var runKey = delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "run"}

func begin(t *testing.T, shelf ledger.Shelf, c *clock, owner string) (*ledger.Claim, ledger.Past) {
	t.Helper()
	attempt, past, err := ledger.New(shelf, c.now, owner).Begin(t.Context(), ledger.Intent{Key: runKey, Planned: c.now(), Expires: c.now().Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	return attempt, past
}

func TestRunsAreCounted(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	first, past := begin(t, shelf, now, "first")
	if first.Attempt != 1 || len(past) != 0 || past.Delivered() || past.Last().Detail != "" {
		t.Errorf("the first: number %d, past %+v", first.Attempt, past)
	}
	begin(t, shelf, now, "crashed") // beside the first, which is still at it
	record(t, first, failed)
	third, past := begin(t, shelf, now, "third")
	if third.Attempt != 3 || len(past) != 2 || past.Over(now.now(), now.now()) != 1 || past.Last().Detail != failed.Detail || past.Delivered() {
		t.Errorf("the third: number %d, past %+v", third.Attempt, past)
	}
	told := delivered
	told.Facts = map[string]string{"total": "67199"}
	record(t, third, told)
	_, past = begin(t, shelf, now, "fourth")
	if !past.Delivered() || past.Last().Facts["total"] != "67199" {
		t.Errorf("the fourth's past: %+v", past)
	}
}

func TestManyRunsAtOnceHaveNumbersOfTheirOwn(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	numbers := make([]int, 16)
	var all sync.WaitGroup
	for i := range numbers {
		all.Go(func() {
			attempt, _, err := ledger.New(shelf, now.now, fmt.Sprint(i)).Begin(t.Context(), ledger.Intent{Key: runKey})
			if err != nil {
				t.Error(err)
				return
			}
			numbers[attempt.Attempt-1]++
		})
	}
	all.Wait()
	for i, n := range numbers {
		if n != 1 {
			t.Errorf("%d runs have the number %d", n, i+1)
		}
	}
}

// stubborn is a shelf that keeps a record and reports a lost connection, and refuses it when it is told to again.
type stubborn struct {
	*ledger.Memory
	lost bool
}

func (s *stubborn) Create(ctx context.Context, name string, content []byte) error {
	err := s.Memory.Create(ctx, name, content)
	if err == nil && !s.lost {
		s.lost = true
		err = s.Memory.Create(ctx, name, content) // as a caller would who tries again
	}
	return err
}

func TestARunWhoseAnswerWasLostIsCountedOnce(t *testing.T) {
	memory, now := new(ledger.Memory), newClock()
	if attempt, _ := begin(t, &stubborn{Memory: memory}, now, "first"); attempt.Attempt != 1 {
		t.Errorf("number %d, want the first", attempt.Attempt)
	}
	if _, past := begin(t, memory, now, "second"); len(past) != 1 {
		t.Errorf("%d runs were counted, want one", len(past))
	}
}

func TestSince(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	l := ledger.New(shelf, now.now, "first")
	sameLength := func(period string) func(string) bool {
		return func(first string) bool { return len(first) == len(period) }
	}
	for _, step := range []struct{ report, period, want string }{
		{"daily", "2024-11-19", "2024-11-19"},
		{"daily", "2024-11-20", "2024-11-19"},
		{"other", "2024-11-20", "2024-11-20"},
		{"daily", "2024-W48", "2024-W48"}, // covers weeks from now on
		{"daily", "2024-W50", "2024-W48"},
		{"daily", "2025-01-07", "2025-01-07"}, // days again: those in between were covered by weeks
		{"daily", "2025-01-09", "2025-01-07"},
	} {
		if got, err := l.Since(t.Context(), step.report, step.period, sameLength(step.period)); err != nil || got != step.want {
			t.Errorf("%s at %s: since %s, %v; want %s", step.report, step.period, got, err, step.want)
		}
	}
}

// counting counts the requests to a shelf.
type counting struct {
	*ledger.Memory
	requests int
}

func (c *counting) Create(ctx context.Context, name string, content []byte) error {
	c.requests++
	return c.Memory.Create(ctx, name, content)
}

func (c *counting) Read(ctx context.Context, name string) ([]byte, error) {
	c.requests++
	return c.Memory.Read(ctx, name)
}

// A timer that fires every minute by mistake leaves thousands of records. What matters of them takes some dozens of requests.
func TestThousandsOfRunsAreLookedUpQuickly(t *testing.T) {
	for _, runs := range []int{1, 7, 8, 9, 15, 16, 17, 24, 100, 1440} {
		shelf, now := &counting{Memory: new(ledger.Memory)}, newClock()
		for n := range runs {
			attempt, _ := begin(t, shelf, now, fmt.Sprint(n))
			result := failed
			if n == runs-1 {
				result = delivered
			}
			record(t, attempt, result)
		}
		shelf.requests = 0
		attempt, past := begin(t, shelf, now, "next")
		if attempt.Attempt != runs+1 || past.Attempts() != runs || !past.Delivered() || past.Over(now.now(), now.now()) != min(runs, 16) {
			t.Errorf("%d runs: attempt %d, %d before, delivered %t", runs, attempt.Attempt, past.Attempts(), past.Delivered())
		}
		if shelf.requests > 60 {
			t.Errorf("%d runs: %d requests", runs, shelf.requests)
		}
	}
}

// broken is a shelf that is out of order.
type broken struct{}

var errBroken = errors.New("out of order")

func (broken) Create(context.Context, string, []byte) error { return errBroken }
func (broken) Read(context.Context, string) ([]byte, error) { return nil, errBroken }

func TestABrokenShelfIsSaid(t *testing.T) {
	l := ledger.New(broken{}, newClock().now, "first")
	_, _, beginErr := l.Begin(t.Context(), ledger.Intent{Key: runKey})
	_, pastErr := l.Past(t.Context(), runKey)
	_, sinceErr := l.Since(t.Context(), "daily", "2024-11-19", func(string) bool { return true })
	for what, err := range map[string]error{"begin": beginErr, "past": pastErr, "since": sinceErr} {
		var shelf *ledger.ShelfError
		if !errors.Is(err, errBroken) || !errors.As(err, &shelf) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// spoilt changes a bit in the middle of each record whose name ends so, and cuts a claim there.
type spoilt struct {
	ledger.Shelf
	suffix string
}

func (s spoilt) Read(ctx context.Context, name string) ([]byte, error) {
	content, err := s.Shelf.Read(ctx, name)
	if err == nil && strings.HasSuffix(name, s.suffix) {
		content = bytes.Clone(content)
		content[len(content)/2] ^= 1
		if strings.HasSuffix(name, "claim.json") {
			content = content[:len(content)/2]
		}
	}
	return content, err
}

// A damaged record of a run does not keep the next run from counting, and one of the first period is made anew and told once.
func TestDamagedRecordsAreSetAside(t *testing.T) {
	shelf, clock := new(ledger.Memory), newClock()
	claim, _, err := ledger.New(shelf, clock.now, "first").Begin(t.Context(), ledger.Intent{Key: runKey})
	if err != nil || claim.Record(t.Context(), ledger.Result{Status: "delivered", Final: true}) != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"0001.claim.json", "0001.result.json"} {
		l := ledger.New(spoilt{shelf, suffix}, clock.now, "next")
		told := 0
		l.Damaged = func(error) { told++ }
		if past, err := l.Past(t.Context(), runKey); err != nil || past.Attempts() != 1 || told == 0 {
			t.Errorf("%s: %+v, %v; told %d times", suffix, past, err, told)
		}
	}
	l := ledger.New(spoilt{shelf, "/since.json"}, clock.now, "next")
	told := 0
	l.Damaged = func(error) { told++ }
	same := func(string) bool { return true }
	for _, period := range []string{"2024-11-18", "2024-11-19", "2024-11-20", "2024-11-21"} {
		first, err := l.Since(t.Context(), "daily", period, same)
		if want := map[bool]string{true: "2024-11-18", false: "2024-11-19"}[period == "2024-11-18"]; err != nil || first != want {
			t.Errorf("%s: %s, %v", period, first, err)
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

// Records of version 1, which have no checksum, are read for ever.
func TestRecordsOfVersion1(t *testing.T) {
	shelf := new(ledger.Memory)
	if err := shelf.Create(t.Context(), ".tokenreport/daily/since.json", []byte("{\n  \"period\": \"2024-11-01\",\n  \"at\": \"2024-11-02T00:30:00Z\"\n}\n")); err != nil {
		t.Fatal(err)
	}
	first, err := ledger.New(shelf, newClock().now, "x").Since(t.Context(), "daily", "2024-11-19", func(string) bool { return true })
	if first != "2024-11-01" || err != nil {
		t.Errorf("%s, %v", first, err)
	}
}

// garbling is a shelf whose first answer about each name is no record, whether there is one or not.
type garbling struct {
	ledger.Shelf
	asked map[string]bool
}

func (g garbling) Read(ctx context.Context, name string) ([]byte, error) {
	if !g.asked[name] {
		g.asked[name] = true
		return []byte(`{"crashed":true,"facts":{"total":"1"},"crc32":"00000000"}`), nil
	}
	return g.Shelf.Read(ctx, name)
}

// An answer that was damaged on its way is no damaged record: it is read again, and what it said is forgotten.
func TestAGarbledAnswerIsReadAgain(t *testing.T) {
	shelf, clock := new(ledger.Memory), newClock()
	for run := range 3 {
		l := ledger.New(garbling{shelf, map[string]bool{}}, clock.now, fmt.Sprint("run ", run))
		l.Damaged = func(err error) { t.Errorf("run %d set aside: %v", run, err) }
		begun, past, err := l.Begin(t.Context(), ledger.Intent{Key: runKey})
		if err != nil || begun.Attempt != run+1 || past.Attempts() != run || past.Last().Crashed || len(past.Last().Facts) > 0 {
			t.Fatalf("run %d: %+v, %+v, %v", run, begun, past, err)
		}
		record(t, begun, failed)
		first, err := l.Since(t.Context(), "daily", fmt.Sprint("2024-11-2", run), func(string) bool { return true })
		if err != nil || first != "2024-11-20" {
			t.Errorf("run %d: since %s, %v", run, first, err)
		}
		if run == 0 {
			record(t, claim(t, l, intent(clock)), delivered)
		} else if _, err := l.Claim(t.Context(), intent(clock)); !errors.As(err, new(*ledger.SettledError)) {
			t.Errorf("run %d: %v", run, err)
		}
	}
}
