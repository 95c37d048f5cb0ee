package job_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/job"
)

// explosive is a transport with a defect that shows in the requests about one model.
type explosive struct{ http.RoundTripper }

func (e explosive) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	if content, _ := io.ReadAll(body); bytes.Contains(content, []byte("model-01")) {
		panic("a transport that explodes")
	}
	return e.RoundTripper.RoundTrip(r)
}

// explosiveArchive has a defect that shows when it is read.
type explosiveArchive struct{ job.Archive }

func (explosiveArchive) Read(context.Context, string) ([]byte, error) {
	panic("an archive that explodes")
}

// explosiveDispatcher has a defect that shows in one report's invocation.
type explosiveDispatcher struct{}

func (explosiveDispatcher) Invoke(_ context.Context, event []byte) (string, error) {
	if bytes.Contains(event, []byte("report-01")) {
		panic("a dispatcher that explodes")
	}
	return "request-1", nil
}

// A defect that shows in a goroutine is one report's error: the others are made, the process lives, and the log has the stack.
func TestADefectInAGoroutineIsOneReportsError(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	w.many(t, 3)
	var err error
	if w.runner.API, err = apiclient.New(apiclient.Options{
		Endpoint: w.api.Endpoint, Region: "ap-guangzhou", Rate: 20, Now: time.Now, Transport: explosive{apiclient.NewTransport(w.api.Roots)},
	}, credentials, new(apiclient.Pacer)); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	w.runner.Log = slog.New(slog.NewJSONHandler(&log, nil))
	answer, err := w.runner.Run(t.Context(), morning)
	if err == nil || len(answer.Reports) != 3 || len(w.messageIDs()) != 2 ||
		!strings.Contains(err.Error(), "report report-01 for 2024-11-19: a defect of tokenreport: a transport that explodes") {
		t.Errorf("%v: %d reports, mailed %q", err, len(answer.Reports), w.messageIDs())
	}
	if !strings.Contains(log.String(), "explosive.RoundTrip") {
		t.Errorf("no stack in the log:\n%s", log.String())
	}
	summarisedAs(t, &log, map[string]int{"delivered": 2, "failed": 1})
}

func TestADefectOfTheArchiveIsAnError(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	w.runner.Archive = explosiveArchive{}
	if _, err := w.runner.Run(t.Context(), morning); err == nil || !strings.Contains(err.Error(), "a defect of tokenreport: an archive that explodes") {
		t.Errorf("%v", err)
	}
}

// The report whose invocation could not be started for a defect is made here.
func TestADefectOfTheDispatcherLeavesTheReportHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	w.many(t, 3)
	w.runner.Dispatcher = explosiveDispatcher{}
	answer, err := w.runner.Run(t.Context(), morning)
	if err != nil || len(answer.Reports) != 3 || len(w.messageIDs()) != 1 {
		t.Errorf("%v: %+v, mailed %q", err, answer.Reports, w.messageIDs())
	}
}
