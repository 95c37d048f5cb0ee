package job

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/report"
)

// Of many parts, those that are named first are asked for, and the report says of how many others it does not know; the log
// says it with the arithmetic before any of them is asked for.
func TestPartsBeyondTheTimeAreLeftOut(t *testing.T) {
	t.Parallel()
	const rate, parts = 10, 100 // slow, so that a machine with much else to do keeps up
	r, api := inquirer(t, rate, lketest.Config{})
	var log bytes.Buffer
	r.Log = slog.New(slog.NewTextHandler(&log, nil))
	request := report.BreakdownRequest{Dimension: report.ByApplication}
	for i := range parts {
		request.Parts = append(request.Parts, report.PartName{ID: fmt.Sprint(1790000000000000001 + i)})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
	defer cancel()
	a := r.analysed(ctx, t, for19(t, Report{Breakdowns: []report.BreakdownRequest{request}}))
	if ctx.Err() != nil {
		t.Error("the time was used up")
	}
	known := 0
	for i, part := range a.Days[0].Parts { // in the order of their numbers, as configured
		if part.Total.Known && i > known {
			t.Errorf("part %d is known, and part %d is not", i, known)
		}
		if part.Total.Known {
			known++
		}
	}
	if known < 2*rate || known > 8*rate {
		t.Fatalf("%d parts are known", known)
	}
	left := map[report.OmissionKind]int{}
	for _, o := range a.Omissions {
		if o.Reason != report.NoTime {
			t.Errorf("omission %+v", o)
		}
		left[o.What] += o.Count
	}
	if left[report.OmittedPart] != parts-known || left[report.OmittedHistory] != 62 {
		t.Errorf("%d parts are known, left out are %v", known, left)
	}
	d, err := report.Compose(a, report.Options{Language: "en", Report: "daily"})
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprint(d.Notices)
	if want := fmt.Sprintf("%d parts are left out", parts-known); !strings.Contains(said, want) {
		t.Errorf("the report says %s, want %q", said, want)
	}
	if want := fmt.Sprintf("calls=%d fitting=", parts+62+4*parts); !strings.Contains(log.String(), want) {
		t.Errorf("the log says %s, want %q", &log, want)
	}
	wantPace(t, api.Requests(), rate)
}

// A period whose own days cannot be asked for in time is not begun: the error has the arithmetic.
func TestAPeriodBeyondTheTimeIsNotBegun(t *testing.T) {
	t.Parallel()
	r, api := inquirer(t, 20, lketest.Config{})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	began := time.Now()
	_, trouble := r.obtain(ctx, r.Log, taskFor(t, Report{Cadence: report.Monthly}, "2024-10-01"))
	if trouble == nil || trouble.lasting || !strings.Contains(trouble.err.Error(), "its 31 calls take 1.546s at 19.4 a second, and ") {
		t.Errorf("got %+v", trouble)
	}
	if n := len(api.Requests()); n > 0 || time.Since(began) > time.Second/2 {
		t.Errorf("%d requests, after %s", n, time.Since(began))
	}
}
