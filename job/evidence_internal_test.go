package job

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
	"tokenreport/secret"
)

// The parts of the invented account.
const (
	supportBot = "1790000000000000001"
	shopBot    = "1790000000000000002"
)

var keys = apiclient.Credentials{SecretID: secret.New("AKIDcanary"), SecretKey: secret.New("key-canary")}

// inquirer is a runner that only asks: the embedded API, and an archive in memory.
func inquirer(t *testing.T, rate int, config lketest.Config) (*Runner, *lketest.Server) {
	t.Helper()
	config.Accounts, config.Now, config.Rate = []apiclient.Credentials{keys}, time.Now, -1
	if config.Source == nil {
		config.Source = lketest.Month(1)
	}
	api, err := lketest.Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = api.Close() })
	client, err := apiclient.New(apiclient.Options{
		Endpoint: api.Endpoint, Region: "ap-guangzhou", Rate: rate, Now: time.Now,
	}, keys, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
	return &Runner{
		API: client, Endpoint: "lke.tencentcloudapi.com", LabelZone: shanghai(t), Archive: new(ledger.Memory), Now: time.Now,
		Log: slog.New(slog.DiscardHandler), round: newRound(t.Context()),
	}, api
}

func shanghai(t *testing.T) *time.Location {
	t.Helper()
	return location(t, "Asia/Shanghai")
}

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// unhurried is a rate at which nobody waits.
const unhurried = 5000

// for19 is a report on 19 November 2024, a Tuesday.
func for19(t *testing.T, r Report) task { return taskFor(t, r, "2024-11-19") }

func taskFor(t *testing.T, r Report, date string) task {
	t.Helper()
	if r.Name == "" {
		r.Name = "daily"
	}
	if r.Zone == nil {
		r.Zone = shanghai(t)
	}
	period, err := report.ParsePeriod(r.Cadence, date, r.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return task{Report: r, period: period, planned: period.Until, revision: 1}
}

// analysed is what a report would say.
func (r *Runner) analysed(ctx context.Context, t *testing.T, task task) report.Analysis {
	t.Helper()
	found, trouble := r.obtain(ctx, r.Log, task)
	if trouble != nil {
		t.Fatal(trouble.err)
	}
	r.gather(ctx, r.Log, task, &found)
	r.keep(ctx, r.Log, task, found.days)
	return found.analysis
}

// everything is a report that shows all that there is.
func everything() Report {
	return Report{Calls: true, Names: true, Breakdowns: []report.BreakdownRequest{
		{Dimension: report.ByApplication, Parts: []report.PartName{{ID: supportBot}, {ID: shopBot, Name: "Shop"}}},
		{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-normal"}, {ID: "hunyuan-turbo"}}},
		{Dimension: report.ByBusiness, Parts: []report.PartName{{ID: "KnowledgeQA"}}},
		{Dimension: report.ByAccount, Parts: []report.PartName{{ID: "700001187441"}}},
	}}
}

func priced(t *testing.T, models ...string) report.Prices {
	t.Helper()
	price, err := report.ParsePrice("1")
	if err != nil {
		t.Fatal(err)
	}
	prices := report.Prices{Currency: "USD", Models: map[string]report.ModelPrice{}}
	for _, model := range models {
		prices.Models[model] = report.ModelPrice{Input: price, Output: price}
	}
	return prices
}

// asked are the API's requests by action, those for the graph by what they select.
func asked(requests []lketest.Request) map[string]int {
	count := map[string]int{}
	for _, r := range requests {
		name := strings.TrimPrefix(r.Action, "Describe")
		if r.Action == "DescribeTokenUsageGraph" {
			name = "graph"
			if q := r.Query; q.ModelName+q.SubBizType != "" || len(q.AppBizIDs)+len(q.UinAccounts) > 0 {
				name = "part"
			}
		}
		count[name]++
	}
	return count
}

func wantAsked(t *testing.T, when string, got, want map[string]int) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: asked %v, want %v", when, got, want)
	}
}

