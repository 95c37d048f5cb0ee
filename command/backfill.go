package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"tokenreport/job"
)

const backfillHelp = `Both days are included, in each report's own time zone. A report is made for each of its days, weeks (Monday to
Sunday) or months that lie wholly within the range; those of which it holds a part only are left out, and named.
The oldest is made first, so that each is compared with those before it. A range is two years at most.

What is made is stored. Nothing is mailed and no webhook is called unless --mail says so; the owner is told nothing,
since you are. What the records say is delivered is left alone, so that the same command goes on where the last was
stopped; --force makes it anew. Ctrl-C ends it after the request that is on its way, another one at once.

It takes all of api.rate for itself. While another run asks with the same account, set a lower rate for it, lest both be
refused now and then and some reports lack their comparison.

Exit status: 0 all is made, 1 a period failed or the backfill was stopped, 2 the call or the configuration is wrong.

`

// fillCall is what a call of the command asks for.
type fillCall struct {
	job.Backfill
	dryRun bool
}

func parseBackfill(sys System, args []string) (fillCall, error) {
	var call fillCall
	flags := newFlags(sys, "backfill", backfillHelp)
	flags.StringVar(&call.From, "from", "", "the first `day`, YYYY-MM-DD")
	flags.StringVar(&call.Until, "until", "", "the last `day`, YYYY-MM-DD, included; it must be over")
	flags.Func("report", "make only the report of this `NAME`; may be given several times", func(name string) error {
		call.Reports = append(call.Reports, name)
		return nil
	})
	flags.BoolVar(&call.Mail, "mail", false, "also mail, and call webhooks, for every period, those included that are only stored so far")
	flags.BoolVar(&call.Force, "force", false, "make anew what is made already, and with --mail mail it again")
	flags.BoolVar(&call.dryRun, "dry-run", false, "print what would be made and how many calls it needs, and do nothing")
	if err := parse(flags, args, 0); err != nil {
		return call, err
	}
	if call.From == "" || call.Until == "" {
		return call, usageError{errors.New("which days? give both --from and --until, as in --from 2024-11-01 --until 2024-11-30")}
	}
	return call, nil
}

func backfill(ctx context.Context, sys System, args []string) error {
	return backfillTrusting(ctx, sys, args, trust{})
}

func backfillTrusting(ctx context.Context, sys System, args []string, t trust) error {
	call, err := parseBackfill(sys, args)
	if err != nil {
		return err
	}
	if sys, err = sys.ready(); err != nil {
		return err
	}
	screen := newFillScreen(sys)
	runner, err := prepare(sys, slog.New(screen), t)
	if err != nil {
		return err
	}
	defer runner.API.Close()
	plan, err := runner.PlanBackfill(ctx, call.Backfill)
	if ctx.Err() != nil {
		return job.ErrStopped
	}
	if err != nil {
		return err
	}
	if call.dryRun {
		printSteps(sys, plan)
	}
	printPlan(sys, call, plan, runner)
	if call.dryRun || len(plan.Steps) == 0 {
		return nil
	}
	screen.begin(plan, runner)
	defer context.AfterFunc(ctx, screen.stopping)()
	outcome, err := runner.Backfill(ctx, plan, screen.step)
	screen.end()
	printOutcome(sys, plan, outcome)
	return fillError(outcome, err)
}

// printSteps lists what would be made.
func printSteps(sys System, p *job.BackfillPlan) {
	width := 0
	for _, s := range p.Steps {
		width = max(width, len(s.Report+s.Period)+1)
	}
	for _, s := range p.Steps {
		_, _ = fmt.Fprintf(sys.Stdout, "%-*s  %s\n", width, s.Report+" "+s.Period, counted(s.Calls.All(), "call"))
	}
}

// printPlan says what is to be done, what is not, and how long it takes at least.
func printPlan(sys System, call fillCall, p *job.BackfillPlan, r *job.Runner) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s to %s, both included: %s to make", call.From, call.Until, counted(len(p.Steps), "period"))
	if p.Made > 0 {
		fmt.Fprintf(&b, ", %d made already and left alone", p.Made)
	}
	if len(p.Steps) > 0 {
		fmt.Fprintf(&b, "; %s of the API, which take at least %s at %.1f a second", counted(p.Calls().All(), "call"), roughly(r.AtLeast(p)), r.API.Pace())
	}
	b.WriteString("\n")
	for _, name := range slices.Sorted(maps.Keys(p.Partly)) {
		fmt.Fprintf(&b, "%s: only a part lies within the range, so that it is left out: %s\n", name, strings.Join(p.Partly[name], ", "))
	}
	if call.Mail && p.Forgetful {
		b.WriteString("there is no storage that remembers what is mailed: the same command again mails all of it again\n")
	}
	_, _ = sys.Stdout.Write([]byte(b.String()))
}

// printOutcome says what was made, and what about it should be looked at.
func printOutcome(sys System, p *job.BackfillPlan, o job.BackfillOutcome) {
	var b strings.Builder
	fmt.Fprintf(&b, "made %d, failed %d, not made %d, left alone %d; %s", o.Made, len(o.Failed), o.Left, p.Made, counted(o.Calls, "call"))
	if o.Retries > 0 {
		fmt.Fprintf(&b, " and %d again after errors", o.Retries)
	}
	fmt.Fprintf(&b, " in %s\n", roughly(o.Took))
	if o.Silent > 0 {
		fmt.Fprintf(&b, "no usage in the oldest %s: if there was some, the API no longer keeps it\n", counted(o.Silent, "period"))
	}
	if o.Doubted > 0 {
		fmt.Fprintf(&b, "check the data of %s, as the reports say\n", counted(o.Doubted, "period"))
	}
	_, _ = sys.Stdout.Write([]byte(b.String()))
}

// fillError lists the periods that failed, and says why the backfill ended before its time.
func fillError(o job.BackfillOutcome, end error) error {
	if len(o.Failed) == 0 {
		return end
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s failed; run the same command again to make them:", counted(len(o.Failed), "period"))
	for _, f := range o.Failed {
		fmt.Fprintf(&b, "\n  %s %s: %s", f.Report, f.Period, strings.ReplaceAll(f.Err.Error(), "\n", "\n    "))
	}
	if errors.Is(end, job.ErrStopped) || errors.Is(end, job.ErrBackfillGivenUp) {
		return fmt.Errorf("%s\n%w", &b, end)
	}
	if end != nil {
		return end // it says all of the only one that differs from those before
	}
	return errors.New(b.String())
}
