package report_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/report"
)

// seeds widens the tests over seeded accounts: go test ./report -run Seeded -v -seeds 10 tells how often what
// is found.
var seeds = flag.Int("seeds", 1, "how many times as many seeded accounts to test")

// place is where an account's report is made, and whether its users live there too or in UTC+8.
type place struct {
	zone, first string
	abroad      bool
}

// places have the clocks changed among their days where they change at all.
func places() []place {
	return []place{
		{"Asia/Shanghai", "2026-01-05", false},
		{"America/New_York", "2026-01-12", false},
		{"Asia/Jakarta", "2026-05-01", true},
		{"Europe/Berlin", "2026-08-20", true},
		{"America/New_York", "2026-01-12", true},
	}
}

// accountDays is how many days there are of an account: four weeks to learn from, and sixty to judge.
const accountDays = 28 + 60

// account is a seeded account without spikes, seen from a place.
type account struct {
	scenario lketest.Scenario
	zone     *time.Location
	days     []report.Day
	history  report.History
}

func newAccount(t testing.TB, seed uint64, weekday, growth float64, at place) account {
	t.Helper()
	a := account{scenario: lketest.Scenario{Seed: seed, Weekday: weekday, Growth: growth}, zone: zone(t, at.zone)}
	if !at.abroad {
		a.scenario.Zone = a.zone
	}
	p := parseDay(t, at.zone, at.first)
	for range accountDays {
		a.days = append(a.days, a.fetch(t, p))
		p = following(p)
	}
	a.history = history(t, a.days...)
	return a
}

// with is a day of the account as it would be with an event.
func (a account) with(t testing.TB, event lketest.Event, p report.Period) report.Day {
	a.scenario.Events = []lketest.Event{event}
	return a.fetch(t, p)
}

// fetch asks the seeded source, and takes the answer as a report does.
func (a account) fetch(t testing.TB, p report.Period) report.Day {
	t.Helper()
	graph, ok := lketest.Seeded(a.scenario)(lketest.Query{Start: p.From, End: p.Until.Add(-time.Second)}).(lketest.Graph)
	if !ok {
		t.Fatal("the source does not answer with a graph")
	}
	u, err := report.Join(p, a.series(t, graph.Total), a.series(t, graph.Input), a.series(t, graph.Output))
	if err != nil {
		t.Fatal(err)
	}
	return report.DayOf(report.Summarize(u))
}

func (a account) series(t testing.TB, stats []lketest.Stat) report.Series {
	t.Helper()
	labels := a.scenario.Zone
	if labels == nil {
		labels = time.FixedZone("UTC+8", 8*60*60)
	}
	var s report.Series
	for _, stat := range stats {
		label, tokens := stat.X.(string), stat.Y.(int64)
		at, err := time.ParseInLocation("200601021504"[:len(label)], label, labels)
		if err != nil {
			t.Fatal(err)
		}
		step := map[int]time.Duration{12: time.Minute, 10: time.Hour}[len(label)]
		s.Samples = append(s.Samples, report.Sample{Label: label, At: at, Step: step, Tokens: report.Tokens(tokens)})
	}
	return s
}

// busy are the hours of a day that have an average hour's usage or more, usually as well as on that day.
func (a account) busy(day int) []int {
	d := a.days[day]
	var totals []report.Tokens
	for _, before := range a.days[day-28 : day] {
		totals = append(totals, before.Total.N)
	}
	average := medianOf(totals) / 24
	var busy []int
	for hour, amount := range d.Hours {
		var usual []report.Tokens
		for _, before := range a.history.SameWeekdays(d.Period, 4) {
			usual = append(usual, before.Hours[hour].N)
		}
		if amount.Known && amount.N >= average && medianOf(usual) >= average {
			busy = append(busy, hour)
		}
	}
	return busy
}

