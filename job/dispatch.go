package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tokenreport/internal/parallel"
)

// Dispatcher starts invocations of the function that this is one of.
type Dispatcher interface {
	// Invoke starts one with an event, and returns the request ID that it runs under without waiting for what comes of it.
	// The event may be delivered twice. The error says that it may not have been delivered at all.
	Invoke(ctx context.Context, event []byte) (requestID string, err error)
}

// dispatchedVia is the way by which the answer says that another invocation makes a report.
const dispatchedVia = "scf"

// dispatches reports whether the reports are each made by an invocation of their own. Not divided again is what is a part
// itself; and whoever asks for a dry run wants to see its figures.
func (r *Runner) dispatches(event Event, due []task) bool {
	return r.Dispatcher != nil && len(due) > 1 && event.Rate == 0 && !event.DryRun
}

// load is what one invocation makes, and how it was started.
type load struct {
	reports   []task
	rate      int // requests per second and action
	requestID string
	err       error
}

// divide makes as many loads as there are reports, each with its share of the rate; but not more than the rate, for less
// than one request per second is none. The rates add up to the whole. Reports of one question stay together where several
// share a load.
func (r *Runner) divide(due []task) []load {
	var inLine []task
	for _, at := range slices.Concat(r.queues(due)...) {
		inLine = append(inLine, due[at])
	}
	rate := r.API.Rate()
	loads := make([]load, min(len(due), rate))
	for i := range loads {
		n := len(loads)
		loads[i] = load{reports: inLine[i*len(due)/n : (i+1)*len(due)/n], rate: rate / n}
		if i < rate%n {
			loads[i].rate++
		}
	}
	return loads
}

// dispatchShare is the part of what is left that starting the invocations may take, so that what could not be started can
// be made here.
const dispatchShare = 0.25

// dispatch has other invocations make the reports, and makes those here whose invocation could not be started, at the
// rates that they would have had. It may be repeated: the records keep each delivery single, whoever is asked for it how
// often, and so does the event's ID where it forces them.
func (r *Runner) dispatch(ctx context.Context, event Event, due []task) (Answer, error) {
	loads := r.divide(due)
	starting, cancel := phase(ctx, "dispatching", func(left time.Duration) time.Duration {
		return time.Duration(float64(left) * dispatchShare)
	})
	defer cancel()
	if len(loads) < len(due) {
		r.Log.Info("more reports than requests per second: several share an invocation", "reports", len(due), "rate", r.API.Rate())
	}
	inParallel(len(loads), func(i int) {
		if err := parallel.Call(func() error { r.start(starting, event, &loads[i]); return nil }); err != nil {
			loads[i].err = err
		}
	})

	results := map[string][]Result{}
	var here []task
	rate := 0
	for _, l := range loads {
		if l.err != nil {
			here, rate = append(here, l.reports...), rate+l.rate
			continue
		}
		for _, t := range l.reports {
			results[t.Name] = []Result{l.result(t)}
		}
	}
	r.Log.Info("dispatched", "reports", len(results), "reports_here", len(here))
	failures := []error{r.makeHere(ctx, event, here, rate, results)}
	answer := Answer{Reports: []Result{}}
	for _, t := range due {
		answer.Reports = append(answer.Reports, results[t.Name]...)
	}
	caught, errs := r.catchUpOthers(ctx, event, due)
	for _, a := range caught {
		answer.Reports, failures = append(answer.Reports, a.result), append(failures, a.err())
	}
	return answer, errors.Join(append(failures, errs...)...)
}

// catchUpOthers catches up with the reports that are not due, slowly, since the invocations of those that are have the rate.
func (r *Runner) catchUpOthers(ctx context.Context, event Event, due []task) ([]account, []error) {
	others := slices.DeleteFunc(r.lookedAfter(event), func(c Report) bool {
		return slices.ContainsFunc(due, func(t task) bool { return t.Name == c.Name })
	})
	run := *r
	run.API = r.API.AtRate(1)
	return run.catchUp(ctx, event, others, nil)
}

// start starts the invocation of a load. Where one was not permitted, the others are not tried.
func (r *Runner) start(ctx context.Context, event Event, l *load) {
	part := Event{Time: event.Time, Date: event.Date, Force: event.Force, Rate: l.rate}
	if event.Force { // what it has delivered again is delivered for each try of the whole, wherever that is made
		part.ID = event.ID
	}
	for _, t := range l.reports {
		part.Reports = append(part.Reports, t.Name)
	}
	l.err = r.round.unlessDenied(dispatchedVia, func() (err error) {
		l.requestID, err = r.Dispatcher.Invoke(ctx, part.payload())
		return cutShort(ctx, err)
	})
	names := strings.Join(part.Reports, " ")
	if l.err != nil {
		r.Log.Warn("an invocation could not be started; its reports are made here", "report_names", names, "error", l.err.Error())
		return
	}
	r.Log.Info("invoked", "report_names", names, "rate", l.rate, "request_id", l.requestID)
}

func (l load) result(t task) Result {
	result := newResult(t)
	result.Deliveries = append(result.Deliveries, Delivery{
		Via: dispatchedVia, Status: Dispatched,
		Detail: fmt.Sprintf("made by the invocation with request ID %s, at %d requests per second", l.requestID, l.rate),
	})
	return result
}

// makeHere adds the results of the reports that are made here after all.
func (r *Runner) makeHere(ctx context.Context, event Event, reports []task, rate int, results map[string][]Result) error {
	if len(reports) == 0 {
		return nil
	}
	run := *r
	run.API = r.API.AtRate(rate)
	var lookedAfter []Report
	for _, t := range reports {
		lookedAfter = append(lookedAfter, t.Report)
	}
	answer, err := run.all(ctx, event, reports, lookedAfter)
	for _, result := range answer.Reports {
		results[result.Report] = append(results[result.Report], result)
	}
	return err
}
