package job_test

import (
	"context"
	"errors"
	"testing"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
)

// Whoever presses Ctrl-C while mails are on their way breaks off none of them: the next run would send it again.
func TestAPersonStopsNoMailOnItsWay(t *testing.T) {
	w := newWorld(t, lketest.Example())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	w.mail.Inject(func(p smtptest.Point) (smtptest.Fault, bool) {
		if p.Moment == smtptest.FinalDot {
			stop()
		}
		return smtptest.Fault{}, false
	})
	if _, err := w.runner.Run(ctx, morning); err != nil {
		t.Errorf("stopped while mails were on their way: %v", err)
	}
	w.mail.Inject(nil)
	if _, err := w.runner.Run(t.Context(), morning); err != nil {
		t.Errorf("the next run: %v", err)
	}
	if got := len(w.mail.Messages()); got != 3 {
		t.Errorf("%d mails, want one for each recipient", got)
	}
}

// A run that is stopped while it fetches sends nothing, and says how to go on.
func TestAPersonStopsBeforeAnythingIsSent(t *testing.T) {
	w := newWorld(t, lketest.Example())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	w.api.Inject(func(r lketest.Request) lketest.Fault {
		stop()
		return nil
	})
	if _, err := w.runner.Run(ctx, morning); !errors.Is(err, job.ErrStopped) {
		t.Errorf("got %v, want it stopped", err)
	}
	if got := len(w.mail.Messages()); got != 0 {
		t.Errorf("%d mails of a stopped run", got)
	}
	w.api.Inject(nil)
	if _, err := w.runner.Run(t.Context(), morning); err != nil || len(w.mail.Messages()) != 3 {
		t.Errorf("the next run: %v, %d mails", err, len(w.mail.Messages()))
	}
}
