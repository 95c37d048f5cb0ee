package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
)

// Odd data are never taken for an empty day.
func TestOddDataAreNotSkipped(t *testing.T) {
	w := newWorld(t, func(lketest.Query) any {
		return lketest.Graph{Total: []lketest.Stat{{X: "202411190900", Y: -5}, {X: "202411190905", Y: 0}}, Input: []lketest.Stat{}, Output: []lketest.Stat{}}
	})
	w.runner.Reports[0].WhenEmpty = job.SkipEmpty
	w.run(t, morning)
	if len(w.mail.Messages()) != 3 {
		t.Errorf("%d mails", len(w.mail.Messages()))
	}
}

// FuzzReport holds, for any two points: there is a report, or a clear error about the sum.
func FuzzReport(f *testing.F) {
	f.Add("202411192355", int64(50), "202411200000", int64(50))
	f.Add("20241119", int64(1), "20241120", int64(2))
	f.Add("2024111900", int64(1), "202411190005", int64(2))
	f.Add("202411190001", int64(-1), "", int64(9))
	f.Fuzz(func(t *testing.T, x1 string, y1 int64, x2 string, y2 int64) {
		points := []lketest.Stat{{X: x1, Y: y1}, {X: x2, Y: y2}}
		w := newWorld(t, func(lketest.Query) any { return lketest.Graph{Total: points, Input: points, Output: []lketest.Stat{}} })
		dry := morning
		dry.DryRun = true
		if _, err := w.runner.Run(t.Context(), dry); err != nil && !strings.Contains(err.Error(), "largest number of tokens") {
			t.Fatal(err)
		}
	})
}

func TestWhenEmpty(t *testing.T) {
	for when, want := range map[job.WhenEmpty]struct{ mails, objects int }{
		job.SendEmpty: {3, 4}, job.NoteEmpty: {3, 4}, job.SkipEmpty: {0, 4},
	} {
		t.Run(fmt.Sprint(when), func(t *testing.T) {
			w := newWorld(t, func(lketest.Query) any {
				return lketest.Graph{Total: []lketest.Stat{}, Input: []lketest.Stat{}, Output: []lketest.Stat{}}
			})
			w.runner.Reports[0].WhenEmpty = when
			result := w.run(t, morning)
			if len(w.mail.Messages()) != want.mails || len(w.bucket.Objects()) != want.objects {
				t.Errorf("%d mails and %d objects, want %+v", len(w.mail.Messages()), len(w.bucket.Objects()), want)
			}
			if !result.Complete || result.Total == nil || *result.Total != 0 {
				t.Errorf("result %+v", result)
			}
			dry := morning
			dry.DryRun = true
			letter := w.run(t, dry).Letter
			if letter == nil || (letter.Skip != "") != (when == job.SkipEmpty) || (letter.Parcel.HTML == "") != (when == job.NoteEmpty) ||
				letter.Parcel.Subject == "" || len(w.mail.Messages()) != want.mails {
				t.Errorf("the letter of a dry run is %+v, with %d mails", letter, len(w.mail.Messages()))
			}
			if when == job.NoteEmpty {
				received := parts(t, w.mail.Messages()[0].Data)
				if got := strings.TrimSpace(string(received["text/plain"])); got != "Token usage, Tuesday, 19 November 2024: no usage was recorded." || len(received) != 1 {
					t.Errorf("the note is %q with %d parts", got, len(received))
				}
			}
		})
	}
}

