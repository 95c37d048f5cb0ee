package job_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/file"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
	"tokenreport/report"
)

// hurry lets the runner ask the API at any rate.
func (w *world) hurry(t *testing.T, source lketest.Source) {
	t.Helper()
	api, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{credentials}, Source: source, Now: time.Now, TLS: true, Rate: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = api.Close() })
	w.api = api
	w.runner.API, err = apiclient.New(apiclient.Options{
		Endpoint: api.Endpoint, Region: "ap-guangzhou", Rate: 5000, Now: time.Now, Transport: apiclient.NewTransport(api.Roots),
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
}

// archives are all places where days are kept.
func archives(t *testing.T, w *world) map[string]job.Archive {
	t.Helper()
	store, ok := w.runner.Reports[0].Store.Channel.(*cos.Channel)
	if !ok {
		t.Fatal("the store is no bucket")
	}
	folder, err := file.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return map[string]job.Archive{"a bucket": store.Shelf(), "a folder": folder.Shelf(), "memory": new(ledger.Memory)}
}

// Wherever they are kept, days are fetched once: 62 at first, and afterwards the report's own and those looked at for late
// data.
func TestDaysAreFetchedOnce(t *testing.T) {
	var usage growing
	usage.tokens.Store(1000)
	w := newOwnedWorld(t, usage.source)
	for name, archive := range archives(t, w) {
		t.Run(name, func(t *testing.T) {
			w := newOwnedWorld(t, usage.source)
			w.hurry(t, usage.source)
			w.runner.Archive, w.runner.Late = archive, job.Late{Periods: 1, Threshold: 100}
			for i, want := range []int{1 + 62, 1 + 1, 1 + 1} { // a day before the first was never reported
				before := len(w.api.Requests())
				mustInvoke(t, w, 20+i)
				if n := len(w.api.Requests()) - before; n != want {
					t.Errorf("morning %d: %d requests, want %d", i+1, n, want)
				}
			}
			before := len(w.api.Requests())
			event := on(23)
			event.DryRun = true
			for range 2 {
				if _, err := w.invoke(t.Context(), event); err != nil {
					t.Error(err)
				}
			}
			if n := len(w.api.Requests()) - before; n != 2 {
				t.Errorf("two dry runs: %d requests", n)
			}
		})
	}
}

// Late data replace what is kept of the day, whether they make a revision or not; a dry run keeps nothing.
func TestLateDataAreKept(t *testing.T) {
	for name, after := range map[string]int64{"within the threshold": 1005, "beyond it": 2000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var usage growing
			w := newOwnedWorld(t, usage.source)
			w.hurry(t, usage.source)
			folder := t.TempDir()
			archive, err := file.New(folder)
			if err != nil {
				t.Fatal(err)
			}
			w.runner.Archive, w.runner.Late = archive.Shelf(), job.Late{Periods: 1, Threshold: 100}
			dry := on(20)
			dry.DryRun = true
			usage.tokens.Store(1000)
			if _, err := w.invoke(t.Context(), dry); err != nil {
				t.Fatal(err)
			}
			if kept := keptDay(t, folder, "2024-11-19"); kept != "" {
				t.Errorf("a dry run kept %s", kept)
			}
			mustInvoke(t, w, 20)
			usage.tokens.Store(after)
			mustInvoke(t, w, 21)
			if kept, want := keptDay(t, folder, "2024-11-19"), fmt.Sprintf(`"total":%d,`, after); !strings.Contains(kept, want) {
				t.Errorf("kept is %s, want %s", kept, want)
			}
			if kept := keptDay(t, folder, "2024-11-18"); !strings.Contains(kept, `"total":1000,`) {
				t.Errorf("kept of another day is %s", kept)
			}
		})
	}
}

// keptDay is what a folder keeps of a day of November 2024.
func keptDay(t *testing.T, folder, date string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, ".tokenreport/history/daily/*/2024-11.jsonl"))
	if err != nil || len(files) > 1 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			if strings.Contains(line, `"date":"`+date+`"`) {
				return line
			}
		}
	}
	return ""
}

