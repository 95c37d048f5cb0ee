package ledger_test

import (
	"errors"
	"testing"
	"time"

	"tokenreport/delivery/ledger"
)

// What a run that crashed had handed over nobody knows; it is no loss that was seen.
func TestACrashIsNoLostAnswer(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	claim(t, ledger.New(shelf, now.now, "crashed"), intent(now))
	now.advance(time.Hour)
	if second := claim(t, ledger.New(shelf, now.now, "second"), intent(now)); second.Attempt != 2 || second.Lost {
		t.Errorf("attempt %d, lost %v", second.Attempt, second.Lost)
	}
	lost := claim(t, ledger.New(shelf, now.now, "third"), with(intent(now), func(i *ledger.Intent) { i.Key.Recipient = "b@example.com" }))
	record(t, lost, unclear)
	if next := claim(t, ledger.New(shelf, now.now, "fourth"), with(intent(now), func(i *ledger.Intent) { i.Key.Recipient = "b@example.com" })); !next.Lost {
		t.Error("an answer that was lost is not told of")
	}
}

func with(i ledger.Intent, change func(*ledger.Intent)) ledger.Intent {
	change(&i)
	return i
}

// A refusal stops the later tries of the same instant. The next event, and whoever runs it by hand, tries again.
func TestARefusalIsTriedAgainForAnotherInstant(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	first := intent(now)
	record(t, claim(t, ledger.New(shelf, now.now, "first"), first), refused)
	var settled *ledger.SettledError
	if _, err := ledger.New(shelf, now.now, "same").Claim(t.Context(), first); !errors.As(err, &settled) {
		t.Errorf("for the same instant: %v", err)
	}
	other := with(first, func(i *ledger.Intent) { i.Planned = i.Planned.Add(24 * time.Hour) })
	c, err := ledger.New(shelf, now.now, "next").Claim(t.Context(), other)
	if err != nil || c.Attempt != 2 {
		t.Fatalf("for another instant: %+v, %v", c, err)
	}
	record(t, c, delivered)
	later := with(first, func(i *ledger.Intent) { i.Planned = i.Planned.Add(48 * time.Hour) })
	if _, err := ledger.New(shelf, now.now, "later").Claim(t.Context(), later); !errors.As(err, &settled) || settled.Result.Detail != delivered.Detail {
		t.Errorf("what was delivered is not settled for every instant: %v", err)
	}
}

// Attempts are counted for each planned instant, those that have ended and those that are over.
func TestOverCountsTheInstantAlone(t *testing.T) {
	day, now := newClock().now(), newClock()
	other := day.Add(24 * time.Hour)
	now.advance(time.Hour)
	ended, running, killed := &failed, day.Add(2*time.Hour), day
	past := ledger.Past{
		{Planned: day, Ends: running, Result: ended}, {Planned: day, Ends: running}, {Planned: day, Ends: killed},
		{Planned: other, Ends: running, Result: ended}, {Planned: other, Ends: killed}, {Planned: other, Ends: killed},
	}
	for planned, want := range map[time.Time]int{day: 2, other: 3, day.Add(time.Hour): 0} {
		if got := past.Over(planned, now.now()); got != want {
			t.Errorf("for %s: %d, want %d", planned, got, want)
		}
	}
}
