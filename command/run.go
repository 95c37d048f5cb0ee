package command

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"tokenreport/config"
	"tokenreport/job"
)

func run(ctx context.Context, sys System, args []string) error {
	flags := newFlags(sys, "run", "Without --date it reports on the last full day of each report's zone.\n\n")
	var event job.Event
	flags.Func("report", "run only the report of this `NAME`; may be given several times", func(name string) error {
		event.Reports = append(event.Reports, name)
		return nil
	})
	flags.StringVar(&event.Date, "date", "", "report on this `day`, YYYY-MM-DD")
	flags.BoolVar(&event.DryRun, "dry-run", false, "fetch and render, deliver nothing")
	flags.BoolVar(&event.Force, "force", false, "deliver again what has gone out already")
	out := flags.String("out", "", "also write everything that was rendered into this `folder`")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	answer, err := runEvent(ctx, sys, progress(sys), event)
	for _, result := range answer.Reports {
		printResult(sys.Stdout, result)
		if *out != "" {
			if err := writeFiles(*out, result); err != nil {
				return err
			}
		}
	}
	return err
}

// runEvent reads the configuration of this moment and runs the event.
func runEvent(ctx context.Context, sys System, log *slog.Logger, event job.Event) (job.Answer, error) {
	source, err := config.Find(sys.Env, sys.Folders...)
	if err != nil {
		return job.Answer{}, err
	}
	c, err := config.Load(source, sys.Env)
	if err != nil {
		return job.Answer{}, err
	}
	runner, err := wire(sys, log, c, trust{})
	if err != nil {
		return job.Answer{}, err
	}
	defer runner.API.Close() // the next invocation has credentials, and so a client, of its own
	return runner.Run(ctx, event)
}

func printResult(w io.Writer, r job.Result) {
	total := "not known"
	if r.Total != nil {
		total = fmt.Sprintf("%d tokens", *r.Total)
	}
	_, _ = fmt.Fprintf(w, "%s %s: %s\n", r.Report, r.From.Format("2006-01-02"), total)
	for _, d := range r.Deliveries {
		_, _ = fmt.Fprintf(w, "  %s: %s, %s\n", d.Via, d.Status, d.Detail)
	}
}

// writeFiles writes what was rendered to DIR/REPORT/.
func writeFiles(dir string, r job.Result) error {
	folder := filepath.Join(dir, r.Report)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("write the report's files: %w", err)
	}
	for _, file := range r.Files {
		if err := os.WriteFile(filepath.Join(folder, strings.ReplaceAll(file.Name, "/", "-")), file.Content, 0o644); err != nil {
			return fmt.Errorf("write the report's files: %w", err)
		}
	}
	return nil
}
