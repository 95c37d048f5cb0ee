package job_test

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	netmail "net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
	"tokenreport/report/data"
)

// growing is an API whose usage of a day, one point of input, a test changes.
type growing struct{ tokens atomic.Int64 }

func (g *growing) source(q lketest.Query) any {
	label := q.Start.In(time.FixedZone("", 8*3600)).Add(9 * time.Hour).Format("200601021504")
	point := func(n int64) []lketest.Stat { return []lketest.Stat{{X: label, Y: n}} }
	return lketest.Graph{Total: point(g.tokens.Load()), Input: point(g.tokens.Load()), Output: point(0)}
}

// Usage that the API learns of later replaces what is stored by a revision, which says what changed.
func TestLateData(t *testing.T) {
	tests := map[string]struct {
		late     job.Late
		after    int64 // the day before's tokens at the next run; 1,000 were reported
		revision int   // of what is then stored
		mails    int   // to the one reader: two reports and, where asked for, the correction
	}{
		"nothing changed":         {job.Late{Periods: 1, Threshold: 100}, 1000, 1, 2},
		"within the threshold":    {job.Late{Periods: 1, Threshold: 100}, 1010, 1, 2},
		"beyond the threshold":    {job.Late{Periods: 1, Threshold: 100}, 1011, 2, 2},
		"beyond, and less":        {job.Late{Periods: 1, Threshold: 100}, 989, 2, 2},
		"with a correction":       {job.Late{Periods: 1, Threshold: 100, Mail: true}, 2000, 2, 3},
		"any change":              {job.Late{Periods: 1}, 1001, 2, 2},
		"late data not looked at": {job.Late{}, 5000, 1, 2},
		"huge":                    {job.Late{Periods: 1, Threshold: 100}, 9_000_000_000_000_000_000, 2, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var usage growing
			w := newOwnedWorld(t, usage.source)
			w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
			w.runner.Late = test.late
			usage.tokens.Store(1000)
			mustInvoke(t, w, 20)
			usage.tokens.Store(test.after)
			answer := mustInvoke(t, w, 21)

			stored := storedReport(t, w, "2024/11/19/token-usage-2024-11-19.json")
			if stored.Revision != test.revision || *stored.Total != map[int]int64{1: 1000, 2: test.after}[test.revision] {
				t.Errorf("stored is revision %d with %d tokens", stored.Revision, *stored.Total)
			}
			if len(answer.Reports) != test.revision || answer.Reports[test.revision-1].Revision != test.revision {
				t.Errorf("the answer's reports: %+v", answer.Reports)
			}
			if len(w.mailed()) != test.mails {
				t.Errorf("%d mails, want %d", len(w.mailed()), test.mails)
			}
			if test.mails > 2 {
				correction := w.mailed()[2]
				if subject := subjectOf(t, correction); !strings.HasPrefix(subject, "Corrected r2 ·") {
					t.Errorf("subject %q", subject)
				}
				if text := string(parts(t, correction.Data)["text/plain"]); !strings.Contains(text, "1,000") || !strings.Contains(text, "2,000") {
					t.Errorf("the correction does not say what changed:\n%s", text)
				}
			}
			mustInvoke(t, w, 21) // the platform's event again
			if len(w.mailed()) != test.mails || storedReport(t, w, "2024/11/19/token-usage-2024-11-19.json").Revision != test.revision {
				t.Error("the event again made another revision")
			}
		})
	}
}

// A figure may change more than once; each revision is compared with the one before it.
func TestRevisionsFollowEachOther(t *testing.T) {
	t.Parallel()
	var usage growing
	w := newOwnedWorld(t, usage.source)
	w.runner.Late = job.Late{Periods: 3, Threshold: 100}
	for i, step := range []struct {
		tokens int64
		want   int
	}{{1000, 1}, {1100, 2}, {1100, 2}, {1200, 3}, {9000, 3}} {
		usage.tokens.Store(step.tokens)
		mustInvoke(t, w, 20+i)
		if got := storedReport(t, w, "2024/11/19/token-usage-2024-11-19.json").Revision; got != step.want {
			t.Errorf("after %d runs: revision %d, want %d", i+1, got, step.want)
		}
	}
}

// A correction that is refused for good is told to the owner, once; the platform's later tries leave it alone and fail;
// a person who has mended the cause runs the day again.
func TestACorrectionThatIsRefused(t *testing.T) {
	t.Parallel()
	var usage growing
	w := newOwnedWorld(t, usage.source)
	w.runner.Late = job.Late{Periods: 1, Threshold: 100, Mail: true}
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	usage.tokens.Store(1000)
	mustInvoke(t, w, 20)
	usage.tokens.Store(2000)
	// After the day's own mail the recipient is gone.
	w.mail.SetFaults(smtptest.Faults{smtptest.Quit: {Do: smtptest.Close, Notify: func() {
		w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "a@example.com", Reply: "550 5.1.1 gone"}})
	}}})
	for try := 1; try <= 3; try++ {
		_, err := w.invoke(t.Context(), on(21))
		if err == nil || !strings.Contains(err.Error(), "2024-11-19") || !strings.Contains(err.Error(), "550") {
			t.Errorf("try %d: error %v", try, err)
		}
		if told := w.told(); len(told) != 1 || !strings.Contains(text(t, told[0]), "2024-11-19") {
			t.Errorf("try %d: the owner was told %d times", try, len(told))
		}
	}
	w.mail.SetFaults(nil)
	mustInvoke(t, w, 22) // is about another day
	if _, err := w.invoke(t.Context(), job.Event{Date: "2024-11-19"}); err != nil {
		t.Error(err)
	}
	mails := w.mailed()
	if len(mails) != 4 || !strings.HasPrefix(subjectOf(t, mails[3]), "Corrected r2 ·") {
		t.Errorf("%d mails", len(mails))
	}
	if _, err := w.invoke(t.Context(), job.Event{Date: "2024-11-19"}); err != nil || len(w.mailed()) != 4 {
		t.Errorf("once more: %v, %d mails", err, len(w.mailed()))
	}
}