// The first report fetches all that it is compared with; the next one only what is new.
func TestGather(t *testing.T) {
	r, api := inquirer(t, unhurried, lketest.Config{})
	r.Prices = priced(t, "cs-normal", "lke-deepseek-v3-0324", report.AnyModel)
	a := r.analysed(t.Context(), t, for19(t, everything()))
	wantAsked(t, "at first", asked(api.Requests()), map[string]int{
		// Six parts are shown and one more model is priced, on the day; the six on the four same weekdays before; three models
		// on the other 18 days of November, of which two are among the six on two weekdays.
		"graph": 63, "part": 7 + 4*6 + 18*3 - 2*2, "CallStatsGraph": 1, "TokenUsage": 1, "ListApp": 1, "ListModel": 1,
	})
	switch {
	case len(a.Omissions) > 0 || !a.Complete():
		t.Errorf("omissions %+v", a.Omissions)
	case a.Reported.Total != a.Usage.Total || !a.Calls.Known || a.Calls != a.Reported.Calls:
		t.Errorf("reported %+v beside %+v and %+v calls", a.Reported, a.Usage.Total, a.Calls)
	case a.Comparison.Usual.Days != 4 || !a.Comparison.DayBefore.Known() || a.Month.Known != 19:
		t.Errorf("compared with %+v, month %+v", a.Comparison, a.Month)
	case a.MonthCost.Known != 19 || !a.Cost.Total.Known() || a.Cost.Partial:
		t.Errorf("cost %+v, of the month %+v", a.Cost, a.MonthCost)
	}
	apps := a.Breakdowns[0].Rows
	if len(apps) != 2 || apps[0].Name != "Support bot" || apps[1].Name != "Shop" || !apps[0].Before().Total.Known || apps[0].Now.Total.N == 0 {
		t.Errorf("applications %+v", apps)
	}

	before := len(api.Requests())
	r.round = newRound(t.Context())
	next := r.analysed(t.Context(), t, taskFor(t, everything(), "2024-11-20"))
	wantAsked(t, "on the next day", asked(api.Requests()[before:]), map[string]int{
		"graph": 1, "part": 7 + 4*6 - 2*2, "CallStatsGraph": 1, "TokenUsage": 1, "ListApp": 1, "ListModel": 1,
	})
	if next.MonthCost.Known != 20 || next.Comparison.DayBefore.Total != a.Usage.Total || next.Comparison.DayBefore.Calls != a.Calls {
		t.Errorf("the next day: %+v, month %+v", next.Comparison.DayBefore, next.MonthCost)
	}
}

// Without an archive nothing is compared, and nothing fetched for that.
func TestGatherWithoutAnArchive(t *testing.T) {
	r, api := inquirer(t, unhurried, lketest.Config{})
	r.Archive = nil
	a := r.analysed(t.Context(), t, for19(t, everything()))
	wantAsked(t, "without", asked(api.Requests()), map[string]int{
		"graph": 1, "part": 6, "CallStatsGraph": 1, "TokenUsage": 1, "ListApp": 1, "ListModel": 1,
	})
	if a.Comparison.Best().Known() || !a.Complete() {
		t.Errorf("comparison %+v, omissions %+v", a.Comparison, a.Omissions)
	}
}

// What the account does not permit is left out, and asked once however many reports want it.
func TestWhatIsDenied(t *testing.T) {
	denied := []string{callStatsGraph, tokenUsage, listApp, listModel}
	r, api := inquirer(t, unhurried, lketest.Config{Denied: denied, Source: hourly})
	for _, name := range []string{"daily", "weekly", "other"} {
		want := everything()
		want.Name = name
		if name == "weekly" {
			want.Cadence = report.Weekly
		}
		a := r.analysed(t.Context(), t, for19(t, want))
		var got []string
		for _, o := range a.Omissions {
			got = append(got, fmt.Sprint(o.What, " ", o.Reason, " ", o.Code))
		}
		const because = " not_permitted UnauthorizedOperation"
		if list := strings.Join(got, ", "); list != "calls"+because+", totals"+because+", names"+because {
			t.Errorf("%s: %s", name, list)
		}
		if !a.Complete() || a.Calls.Known || a.Reported.Total.Known || a.Breakdowns[0].Rows[0].Name != supportBot {
			t.Errorf("%s: complete %v, calls %v, reported %v, %+v", name, a.Complete(), a.Calls, a.Reported, a.Breakdowns[0].Rows)
		}
	}
	count := asked(api.Requests())
	if count["CallStatsGraph"] != 1 || count["TokenUsage"] != 1 || count["ListApp"] != 1 || count["ListModel"] != 1 {
		t.Errorf("asked %v", count)
	}
}

// refusing has the API refuse what a test picks.
func refusing(which func(lketest.Request) bool, code string) lketest.Script {
	return func(q lketest.Request) lketest.Fault {
		if which(q) {
			return lketest.APIError(code, "")
		}
		return nil
	}
}

// A part that the API does not tell is unknown, and the others are not.
func TestAPartThatFails(t *testing.T) {
	for _, code := range []string{"InvalidParameterValue", "InternalError"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			r, api := inquirer(t, unhurried, lketest.Config{})
			r.Prices = priced(t, "cs-normal", "hunyuan-turbo", report.AnyModel)
			api.Inject(refusing(func(q lketest.Request) bool {
				return q.Query.ModelName == "cs-normal" && q.Query.Start.Equal(time.Date(2024, 11, 18, 16, 0, 0, 0, time.UTC))
			}, code))
			a := r.analysed(t.Context(), t, for19(t, everything()))
			if len(a.Omissions) != 1 || a.Omissions[0].RequestID == "" {
				t.Fatalf("omissions %+v", a.Omissions)
			}
			o := a.Omissions[0]
			o.RequestID = ""
			if want := (report.Omission{What: report.OmittedPart, Dimension: report.ByModel, Count: 1, Reason: report.CallFailed, Code: code}); o != want {
				t.Errorf("omission %+v, want %+v", o, want)
			}
			models := a.Breakdowns[1]
			if models.Rows[0].ID != "hunyuan-turbo" || !models.Rows[0].Now.Total.Known || models.Rows[1].Now.Total.Known || models.Rest.Known {
				t.Errorf("models %+v, rest %v", models.Rows, models.Rest)
			}
			if !a.Cost.Partial || a.Complete() {
				t.Errorf("partial cost %v, complete %v", a.Cost.Partial, a.Complete())
			}
			day := r.chronicle(for19(t, everything())).day(a.Days[0].Period)
			if has(day.Parts, selection{dimension: report.ByModel, id: "cs-normal"}) || !has(day.Parts, selection{dimension: report.ByModel, id: "hunyuan-turbo"}) {
				t.Errorf("kept are %+v", day.Parts)
			}
		})
	}
}

