package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// slowRelay is a channel whose other side takes everything, and answers so long after it has.
type slowRelay struct {
	answers time.Duration
	defers  time.Duration // until then it asks to be tried later
	hangs   string        // for this recipient, before anything is handed over
	store   bool

	mu           sync.Mutex
	started      time.Time
	taken        map[string]int
	active, most int
	order        []string
}

func (s *slowRelay) Name() string {
	if s.store {
		return "cos"
	}
	return "email"
}

func (s *slowRelay) count(by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active += by
	s.most = max(s.most, s.active)
}

func (s *slowRelay) Deliver(ctx context.Context, p delivery.Parcel) (string, error) {
	s.count(1)
	defer s.count(-1)
	switch {
	case s.hangs != "" && p.Key.Recipient == s.hangs:
		<-ctx.Done()
		return "", &delivery.Error{Doing: "connect", Err: context.Cause(ctx)}
	case time.Since(s.started) < s.defers:
		return "", &delivery.Error{Doing: "mail", Code: "451", Err: errors.New("451 4.7.1 greylisted")}
	}
	s.mu.Lock()
	s.taken[p.Key.Recipient]++
	s.order = append(s.order, p.Key.Recipient)
	s.mu.Unlock()
	delivery.HandedOver(ctx)
	select {
	case <-time.After(s.answers):
		return "250 OK", nil
	case <-ctx.Done():
		return "", &delivery.Error{Fault: delivery.Unclear, Doing: "wait", Err: context.Cause(ctx)}
	}
}

// A relay that answers the final dot late, as one that looks for viruses, has every mail once, whatever the limit of the
// function: in as many runs as that takes.
func TestASlowRelayGetsEveryMailOnce(t *testing.T) {
	tests := map[string]struct {
		limit      time.Duration
		recipients int
		relay      *slowRelay
		runs       int // after which all have got it
		lanes      int // the most connections at a time
	}{
		"quick":                    {120 * time.Second, 10, &slowRelay{answers: 100 * time.Millisecond}, 1, 1},
		"12 s":                     {120 * time.Second, 10, &slowRelay{answers: 12 * time.Second}, 1, 4},
		"12 s, one who hangs":      {120 * time.Second, 10, &slowRelay{answers: 12 * time.Second, hangs: "hangs"}, 1, 4},
		"10 s, in little time":     {20 * time.Second, 10, &slowRelay{answers: 10 * time.Second}, 3, 4},
		"40 s":                     {120 * time.Second, 10, &slowRelay{answers: 40 * time.Second}, 2, 4},
		"75 s":                     {120 * time.Second, 10, &slowRelay{answers: 75 * time.Second}, 3, 4},
		"longer than a turn":       {120 * time.Second, 4, &slowRelay{answers: 60 * time.Second}, 1, 4},
		"50 recipients":            {120 * time.Second, 50, &slowRelay{answers: 6 * time.Second}, 1, 4},
		"greylisted for 60 s":      {120 * time.Second, 10, &slowRelay{answers: time.Second, defers: time.Minute}, 1, 4},
		"greylisted for 5 minutes": {15 * time.Minute, 3, &slowRelay{answers: time.Second, defers: 5 * time.Minute}, 1, 4},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := test.relay
				s.started, s.taken = time.Now(), map[string]int{}
				shelf := new(ledger.Memory)
				complete := 0
				for run := 1; complete == 0 && run <= 5; run++ {
					a := deliverSlowly(t, s, shelf, fmt.Sprint("run ", run), test.limit, test.recipients)
					if len(a.problems) == 0 || s.hangs != "" && len(a.problems) == 1 {
						complete = run
					}
					for _, d := range a.result.Deliveries {
						if d.Status == delivery.StatusUnclear {
							t.Errorf("run %d: %+v", run, d)
						}
						if late := s.defers > 0 && d.Via == "email" && d.Status == delivery.StatusDelivered; late && !strings.Contains(d.Detail, "greylisted") {
							t.Errorf("it is not said what happened: %s", d.Detail)
						}
					}
				}
				for recipient, n := range s.taken {
					if n != 1 {
						t.Errorf("%s got %d mails", recipient, n)
					}
				}
				want := test.recipients
				if s.hangs != "" {
					want--
				}
				if complete != test.runs || len(s.taken) != want || s.most > test.lanes {
					t.Errorf("%d of %d after %d runs, over %d connections; want %d runs, %d connections",
						len(s.taken), want, complete, s.most, test.runs, test.lanes)
				}
			})
		})
	}
}

// deliverSlowly makes one invocation's deliveries, the archive first.
func deliverSlowly(t *testing.T, relay *slowRelay, shelf ledger.Shelf, invocation string, limit time.Duration, recipients int) *account {
	t.Helper()
	r := &Runner{
		Shelf: shelf, Memory: new(ledger.Memory), Now: time.Now, Log: slog.New(slog.DiscardHandler), Invocation: invocation, Owner: &Owner{},
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	working, stop := r.workPhase(ctx)
	defer stop()
	day := report.PreviousDay(time.Now(), time.UTC)
	a := newAccount(task{Report: Report{Name: "daily", Zone: time.UTC}, period: day, planned: day.Until, revision: 1})
	a.task.deadline, _ = ctx.Deadline()
	stored := &slowRelay{store: true, started: time.Now(), taken: map[string]int{}}
	list := []consignment{{channel: stored, stores: true, parcel: delivery.Parcel{Key: key(a.task, stored, "")}}}
	for i := range recipients {
		name := fmt.Sprint("reader ", i)
		if i == 1 && relay.hangs != "" {
			name = relay.hangs
		}
		list = append(list, consignment{channel: relay, linked: true, parcel: delivery.Parcel{Key: key(a.task, relay, name)}})
	}
	before := len(relay.order)
	r.deliverAll(working, r.Log, &a, list)
	if len(a.result.Deliveries) != len(list) || a.result.Deliveries[0].Via != "cos" || relay.answers < time.Second && !slices.IsSorted(relay.order[before:]) {
		t.Errorf("not in the order of the recipients: %v, %v", relay.order, a.result.Deliveries)
	}
	return &a
}
