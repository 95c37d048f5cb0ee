package job_test

import (
	"bytes"
	"context"
	"fmt"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
)

const owner = "oncall@example.com"

// newOwnedWorld is a world with an owner, whose records are kept in the bucket.
func newOwnedWorld(t *testing.T, source lketest.Source) *world {
	t.Helper()
	w := newWorld(t, source)
	w.runner.Owner = &job.Owner{Channel: w.runner.Reports[0].Mail.Channel, To: []netmail.Address{address(owner)}}
	store, ok := w.runner.Reports[0].Store.Channel.(*cos.Channel)
	if !ok {
		t.Fatal("the store is no bucket")
	}
	w.runner.Shelf = store.Shelf()
	return w
}

// invoke runs an event as the platform's next instance would.
func (w *world) invoke(ctx context.Context, event job.Event) (job.Answer, error) {
	w.invocations++
	runner := *w.runner
	runner.Invocation = fmt.Sprint("invocation ", w.invocations)
	return runner.Run(ctx, event)
}

// told are the notices to the owner; mailed are the other mails.
func (w *world) told() []smtptest.Message   { return w.messages(true) }
func (w *world) mailed() []smtptest.Message { return w.messages(false) }

func (w *world) messages(toOwner bool) []smtptest.Message {
	var list []smtptest.Message
	for _, m := range w.mail.Messages() {
		if (m.To[0] == owner) == toOwner {
			list = append(list, m)
		}
	}
	return list
}

func text(t *testing.T, m smtptest.Message) string {
	t.Helper()
	parsed, err := netmail.ReadMessage(bytes.NewReader(m.Data))
	if err != nil {
		t.Fatal(err)
	}
	if mediaType := parsed.Header.Get("Content-Type"); !strings.HasPrefix(mediaType, "text/plain") {
		t.Errorf("the notice is %s, want plain text", mediaType)
	}
	return subjectOf(t, m) + "\n" + string(parts(t, m.Data)["text/plain"])
}

// The platform runs what fails three times. The owner hears of it once: at the first failure that lasts, else at the last.
func TestTheOwnerIsToldOnce(t *testing.T) {
	denied := lketest.APIError("UnauthorizedOperation", "not authorized")
	busy := lketest.APIError("InternalError", "try later")
	tests := map[string]struct {
		spoil func(*world)
		at    int      // the run at which the owner is told; 0: never
		calls int      // of the API, in all runs
		mails int      // to readers
		says  []string // in the notice
	}{
		"nothing is wrong": {func(*world) {}, 0, 4, 3, nil},
		"the API refuses": {
			func(w *world) { w.api.Inject(lketest.Always(denied)) }, 1, 1, 0,
			[]string{"Report failed", "UnauthorizedOperation", "tokenreport run --report daily --date 2024-11-19", "2024-11-19"},
		},
		"the API is unwell": {
			func(w *world) { w.api.Inject(lketest.Always(busy)) }, 3, 16, 0, []string{"InternalError"},
		},
		"a recipient is refused": {
			func(w *world) {
				w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "b@example.com", Reply: "550 5.1.1 no such user"}})
			}, 1, 1, 2, []string{"Report partly delivered", "550", "b@example.com"},
		},
		"a recipient is put off": {
			func(w *world) {
				w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "b@example.com", Reply: "451 4.7.1 try later"}})
			}, 3, 4, 2, []string{"451", "b@example.com"},
		},
		"the data are odd": {
			func(w *world) {
				w.api.Inject(lketest.Always(lketest.HTTP(200, "application/json", `{"Response":{"RequestId":"odd","Total":[{"X":"202411190930","Y":5}],"Input":[{"X":"202411190930","Y":1}],"Output":[{"X":"202411190930","Y":1}]}}`)))
			}, 1, 4, 3, []string{"Report to be checked", "09:30"},
		},
		"the storage refuses": {
			func(w *world) {
				w.bucket.SetFaults(costest.Fault{Do: costest.Answer, Status: 403, Code: "AccessDenied", Message: "Access Denied."})
			}, 1, 4, 0, []string{"AccessDenied", "name/cos:GetObject"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newOwnedWorld(t, lketest.Example())
			test.spoil(w)
			for run := 1; run <= 4; run++ {
				_, err := w.invoke(t.Context(), morning)
				if failed := err != nil; failed != (test.mails < 3) {
					t.Errorf("run %d: %v", run, err)
				}
				if told := len(w.told()); told > 0 != (test.at > 0 && run >= test.at) || told > 1 {
					t.Errorf("after run %d the owner was told %d times", run, told)
				}
			}
			if calls := len(w.api.Requests()); calls != test.calls {
				t.Errorf("%d calls of the API, want %d", calls, test.calls)
			}
			if mails := len(w.mailed()); mails != test.mails {
				t.Errorf("%d mails to readers, want %d", mails, test.mails)
			}
			for _, m := range w.told() {
				notice := text(t, m)
				for _, want := range test.says {
					if !strings.Contains(notice, want) {
						t.Errorf("the notice does not say %s:\n%s", want, notice)
					}
				}
				if strings.Contains(notice, "canary") {
					t.Errorf("a secret is in the notice:\n%s", notice)
				}
			}
		})
	}
}

