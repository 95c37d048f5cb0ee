package job_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/apiclient/scftest"
	"tokenreport/job"
)

// cloud is a world whose platform takes invocations, and what was run of them.
type cloud struct {
	*world
	platform *scftest.Server
	log      bytes.Buffer
	ran      int
}

func newCloud(t *testing.T, reports int) *cloud {
	t.Helper()
	c := &cloud{world: newWorld(t, lketest.Example())}
	c.many(t, reports)
	f := apiclient.Function{Region: "ap-singapore", Name: "tokenreport-prod", Version: "$LATEST"}
	c.platform = scftest.Start(scftest.Config{Accounts: []apiclient.Credentials{credentials}, Function: f, Now: time.Now, TLS: true})
	t.Cleanup(c.platform.Close)
	roots := c.api.Roots.Clone()
	roots.AddCert(c.platform.Certificate())
	client, err := apiclient.New(apiclient.Options{
		Endpoint: c.api.Endpoint, Region: "ap-guangzhou", Rate: 20, Now: time.Now, Transport: apiclient.NewTransport(roots),
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
	if c.runner.Dispatcher, err = client.Invoker(c.platform.URL, f); err != nil {
		t.Fatal(err)
	}
	c.runner.API, c.runner.Log = client, slog.New(slog.NewJSONHandler(&c.log, nil))
	return c
}

// events are those that were dispatched and not run yet.
func (c *cloud) events(t *testing.T) []job.Event {
	t.Helper()
	var events []job.Event
	for _, invocation := range c.platform.Started()[c.ran:] {
		event, err := job.ParseEvent([]byte(invocation.Event))
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, event)
	}
	c.ran += len(events)
	return events
}

// runDispatched runs each as the function would, and proves that none dispatches again.
func (c *cloud) runDispatched(t *testing.T) {
	t.Helper()
	events := c.events(t)
	for _, event := range events {
		child := *c.runner
		child.Invocation = "child of " + event.Reports[0]
		if _, err := child.Run(t.Context(), event); err != nil {
			t.Error(err)
		}
	}
	if again := c.events(t); len(again) > 0 {
		t.Errorf("dispatched again: %+v", again)
	}
}

// how is how each report ended, by its name.
func how(answer job.Answer) map[string]job.Status {
	statuses := map[string]job.Status{}
	for _, result := range answer.Reports {
		statuses[result.Report] = result.Deliveries[0].Status
	}
	return statuses
}

// Each due report is an invocation of its own, with the same instant and a share of the rate; and to dispatch twice mails
// once.
func TestDispatch(t *testing.T) {
	t.Parallel()
	c := newCloud(t, 3)
	for range 2 {
		answer, err := c.runner.Run(t.Context(), morning)
		if err != nil {
			t.Fatal(err)
		}
		for i, result := range answer.Reports {
			d := result.Deliveries[0]
			if result.Report != c.runner.Reports[i].Name || result.Total != nil || result.Complete || d.Via != "scf" ||
				d.Status != job.Dispatched || !strings.Contains(d.Detail, "request ID ") {
				t.Errorf("%+v", result)
			}
		}
	}
	if len(c.api.Requests())+len(c.mail.Messages()) > 0 {
		t.Error("the reports were made at once")
	}
	rates, times := map[string]int{}, 0
	for _, event := range c.events(t) {
		rates[event.Reports[0]] = event.Rate
		if event.Time.Equal(morning.Time) && len(event.Reports) == 1 && !event.Force && event.Date == "" {
			times++
		}
	}
	if want := map[string]int{"report-00": 7, "report-01": 7, "report-02": 6}; !maps.Equal(rates, want) || times != 6 {
		t.Errorf("rates %v, want %v; %d of 6 as they should be", rates, want, times)
	}
	c.ran = 0
	c.runDispatched(t)
	if ids := c.messageIDs(); len(ids) != 3 || len(slices.Compact(ids)) != 3 {
		t.Errorf("mailed %q", c.messageIDs())
	}
}

// A forced event that is tried again is dispatched again, and once a report was made here: each is mailed once more all the same.
func TestAForcedEventIsDispatchedOnce(t *testing.T) {
	t.Parallel()
	c := newCloud(t, 2)
	forced, err := job.ParseEvent([]byte(`{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":"{\"force\":true}"}`))
	if err != nil {
		t.Fatal(err)
	}
	for i, event := range []job.Event{morning, forced, forced, forced} {
		c.runner.Invocation = fmt.Sprint("try ", i)
		c.platform.Inject(nil)
		if i == 2 {
			c.platform.Inject(func(int) lketest.Fault { return lketest.APIError("InternalError", "later") })
		}
		if _, err := c.runner.Run(t.Context(), event); err != nil {
			t.Fatal(err)
		}
		c.runDispatched(t)
	}
	if ids := c.messageIDs(); len(ids) != 4 || len(slices.Compact(ids)) != 4 {
		t.Errorf("mailed %q, want each report twice", ids)
	}
}

func TestWhatIsNotDispatched(t *testing.T) {
	t.Parallel()
	dry, one, part, monday := morning, morning, morning, morning
	dry.DryRun, one.Reports, part.Rate = true, []string{"report-01"}, 20
	monday.Time = monday.Time.AddDate(0, 0, -2)
	for name, test := range map[string]struct {
		event      job.Event
		weekly     bool // all but the first
		dispatched int
	}{
		"a dry run":                  {dry, false, 0},
		"one report":                 {one, false, 0},
		"a part":                     {part, false, 0},
		"one that is due":            {morning, true, 0},
		"on Monday all are":          {monday, true, 2},
		"a date that a person gives": {job.Event{Date: "2024-11-19", Force: true}, false, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCloud(t, 2)
			if test.weekly {
				c.runner.Reports[1].Cadence = "week"
			}
			if _, err := c.runner.Run(t.Context(), test.event); err != nil {
				t.Fatal(err)
			}
			events := c.events(t)
			if len(events) != test.dispatched || (len(c.api.Requests()) > 0) == (test.dispatched > 0) {
				t.Errorf("dispatched %+v; the API was asked %d times", events, len(c.api.Requests()))
			}
			for _, event := range events {
				if !event.Time.Equal(test.event.Time) || event.Date != test.event.Date || event.Force != test.event.Force {
					t.Errorf("got %+v of %+v", event, test.event)
				}
			}
		})
	}
}

