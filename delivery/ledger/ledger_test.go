package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/ledger"
)

var key = delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "email", Recipient: "a@example.com"}

// clock is a time that a test moves.
type clock struct{ unix atomic.Int64 }

func newClock() *clock {
	c := new(clock)
	c.unix.Store(time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC).Unix())
	return c
}

func (c *clock) now() time.Time           { return time.Unix(c.unix.Load(), 0).UTC() }
func (c *clock) advance(by time.Duration) { c.unix.Add(int64(by / time.Second)) }

func intent(c *clock) ledger.Intent {
	return ledger.Intent{Key: key, Planned: c.now(), Expires: c.now().Add(time.Minute)}
}

func claim(t *testing.T, l *ledger.Ledger, i ledger.Intent) *ledger.Claim {
	t.Helper()
	c, err := l.Claim(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func record(t *testing.T, c *ledger.Claim, r ledger.Result) {
	t.Helper()
	if err := c.Record(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

var (
	delivered = ledger.Result{Status: delivery.StatusDelivered, Final: true, Detail: "250 OK"}
	refused   = ledger.Result{Status: delivery.StatusFailed, Final: true, Detail: "550 no such user"}
	failed    = ledger.Result{Status: delivery.StatusFailed, Detail: "451 later"}
	unclear   = ledger.Result{Status: delivery.StatusUnclear, Detail: "connection lost"}
)

func TestMemoryConforms(t *testing.T) {
	deliverytest.RunShelf(t, func(*testing.T) ledger.Shelf { return new(ledger.Memory) })
}

func TestMemoryArchiveConforms(t *testing.T) {
	deliverytest.RunArchive(t, func(*testing.T) deliverytest.Archive { return new(ledger.Memory) })
}

func TestAfterAResult(t *testing.T) {
	tests := map[string]struct {
		result  ledger.Result
		redo    ledger.Redo
		settled bool
		unclear bool
	}{
		"delivered":                   {delivered, ledger.RedoNothing, true, false},
		"delivered, a person asks":    {delivered, ledger.RedoRefused, true, false},
		"delivered, a person insists": {delivered, ledger.RedoAll, false, false},
		"refused":                     {refused, ledger.RedoNothing, true, false},
		"refused, a person asks":      {refused, ledger.RedoRefused, false, false},
		"refused, a person insists":   {refused, ledger.RedoAll, false, false},
		"failed":                      {failed, ledger.RedoNothing, false, false},
		"unclear":                     {unclear, ledger.RedoNothing, false, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			shelf, now := new(ledger.Memory), newClock()
			record(t, claim(t, ledger.New(shelf, now.now, "first"), intent(now)), test.result)

			again := intent(now)
			again.Redo = test.redo
			c, err := ledger.New(shelf, now.now, "second").Claim(t.Context(), again)
			var settled *ledger.SettledError
			if errors.As(err, &settled) != test.settled {
				t.Fatalf("got %v", err)
			}
			if test.settled {
				if settled.Result.Detail != test.result.Detail {
					t.Errorf("result %+v", settled.Result)
				}
				return
			}
			if c.Attempt != 2 || c.Lost != test.unclear {
				t.Errorf("attempt %d, lost %v", c.Attempt, c.Lost)
			}
		})
	}
}

// An outcome is lost only in a run: two losses in the same one are one.
func TestLossesAreCountedByRun(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	l := ledger.New(shelf, now.now, "first")
	record(t, claim(t, l, intent(now)), unclear)
	again := claim(t, l, intent(now))
	if again.Lost {
		t.Error("the run's own loss counts as another run's")
	}
	record(t, again, unclear)
	if second := claim(t, ledger.New(shelf, now.now, "second"), intent(now)); !second.Lost {
		t.Error("the second run does not know of the first one's loss")
	}
}

// Each event has everything delivered again once, however often it is tried; another one has it once more.
func TestRedoOncePerEvent(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	deliver := func(by, event string, result ledger.Result) (*ledger.Claim, error) {
		i := intent(now)
		if i.Event = event; event != "" {
			i.Redo = ledger.RedoAll
		}
		c, err := ledger.New(shelf, now.now, by).Claim(t.Context(), i)
		if err == nil {
			record(t, c, result)
		}
		return c, err
	}
	for i, step := range []struct {
		event       string
		result      ledger.Result
		settled     bool
		again, lost bool
	}{
		{event: "x", result: failed}, // nothing to repeat yet: it is the first mail
		{event: "x", result: unclear},
		{event: "x", result: delivered, lost: true},
		{event: "x", settled: true},
		{event: "", settled: true},
		{event: "y", result: unclear, again: true}, // a loss of another intention is not one of its own
		{event: "y", result: delivered, again: true, lost: true},
		{event: "y", settled: true},
		{event: "x", settled: true},
		{event: "z", result: refused, again: true},
		{event: "z", settled: true},
	} {
		c, err := deliver(fmt.Sprint("run ", i), step.event, step.result)
		var settled *ledger.SettledError
		if errors.As(err, &settled) != step.settled {
			t.Fatalf("step %d of event %q: %v", i, step.event, err)
		}
		if err == nil && (c.Again != step.again || c.Lost != step.lost) {
			t.Errorf("step %d of event %q: again %v, lost %v", i, step.event, c.Again, c.Lost)
		}
	}
}

// late is a shelf on which a result arrives between the look for it and the creation of another.
type late struct {
	*ledger.Memory
	arrive func()
}

func (l late) Create(ctx context.Context, name string, content []byte) error {
	if strings.HasSuffix(name, "0001.result.json") {
		l.arrive()
	}
	return l.Memory.Create(ctx, name, content)
}

// A run that comes to its end while another one takes over has delivered: nothing is left to be done.
func TestATakeOverHeedsAResultThatArrivesMeanwhile(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	slow := claim(t, ledger.New(shelf, now.now, "slow"), intent(now))
	now.advance(time.Hour)
	second := ledger.New(late{shelf, func() { record(t, slow, delivered) }}, now.now, "second")
	var settled *ledger.SettledError
	if _, err := second.Claim(t.Context(), intent(now)); !errors.As(err, &settled) || settled.Result.Status != delivery.StatusDelivered {
		t.Errorf("got %v, want it settled as delivered", err)
	}
}

// dated is a shelf with a clock of its own.
type dated struct {
	*ledger.Memory
	now     func() time.Time
	created map[string]time.Time
}

func (d dated) Create(ctx context.Context, name string, content []byte) error {
	err := d.Memory.Create(ctx, name, content)
	if err == nil {
		d.created[name] = d.now()
	}
	return err
}

func (d dated) Age(_ context.Context, name string) (time.Duration, error) {
	return d.now().Sub(d.created[name]), nil
}

// A claim expires by the storage's clock, whatever the clocks of the machines say that make it and that look at it.
func TestClaimsExpireByTheStoragesClock(t *testing.T) {
	for _, off := range []struct{ writer, reader time.Duration }{
		{-3 * time.Minute, 3 * time.Minute}, {3 * time.Minute, -3 * time.Minute}, {0, 10 * time.Minute}, {time.Hour, 0}, {0, 0},
	} {
		storage := newClock()
		shelf := dated{new(ledger.Memory), storage.now, map[string]time.Time{}}
		on := func(by string, off time.Duration) *ledger.Ledger {
			return ledger.New(shelf, func() time.Time { return storage.now().Add(off) }, by)
		}
		i := intent(storage) // a minute
		i.Expires = i.Expires.Add(off.writer)
		claim(t, on("writer", off.writer), i)
		reader := on("reader", off.reader)
		storage.advance(time.Minute + ledger.ClockSkew - time.Second)
		var held *ledger.HeldError
		if _, err := reader.Claim(t.Context(), intent(storage)); !errors.As(err, &held) {
			t.Errorf("%+v: %v, want it held to its end", off, err)
		} else if until := storage.now().Add(off.reader + time.Second - ledger.ClockSkew); !held.Until.Equal(until) {
			t.Errorf("%+v: held until %v, want %v by the reader's clock", off, held.Until, until)
		}
		storage.advance(time.Second)
		if c := claim(t, reader, intent(storage)); c.Attempt != 2 {
			t.Errorf("%+v: attempt %d after its end", off, c.Attempt)
		}
	}
}

// What a person had tried again and delivered is delivered for the platform's later tries, too.
func TestARefusalThatWasMendedIsSettledAsDelivered(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	record(t, claim(t, ledger.New(shelf, now.now, "first"), intent(now)), refused)
	byHand := intent(now)
	byHand.Redo = ledger.RedoRefused
	record(t, claim(t, ledger.New(shelf, now.now, "by hand"), byHand), delivered)
	var settled *ledger.SettledError
	_, err := ledger.New(shelf, now.now, "later").Claim(t.Context(), intent(now))
	if !errors.As(err, &settled) || settled.Result.Status != delivery.StatusDelivered {
		t.Errorf("got %v, want it settled as delivered", err)
	}
}

func TestHeldUntilItExpires(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	crashed := claim(t, ledger.New(shelf, now.now, "first"), intent(now))
	second := ledger.New(shelf, now.now, "second")
	for _, after := range []time.Duration{0, time.Minute, ledger.ClockSkew - time.Second} {
		now.advance(after)
		var held *ledger.HeldError
		if _, err := second.Claim(t.Context(), intent(now)); !errors.As(err, &held) || held.By != "first" {
			t.Fatalf("after %v: %v, want it held by the first", after, err)
		}
	}
	now.advance(time.Second)
	taken := claim(t, second, intent(now))
	if taken.Attempt != 2 || taken.Lost {
		t.Errorf("attempt %d, lost %v; want the second, not lost", taken.Attempt, taken.Lost)
	}
	if past, err := second.Past(t.Context(), key); err != nil || past[0].Result == nil || past[0].Result.Status != delivery.StatusUnclear || past[0].Result.Final {
		t.Errorf("the crashed attempt is recorded as %+v, %v; want it unclear, and not final", past[0].Result, err)
	}
	record(t, taken, delivered)
	record(t, crashed, delivered) // too late to change anything
	var settled *ledger.SettledError
	if _, err := ledger.New(shelf, now.now, "third").Claim(t.Context(), intent(now)); !errors.As(err, &settled) {
		t.Errorf("got %v, want it settled", err)
	}
}

// A claim whose deadline is far away, as one in the wrong unit, does not hold up a delivery longer than a run can last.
func TestNoClaimIsHeldLongerThanARunCanLast(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	endless := intent(now)
	endless.Expires = now.now().AddDate(1000, 0, 0)
	claim(t, ledger.New(shelf, now.now, "first"), endless)
	const longest = 15 * time.Minute // of a function (SCF, "Quota limits")
	now.advance(longest)
	var held *ledger.HeldError
	if _, err := ledger.New(shelf, now.now, "second").Claim(t.Context(), intent(now)); !errors.As(err, &held) {
		t.Errorf("when the run may just have ended: %v, want it held", err)
	}
	now.advance(ledger.ClockSkew)
	if c := claim(t, ledger.New(shelf, now.now, "second"), intent(now)); c.Attempt != 2 {
		t.Errorf("attempt %d", c.Attempt)
	}
}

func TestKeysDoNotTouchEachOther(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	l := ledger.New(shelf, now.now, "first")
	record(t, claim(t, l, intent(now)), delivered)
	for _, change := range []func(*delivery.Key){
		func(k *delivery.Key) { k.Report = "weekly" },
		func(k *delivery.Key) { k.Period = "2024-11-20" },
		func(k *delivery.Key) { k.Revision = 2 },
		func(k *delivery.Key) { k.Channel = "cos" },
		func(k *delivery.Key) { k.Recipient = "b@example.com" },
	} {
		other := intent(now)
		change(&other.Key)
		if c := claim(t, l, other); c.Attempt != 1 {
			t.Errorf("%v: attempt %d", other.Key, c.Attempt)
		}
	}
}

func TestOneOfManyAtOnce(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	var won, held atomic.Int32
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			switch _, err := ledger.New(shelf, now.now, fmt.Sprint(i)).Claim(t.Context(), intent(now)); err.(type) {
			case nil:
				won.Add(1)
			case *ledger.HeldError:
				held.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || held.Load() != 31 {
		t.Errorf("%d won, %d were held off", won.Load(), held.Load())
	}
}

// overwriting is a shelf that does not exclude, as a bucket that once was versioned.
type overwriting struct{ records map[string][]byte }

func (o overwriting) Create(_ context.Context, name string, content []byte) error {
	o.records[name] = []byte(strings.Replace(string(content), `"by": "second"`, `"by": "first"`, 1))
	return nil
}

func (o overwriting) Read(ctx context.Context, name string) ([]byte, error) {
	content, ok := o.records[name]
	if !ok {
		return new(ledger.Memory).Read(ctx, name)
	}
	return content, nil
}

func TestAClaimThatWasOverwrittenIsLost(t *testing.T) {
	now := newClock()
	var held *ledger.HeldError
	_, err := ledger.New(overwriting{map[string][]byte{}}, now.now, "second").Claim(t.Context(), intent(now))
	if !errors.As(err, &held) || held.By != "first" {
		t.Errorf("got %v, want it held by the first", err)
	}
}

// ambiguous is a shelf whose creations succeed and are reported as failed, as after a lost answer.
type ambiguous struct{ *ledger.Memory }

func (a ambiguous) Create(ctx context.Context, name string, content []byte) error {
	return errors.Join(errors.New("connection reset"), a.Memory.Create(ctx, name, content))
}

func TestAClaimWhoseAnswerWasLostIsOurs(t *testing.T) {
	memory, now := new(ledger.Memory), newClock()
	if c, err := ledger.New(ambiguous{memory}, now.now, "first").Claim(t.Context(), intent(now)); err == nil {
		t.Fatalf("got the claim %+v in spite of the error", c)
	}
	if c := claim(t, ledger.New(memory, now.now, "first"), intent(now)); c.Attempt != 1 {
		t.Errorf("attempt %d; want our own first", c.Attempt)
	}
}

func ExampleLedger() {
	var shelf ledger.Memory
	now := func() time.Time { return time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC) }
	l := ledger.New(&shelf, now, "invocation 1")
	intent := ledger.Intent{Key: key, Expires: now().Add(time.Minute)}

	claim, _ := l.Claim(context.Background(), intent)
	_ = claim.Record(context.Background(), ledger.Result{Status: delivery.StatusDelivered, Final: true, Detail: "250 OK"})

	_, err := l.Claim(context.Background(), intent)
	fmt.Println(err)
	// Output: delivered at 2024-11-20T00:30:00Z: 250 OK
}
