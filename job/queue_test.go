package job_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp"
	"tokenreport/job"
)

// many gives the world so many reports, each of a model of its own, all to one reader.
func (w *world) many(t *testing.T, n int) {
	t.Helper()
	w.runner.Reports = nil
	for i := range n {
		report := w.report(t, smtp.Full)
		report.Name, report.Hourly, report.Store = fmt.Sprintf("report-%02d", i), false, nil
		report.Filter = apiclient.Filter{ModelName: fmt.Sprintf("model-%02d", i)}
		report.Mail.Cc, report.Mail.Bcc = nil, nil
		w.runner.Reports = append(w.runner.Reports, report)
	}
}

// messageIDs are those of all mails, sorted: one for each report and reader.
func (w *world) messageIDs() []string {
	var ids []string
	for _, m := range w.mail.Messages() {
		id, _ := headers(m)
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// crowd is a source that counts how many questions are being answered at a moment, and holds the first ones back until so
// many have come as are to be expected.
type crowd struct {
	expected int

	mu     sync.Mutex
	asking map[string]int // by model
	most   int            // questions at one moment
	twice  []string       // models that were asked for by two at one moment
	full   chan struct{}
}

func newCrowd(expected int) *crowd {
	return &crowd{expected: expected, asking: map[string]int{}, full: make(chan struct{})}
}

func (c *crowd) answer(q lketest.Query) any {
	c.mu.Lock()
	if c.asking[q.ModelName]++; c.asking[q.ModelName] > 1 {
		c.twice = append(c.twice, q.ModelName)
	}
	if c.most = max(c.most, len(c.asking)); len(c.asking) == c.expected {
		close(c.full)
		c.expected = 0
	}
	c.mu.Unlock()
	select {
	case <-c.full:
	case <-time.After(10 * time.Second): // the test fails by what was counted
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asking[q.ModelName]--; c.asking[q.ModelName] == 0 {
		delete(c.asking, q.ModelName)
	}
	return lketest.Example()(q)
}

// Several reports are made at a time, but not all, and those of one question after each other; the answer, and each line of
// the log, says of which report it is.
func TestReportsSideBySide(t *testing.T) {
	t.Parallel()
	crowd := newCrowd(4)
	w := newWorld(t, crowd.answer)
	w.many(t, 8)
	w.runner.Reports[5].Filter = w.runner.Reports[0].Filter
	var log bytes.Buffer
	w.runner.Log = slog.New(slog.NewJSONHandler(&log, nil))
	answer, err := w.runner.Run(t.Context(), morning)
	if err != nil {
		t.Fatal(err)
	}
	if crowd.most != 4 || len(crowd.twice) > 0 {
		t.Errorf("%d at a time; twice %q", crowd.most, crowd.twice)
	}
	for i, result := range answer.Reports {
		if want := fmt.Sprintf("report-%02d", i); result.Report != want || *result.Total != 67199 || len(result.Deliveries) != 1 {
			t.Errorf("%d: %+v, want %s", i, result, want)
		}
	}
	if ids := w.messageIDs(); len(ids) != 8 || len(slices.Compact(ids)) != 8 {
		t.Errorf("mailed %q", w.messageIDs())
	}
	stages := map[string]int{}
	for line := range bytes.Lines(log.Bytes()) {
		var entry struct{ Msg, Report string }
		if err := json.Unmarshal(line, &entry); err != nil {
			t.Fatal(err)
		}
		if entry.Report != "" {
			stages[entry.Report]++
		} else if entry.Msg != "invocation finished" {
			t.Errorf("of no report: %s", line)
		}
	}
	if len(stages) != 8 || stages["report-00"] != stages["report-07"] {
		t.Errorf("logged %v", stages)
	}
}

// A report that fails, or shows a defect, does not concern those beside it.
func TestAReportFailsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	w.many(t, 6)
	w.runner.Shelf = panicking{w.runner.Shelf}
	var log bytes.Buffer
	w.runner.Log = slog.New(slog.NewJSONHandler(&log, nil))
	w.api.Inject(func(r lketest.Request) lketest.Fault {
		if r.Query.ModelName == "model-02" {
			return lketest.APIError("InvalidParameterValue", "no such model")
		}
		return nil
	})
	answer, err := w.runner.Run(t.Context(), morning)
	if err == nil || len(answer.Reports) != 6 || len(w.messageIDs()) != 4 {
		t.Fatalf("%v: %d reports, mailed %q", err, len(answer.Reports), w.messageIDs())
	}
	for _, want := range []string{"report report-02 for 2024-11-19: fetch usage: ", "report report-04 for 2024-11-19: a defect of tokenreport: a shelf that falls"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if got := strings.Count(err.Error(), "report report-"); got != 2 {
		t.Errorf("%d reports failed: %v", got, err)
	}
	summarisedAs(t, &log, map[string]int{"delivered": 4, "failed": 2})
}

// summarisedAs finds one line in the log for each report, whatever became of it.
func summarisedAs(t *testing.T, log *bytes.Buffer, want map[string]int) {
	t.Helper()
	got := map[string]int{}
	for _, f := range finished(t, log) {
		if f["msg"] != "report finished" {
			continue
		}
		got[fmt.Sprint(f["status"])]++
		if _, told := f["error"]; told != (f["status"] == "failed") || told != (f["level"] == "ERROR") {
			t.Errorf("%v", f)
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("summaries: %v, want %v", got, want)
	}
}

// panicking is a shelf with a defect that shows in one report.
type panicking struct{ ledger.Shelf }

func (p panicking) Create(ctx context.Context, name string, content []byte) error {
	if strings.Contains(name, "report-04") {
		panic("a shelf that falls")
	}
	return p.Shelf.Create(ctx, name, content)
}

// Reports that hang, as many as are made at a time, leave the others theirs.
func TestHangingReportsLeaveTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	w.many(t, 6)
	warm := morning
	warm.Reports, warm.DryRun = []string{"report-05"}, true
	w.run(t, warm) // the fonts take their time at first
	var log bytes.Buffer
	w.runner.Log = slog.New(slog.NewJSONHandler(&log, nil))
	w.api.Inject(func(r lketest.Request) lketest.Fault {
		if r.Query.ModelName < "model-04" {
			return lketest.Hang()
		}
		return nil
	})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	answer, err := w.runner.Run(ctx, morning)
	if got := strings.Count(fmt.Sprint(err), "the time for fetching is used up"); got != 4 || ctx.Err() != nil {
		t.Errorf("%d of 4 ran out of time: %v", got, err)
	}
	summarisedAs(t, &log, map[string]int{"delivered": 2, "failed": 4})
	for i, result := range answer.Reports {
		if delivered := len(result.Deliveries) == 1 && result.Deliveries[0].Status == "delivered"; delivered != (i >= 4) {
			t.Errorf("%s: %+v", result.Report, result.Deliveries)
		}
	}
}

func TestARateBeyondTheAPIsIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	w.runner.API = w.runner.API.AtRate(20)
	event := morning
	event.Rate = 21
	_, err := w.runner.Run(t.Context(), event)
	if want := "rate is 21 requests per second: api.rate permits 20"; err == nil || err.Error() != want || len(w.api.Requests()) > 0 {
		t.Errorf("got %v, want %s", err, want)
	}
	event.Rate = 20
	w.run(t, event)
}

var _ job.Dispatcher = (*apiclient.Invoker)(nil)