// A report of a week is mailed and stored once, on Monday, under the week's name; a week without one is made up for.
func TestAWeeklyReport(t *testing.T) {
	w := newOwnedWorld(t, lketest.Month(1))
	w.hurry(t, lketest.Month(1))
	weekly := w.runner.Reports[0]
	weekly.Name, weekly.Cadence = "weekly", report.Weekly
	weekly.Mail.Cc, weekly.Mail.Bcc = nil, nil
	w.runner.Reports, w.runner.Archive, w.runner.Late = []job.Report{weekly}, new(ledger.Memory), job.Late{Periods: 1, Threshold: 100}
	for day := 18; day <= 24; day++ {
		mustInvoke(t, w, day)
	}
	const name = "reports/weekly/2024/11/11/token-usage-2024-W46.pdf"
	if len(w.mailed()) != 1 || len(w.bucket.Objects()[name].Content) == 0 || len(w.told()) != 0 {
		t.Errorf("%d mails, %d notices, %d bytes of %s", len(w.mailed()), len(w.told()), len(w.bucket.Objects()[name].Content), name)
	}
	answer := mustInvoke(t, w, 32) // Monday 2 December: nothing ran on Monday 25 November
	if got := periodsOf(answer); got != "weekly 2024-W48, weekly 2024-W47" || len(w.mailed()) != 3 {
		t.Errorf("answer %s after %d mails", got, len(w.mailed()))
	}
	if told := w.told(); len(told) != 0 {
		t.Errorf("%d notices", len(told))
	}
	if empty := mustInvoke(t, w, 34); empty.Reports == nil || len(empty.Reports) != 0 {
		t.Errorf("on a day without a report the answer is %+v", empty)
	}
}

// An API that gets slow after the day itself leaves history out, and the report is delivered in time.
func TestASlowAPI(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Month(1))
	w.hurry(t, lketest.Month(1))
	var log transcript
	w.runner.Log = slog.New(slog.NewTextHandler(&log, nil))
	w.runner.Archive = new(ledger.Memory)
	w.api.Inject(func(r lketest.Request) lketest.Fault {
		if r.Number == 1 {
			return nil
		}
		return lketest.Slow(200, 300*time.Millisecond)
	})
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
	defer cancel()
	answer, err := w.invoke(ctx, morning)
	if err != nil || ctx.Err() != nil || len(w.mailed()) != 3 || answer.Reports[0].Total == nil {
		t.Fatalf("%v, %d mails, %+v", err, len(w.mailed()), answer.Reports)
	}
	if !strings.Contains(log.String(), "what=history") || !strings.Contains(log.String(), "reason=no_time") {
		t.Errorf("the log does not say what was left out:\n%s", log.String())
	}
	if !strings.Contains(log.String(), " status=delivered revision=1 ") || !strings.Contains(log.String(), " calls=") {
		t.Errorf("the log does not count the calls:\n%s", log.String())
	}
}

// Of what is left out the reasons are in the log, with the API's code, and the report goes out.
func TestARefusedPartIsLeftOut(t *testing.T) {
	w := newOwnedWorld(t, lketest.Month(1))
	w.hurry(t, lketest.Month(1))
	w.runner.Reports[0].Breakdowns = []report.BreakdownRequest{{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-normal"}, {ID: "no-such-model"}}}}
	w.runner.Reports[0].Calls = true
	w.api.Inject(func(r lketest.Request) lketest.Fault {
		switch {
		case r.Query.ModelName == "no-such-model":
			return lketest.APIError("InvalidParameterValue", "no such model")
		case slices.Contains([]string{"DescribeTokenUsage", "DescribeCallStatsGraph"}, r.Action):
			return lketest.APIError("UnauthorizedOperation", "not authorized")
		default:
			return nil
		}
	})
	var log transcript
	w.runner.Log = slog.New(slog.NewTextHandler(&log, nil))
	answer := mustInvoke(t, w, 20)
	for _, want := range []string{
		"what=part dimension=model_name count=1 reason=call_failed code=InvalidParameterValue", "what=calls dimension=\"\" count=0 reason=not_permitted",
		"what=totals dimension=\"\" count=0 reason=not_permitted code=UnauthorizedOperation",
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %s:\n%s", want, log.String())
		}
	}
	if answer.Reports[0].Complete || len(w.mailed()) != 3 {
		t.Errorf("complete %v, %d mails", answer.Reports[0].Complete, len(w.mailed()))
	}
}

// A report that was made for each day, and is made for each week from now on, has left no week out.
func TestAReportChangesItsPeriod(t *testing.T) {
	for _, change := range [][2]report.Cadence{{report.Daily, report.Weekly}, {report.Monthly, report.Daily}} {
		w := newOwnedWorld(t, lketest.Example())
		w.runner.Reports[0].Cadence = change[0]
		if _, err := w.invoke(t.Context(), job.Event{Time: on(18).Time, Reports: []string{"daily"}}); err != nil {
			t.Fatal(err)
		}
		w.runner.Reports[0].Cadence = change[1]
		answer, err := w.invoke(t.Context(), job.Event{Time: on(25).Time, Reports: []string{"daily"}})
		if err != nil || len(answer.Reports) != 1 {
			t.Fatalf("%v: %+v, %v", change, answer.Reports, err)
		}
		for _, m := range w.told() {
			if notice := text(t, m); strings.Contains(notice, "no run is recorded") {
				t.Errorf("%v: the owner was told\n%s", change, notice)
			}
		}
	}
}
