package job

import (
	"context"
	"slices"
	"time"

	"tokenreport/report"
)

// Calls are requests to the API, without those that are made again after an error: Graph those of DescribeTokenUsageGraph,
// whose rate decides how long a backfill takes, Other those of the other actions, which have rates of their own.
type Calls struct{ Graph, Other int }

// All is their sum.
func (c Calls) All() int { return c.Graph + c.Other }

func (c Calls) plus(other Calls) Calls {
	return Calls{c.Graph + other.Graph, c.Other + other.Other}
}

// BackfillStep is one period of one report that is to be made.
type BackfillStep struct {
	Report, Period string
	From           time.Time
	Calls          Calls // as far as can be counted ahead
}

// BackfillPlan is what a backfill would do.
type BackfillPlan struct {
	Steps []BackfillStep // to be made, the oldest first
	Made  int            // periods that are left alone, since the records say that they are delivered
	// Partly are the periods that are left out because the range holds a part of them only, by report.
	Partly map[string][]string
	// Forgetful says that what is mailed is remembered by this process only: there is no storage that keeps records.
	Forgetful bool

	tasks []task // of the steps
}

// Calls are those of all steps.
func (p *BackfillPlan) Calls() Calls { return callsOf(p.Steps) }

func callsOf(steps []BackfillStep) Calls {
	var all Calls
	for _, s := range steps {
		all = all.plus(s.Calls)
	}
	return all
}

// PlanBackfill says what a backfill would do. It reads the records of what has been delivered and the history that is kept,
// and asks the API nothing. The error is a [*RequestError] where the range or the names are wrong.
func (r *Runner) PlanBackfill(ctx context.Context, b Backfill) (*BackfillPlan, error) {
	list, err := r.spans(b)
	if err != nil {
		return nil, err
	}
	p := &BackfillPlan{Partly: map[string][]string{}, Forgetful: r.Forgetful()}
	for _, s := range list {
		for _, period := range s.partly {
			p.Partly[s.Name] = append(p.Partly[s.Name], period.Name())
		}
	}
	all := b.tasks(list, r.Invocation)
	p.tasks, err = r.unmade(ctx, all, b.Force)
	p.Made = len(all) - len(p.tasks)
	p.Steps = r.countSteps(ctx, p.tasks)
	return p, err
}

// unmade are the tasks of which something is to be done, in their order.
func (r *Runner) unmade(ctx context.Context, tasks []task, force bool) ([]task, error) {
	if force {
		return tasks, nil
	}
	made, errs := make([]bool, len(tasks)), make([]error, len(tasks))
	inParallel(len(tasks), func(i int) {
		if errs[i] = ctx.Err(); errs[i] == nil {
			made[i], errs[i] = r.isMade(ctx, tasks[i])
		}
	})
	for _, err := range errs {
		if err != nil { // the others would say the same
			return nil, err
		}
	}
	var left []task
	for i, t := range tasks {
		if !made[i] {
			left = append(left, t)
		}
	}
	return left, nil
}

// countSteps counts the calls of each task, as if those before it had been answered.
func (r *Runner) countSteps(ctx context.Context, tasks []task) []BackfillStep {
	ahead := *r
	ahead.round = newRound(ctx)
	named := map[report.Dimension]bool{} // names are asked for once
	steps := make([]BackfillStep, len(tasks))
	for i, t := range tasks {
		steps[i] = BackfillStep{Report: t.Name, Period: t.period.Name(), From: t.period.From, Calls: ahead.countCalls(ctx, t, named)}
	}
	return steps
}

func (r *Runner) countCalls(ctx context.Context, t task, named map[report.Dimension]bool) Calls {
	days := t.period.Days()
	own := make([]report.Day, len(days))
	for i, day := range days {
		own[i] = report.DayOf(report.Summarize(unused(day)))
	}
	d := r.newDossier(t, own)
	if d.past != nil {
		d.past.load(ctx, r.Log, slices.Concat(d.window, days))
		r.round.share(d.past, d.window)
	}
	calls := Calls{Graph: len(days)}
	for _, q := range d.inquiries() {
		switch {
		case q.paced:
			calls.Graph++
			q.assume()
		case q.lacking.What == report.OmittedCalls:
			calls.Other += len(days)
		case q.lacking.What != report.OmittedNames:
			calls.Other++
		}
	}
	for _, dimension := range d.unnamed() {
		if !named[dimension] {
			calls.Other++
			named[dimension] = true
		}
	}
	d.complete()
	for _, day := range d.own {
		if d.past != nil {
			d.past.learn(day)
		}
	}
	return calls
}
