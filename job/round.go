package job

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"tokenreport/apiclient"
	"tokenreport/report"
)

// round is what the reports of one run share: what was read or asked once need not be asked again, be it for the next
// report or for the revision of an earlier one. It may be used by several goroutines at once.
type round struct {
	mu         sync.Mutex
	chronicles map[string]*chronicle        // by report
	denied     map[string]error             // by action
	names      map[string]func() namesFound // by action: waits for the answer to whoever asked first
	working    atomic.Int32                 // queues at work at this moment
	person     context.Context              // once it is cancelled, what is not asked yet is not asked any more
}

func newRound(person context.Context) *round {
	return &round{person: person, chronicles: map[string]*chronicle{}, denied: map[string]error{}, names: map[string]func() namesFound{}}
}

// sharers is how many reports share the API's rate at this moment.
func (v *round) sharers() int { return max(1, int(v.working.Load())) }

// errStopped is what was not asked because a person has stopped the run.
var errStopped = errors.New("stopped before it was complete")

// stopped is errStopped once a person has stopped the run.
func (v *round) stopped() error {
	if errors.Is(v.person.Err(), context.Canceled) {
		return errStopped
	}
	return nil
}

// share tells a report's chronicle of the days that another report of the same question knows.
func (v *round) share(c *chronicle, days []report.Period) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, other := range v.chronicles {
		if other == c || other.question != c.question {
			continue
		}
		for _, day := range days {
			if !c.day(day).Total.Known {
				c.learn(other.day(day))
			}
		}
	}
}

// unlessDenied asks, unless the same action was denied before in this run: who may not call it for one report may not for
// another.
func (v *round) unlessDenied(action string, ask func() error) error {
	v.mu.Lock()
	err := v.denied[action]
	v.mu.Unlock()
	if err != nil {
		return err
	}
	err = ask()
	if isDenied(err) {
		v.mu.Lock()
		v.denied[action] = err
		v.mu.Unlock()
	}
	return err
}

func isDenied(err error) bool {
	var refusal *apiclient.Error
	return errors.As(err, &refusal) && refusal.Denied()
}
