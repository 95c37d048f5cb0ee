package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tokenreport/report"
	"tokenreport/report/html"
	"tokenreport/report/pdf"
)

// printings is how often each printer prints; its figure is the median.
const printings = 3

// rendering holds the time from a summary to the PDF's bytes, in a warm process, against programs that print the same report
// from its page for a browser.
func rendering(ctx context.Context, folder string) ([]row, error) {
	s, err := newSample("en", ordinaryPoints, ordinaryParts, ordinaryDays)
	if err != nil {
		return nil, err
	}
	page, err := html.Render(s.document)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(folder, "report.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		return nil, err
	}
	ours := warm(func() error {
		document, err := report.Compose(report.Analyse(s.summary, s.evidence), s.options)
		if err == nil {
			_, err = pdf.Render(document)
		}
		return err
	})
	var rows []row
	for _, printer := range [][]string{{"weasyprint"}, {"wkhtmltopdf", "--quiet"}} {
		took, err := printed(ctx, append(printer, file, filepath.Join(folder, "printed.pdf")))
		r := row{"summary to PDF, warm", milliseconds(ours), printer[0] + " printing the same report", "", "≥ 30 × faster"}
		switch {
		case errors.Is(err, exec.ErrNotFound):
			r.against = printer[0] + " is not installed"
		case err != nil:
			return nil, fmt.Errorf("%s: %w", printer[0], err)
		default:
			r.against, r.ratio = milliseconds(took)+", "+r.against, times(took, ours)+" faster"
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// warm is how long something takes that has been done before.
func warm(do func() error) time.Duration {
	return time.Duration(measure(do).NsPerOp())
}

// measure does something for about a second.
func measure(do func() error) testing.BenchmarkResult {
	return testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := do(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// printed is how long a program takes, from its start to its end.
func printed(ctx context.Context, command []string) (time.Duration, error) {
	var took []time.Duration
	for range printings {
		began := time.Now()
		if output, err := exec.CommandContext(ctx, command[0], command[1:]...).CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%w\n%s", err, output)
		}
		took = append(took, time.Since(began))
	}
	return median(took, func(d time.Duration) time.Duration { return d }), nil
}
