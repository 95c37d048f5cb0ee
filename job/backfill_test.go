package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/job"
	"tokenreport/report"
	"tokenreport/report/format"
)

// fillWorld is a world with an owner, whose reports are stored as JSON alone, which costs the least, and whose bucket keeps
// records and history. Each of its days has one point.
func fillWorld(t *testing.T, reports ...job.Report) *world {
	t.Helper()
	var usage growing
	usage.tokens.Store(1000)
	return fillWorldOf(t, usage.source, reports...)
}

func fillWorldOf(t *testing.T, source lketest.Source, reports ...job.Report) *world {
	t.Helper()
	w := newOwnedWorld(t, source)
	w.hurry(t, source)
	daily := w.runner.Reports[0]
	daily.Store.Formats = []format.Format{format.JSON}
	daily.Mail.Attach = []format.Format{format.JSON}
	w.runner.Archive = daily.Store.Channel.(*cos.Channel).Shelf()
	w.runner.Reports = []job.Report{daily}
	for _, r := range reports {
		r.Language, r.Zone, r.Mail, r.Store = daily.Language, daily.Zone, daily.Mail, daily.Store
		w.runner.Reports = append(w.runner.Reports, r)
	}
	return w
}

// filled is what a backfill has told.
type filled struct {
	plan    *job.BackfillPlan
	steps   []job.BackfillProgress
	outcome job.BackfillOutcome
	err     error
}

// fill makes a backfill as another process would.
func (w *world) fill(ctx context.Context, t *testing.T, b job.Backfill) filled {
	t.Helper()
	w.invocations++
	runner := *w.runner
	runner.Invocation = fmt.Sprint("backfill ", w.invocations)
	plan, err := runner.PlanBackfill(ctx, b)
	if err != nil {
		t.Fatal(err)
	}
	f := filled{plan: plan}
	f.outcome, f.err = runner.Backfill(ctx, plan, func(p job.BackfillProgress) { f.steps = append(f.steps, p) })
	return f
}

func (f filled) made() string {
	var names []string
	for _, s := range f.steps {
		if s.Err == nil {
			names = append(names, s.Result.Report+" "+s.Result.Period)
		}
	}
	return strings.Join(names, ", ")
}

// stored are the periods of which the bucket keeps a report.
func (w *world) stored() string {
	var names []string
	for _, key := range slices.Sorted(maps.Keys(w.bucket.Objects())) {
		_, file, _ := strings.Cut(key, "token-usage-")
		if period, found := strings.CutSuffix(file, ".json"); found {
			names = append(names, period)
		}
	}
	return strings.Join(names, " ")
}

