package job

import (
	"context"
	"time"

	"tokenreport/delivery/ledger"
	"tokenreport/internal/parallel"
)

// claimedUntil is until when a delivery is claimed at first.
func (r *Runner) claimedUntil(t task) time.Time {
	until := r.expiry(t)
	if lease := r.Now().Add(r.Lease); r.Lease > 0 && lease.Before(until) {
		return lease
	}
	return until
}

// renew renews the claim at half of each lease until release is called. A renewal that fails is not made up for: the claim may
// then end before the delivery does, as it would without one.
func (r *Runner) renew(ctx context.Context, claim *ledger.Claim) (release func()) {
	if r.Lease <= 0 {
		return func() {}
	}
	renewing, stop := context.WithCancel(ctx)
	ended := parallel.Go(func() error {
		ticks := time.NewTicker(r.Lease / 2)
		defer ticks.Stop()
		for {
			select {
			case <-renewing.Done():
				return nil
			case <-ticks.C:
				_ = claim.Renew(renewing, r.Now().Add(r.Lease))
			}
		}
	})
	return func() { stop(); <-ended }
}
