package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"tokenreport/job"
)

func run(ctx context.Context, sys System, args []string) error {
	flags := newFlags(sys, "run", "Without --date it runs what is due, a day's report each day, a week's on Mondays, a month's on the 1st;\n"+
		"or what --report names, for the last day, week or month that is over.\n\n")
	var event job.Event
	flags.Func("report", "run only the report of this `NAME`; may be given several times", func(name string) error {
		event.Reports = append(event.Reports, name)
		return nil
	})
	flags.StringVar(&event.Date, "date", "", "report on this `day`, YYYY-MM-DD, or on the week or month that it is in")
	flags.BoolVar(&event.DryRun, "dry-run", false, "fetch and render, deliver nothing")
	flags.BoolVar(&event.Force, "force", false, "deliver again what has gone out already")
	out := flags.String("out", "", "also write everything that was rendered into this `folder`")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	sys, err := sys.ready()
	if err != nil {
		return err
	}
	if *out != "" { // before anything is delivered
		if err := os.MkdirAll(*out, 0o755); err != nil {
			return usageError{fmt.Errorf("make the folder for what is rendered: %w", err)}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	answer, err := runEvent(ctx, sys, progress(sys), event)
	if err == nil && len(answer.Reports) == 0 {
		_, _ = fmt.Fprintln(sys.Stdout, "no report is due today: name one with --report, for its last week or month, or give a --date")
	}
	errs := []error{err}
	for _, result := range answer.Reports {
		printResult(sys.Stdout, result)
		if *out != "" {
			errs = append(errs, writeFiles(*out, result))
		}
	}
	return errors.Join(errs...)
}

// runEvent reads the configuration of this moment and runs the event.
func runEvent(ctx context.Context, sys System, log *slog.Logger, event job.Event) (job.Answer, error) {
	runner, err := prepare(sys, log, trust{})
	if err != nil {
		return job.Answer{}, err
	}
	defer runner.API.Close()
	return runner.Run(ctx, event)
}

// prepare reads the configuration of this moment and makes a runner of it.
func prepare(sys System, log *slog.Logger, t trust) (*job.Runner, error) {
	_, c, err := configured(sys)
	if err != nil {
		return nil, err
	}
	return wire(sys, log, c, t)
}

func printResult(w io.Writer, r job.Result) {
	what := "failed"
	switch {
	case r.Total != nil:
		what = fmt.Sprintf("tokens: %d", *r.Total)
	case len(r.Files) > 0:
		what = "tokens: not known"
	}
	if len(r.Files) > 0 && !r.Complete {
		what += "; check the data, as the report says"
	}
	_, _ = fmt.Fprintf(w, "%s %s: %s\n", r.Report, r.Period, what)
	for _, d := range r.Deliveries {
		_, _ = fmt.Fprintf(w, "  %s: %s, %s\n", d.Via, d.Status, d.Detail)
	}
}

// writeFiles writes what was rendered to DIR/REPORT/DATE/, the mail's HTML with its chart in it.
func writeFiles(dir string, r job.Result) error {
	if len(r.Files) == 0 {
		return nil
	}
	folder := filepath.Join(dir, r.Report, r.Period)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("write the report's files: %w", err)
	}
	for _, file := range r.Files {
		content := file.Content
		if file.Name == job.MailHTML {
			content = []byte(selfContained(r.Files))
		}
		if err := os.WriteFile(filepath.Join(folder, file.Name), content, 0o644); err != nil {
			return fmt.Errorf("write the report's files: %w", err)
		}
	}
	return nil
}