func medianOf(values []report.Tokens) report.Tokens {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// levels are the tokens of a weekday at the beginning of 2025; from foundFrom on every incident and every shift is found.
var levels = []float64{20e3, 200e3, 2e6, 10e6, 500e6}

const foundFrom = 10e6

// The seeded accounts have days that differ, weekends, growth and clocks that change. Nothing is out of the usual in any of
// them, and everything that is made to happen is found, where the account is large enough to tell.
func TestSeededAccounts(t *testing.T) {
	for _, level := range levels {
		t.Run(fmt.Sprintf("%.0f", level), func(t *testing.T) {
			t.Parallel()
			s := score{found: map[string]int{}, made: map[string]int{}}
			for i := range len(places()) * *seeds {
				a := newAccount(t, uint64(i), level, []float64{0.25, 1, 4, -0.25}[i%4], places()[i%len(places())])
				s.days += len(a.days)
				s.expectQuiet(t, a)
				for day := 28 + i%7; day < accountDays; day += 7 {
					s.tryIncidents(t, a, day, rand.New(rand.NewPCG(uint64(i), uint64(day))))
				}
				for day := 28 + 2*(i%7); day+6 < accountDays; day += 14 {
					s.tryShifts(t, a, day)
				}
			}
			s.tell(t, level)
		})
	}
}

// score counts what was made to happen, and what of it was found in the right place.
type score struct {
	found, made map[string]int
	days, told  int // days on which nothing happened, and what was told of them
}

func (s *score) tell(t *testing.T, level float64) {
	t.Logf("%d days on which nothing happened: told %d", s.days, s.told)
	if s.told > 0 {
		t.Error("false alarms")
	}
	for _, what := range slices.Sorted(maps.Keys(s.made)) {
		t.Logf("%-35s found %4d of %4d", what, s.found[what], s.made[what])
		if s.made[what] < 10 || level >= foundFrom && !strings.HasSuffix(what, maybe) && s.found[what] < s.made[what] {
			t.Errorf("%s: found only %d of %d", what, s.found[what], s.made[what])
		}
	}
}

func (s *score) expectQuiet(t *testing.T, a account) {
	for _, d := range a.days {
		told := report.Anomalies(d, a.history)
		s.told += len(told)
		if len(told) > 0 {
			t.Logf("account %+v in %s, %s: %v", a.scenario, a.zone, d.Period.Name(), told)
		}
	}
}

// maybe ends the names of incidents of which some are too small in each of the hours that they touch.
const maybe = "(most)"

// incident is what is made to happen in a busy hour that is followed by another.
type incident struct {
	name        string
	factor      float64
	begin, last int // minutes: after the start of the hour, at random if negative; and how long it takes
	kind        report.AnomalyKind
}

func incidents() []incident {
	return []incident{
		{"4 times in half an hour", 4, 0, 30, report.Spike},
		{"4 times in the other half", 4, 30, 30, report.Spike},
		{"3 times in an hour", 3, 0, 60, report.Spike},
		{"3 times, parts of two hours " + maybe, 3, -1, 60, report.Spike},
		{"nothing in an hour", 0, 0, 60, report.Outage},
		{"nothing in parts of three hours", 0, -1, 120, report.Outage},
		{"nothing in eight hours", 0, 0, 480, report.Outage},
	}
}

// tryIncidents makes each incident happen on the day, and counts those that are found in the right hours.
func (s *score) tryIncidents(t testing.TB, a account, day int, random *rand.Rand) {
	busy := a.busy(day)
	busy = slices.DeleteFunc(slices.Clone(busy), func(hour int) bool { return !slices.Contains(busy, hour+1) })
	if len(busy) == 0 {
		return
	}
	p := a.days[day].Period
	y, m, d := p.From.Date()
	start := time.Date(y, m, d, busy[random.IntN(len(busy))], 0, 0, 0, a.zone)
	for _, what := range incidents() {
		if what.begin < 0 {
			what.begin = 5 * random.IntN(12)
		}
		from := start.Add(time.Duration(what.begin) * time.Minute)
		event := lketest.Event{From: from, Until: from.Add(time.Duration(what.last) * time.Minute), Factor: what.factor}
		told := report.Anomalies(a.with(t, event, p), a.history)
		s.made[what.name]++
		if slices.ContainsFunc(told, func(a report.Anomaly) bool { return a.Kind == what.kind && tellsOf(a.Span, event) }) {
			s.found[what.name]++
		} else if a.scenario.Weekday >= foundFrom {
			t.Logf("account %+v in %s: told %v of %s from %s on", a.scenario, a.zone, told, what.name, from)
		}
	}
}

// tellsOf says whether hours are those of an event, give or take one.
func tellsOf(hours report.Span, event lketest.Event) bool {
	return hours.From.Before(event.Until) && hours.Until.After(event.From) &&
		!hours.From.Before(event.From.Add(-2*time.Hour)) && !hours.Until.After(event.Until.Add(2*time.Hour))
}

// tryShifts lets the level change on the day. It counts if it is told on the third day, as of the first, and not again.
func (s *score) tryShifts(t testing.TB, a account, day int) {
	for _, factor := range []float64{2, 0.5} {
		name := fmt.Sprintf("a shift to %v times", factor)
		days := slices.Clone(a.days[:day])
		var told []string
		for _, d := range a.days[day : day+5] {
			d = a.with(t, lketest.Event{From: a.days[day].Period.From, Factor: factor}, d.Period)
			for _, found := range report.Anomalies(d, history(t, days...)) {
				if found.Kind == report.LevelShift {
					told = append(told, d.Period.Name()+" of "+found.From.Format(time.DateOnly))
				}
			}
			days = append(days, d)
		}
		s.made[name]++
		if slices.Equal(told, []string{a.days[day+2].Period.Name() + " of " + a.days[day].Period.Name()}) {
			s.found[name]++
		}
	}
}

// Accounts whose months look lived in: each of their spikes of 40 minutes is found, and nothing else. (One that came in the
// same hour of two of the last eight same weekdays would not be: it is not out of the usual then.)
func TestSeededMonths(t *testing.T) {
	for seed := range uint64(3 * *seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			expectSpikes(t, lketest.Scenario{Seed: seed + 2, Spikes: 1.0 / 16})
		})
	}
}

func expectSpikes(t *testing.T, scenario lketest.Scenario) {
	a := account{scenario: scenario, zone: zone(t, "Asia/Shanghai")}
	quiet := a
	quiet.scenario.Spikes = 0
	var days []report.Day
	spikes := 0
	for p := parseDay(t, "Asia/Shanghai", "2026-01-05"); len(days) < 120; p = following(p) {
		d, without := a.fetch(t, p), quiet.fetch(t, p)
		told := report.Anomalies(d, history(t, days...))
		spiked := d.Total != without.Total
		if len(days) >= 28 && spiked != (len(told) == 1 && told[0].Kind == report.Spike) {
			t.Errorf("%s: spiked is %v, told %v", p.Name(), spiked, told)
		}
		if spiked {
			spikes++
		}
		days = append(days, d)
	}
	if spikes < 3 {
		t.Errorf("only %d spikes: there is little to find", spikes)
	}
}