// Every period in the range is made, the oldest first, and what is fetched for one is history to the next: the calls are
// those that were counted ahead. Nobody is mailed, and the same again does nothing.
func TestBackfill(t *testing.T) {
	w := fillWorld(t, job.Report{Name: "weekly", Cadence: report.Weekly}, job.Report{Name: "monthly", Cadence: report.Monthly})
	w.runner.Reports[0].Calls = true
	w.runner.Reports[0].Breakdowns = []report.BreakdownRequest{{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-normal"}}}}
	range1 := job.Backfill{From: "2024-10-31", Until: "2024-11-11"}
	f := w.fill(t.Context(), t, range1)
	if f.err != nil || len(f.outcome.Failed) > 0 || f.outcome.Left > 0 || f.outcome.Made != 13 {
		t.Fatalf("%+v, %v", f.outcome, f.err)
	}
	want := "daily 2024-10-31, daily 2024-11-01, daily 2024-11-02, daily 2024-11-03, daily 2024-11-04, daily 2024-11-05, daily 2024-11-06, " +
		"daily 2024-11-07, daily 2024-11-08, daily 2024-11-09, daily 2024-11-10, weekly 2024-W45, daily 2024-11-11"
	if f.made() != want {
		t.Errorf("made  %s\nwant %s", f.made(), want)
	}
	if got := fmt.Sprint(f.plan.Partly); got != "map[monthly:[2024-10 2024-11] weekly:[2024-W44 2024-W46]]" {
		t.Errorf("in part: %s", got)
	}
	if asked := len(w.api.Requests()); asked != f.plan.Calls().All() || asked != f.outcome.Calls || f.steps[12].Calls != asked {
		t.Errorf("%d requests, %+v were planned, %d told", asked, f.plan.Calls(), f.outcome.Calls)
	}
	// A day is asked for once, but for a week's own, and its part of the four same weekdays before; nothing is asked for that came after the day that is reported.
	if got, want := f.plan.Steps[0].Calls, (job.Calls{Graph: 1 + 62 + 1 + 4, Other: 2}); got != want {
		t.Errorf("the first day needs %+v, want %+v", got, want)
	}
	if got, want := f.plan.Steps[12].Calls, (job.Calls{Graph: 1 + 1, Other: 2}); got != want {
		t.Errorf("the last day needs %+v, want %+v", got, want)
	}
	if len(w.mail.Messages()) > 0 {
		t.Errorf("%d mails", len(w.mail.Messages()))
	}
	before := len(w.api.Requests())
	again := w.fill(t.Context(), t, range1)
	if again.plan.Made != 13 || len(again.plan.Steps) > 0 || len(again.steps) > 0 || len(w.api.Requests()) > before {
		t.Errorf("again: %d made already, %s", again.plan.Made, again.made())
	}
	forced := w.fill(t.Context(), t, job.Backfill{From: "2024-11-04", Until: "2024-11-05", Reports: []string{"daily"}, Force: true})
	if forced.made() != "daily 2024-11-04, daily 2024-11-05" || !strings.Contains(forced.steps[0].Result.Deliveries[0].Detail, "again, by force") {
		t.Errorf("by force: %s, %+v", forced.made(), forced.steps[0].Result.Deliveries)
	}
}

// A backfilled day is the report that the timer would have made the next morning, with the comparison of that morning: it
// knows of no later day, though they are kept already.
func TestABackfilledDayIsTheTimers(t *testing.T) {
	timer, w := fillWorldOf(t, lketest.Month(1)), fillWorldOf(t, lketest.Month(1))
	if _, err := timer.invoke(t.Context(), job.Event{Time: time.Date(2024, 11, 19, 16, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	w.fill(t.Context(), t, job.Backfill{From: "2024-11-20", Until: "2024-11-22"})
	w.fill(t.Context(), t, job.Backfill{From: "2024-11-18", Until: "2024-11-19"})
	const key = "reports/daily/2024/11/19/token-usage-2024-11-19.json"
	want, got := figuresOf(t, timer, key), figuresOf(t, w, key)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// figuresOf is a stored report without what the API calls its answers.
func figuresOf(t *testing.T, w *world, key string) string {
	t.Helper()
	var read map[string]any
	if err := json.Unmarshal(w.bucket.Objects()[key].Content, &read); err != nil {
		t.Fatal(err)
	}
	if source, ok := read["source"].(map[string]any); ok {
		delete(source, "request_ids")
	}
	delete(read, "request_ids")
	text, err := json.Marshal(read)
	if err != nil || !strings.Contains(string(text), `"total"`) {
		t.Fatalf("%v: %s", err, text)
	}
	return string(text)
}

// With --mail every period is mailed, also one that is stored already, and none a second time.
func TestBackfillMailsWhenAsked(t *testing.T) {
	w := fillWorld(t)
	w.fill(t.Context(), t, job.Backfill{From: "2024-11-18", Until: "2024-11-19"})
	if n := len(w.mail.Messages()); n != 0 {
		t.Fatalf("%d mails", n)
	}
	for range 2 {
		f := w.fill(t.Context(), t, job.Backfill{From: "2024-11-18", Until: "2024-11-20", Mail: true})
		if f.err != nil || len(f.outcome.Failed) > 0 {
			t.Fatalf("%+v, %v", f.outcome, f.err)
		}
	}
	if mails := w.mailed(); len(mails) != 3*3 || len(w.told()) > 0 || !strings.Contains(subjectOf(t, mails[0]), "2024") {
		t.Errorf("%d mails, %d to the owner", len(mails), len(w.told()))
	}
}

// A period that fails stops no other; what refuses whoever asks stops all; the owner hears of neither.
func TestBackfillFailures(t *testing.T) {
	refuse := func(day string, code string) lketest.Script {
		return func(r lketest.Request) lketest.Fault {
			if r.Query.Start.In(time.FixedZone("", 8*60*60)).Format(time.DateOnly) == day {
				return lketest.APIError(code, "no")
			}
			return nil
		}
	}
	for name, test := range map[string]struct {
		code         string
		made, failed int
		left         int
		says         string
	}{
		"of one day":      {"InvalidParameter", 3, 1, 0, ""},
		"of whoever asks": {"AuthFailure.SecretIdNotFound", 1, 1, 2, "so that the backfill ends here"},
	} {
		t.Run(name, func(t *testing.T) {
			w := fillWorld(t)
			w.api.Inject(refuse("2024-11-19", test.code))
			f := w.fill(t.Context(), t, job.Backfill{From: "2024-11-18", Until: "2024-11-21"})
			if o := f.outcome; o.Made != test.made || len(o.Failed) != test.failed || o.Left != test.left || o.Failed[0].Period != "2024-11-19" {
				t.Errorf("%+v", o)
			}
			if (f.err != nil) != (test.says != "") || f.err != nil && !strings.Contains(f.err.Error(), test.says) {
				t.Errorf("error %v", f.err)
			}
			if !strings.Contains(f.outcome.Failed[0].Err.Error(), test.code) {
				t.Errorf("the failure is %v", f.outcome.Failed[0].Err)
			}
			if len(w.mail.Messages()) > 0 {
				t.Error("somebody was mailed")
			}
			w.api.Inject(nil)
			if f := w.fill(t.Context(), t, job.Backfill{From: "2024-11-18", Until: "2024-11-21"}); f.plan.Made != test.made || f.err != nil || len(f.outcome.Failed) > 0 {
				t.Errorf("once it is mended: %+v, %v", f.outcome, f.err)
			}
		})
	}
}

// A store that refuses whoever asks ends the backfill as well.
func TestBackfillEndsWhereTheStoreRefuses(t *testing.T) {
	w := fillWorld(t)
	plan, err := w.runner.PlanBackfill(t.Context(), job.Backfill{From: "2024-11-18", Until: "2024-11-21"})
	if err != nil {
		t.Fatal(err)
	}
	w.bucket.Inject(func(r costest.Request) (costest.Fault, bool) {
		return costest.Fault{Status: http.StatusForbidden, Code: "AccessDenied", Message: "Access Denied."},
			r.Method == http.MethodPut && strings.Contains(r.Key, "token-usage-")
	})
	outcome, err := w.runner.Backfill(t.Context(), plan, func(job.BackfillProgress) {})
	if err == nil || !strings.Contains(err.Error(), "AccessDenied") || outcome.Left != 3 || len(outcome.Failed) != 1 {
		t.Errorf("%+v, %v", outcome, err)
	}
}

// Whoever stops a backfill waits for the answer that is on its way, and no other; what was fetched is kept, no report lacks
// anything, and the same command goes on.
func TestBackfillStops(t *testing.T) {
	for name, at := range map[string]int{"while history is fetched": 30, "between two days": 63, "while a day is fetched": 64} {
		t.Run(name, func(t *testing.T) {
			w := fillWorld(t)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			w.api.Inject(func(r lketest.Request) lketest.Fault {
				if r.Number == at {
					stop()
				}
				return nil
			})
			b := job.Backfill{From: "2024-11-18", Until: "2024-11-21"}
			f := w.fill(ctx, t, b)
			const abreast = 8
			if asked := len(w.api.Requests()); !errors.Is(f.err, job.ErrStopped) || asked > at+abreast || len(f.outcome.Failed) > 0 {
				t.Errorf("%d requests, %+v, %v", asked, f.outcome, f.err)
			}
			if f.outcome.Made+f.outcome.Left != 4 || f.outcome.Left == 0 {
				t.Errorf("%+v", f.outcome)
			}
			asked := len(w.api.Requests())
			w.api.Inject(nil)
			if f := w.fill(t.Context(), t, b); f.err != nil || f.outcome.Left > 0 || len(f.outcome.Failed) > 0 {
				t.Errorf("again: %+v, %v", f.outcome, f.err)
			}
			if again := len(w.api.Requests()) - asked; again > 62+4-at+1+abreast {
				t.Errorf("again: %d requests, after %d", again, asked)
			}
			if w.stored() != "2024-11-18 2024-11-19 2024-11-20 2024-11-21" {
				t.Errorf("stored: %s", w.stored())
			}
		})
	}
}

// The API never has a reason to refuse a request for its rate.
func TestBackfillKeepsTheRate(t *testing.T) {
	t.Parallel()
	var usage growing
	usage.tokens.Store(1000)
	const rate, jitter = 40, 2 // of what a busy machine delivers late
	w := fillWorld(t)
	api, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{credentials}, Source: usage.source, Now: time.Now, TLS: true, Rate: rate + jitter})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = api.Close() })
	w.api = api
	w.runner.API, err = apiclient.New(apiclient.Options{
		Endpoint: api.Endpoint, Region: "ap-guangzhou", Rate: rate, Now: time.Now, Transport: apiclient.NewTransport(api.Roots),
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
	if f := w.fill(t.Context(), t, job.Backfill{From: "2024-11-18", Until: "2024-11-19"}); f.err != nil || f.outcome.Made != 2 || f.outcome.Retries > 0 {
		t.Errorf("%+v, %v", f.outcome, f.err)
	}
	requests := api.Requests()
	for _, r := range requests {
		if r.Code != "" {
			t.Errorf("request %d was refused: %s", r.Number, r.Code)
		}
	}
	if len(requests) != 62+2 {
		t.Errorf("%d requests", len(requests))
	}
}

// What cannot be meant is refused before anything is asked, and the error says what can.
func TestBackfillRequests(t *testing.T) {
	w := fillWorld(t, job.Report{Name: "weekly", Cadence: report.Weekly})
	w.runner.Now = func() time.Time { return time.Date(2024, 11, 25, 1, 0, 0, 0, time.UTC) }
	mailed := w.runner.Reports[0]
	mailed.Name, mailed.Store = "mailed", nil
	for name, test := range map[string]struct {
		b    job.Backfill
		also []job.Report
		want string
	}{
		"backwards":      {job.Backfill{From: "2024-11-19", Until: "2024-11-18"}, nil, "until 2024-11-18 is before from 2024-11-19: give the earlier day with --from"},
		"today":          {job.Backfill{From: "2024-11-19", Until: "2024-11-25"}, nil, "2024-11-25 is not over in Asia/Shanghai yet: give --until 2024-11-24"},
		"the future":     {job.Backfill{From: "2024-11-19", Until: "2025-01-31"}, nil, "2025-01-31 is not over in Asia/Shanghai yet: give --until 2024-11-24"},
		"decades":        {job.Backfill{From: "2022-11-20", Until: "2024-11-20"}, nil, "from 2022-11-20 until 2024-11-20 is more than 2 years: give a shorter range"},
		"no date":        {job.Backfill{From: "yesterday", Until: "2024-11-20"}, nil, `from: date "yesterday" is not a calendar date: write it as YYYY-MM-DD`},
		"no report":      {job.Backfill{From: "2024-11-19", Until: "2024-11-19", Reports: []string{"hourly"}}, nil, `there is no report "hourly": the configuration has daily, weekly`},
		"no whole week":  {job.Backfill{From: "2024-11-19", Until: "2024-11-22", Reports: []string{"weekly"}}, nil, "no period lies wholly within 2024-11-19 to 2024-11-22: give, for example, --from 2024-11-18 --until 2024-11-24 for the week 2024-W47 of report weekly"},
		"nothing stored": {job.Backfill{From: "2024-11-19", Until: "2024-11-22"}, []job.Report{mailed}, "report mailed is not stored, and a backfill mails nothing unless it is asked to: give it a store:"},
	} {
		t.Run(name, func(t *testing.T) {
			runner := *w.runner
			runner.Reports = slices.Concat(runner.Reports, test.also)
			_, err := runner.PlanBackfill(t.Context(), test.b)
			var request *job.RequestError
			if !errors.As(err, &request) || !strings.Contains(err.Error(), test.want) || strings.Count(err.Error(), "\n") > 0 {
				t.Errorf("got %v, want a RequestError with %q", err, test.want)
			}
		})
	}
	w.runner.Now = time.Now // deadlines are real
	if plan, err := w.runner.PlanBackfill(t.Context(), job.Backfill{From: "2022-11-21", Until: "2024-11-20", Reports: []string{"daily"}}); err != nil || len(plan.Steps) != 731 {
		t.Errorf("two years: %v", err)
	}
	if len(w.api.Requests()) > 0 {
		t.Error("the API was asked")
	}
}
