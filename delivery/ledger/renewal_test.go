package ledger_test

import (
	"context"
	"errors"
	"strings"
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

// brokenRenewals is a shelf that fails to create one renewal, or returns one damaged.
type brokenRenewals struct {
	ledger.Shelf
	refused, damaged string
}

func (s *brokenRenewals) Create(ctx context.Context, name string, content []byte) error {
	if s.refused != "" && strings.HasSuffix(name, s.refused) {
		s.refused = ""
		return errors.New("storage down")
	}
	return s.Shelf.Create(ctx, name, content)
}

func (s *brokenRenewals) Read(ctx context.Context, name string) ([]byte, error) {
	content, err := s.Shelf.Read(ctx, name)
	if err == nil && s.damaged != "" && strings.HasSuffix(name, s.damaged) {
		content = content[:len(content)/2]
	}
	return content, err
}

// A renewal that could not be written, or cannot be read, does not hide those that follow.
func TestABrokenRenewalHidesNoOther(t *testing.T) {
	for name, shelf := range map[string]*brokenRenewals{
		"refused": {refused: "renewal-01.json"},
		"damaged": {damaged: "renewal-01.json"},
	} {
		t.Run(name, func(t *testing.T) {
			shelf.Shelf = new(ledger.Memory)
			now := newClock()
			working := claim(t, ledger.New(shelf, now.now, "first"), intent(now))
			_ = working.Renew(t.Context(), now.now().Add(time.Minute)) // refused, or damaged later
			if err := working.Renew(t.Context(), now.now().Add(5*time.Minute)); err != nil {
				t.Fatal(err)
			}
			now.advance(4 * time.Minute)
			var held *ledger.HeldError
			if _, err := ledger.New(shelf, now.now, "second").Claim(t.Context(), intent(now)); !errors.As(err, &held) || held.By != "first" {
				t.Errorf("got %v, want it held by the first", err)
			}
		})
	}
}
