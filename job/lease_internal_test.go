package job

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
)

// A delivery that takes longer than its claim is renewed, so that no other run begins it; after a kill it is free soon.
func TestAClaimIsRenewedWhileItIsDelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := new(ledger.Memory)
		r := &Runner{Now: time.Now, Lease: 90 * time.Second}
		key := delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "email", Recipient: "a@example.com"}
		intent := func() ledger.Intent {
			return ledger.Intent{Key: key, Expires: r.claimedUntil(task{deadline: time.Now().Add(15 * time.Minute)})}
		}
		claim, err := ledger.New(shelf, time.Now, "first").Claim(t.Context(), intent())
		if err != nil {
			t.Fatal(err)
		}
		release := r.renew(t.Context(), claim)
		second := ledger.New(shelf, time.Now, "second")
		var held *ledger.HeldError
		for range 5 {
			time.Sleep(time.Minute) // of the bubble
			if _, err := second.Claim(t.Context(), intent()); !errors.As(err, &held) {
				t.Fatalf("got %v, want it held", err)
			}
		}
		release() // as by a kill
		time.Sleep(r.Lease + ledger.ClockSkew + time.Second)
		if _, err := second.Claim(t.Context(), intent()); err != nil {
			t.Errorf("after the kill: %v", err)
		}
	})
}
