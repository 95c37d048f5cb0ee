package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"tokenreport/apiclient"
	"tokenreport/internal/parallel"
	"tokenreport/report"
)

// inquiry is something that a report can do without, and how to ask for it.
type inquiry struct {
	lacking report.Omission // what the report lacks without an answer, but for the reason
	// subject is the part or the day that it is about. Several inquiries may be about one, which counts once.
	subject string
	// paced says that it is one call of DescribeTokenUsageGraph: as most are, so that their rate decides how many fit.
	paced bool
	ask   func(context.Context) error
	// assume takes it for answered, with nothing, so that what is asked after it can be counted; nil: nothing depends on it.
	assume func()
}

// usageInquiry asks for what a filter lets through of a day.
func (d *dossier) usageInquiry(lacking report.Omission, subject string, f apiclient.Filter, day report.Period, learn func(report.Usage)) inquiry {
	return inquiry{
		lacking: lacking, subject: subject, paced: true, assume: func() { learn(unused(day)) },
		ask: func(ctx context.Context) error {
			usage, err := d.runner.usageOf(ctx, f, day)
			if err == nil {
				learn(usage.ReadAs(d.labels, true))
			}
			return err
		},
	}
}

// workers is how many calls are on their way at the same time: as many as the API's transport keeps connections for, and enough
// for its rate where an answer takes 0.4 s.
const workers = 8

var (
	errNoRoom  = errors.New("it would not fit into the time for fetching at the API's rate")
	errGivenUp = errors.New("not asked any more, since others of its kind had failed")
)

// inquire asks as much as there is time for, in the order of the list, and returns an error for each that has no answer. How
// much fits is computed before: the last of the list are left out. Whatever has no answer when ctx ends is left out as well.
func (r *Runner) inquire(ctx context.Context, list []inquiry, latency time.Duration) []error {
	errs := make([]error, len(list))
	room := r.room(ctx, latency)
	var asked []int
	for i, q := range list {
		if q.paced {
			room--
		}
		if errs[i] = errNoRoom; !q.paced || room >= 0 {
			asked = append(asked, i)
		}
	}
	var failures failures
	inParallel(len(asked), func(n int) {
		i := asked[n]
		if errs[i] = r.round.stopped(); errs[i] != nil {
			return
		}
		err := failures.count(list[i], func() error { return list[i].ask(ctx) })
		if err != nil && isOutOfTime(ctx, err) {
			err = fmt.Errorf("%w: %w", errNoRoom, err)
		}
		errs[i] = err
	})
	return errs
}

// roomShare is the part of the time that is planned for: some calls are tried again, and some take longer.
const roomShare = 0.85

// room is how many calls of one action are answered in the time that is left, if each takes as long as the report's own
// did and the reports beside it ask as much; very many without a deadline.
func (r *Runner) room(ctx context.Context, latency time.Duration) int {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 1 << 30
	}
	return fitting(deadline.Sub(clock()), latency, r.API.Pace()/float64(r.round.sharers()))
}

func fitting(left, latency time.Duration, pace float64) int {
	if latency > 0 {
		pace = min(pace, workers/latency.Seconds())
	}
	return max(0, int((left.Seconds()*roomShare-latency.Seconds())*pace))
}

// roomFor says with the arithmetic why so many calls of one action cannot even leave before ctx ends; nil if they can.
func (r *Runner) roomFor(ctx context.Context, calls int) error {
	deadline, ok := ctx.Deadline()
	if !ok {
		return nil
	}
	left, pace := deadline.Sub(clock()), r.API.Pace()
	if left <= 0 {
		return errors.New("no time is left for fetching: what came before it in this run has used it up; see the log for what took so long")
	}
	took := time.Duration(float64(calls-1) / pace * float64(time.Second))
	if took <= left {
		return nil
	}
	return fmt.Errorf("its %d calls take %s at %.1f a second, and %s is left for fetching; give the function a longer timeout",
		calls, took.Round(time.Millisecond), pace, left.Round(time.Millisecond))
}

// logShortage tells before anything is asked that not all of it fits, by the same arithmetic.
func (r *Runner) logShortage(ctx context.Context, log *slog.Logger, list []inquiry, latency time.Duration) {
	calls, room := 0, r.room(ctx, latency)
	for _, q := range list {
		if q.paced {
			calls++
		}
	}
	if deadline, ok := ctx.Deadline(); ok && calls > room {
		log.Warn("not everything fits into the time for fetching; give the function a longer timeout",
			"calls", calls, "fitting", room, "left_ms", deadline.Sub(clock()).Milliseconds(), "calls_per_second", r.API.Pace())
	}
}

// isOutOfTime reports whether there is no answer because the time was over, or because the next request's turn would have come
// after it.
func isOutOfTime(ctx context.Context, err error) bool {
	var unsent *apiclient.Error
	return ctx.Err() != nil || errors.As(err, &unsent) && unsent.Attempts == 0 && errors.Is(err, context.DeadlineExceeded)
}

// inParallel does n things, several at a time, beginning with the first.
func inParallel(n int, do func(int)) { parallel.Do(workers, n, do) }

// mostFailures is how many inquiries of a kind may fail in a row until no more of the kind are made: each has been tried
// several times, and the rest would keep the report waiting for nothing.
const mostFailures = 3

// failures counts those in a row, by kind. The zero failures are none.
type failures struct {
	mu    sync.Mutex
	inRow map[report.OmissionKind]int
}

// count asks, unless too many of the kind have failed. That the API does not know a part says nothing about the others.
func (f *failures) count(q inquiry, ask func() error) error {
	f.mu.Lock()
	tooMany := f.inRow[q.lacking.What] >= mostFailures
	f.mu.Unlock()
	if tooMany {
		return errGivenUp
	}
	err := ask()
	var refusal *apiclient.Error
	aboutItself := q.lacking.What == report.OmittedPart && errors.As(err, &refusal) && !refusal.Temporary()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.inRow == nil {
		f.inRow = map[report.OmissionKind]int{}
	}
	switch {
	case err == nil:
		f.inRow[q.lacking.What] = 0
	case !aboutItself:
		f.inRow[q.lacking.What]++
	}
	return err
}

// omissions are what the report lacks for want of answers: one for each kind, dimension and reason, in the order of the list,
// with the code of the first.
func omissions(list []inquiry, errs []error) []report.Omission {
	var lacking []report.Omission
	subjects := map[string]bool{}
	for i, q := range list {
		if errs[i] == nil {
			continue
		}
		o := q.lacking
		o.Reason = reasonOf(errs[i])
		at := slices.IndexFunc(lacking, func(p report.Omission) bool {
			return p.What == o.What && p.Dimension == o.Dimension && p.Reason == o.Reason
		})
		if at < 0 {
			o.Code, o.RequestID = remote(errs[i])
			at, lacking = len(lacking), append(lacking, o)
		}
		subject := fmt.Sprint(at, " ", q.subject)
		if q.subject != "" && !subjects[subject] {
			subjects[subject] = true
			lacking[at].Count++
		}
	}
	return lacking
}

func reasonOf(err error) report.OmissionReason {
	switch {
	case errors.Is(err, errNoRoom):
		return report.NoTime
	case isDenied(err):
		return report.NotPermitted
	default:
		return report.CallFailed
	}
}