// More reports than requests in a second share invocations, so that the rates never add up to more.
func TestManyReportsShareInvocations(t *testing.T) {
	t.Parallel()
	c := newCloud(t, 7)
	c.runner.API = c.runner.API.AtRate(3)
	c.runner.Reports[6].Filter = c.runner.Reports[0].Filter
	if _, err := c.runner.Run(t.Context(), morning); err != nil {
		t.Fatal(err)
	}
	var groups []string
	rate := 0
	for _, event := range c.events(t) {
		groups = append(groups, strings.ReplaceAll(strings.Join(event.Reports, "+"), "report-", ""))
		rate += event.Rate
	}
	slices.Sort(groups)
	if want := []string{"00+06", "01+02", "03+04+05"}; !slices.Equal(groups, want) || rate != 3 {
		t.Errorf("got %q at %d per second, want %q at 3", groups, rate, want)
	}
	if !strings.Contains(c.log.String(), `several share an invocation","reports":7,"rate":3`) {
		t.Errorf("logged %s", &c.log)
	}
	c.ran = 0
	c.runDispatched(t)
	if got := len(c.messageIDs()); got != 7 {
		t.Errorf("%d mails", got)
	}
}

// What cannot be dispatched is made here, and the rest is not.
func TestAnInvocationThatDoesNotStart(t *testing.T) {
	t.Parallel()
	refused := lketest.APIError("ResourceNotFound.Function", "gone")
	for name, test := range map[string]struct {
		script     func(c *cloud) func(int) lketest.Fault
		dispatched int
		requests   int // at most
	}{
		"one": {func(*cloud) func(int) lketest.Fault {
			return func(number int) lketest.Fault { return map[int]lketest.Fault{2: refused}[number] }
		}, 2, 3},
		"all": {func(*cloud) func(int) lketest.Fault {
			return func(int) lketest.Fault { return refused }
		}, 0, 3},
		"none is permitted": {func(c *cloud) func(int) lketest.Fault { c.platform.Deny(true); return nil }, 0, 3},
		"the answer of one is lost": {func(*cloud) func(int) lketest.Fault {
			return func(number int) lketest.Fault { return map[int]lketest.Fault{1: lketest.Truncate(9)}[number] }
		}, 3, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCloud(t, 3)
			c.platform.Inject(test.script(c))
			answer, err := c.runner.Run(t.Context(), morning)
			if err != nil {
				t.Fatal(err)
			}
			dispatched := 0
			for _, status := range how(answer) {
				if status == job.Dispatched {
					dispatched++
				}
			}
			if len(answer.Reports) != 3 || dispatched != test.dispatched || len(c.messageIDs()) != 3-dispatched || c.platform.Requests() > test.requests {
				t.Errorf("answered %v, mailed %d, %d requests", how(answer), len(c.messageIDs()), c.platform.Requests())
			}
			if strings.Contains(c.log.String(), `"report_names":[`) {
				t.Errorf("a list, which is no text: %s", &c.log)
			}
			if warned := strings.Contains(c.log.String(), "an invocation could not be started"); warned != (dispatched < 3) {
				t.Errorf("logged %s", &c.log)
			}
			c.runDispatched(t)
			if ids := c.messageIDs(); len(ids) != 3 || len(slices.Compact(ids)) != 3 {
				t.Errorf("mailed %q", c.messageIDs())
			}
		})
	}
}

