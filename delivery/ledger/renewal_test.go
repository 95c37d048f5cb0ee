package ledger_test

import (
	"errors"
	"testing"
	"time"

	"tokenreport/delivery/ledger"
)

// A claim that is renewed is respected for as long as the renewals say, and taken over after the last of them.
func TestARenewedClaimIsRespected(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	working := claim(t, ledger.New(shelf, now.now, "first"), intent(now)) // for a minute
	second := ledger.New(shelf, now.now, "second")
	for range 3 {
		now.advance(time.Minute)
		if err := working.Renew(t.Context(), now.now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		now.advance(ledger.ClockSkew)
		var held *ledger.HeldError
		if _, err := second.Claim(t.Context(), intent(now)); !errors.As(err, &held) || held.By != "first" {
			t.Fatalf("got %v, want it held by the first", err)
		}
		now.advance(-ledger.ClockSkew)
	}
	now.advance(time.Minute + ledger.ClockSkew)
	if c := claim(t, second, intent(now)); c.Attempt != 2 {
		t.Errorf("attempt %d", c.Attempt)
	}
}

// Renewals do not hold up a delivery for longer than a run can last.
func TestRenewalsEnd(t *testing.T) {
	shelf, now := new(ledger.Memory), newClock()
	working := claim(t, ledger.New(shelf, now.now, "first"), intent(now))
	if err := working.Renew(t.Context(), now.now().AddDate(1000, 0, 0)); err != nil {
		t.Fatal(err)
	}
	now.advance(15*time.Minute + ledger.ClockSkew)
	if c := claim(t, ledger.New(shelf, now.now, "second"), intent(now)); c.Attempt != 2 {
		t.Errorf("attempt %d", c.Attempt)
	}
}
