package deliverytest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/delivery"
)

// tests are the suite. Those with needs run only where the harness has the breakage.
var tests = []struct {
	name  string
	needs Breakage
	run   func(t *testing.T, h Harness)
}{
	{"the harness is honest", "", testHarness},
	{"the channel has a name", "", testName},
	{"a parcel arrives whole", "", testArrives},
	{"the same parcel again changes nothing", "", testAgain},
	{"deliveries at the same time do not mix", "", testConcurrent},
	{"a context that has ended delivers nothing", "", testEndedContext},
	{"a deadline ends a delivery to a hanging destination", Hanging, testDeadline},
	{"a cancelled context ends a delivery to a hanging destination", Hanging, testCancel},
	{"a failure that may pass is temporary", Failing, testFailing},
	{"a refusal is permanent", Refusing, testRefusing},
	{"no error shows a secret", "", testSecrets},
	{"unsafe names do no harm", "", testUnsafeNames},
	{"hostile text does no harm", "", testHostileText},
}

// Run runs the suite. start makes a new harness for each test; what it opens it closes by t.Cleanup.
func Run(t *testing.T, start func(t *testing.T) Harness) {
	for _, test := range tests {
		h := start(t)
		if test.needs != "" && h.Break[test.needs] == nil {
			continue // testHarness has made sure that the harness says so
		}
		t.Run(test.name, func(t *testing.T) { test.run(t, h) })
	}
}

// testHarness makes sure that the other tests can fail.
func testHarness(t *testing.T, h Harness) {
	if h.Channel == nil || h.Accepted == nil || h.Mend == nil {
		t.Fatal("the harness is not complete")
	}
	for _, b := range breakages {
		can, cannot := h.Break[b] != nil, false
		for _, c := range h.Cannot {
			cannot = cannot || c == b
		}
		if can == cannot {
			t.Errorf("the harness must either break the destination by %q or say that it cannot", b)
		}
	}
	if got := h.Accepted(t); len(got) != 0 {
		t.Errorf("the destination begins with %d files", len(got))
	}
	for b := range h.Break {
		if err := h.deliverBroken(t, b); err == nil {
			t.Errorf("a %s destination accepts a parcel", b)
		}
	}
	h.deliver(t, h.parcel())
	if len(h.Accepted(t)) == 0 {
		t.Error("the harness does not show what was accepted")
	}
}

func testName(t *testing.T, h Harness) {
	if name := h.Channel.Name(); !delivery.SafeName(name) || name != h.Channel.Name() {
		t.Errorf("the name is %q", name)
	}
}

func testArrives(t *testing.T, h Harness) {
	h.deliver(t, h.parcel())
	h.wantFiles(t, h.parcel())
}

func testAgain(t *testing.T, h Harness) {
	h.deliver(t, h.parcel())
	h.deliver(t, h.parcel())
	h.wantFiles(t, h.parcel())
}

func testConcurrent(t *testing.T, h Harness) {
	const n = 8
	var all sync.WaitGroup
	var parcels [n]delivery.Parcel
	for i := range parcels {
		parcels[i] = h.parcel()
		for j := range parcels[i].Files {
			f := &parcels[i].Files[j]
			f.Name = fmt.Sprintf("%d-%s", i, f.Name)
			f.Content = append([]byte{byte(i)}, f.Content...)
		}
		parcels[i].Key.Period = fmt.Sprintf("2024-11-%d", 10+i)
		parcels[i].Card = card(fmt.Sprintf("%d-%s", i, parcels[i].Card.Title))
		all.Go(func() {
			if _, err := h.Channel.Deliver(t.Context(), parcels[i]); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	h.wantFiles(t, parcels[:]...)
}

func testEndedContext(t *testing.T, h Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h.Channel.Deliver(ctx, h.parcel())
	wantFault(t, err, delivery.Temporary)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v does not wrap context.Canceled", err)
	}
	h.wantNothing(t)
}

// patience is how long a delivery to a hanging destination is given; far is when it must have ended.
const (
	patience = 100 * time.Millisecond
	far      = time.Minute
)

func testDeadline(t *testing.T, h Harness) {
	h.Break[Hanging](t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	h.wantEnd(t, ctx, context.DeadlineExceeded)
}

func testCancel(t *testing.T, h Harness) {
	h.Break[Hanging](t)
	ctx, cancel := context.WithCancel(t.Context())
	defer time.AfterFunc(patience, cancel).Stop()
	h.wantEnd(t, ctx, context.Canceled)
}

// wantEnd delivers to a hanging destination and wants that to end with ctx.
func (h Harness) wantEnd(t *testing.T, ctx context.Context, cause error) {
	t.Helper()
	ended := make(chan error, 1)
	go func() {
		_, err := h.Channel.Deliver(ctx, h.parcel())
		ended <- err
	}()
	select {
	case err := <-ended:
		wantFault(t, err, delivery.Temporary)
		if !errors.Is(err, cause) {
			t.Errorf("%v does not wrap %v", err, cause)
		}
	case <-time.After(far):
		t.Fatal("the delivery outlives its context")
	}
	h.wantNothing(t)
}

func testFailing(t *testing.T, h Harness) {
	h.Break[Failing](t)
	_, err := h.Channel.Deliver(t.Context(), h.parcel())
	wantFault(t, err, delivery.Temporary)
	h.Mend(t)
	h.deliver(t, h.parcel())
	h.wantFiles(t, h.parcel())
}

func testRefusing(t *testing.T, h Harness) {
	h.Break[Refusing](t)
	_, err := h.Channel.Deliver(t.Context(), h.parcel())
	wantFault(t, err, delivery.Permanent)
	var e *delivery.Error
	if errors.As(err, &e) && e.Hint == "" {
		t.Errorf("%v does not say what to do", err)
	}
	h.Mend(t)
	h.wantNothing(t)
}

func testSecrets(t *testing.T, h Harness) {
	for b := range h.Break {
		err := h.deliverBroken(t, b)
		text := fmt.Sprintf("%v %+v %#v %+v %#v", err, err, err, h.Channel, h.Channel)
		for cause := err; cause != nil; cause = errors.Unwrap(cause) {
			text += fmt.Sprintf("%+v %#v", cause, cause)
		}
		for _, s := range h.Secrets {
			if strings.Contains(text, s) {
				t.Errorf("%s: the secret %s shows in %s", b, s, text)
			}
		}
	}
}

func testUnsafeNames(t *testing.T, h Harness) {
	for _, name := range []string{
		"", ".", "..", "../escape", "/etc/escape", `..\escape`, "a/../../escape", ".hidden", "a\r\nBcc: x@example.com",
		"a\x00b", "a\u202Efdp.exe", `a"; x="y`, "C:escape",
	} {
		p := h.parcel()
		p.Files[0].Name = name
		h.wantHarmless(t, p)
		p = h.parcel()
		p.Folder = "daily/" + name
		if name == "" || name == "/etc/escape" {
			p.Folder = name // an empty folder is the root itself
		}
		h.wantHarmless(t, p)
	}
}
