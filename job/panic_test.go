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
	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp/smtptest"
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

// explosiveMailer has a defect that shows in the mails to the owner.
type explosiveMailer struct{ delivery.Channel }

func (explosiveMailer) Deliver(context.Context, delivery.Parcel) (string, error) {
	panic("a mailer that explodes")
}

// explosiveShelf has a defect that shows in some records.
type explosiveShelf struct {
	ledger.Shelf
	name string
}

func (e explosiveShelf) Read(ctx context.Context, name string) ([]byte, error) {
	if strings.Contains(name, e.name) {
		panic("a shelf that explodes")
	}
	return e.Shelf.Read(ctx, name)
}

// A defect that shows beside a report, in what the owner is told or in what is looked after, takes nothing of the report from the
// answer.
func TestADefectBesideTheReport(t *testing.T) {
	for name, spoil := range map[string]func(*world){
		"the notice about a missed period": func(w *world) { w.runner.Owner.Channel = explosiveMailer{} },
		"the record of that notice":        func(w *world) { w.runner.Shelf = explosiveShelf{w.runner.Shelf, "/2024-11-19/r1/owner/"} },
		"the notice about the report": func(w *world) {
			w.runner.Owner.Channel = explosiveMailer{}
			w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "b@example.com", Reply: "550 5.1.1 no such user"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newOwnedWorld(t, lketest.Example())
			w.runner.NotifyMissed = true
			mustInvoke(t, w, 19)
			spoil(w)
			answer, err := w.invoke(t.Context(), on(21))
			if err == nil || !strings.Contains(err.Error(), "a defect of tokenreport: a") || len(answer.Reports) != 1 || len(answer.Reports[0].Deliveries) < 4 {
				t.Errorf("%v: made %s", err, periodsOf(answer))
			}
		})
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