// What the API may send: a report that says what is odd, or a clear error; never a crash or a wrong sum.
func TestOddAnswers(t *testing.T) {
	stats := func(points ...lketest.Stat) []lketest.Stat { return points }
	good := lketest.Stat{X: "202411190900", Y: 10}
	none := []lketest.Stat{}
	tests := map[string]struct {
		answer   any
		total    string
		complete bool
		says     string
	}{
		"a bad X":      {lketest.Graph{Total: stats(good, lketest.Stat{X: "2024-11-19", Y: 5}), Input: stats(good), Output: none}, "10", false, "its time “2024-11-19” is not a valid time"},
		"a null X":     {lketest.Graph{Total: stats(good, lketest.Stat{Y: 5}), Input: stats(good), Output: none}, "10", false, "is not a valid time"},
		"a negative Y": {lketest.Graph{Total: stats(good, lketest.Stat{X: "202411190905", Y: -5}), Input: stats(good), Output: none}, "10", false, "is negative"},
		"Y as text":    {lketest.Graph{Total: stats(lketest.Stat{X: "202411190900", Y: "10"}), Input: stats(good), Output: none}, "10", true, ""},
		"Y in words":   {lketest.Graph{Total: stats(good, lketest.Stat{X: "202411190905", Y: "ten"}), Input: stats(good), Output: none}, "10", false, "“ten”"},
		"null Y":       {lketest.Graph{Total: stats(good, lketest.Stat{X: "202411190905"}), Input: stats(good), Output: none}, "10", false, "no value"},
		"half a token": {lketest.Graph{Total: stats(lketest.Stat{X: "202411190900", Y: 9.5}), Input: stats(good), Output: none}, "10", false, "no whole number"},
		"beyond 2^53":  {json.RawMessage(`{"Total":[{"X":"202411190900","Y":9007199254740993}],"Input":[{"X":"202411190900","Y":9007199254740993}],"Output":[]}`), "9007199254740993", true, ""},
		"null arrays":  {json.RawMessage(`{"Total":null,"Input":null,"Output":null}`), "null", false, "gave no Total series"},
		"duplicates":   {lketest.Graph{Total: stats(good, good), Input: stats(good, good), Output: none}, "20", false, "repeats a time"},
		"another day":  {lketest.Graph{Total: stats(good, lketest.Stat{X: "202411180900", Y: 5}), Input: stats(good), Output: none}, "10", false, "not on this day"},
		"not the sum":  {lketest.Graph{Total: stats(good), Input: stats(lketest.Stat{X: "202411190900", Y: 6}), Output: stats(lketest.Stat{X: "202411190900", Y: 3})}, "10", false, "Total is not input + output"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(lketest.Query) any { return test.answer })
			result := w.run(t, morning)
			total := "null"
			if result.Total != nil {
				total = fmt.Sprint(*result.Total)
			}
			if total != test.total || result.Complete != test.complete {
				t.Errorf("total %s, complete %v", total, result.Complete)
			}
			received := parts(t, w.mail.Messages()[0].Data)
			if !strings.Contains(strings.Join(strings.Fields(string(received["text/plain"])), " "), test.says) {
				t.Errorf("the mail does not say %q:\n%s", test.says, received["text/plain"])
			}
		})
	}
}

func TestAHundredThousandPoints(t *testing.T) {
	var series []lketest.Stat
	for i := range 100_000 {
		series = append(series, lketest.Stat{X: fmt.Sprintf("20241119%02d%02d", i/60%24, i%60), Y: 1})
	}
	w := newWorld(t, func(lketest.Query) any { return lketest.Graph{Total: series, Input: series, Output: []lketest.Stat{}} })
	if result := w.run(t, morning); *result.Total != 100_000 || result.Complete {
		t.Errorf("total %d, complete %v", *result.Total, result.Complete)
	}
}

// A failing API is a clear error with its code and request ID, and nothing goes out.
func TestFailingAPI(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault lketest.Fault
		want  []string
	}{
		"permission":     {lketest.APIError("UnauthorizedOperation", "not allowed"), []string{"UnauthorizedOperation", "request ID", "lke:DescribeTokenUsageGraph"}},
		"truncated body": {lketest.Truncate(40), []string{"fetch usage: DescribeTokenUsageGraph"}},
		"a body of 1 GB": {lketest.Huge(1 << 30), []string{"fetch usage: DescribeTokenUsageGraph"}},
		"a gateway":      {lketest.BadGateway(), []string{"502"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, lketest.Example())
			w.api.Inject(lketest.Always(test.fault))
			answer, err := w.runner.Run(t.Context(), morning)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range append(test.want, "report daily for 2024-11-19") {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "canary") {
				t.Errorf("a secret is in the error: %v", err)
			}
			if len(w.mail.Messages())+len(w.bucket.Objects()) > 0 || len(answer.Reports) != 1 || answer.Reports[0].Total != nil {
				t.Errorf("something went out, or the answer says what is not known: %+v", answer)
			}
		})
	}
}

// An API that hangs is given up while there is time left to say so.
func TestHangingAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	w.api.Inject(lketest.Always(lketest.Hang()))
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, err := w.runner.Run(ctx, morning)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "the time for fetching is used up") {
		t.Errorf("got %v, want it to say that the time for fetching is used up", err)
	}
	if ctx.Err() != nil {
		t.Error("fetching left nothing of the time")
	}
}

// Where no usage at all is out of the usual, data may be missing: the report goes out in full, whatever when_empty says.
func TestAnOutageIsNoEmptyDay(t *testing.T) {
	scene, err := lketest.FindScene("empty")
	if err != nil {
		t.Fatal(err)
	}
	for _, when := range []job.WhenEmpty{job.NoteEmpty, job.SkipEmpty} {
		w := newWorld(t, lketest.Example())
		day := time.Date(2024, 11, 19, 0, 0, 0, 0, w.runner.Reports[0].Zone)
		w.hurry(t, lketest.Seeded(scene.Scenario(1, day)))
		w.runner.Archive = new(ledger.Memory)
		w.runner.Reports[0].WhenEmpty = when
		result := w.run(t, morning)
		if mails := w.mail.Messages(); result.Complete || len(mails) != 3 || len(parts(t, mails[0].Data)["text/html"]) == 0 {
			t.Errorf("when_empty %d: %d mails, complete: %t", when, len(mails), result.Complete)
		}
	}
}
