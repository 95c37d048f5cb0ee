package apiclient

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/time/rate"
)

// paceMargin is the share of the permitted rate that a Pacer uses. At the full rate, with burst 1, the first
// request beyond a second's number would leave exactly one second after the first; the margin puts 3 % of a
// second between (31 ms at 20 requests a second). That absorbs what lies between a request's turn and its
// departure: signing, the scheduler, a near server's handshake.
const paceMargin = 0.97

// A Pacer spaces requests so that in any second at most the permitted number of an action leaves the
// process, and at least 95 % of it when there is enough to send. Actions do not wait for each other.
//
// The limit holds for a process, so a Pacer outlives clients: make one in main and give it to every [New].
// Clients that share one may have different rates; each request keeps its own client's distance from the one
// before it. The zero Pacer is ready to use, also by several goroutines, and must not be copied after that.
type Pacer struct {
	mu    sync.Mutex
	lanes map[string]*lane
}

// lane is the queue of one action.
type lane struct {
	turn    chan struct{} // holds one token while somebody waits for the limiter; the others queue for it, in order
	limiter *rate.Limiter // guarded by turn
}

// wait blocks until a request of the action may leave. The error wraps ctx's; it comes at once where the
// deadline is before the next turn.
func (p *Pacer) wait(ctx context.Context, action string, perSecond int) error {
	lane := p.lane(action)
	select {
	case lane.turn <- struct{}{}:
		defer func() { <-lane.turn }()
		return lane.depart(ctx, rate.Limit(float64(perSecond)*paceMargin))
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Pacer) lane(action string) *lane {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lanes == nil {
		p.lanes = make(map[string]*lane)
	}
	if p.lanes[action] == nil {
		p.lanes[action] = &lane{turn: make(chan struct{}, 1), limiter: rate.NewLimiter(rate.Inf, 1)}
	}
	return p.lanes[action]
}

// depart waits for the limiter's token and makes the next one due a full interval after this departure. A
// limiter alone would count from the moment that it had reserved, and so let the request after one that the
// scheduler woke late follow too closely.
func (l *lane) depart(ctx context.Context, pace rate.Limit) error {
	l.limiter.SetLimit(pace)
	if err := l.limiter.Wait(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%w: the next request may leave only after it", context.DeadlineExceeded)
	}
	l.limiter = rate.NewLimiter(pace, 1)
	l.limiter.Allow()
	return nil
}