// A correction whose mail is put off goes out with the platform's next try.
func TestACorrectionThatIsPutOff(t *testing.T) {
	t.Parallel()
	var usage growing
	w := newOwnedWorld(t, usage.source)
	w.runner.Late = job.Late{Periods: 1, Threshold: 100, Mail: true}
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	usage.tokens.Store(1000)
	mustInvoke(t, w, 20)
	usage.tokens.Store(2000)
	w.mail.SetFaults(smtptest.Faults{smtptest.Quit: {Do: smtptest.Close, Notify: func() {
		w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "a@example.com", Reply: "451 4.7.1 later"}})
	}}})
	if _, err := w.invoke(t.Context(), on(21)); err == nil || !strings.Contains(err.Error(), "451") {
		t.Errorf("error %v", err)
	}
	w.mail.SetFaults(nil)
	mustInvoke(t, w, 21)
	mustInvoke(t, w, 21)
	if mails := w.mailed(); len(mails) != 3 || !strings.HasPrefix(subjectOf(t, mails[2]), "Corrected r2 ·") {
		t.Errorf("%d mails", len(mails))
	}
}

// Figures of another question are no late data.
func TestAChangedFilterRevisesNothing(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*job.Runner){
		"filter":      func(r *job.Runner) { r.Reports[0].Filter.ModelName = "cs-normal" },
		"time zone":   func(r *job.Runner) { r.Reports[0].Zone = time.FixedZone("UTC+7", 7*3600) },
		"label zone":  func(r *job.Runner) { r.LabelZone = time.FixedZone("UTC+7", 7*3600) },
		"other site":  func(r *job.Runner) { r.Endpoint = "lke.tencentcloudapi.com" },
		"other title": func(r *job.Runner) { r.Reports[0].Title = "Tokens" },
	} {
		t.Run(name, func(t *testing.T) {
			var usage growing
			w := newOwnedWorld(t, usage.source)
			w.runner.Late = job.Late{Periods: 1}
			usage.tokens.Store(1000)
			mustInvoke(t, w, 20)
			usage.tokens.Store(2000)
			change(w.runner)
			mustInvoke(t, w, 21)
			want := map[bool]int{true: 2, false: 1}[name == "other title"]
			if got := storedReport(t, w, "2024/11/19/token-usage-2024-11-19.json").Revision; got != want {
				t.Errorf("revision %d, want %d", got, want)
			}
		})
	}
}

// An API that refuses one day is not asked for another, nor again by the platform's later tries.
func TestAnAPIThatRefusesIsAskedOnce(t *testing.T) {
	var usage growing
	w := newOwnedWorld(t, usage.source)
	w.runner.Late = job.Late{Periods: 1}
	usage.tokens.Store(1000)
	mustInvoke(t, w, 20)
	before := len(w.api.Requests())
	w.api.Inject(lketest.Always(lketest.APIError("UnauthorizedOperation", "not authorized")))
	for range 3 {
		if _, err := w.invoke(t.Context(), on(21)); err == nil {
			t.Error("no error")
		}
	}
	if asked := len(w.api.Requests()) - before; asked != 1 {
		t.Errorf("the API was asked %d times", asked)
	}
}

// What the API no longer tells does not replace what it told.
func TestAFigureThatIsNoLongerKnownReplacesNone(t *testing.T) {
	var usage growing
	w := newOwnedWorld(t, usage.source)
	w.runner.Late = job.Late{Periods: 1}
	usage.tokens.Store(1000)
	mustInvoke(t, w, 20)
	w.api.Inject(lketest.Always(lketest.HTTP(200, "application/json", `{"Response":{"RequestId":"r"}}`)))
	_, _ = w.invoke(t.Context(), on(21))
	if stored := storedReport(t, w, "2024/11/19/token-usage-2024-11-19.json"); stored.Revision != 1 || *stored.Total != 1000 {
		t.Errorf("stored is revision %d", stored.Revision)
	}
}

// on is the timer's event of a morning in November 2024.
func on(day int) job.Event {
	return job.Event{Time: time.Date(2024, 11, day, 0, 30, 0, 0, time.UTC)}
}

func mustInvoke(t *testing.T, w *world, day int) job.Answer {
	t.Helper()
	answer, err := w.invoke(context.Background(), on(day))
	if err != nil {
		t.Fatal(fmt.Errorf("on %d: %w", day, err))
	}
	return answer
}

func storedReport(t *testing.T, w *world, name string) data.Report {
	t.Helper()
	var stored data.Report
	if err := json.Unmarshal(w.bucket.Objects()["reports/daily/"+name].Content, &stored); err != nil {
		t.Fatal(err)
	}
	return stored
}

func subjectOf(t *testing.T, m smtptest.Message) string {
	t.Helper()
	parsed, err := netmail.ReadMessage(strings.NewReader(string(m.Data)))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return subject
}