// An API that hangs leaves time to answer, and the reserve for the rest. The owner hears of it once the platform gives up.
func TestTheOwnerIsToldOfAHang(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Example())
	w.api.Inject(lketest.Always(lketest.Hang()))
	const limit = 5 * time.Second
	for run := 1; run <= 3; run++ {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		_, err := w.invoke(ctx, morning)
		if err == nil || !strings.Contains(err.Error(), "the time for fetching is used up") {
			t.Errorf("run %d: %v", run, err)
		}
		deadline, _ := ctx.Deadline()
		if left := time.Until(deadline); left < limit/4 { // fetching ends after 60 % of seven eighths
			t.Errorf("run %d: answered with %v left of %v", run, left, limit)
		}
		cancel()
	}
	if told := w.told(); len(told) != 1 || !strings.Contains(text(t, told[0]), "the time for fetching is used up") {
		t.Errorf("the owner was told %d times", len(told))
	}
}

// A mail server that hangs for every reader leaves time to record that, and then to tell the owner.
func TestTheOwnerIsToldOfAHangingMailServer(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Example())
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "a@example.com", Do: smtptest.Hang}})
	run := delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "run"}
	for try := range 2 { // the platform's first two, of which this one is the last
		_, _, err := ledger.New(w.runner.Shelf, time.Now, fmt.Sprint("killed ", try)).Begin(t.Context(), ledger.Intent{
			Key: run, Planned: morning.Time, Expires: time.Now().Add(-time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
	defer cancel()
	if _, err := w.invoke(ctx, morning); err == nil || !strings.Contains(err.Error(), "is used up") {
		t.Errorf("error %v", err)
	}
	if ctx.Err() != nil {
		t.Error("no answer within the limit")
	}
	if told := w.told(); len(told) != 1 || !strings.Contains(text(t, told[0]), "a@example.com") {
		t.Errorf("the owner was told %d times", len(told))
	}
	mail := delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "email", Recipient: "a@example.com"}
	past, err := ledger.New(w.runner.Shelf, time.Now, "later").Past(t.Context(), mail)
	if err != nil || past.Last().Status != delivery.StatusFailed {
		t.Errorf("the delivery is recorded as %+v, %v", past, err)
	}
}

// A timer that did not fire is told at the next run, once, however many days it was; days before the first run count not.
func TestMissedPeriodsAreTold(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Month(1))
	w.runner.NotifyMissed = true
	day := func(d int) job.Event { return job.Event{Time: time.Date(2024, 11, d, 0, 30, 0, 0, time.UTC)} }
	steps := []struct {
		name  string
		event job.Event
		told  int // notices so far
		says  []string
	}{
		{"the first run", day(10), 0, nil},
		{"the next day", day(11), 0, nil},
		{"after two days without a run", day(14), 1, []string{"2024-11-11", "2024-11-12", "--date 2024-11-12"}},
		{"the same event again", day(14), 1, nil},
		{"the next day", day(15), 1, nil},
		{"a day that is asked for", job.Event{Date: "2024-11-12"}, 1, nil},
		{"after one more gap", day(17), 2, []string{"2024-11-15"}},
	}
	for _, step := range steps {
		if _, err := w.invoke(t.Context(), step.event); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		told := w.told()
		if len(told) != step.told {
			t.Fatalf("%s: %d notices, want %d", step.name, len(told), step.told)
		}
		for _, want := range step.says {
			if notice := text(t, told[len(told)-1]); !strings.Contains(notice, want) {
				t.Errorf("%s: the notice does not say %s:\n%s", step.name, want, notice)
			}
		}
	}
}

// A run that was killed leaves a record without an end, which the next day's run tells.
func TestAKilledRunIsTold(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Month(1))
	w.runner.NotifyMissed = true
	if _, err := w.invoke(t.Context(), morning); err != nil {
		t.Fatal(err)
	}
	_, _, err := ledger.New(w.runner.Shelf, time.Now, "killed").Begin(t.Context(), ledger.Intent{
		Key: delivery.Key{Report: "daily", Period: "2024-11-20", Revision: 1, Channel: "run"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.invoke(t.Context(), job.Event{Time: morning.Time.AddDate(0, 0, 2)}); err != nil {
		t.Fatal(err)
	}
	told := w.told()
	if len(told) != 1 {
		t.Fatalf("%d notices", len(told))
	}
	if notice := text(t, told[0]); !strings.Contains(notice, "2024-11-20") || !strings.Contains(notice, "none came to an end") {
		t.Error(notice)
	}
}
