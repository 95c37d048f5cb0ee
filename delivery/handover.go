package delivery

import (
	"context"
	"time"
)

// answerPatience is how long a channel waits for an answer to what it has handed over, where its context does not end before:
// so long may the receiver of a mail take for it (RFC 5321, section 4.5.3.2.6).
const answerPatience = 10 * time.Minute

type handoverKey struct{}

// OnHandover has f called by whoever delivers, as soon as the whole parcel is on its way and nothing but the answer is awaited.
// Who stops to wait then does not know whether it has arrived.
func OnHandover(ctx context.Context, f func()) context.Context {
	outer, _ := ctx.Value(handoverKey{}).(func())
	return context.WithValue(ctx, handoverKey{}, func() {
		f()
		if outer != nil {
			outer()
		}
	})
}

// HandedOver is called by a channel once it has handed the whole parcel over. A channel whose deliveries are never [Unclear]
// need not call it.
func HandedOver(ctx context.Context) {
	if f, ok := ctx.Value(handoverKey{}).(func()); ok {
		f()
	}
}

// UntilHandover limits the handing over of a parcel, and not the wait for the answer. A context that has ended for it has the
// cause [context.DeadlineExceeded].
func UntilHandover(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(limit, func() { cancel(context.DeadlineExceeded) })
	stop := func() { timer.Stop(); cancel(nil) }
	return OnHandover(ctx, func() { timer.Reset(answerPatience) }), stop
}
