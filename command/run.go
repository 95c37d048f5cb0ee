package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tokenreport/delivery"
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
	file := flags.String("event", "", "run the event in this `FILE`, a timer's as JSON, exactly as the platform would, and print the answer; alone")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	if *file != "" {
		return runFile(ctx, sys, flags, *file)
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
	answer, stores, err := runEvent(ctx, sys, progress(sys), event)
	if err == nil && len(answer.Reports) == 0 {
		_, _ = fmt.Fprintln(sys.Stdout, "no report is due today: name one with --report, for its last week or month, or give a --date")
	}
	errs := []error{err}
	for _, result := range answer.Reports {
		printResult(sys.Stdout, result, stores, err)
		if *out != "" {
			errs = append(errs, writeFiles(sys.Stdout, *out, result))
		}
	}
	return errors.Join(errs...)
}

// runFile runs the event in a file, which says all that is asked for.
func runFile(ctx context.Context, sys System, flags *flag.FlagSet, file string) error {
	var beside []string
	flags.Visit(func(f *flag.Flag) {
		if !slices.Contains([]string{"event", "config", "env-file"}, f.Name) {
			beside = append(beside, "--"+f.Name)
		}
	})
	if len(beside) > 0 {
		return usageError{fmt.Errorf("--event says all that is asked for: leave out %s, or write it into the event's Message", strings.Join(beside, ", "))}
	}
	sys, err := sys.ready()
	if err != nil {
		return err
	}
	payload, err := os.ReadFile(file)
	if err != nil {
		return usageError{fmt.Errorf("read the event: %w", err)}
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	answer, err := Invoke(ctx, sys, progress(sys), payload)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(sys.Stdout, "%s\n", answer)
	return err
}

// runEvent reads the configuration of this moment and runs the event. It also says where each kind of storage is.
func runEvent(ctx context.Context, sys System, log *slog.Logger, event job.Event) (answer job.Answer, stores map[string]string, err error) {
	_, c, err := configured(sys)
	if err != nil {
		return job.Answer{}, nil, err
	}
	runner, err := wire(sys, log, c, trust{})
	if err != nil {
		return job.Answer{}, nil, err
	}
	defer runner.API.Close()
	answer, err = runner.Run(ctx, event)
	if runner.Forgetful() && len(answer.Reports) > 0 && !event.DryRun && !sys.Terminal { // else the log has said it
		_, _ = fmt.Fprintln(sys.Stdout, "no storage remembers what is delivered: the same command again delivers it again; set storage.url")
	}
	switch s := c.Storage; {
	case s == nil:
	case s.COS != nil:
		stores = map[string]string{"cos": s.COS.BucketURL.String()}
	default:
		stores = map[string]string{"file": s.Folder}
	}
	return answer, stores, err
}

// prepare reads the configuration of this moment and makes a runner of it.
func prepare(sys System, log *slog.Logger, t trust) (*job.Runner, error) {
	_, c, err := configured(sys)
	if err != nil {
		return nil, err
	}
	return wire(sys, log, c, t)
}

// printResult says what became of a report. Why something has failed it leaves to the error, with which the command ends.
func printResult(w io.Writer, r job.Result, stores map[string]string, failure error) {
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
		detail := d.Detail
		switch place := stores[d.Via]; {
		case d.Status == delivery.StatusFailed, d.Status == delivery.StatusUnclear:
			detail = recipientOf(detail, failure)
		case place != "" && (d.Status == delivery.StatusDelivered || d.Status == job.AlreadyDelivered):
			detail += "; in " + place
		}
		_, _ = fmt.Fprintf(w, "  %s\n", strings.TrimSuffix(fmt.Sprintf("%s: %s, %s", d.Via, d.Status, detail), ", "))
	}
}

// recipientOf is whom a failed delivery was for, empty where nobody is named; or all of the detail, where a failure is given and
// does not say what went wrong.
func recipientOf(detail string, failure error) string {
	recipient, cause, named := strings.Cut(detail, ": ")
	if !named || strings.ContainsAny(recipient, " \n") {
		recipient, cause = "", detail
	}
	if failure != nil && !strings.Contains(failure.Error(), cause) {
		return detail
	}
	return recipient
}

// writeFiles writes what was rendered to DIR/REPORT/DATE/, the mail's HTML with its chart in it.
func writeFiles(w io.Writer, dir string, r job.Result) error {
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
	_, _ = fmt.Fprintf(w, "  all files: written into %s\n", folder)
	return nil
}