// An API that tells nothing but the report's own day is not asked for every other one.
func TestHistoryThatFails(t *testing.T) {
	r, api := inquirer(t, unhurried, lketest.Config{})
	today := for19(t, Report{})
	api.Inject(refusing(func(q lketest.Request) bool { return !q.Query.Start.Equal(today.period.From) }, "InvalidParameterValue"))
	a := r.analysed(t.Context(), t, today)
	if n := len(api.Requests()); n > 1+mostFailures+workers {
		t.Errorf("%d requests", n)
	}
	if len(a.Omissions) != 1 || a.Omissions[0].Count != 62 || a.Omissions[0].Code != "InvalidParameterValue" || a.Omissions[0].Reason != report.CallFailed {
		t.Errorf("omissions %+v", a.Omissions)
	}
}

// late has every answer take a while.
func late(pause time.Duration) lketest.Fault {
	return func(api http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(pause)
			api.ServeHTTP(w, r)
		})
	}
}

// Where time is short, what is worth least is left out; no request is made that would not fit, and none beyond the rate.
func TestWhatDoesNotFitIsLeftOut(t *testing.T) {
	t.Parallel()
	const rate, seconds = 13, 3 // a busy machine needs some of the time, too
	r, api := inquirer(t, rate, lketest.Config{})
	api.Inject(lketest.Always(late(20 * time.Millisecond)))
	ctx, cancel := context.WithTimeout(t.Context(), seconds*time.Second)
	defer cancel()
	today := for19(t, everything())
	a := r.analysed(ctx, t, today)
	if ctx.Err() != nil {
		t.Error("the time was used up")
	}
	known := map[string]bool{}
	for _, day := range r.newDossier(today, nil).known() {
		known[day.Period.Name()] = true
	}
	if len(known) < 8 || len(known) > seconds*rate {
		t.Fatalf("%d days are known", len(known))
	}
	// The parts of the four same weekdays come after the days, and so are left out as well: nothing is said of their changes.
	if len(a.Omissions) != 1 || a.Omissions[0] != (report.Omission{What: report.OmittedHistory, Count: 62 - len(known) + 4, Reason: report.NoTime}) {
		t.Errorf("%d days known, omissions %+v", len(known), a.Omissions)
	}
	if a.Comparison.Usual.Days != 4 || !a.Calls.Known || a.Breakdowns[3].Rows[0].Before().Total.Known {
		t.Errorf("comparison %+v, accounts %+v", a.Comparison.Usual, a.Breakdowns[3].Rows)
	}
	for n, missing := 1, false; n <= 62; n++ { // but for the same weekdays, the latest days
		day := a.History.Before(today.period, n)
		if n%7 == 0 && n <= 28 {
			if !day.Total.Known {
				t.Errorf("%s is not known", day.Period.Name())
			}
			continue
		}
		if missing = missing || !day.Total.Known; missing && day.Total.Known {
			t.Errorf("%s is known, and a later day is not", day.Period.Name())
		}
	}
	wantPace(t, api.Requests(), rate)
}

// wantPace: no second has more requests of an action than the rate.
func wantPace(t *testing.T, requests []lketest.Request, rate int) {
	t.Helper()
	times := map[string][]time.Time{}
	for _, r := range requests {
		times[r.Action] = append(times[r.Action], r.At)
	}
	for action, at := range times {
		slices.SortFunc(at, time.Time.Compare)
		for i := rate; i < len(at); i++ {
			if gap := at[i].Sub(at[i-rate]); gap < time.Second-30*time.Millisecond {
				t.Errorf("%s: %d requests within %s", action, rate+1, gap)
			}
		}
	}
}

// An API that hangs after the report's own day leaves everything else out.
func TestAHangLeavesOutTheRest(t *testing.T) {
	t.Parallel()
	r, api := inquirer(t, unhurried, lketest.Config{})
	var once sync.Once
	api.Inject(func(lketest.Request) lketest.Fault {
		fault := lketest.Hang()
		once.Do(func() { fault = nil })
		return fault
	})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	a := r.analysed(ctx, t, for19(t, everything()))
	for _, o := range a.Omissions {
		if o.Reason != report.NoTime {
			t.Errorf("omission %+v", o)
		}
	}
	if len(a.Omissions) != 8 || !a.Usage.Total.Known || a.Complete() {
		t.Errorf("%d omissions, complete %v", len(a.Omissions), a.Complete())
	}
}
