package job

import (
	"context"
	"time"

	"tokenreport/internal/parallel"
)

// mostAbreast is how many reports are made at the same time: enough that one waits for the API or the mail server while
// another is drawn, and few enough for a small function's memory.
const mostAbreast = 4

// queues are the reports that follow each other, by their places in the list: those that ask the API the same question,
// since the later one finds the days in the archive or in the round that the earlier has asked for. The queues themselves
// have nothing to tell each other.
func (r *Runner) queues(due []task) [][]int {
	var queues [][]int
	at := map[string]int{}
	for i, t := range due {
		question := r.question(t)
		if _, known := at[question]; !known {
			at[question], queues = len(queues), append(queues, nil)
		}
		queues[at[question]] = append(queues[at[question]], i)
	}
	return queues
}

// makeAll makes the reports, and returns the accounts of each in its place.
func (r *Runner) makeAll(ctx context.Context, due []task) [][]account {
	accounts := make([][]account, len(due))
	queues := r.queues(due)
	deadline, _ := ctx.Deadline()
	parallel.Do(mostAbreast, len(queues), func(i int) {
		r.round.working.Add(1)
		defer r.round.working.Add(-1)
		end := endOf(deadline, clock(), len(queues)-i)
		for n, at := range queues[i] {
			remaining := len(queues[i]) - n
			part, cancel := phase(ctx, "this report", func(time.Duration) time.Duration {
				return end.Sub(clock()) / time.Duration(remaining)
			})
			due[at].deadline = deadline
			accounts[at] = r.safelyConduct(part, due[at])
			cancel()
			for i := range accounts[at] {
				r.summarise(&accounts[at][i])
			}
		}
	})
	return accounts
}

// endOf is when a queue has to be done, if so many remain, itself included: they go in waves, of which each gets an equal
// part of the time. What a wave does not use is the next one's. Without a deadline it says nothing.
func endOf(deadline, now time.Time, remaining int) time.Time {
	waves := (remaining + mostAbreast - 1) / mostAbreast
	return now.Add(deadline.Sub(now) / time.Duration(waves))
}

// safelyConduct is conduct, where also a defect that nothing within it has caught is this report's alone: it is no
// goroutine's of the platform's, which would catch it.
func (r *Runner) safelyConduct(ctx context.Context, t task) (accounts []account) {
	run, a := *r, newAccount(t)
	run.API = r.API.Apart() // its calls are counted apart
	a.effort = run.beginEffort()
	r.safely(r.logFor(t), &a, func() { accounts = run.conduct(ctx, t) })
	if accounts == nil {
		run.endEffort(&a.effort)
		return []account{a}
	}
	return accounts
}