// A platform that hangs takes a part of the time, and what then fails here as well is an error: the platform tries again,
// and all are dispatched anew.
func TestDispatchAndReportsFail(t *testing.T) {
	t.Parallel()
	c := newCloud(t, 2)
	c.platform.Inject(func(int) lketest.Fault { return lketest.Hang() })
	c.api.Inject(lketest.Always(lketest.APIError("InternalError", "later")))
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
	defer cancel()
	answer, err := c.runner.Run(ctx, morning)
	var failure *apiclient.Error
	if !errors.As(err, &failure) || len(answer.Reports) != 2 || ctx.Err() != nil {
		t.Fatalf("got %+v, %v", answer, err)
	}
	if !strings.Contains(c.log.String(), "the time for dispatching is used up, 1s of the 4s") {
		t.Errorf("logged %s", &c.log)
	}
	c.platform.Inject(nil)
	c.api.Inject(nil)
	again, err := c.runner.Run(t.Context(), morning)
	if err != nil || how(again)["report-00"] != job.Dispatched {
		t.Fatalf("got %+v, %v", again, err)
	}
	c.runDispatched(t)
	if got := len(c.messageIDs()); got != 2 {
		t.Errorf("%d mails", got)
	}
}

// The answer of a run that dispatches has the form of every other.
func TestTheAnswerOfWhatWasDispatched(t *testing.T) {
	t.Parallel()
	c := newCloud(t, 2)
	answer, err := c.runner.Run(t.Context(), morning)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(answer)
	const want = `{"report":"report-01","from":"2024-11-19T00:00:00+08:00","until":"2024-11-20T00:00:00+08:00","total":null,` +
		`"input":null,"output":null,"peak":null,"complete":false,"revision":1,"deliveries":[{"via":"scf","status":"dispatched","detail":"made by `
	if err != nil || !strings.Contains(string(text), want) {
		t.Errorf("%v: %s", err, text)
	}
}
