package job

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"tokenreport/delivery"
)

// mostLanes is how many connections deliver at the same time: few, since relays limit those of one client.
const mostLanes = 4

// laneCheck is how often a delivery that waits for a connection looks whether the time demands one more.
const laneCheck = 250 * time.Millisecond

// lanes are the connections of a report's deliveries: one as long as all fit into the time one after the other, more where
// the other side is slow.
type lanes struct {
	mu      sync.Mutex
	waiting int // deliveries that have not begun
	active  map[*lane]bool
	longest map[string]time.Duration // that a delivery which succeeded took, by channel
	free    chan struct{}            // closed when a lane is left
}

// lane is a connection in use.
type lane struct {
	of      *lanes
	channel string
	begun   time.Time
	handed  bool            // only the answer is awaited
	ctx     context.Context // bounds what is sent
	cancel  context.CancelFunc
}

func newLanes(deliveries int) *lanes {
	return &lanes{
		waiting: deliveries, active: map[*lane]bool{}, longest: map[string]time.Duration{}, free: make(chan struct{}),
	}
}

// enter waits for a connection, in ctx, which ends with the time for delivering. The error says that there is not enough
// time left for a delivery.
func (l *lanes) enter(ctx context.Context, channel string) (*lane, error) {
	for {
		taken, free := l.take(ctx, channel)
		if taken != nil {
			if err := l.enough(ctx, taken); err != nil {
				taken.leave()
				return nil, err
			}
			return taken, nil
		}
		check := time.NewTimer(laneCheck)
		select {
		case <-free:
		case <-check.C:
		case <-ctx.Done():
			check.Stop()
			l.mu.Lock()
			l.waiting--
			l.mu.Unlock()
			return nil, ctx.Err()
		}
		check.Stop()
	}
}

// take is a connection, if one more is allowed, else when to look again.
func (l *lanes) take(ctx context.Context, channel string) (*lane, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	allowed := l.allowed(ctx)
	if len(l.active) >= allowed {
		return nil, l.free
	}
	taken := &lane{of: l, channel: channel, begun: clock()}
	taken.ctx, taken.cancel = share(ctx, "this delivery", (l.waiting+allowed-1)/allowed)
	l.waiting--
	l.active[taken] = true
	return taken, nil
}

// allowed is how many connections it takes so that all are done in a quarter of the time, if each takes as long as the
// slowest. None is opened beside one that has awaited its answer for a quarter of the time: the answer may come too late for it.
func (l *lanes) allowed(ctx context.Context) int {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 1
	}
	slowest := time.Duration(0)
	for _, took := range l.longest {
		slowest = max(slowest, took)
	}
	left, most := max(deadline.Sub(clock()), time.Nanosecond), mostLanes
	for other := range l.active {
		took := clock().Sub(other.begun)
		slowest = max(slowest, took)
		if other.handed && 3*took > left {
			most = len(l.active)
		}
	}
	return min(1+int(4*slowest*time.Duration(l.waiting+len(l.active))/left), most)
}

// errNoTime is a delivery that is not begun since it could not be completed.
var errNoTime = errors.New("not begun")

// enough keeps a delivery from being begun that would most likely be handed over and not be answered in time: the other side
// takes longer than what is left.
func (l *lanes) enough(ctx context.Context, taken *lane) error {
	deadline, ok := ctx.Deadline()
	if !ok {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	slowest := l.longest[taken.channel]
	for other := range l.active {
		if other.handed && other.channel == taken.channel {
			slowest = max(slowest, taken.begun.Sub(other.begun))
		}
	}
	left := deadline.Sub(taken.begun)
	if slowest <= left {
		return nil
	}
	return &delivery.Error{
		Doing: "begin the delivery", Hint: "a later run goes on; if that is too late, give the function a longer timeout",
		Err: fmt.Errorf("%w: the other side takes %s for one delivery, and %s are left", errNoTime, slowest.Round(time.Second), left.Round(time.Second)),
	}
}

// again is another turn of a delivery that has waited.
func (l *lanes) again(ctx context.Context, channel string) (*lane, error) {
	l.mu.Lock()
	l.waiting++
	l.mu.Unlock()
	return l.enter(ctx, channel)
}

// leave gives the connection back. It may be called again.
func (taken *lane) leave() {
	l := taken.of
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.active[taken] {
		return
	}
	taken.cancel()
	delete(l.active, taken)
	close(l.free)
	l.free = make(chan struct{})
}

// deliver makes a delivery, and remembers how long it took if it succeeded. Its context ends with the turn until all is handed
// over, and at the given time from then on.
func (taken *lane) deliver(until time.Time, c consignment) (ref string, err error) {
	l := taken.of
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(taken.ctx))
	defer cancel(nil)
	defer context.AfterFunc(taken.ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if !taken.handed || !errors.Is(taken.ctx.Err(), context.DeadlineExceeded) {
			cancel(taken.ctx.Err())
		}
	})()
	whole, stop := ctx, context.CancelFunc(func() {})
	if !until.IsZero() {
		whole, stop = context.WithDeadline(ctx, until)
	}
	defer stop()
	started := clock()
	ref, err = c.channel.Deliver(delivery.OnHandover(whole, func() { taken.setHanded(true) }), c.parcel)
	taken.setHanded(false)
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.longest[taken.channel] = max(l.longest[taken.channel], clock().Sub(started))
	}
	return ref, err
}

func (taken *lane) setHanded(handed bool) {
	taken.of.mu.Lock()
	defer taken.of.mu.Unlock()
	taken.handed = handed
}
