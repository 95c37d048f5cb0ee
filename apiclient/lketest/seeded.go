package lketest

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// Usage is counted in bins of five minutes, the finest labels that the API has been seen to give.
const (
	bin         = 5 * time.Minute
	binsPerHour = 12
)

// Scenario describes an account's usage at all times. The zero Scenario is a steady one of some 8 million
// tokens a weekday.
type Scenario struct {
	Seed    uint64
	Zone    *time.Location // of the labels; nil: UTC+8
	Clock   *time.Location // of the weekdays and hours of the rhythm; nil: Zone
	Weekday float64        // tokens on an ordinary weekday at the beginning of 2025; 0: 8 million
	Growth  float64        // of Weekday in a year, linear; 0: 0.25; negative shrinks
	Streams []Stream       // nil: [Streams]
	Events  []Event        // what breaks the rhythm
	// Spikes is the chance that a day has a spike of its own, at a time that the seed decides.
	Spikes float64
	// Unseen are times whose usage the graphs leave out and the totals count. In the official examples the same day
	// has 4,328 calls in the graph and 4,909 in total.
	Unseen []Span
	// FiveMinutes and HourLabels are the longest windows that are answered in labels of five minutes and of hours;
	// 0: 24 hours and 7 days. The real API's thresholds are not documented.
	FiveMinutes, HourLabels time.Duration
}

// Span is a time from an instant until another, half-open; zero: without beginning or end.
type Span struct{ From, Until time.Time }

func (s Span) covers(at time.Time) bool {
	return !at.Before(s.From) && (s.Until.IsZero() || at.Before(s.Until))
}

// Event multiplies usage for a time: an outage has factor 0, a spike a large one, a level shift no end.
type Event struct {
	From, Until time.Time // half-open; zero: without beginning or end
	Factor      float64
	AppBizID    string // empty: all apps
}

// Month is an account whose months look lived in: weekdays and nights, growth, a spike now and then.
func Month(seed uint64) Source { return Seeded(Scenario{Seed: seed, Spikes: 1.0 / 16}) }

// Seeded serves a scenario. The same second of the same scenario has the same usage in every window and under
// every filter, so parts add up to wholes, and in every action, so the totals are the sums of the graphs but for what is
// [Scenario].Unseen. Like the real API it leaves idle intervals out and orders nothing. A query without a window has no
// usage. The applications and models are the streams'.
func Seeded(scenario Scenario) Source {
	scenario = scenario.withDefaults()
	return func(q Query) any {
		switch q.Action {
		case callStatsGraph:
			return scenario.callStats(q)
		case tokenUsage:
			return scenario.totals(q)
		case listApp:
			return apps(scenario.Streams)
		case listModel:
			return models(scenario.Streams)
		default:
			return scenario.graph(q)
		}
	}
}

func (s Scenario) withDefaults() Scenario {
	if s.Zone == nil {
		s.Zone = time.FixedZone("UTC+8", 8*60*60)
	}
	s.Clock = cmp.Or(s.Clock, s.Zone)
	s.Weekday = cmp.Or(s.Weekday, 8_000_000)
	s.Growth = cmp.Or(s.Growth, 0.25)
	s.FiveMinutes = cmp.Or(s.FiveMinutes, 24*time.Hour)
	s.HourLabels = cmp.Or(s.HourLabels, 7*24*time.Hour)
	if s.Streams == nil {
		s.Streams = Streams()
	}
	return s
}

// amount is the usage of one interval.
type amount struct{ calls, input, output int64 }

func (a amount) plus(b amount) amount {
	return amount{a.calls + b.calls, a.input + b.input, a.output + b.output}
}

// graph answers DescribeTokenUsageGraph, callStats DescribeCallStatsGraph and totals DescribeTokenUsage.
func (s Scenario) graph(q Query) Graph {
	sums := s.sums(q)
	maps.DeleteFunc(sums, func(_ string, a amount) bool { return a.input == 0 && a.output == 0 })
	return Graph{
		Total:  s.disordered(sums, 0, func(a amount) int64 { return a.input + a.output }),
		Input:  s.disordered(sums, 1, func(a amount) int64 { return a.input }),
		Output: s.disordered(sums, 2, func(a amount) int64 { return a.output }),
	}
}

func (s Scenario) callStats(q Query) CallStats {
	sums := s.sums(q)
	maps.DeleteFunc(sums, func(_ string, a amount) bool { return a.calls == 0 })
	return CallStats{s.disordered(sums, 3, func(a amount) int64 { return a.calls })}
}

func (s Scenario) totals(q Query) Totals {
	var sum amount
	for at := range bins(q) {
		sum = sum.plus(s.usage(at, q))
	}
	return Totals{Total: sum.input + sum.output, Input: sum.input, Output: sum.output, Calls: sum.calls}
}

// sums are the usage by label that the graphs show.
func (s Scenario) sums(q Query) map[string]amount {
	layout := s.layout(q)
	sums := make(map[string]amount)
	for at := range bins(q) {
		if usage := s.usage(at, q); usage != (amount{}) && !s.unseen(at) {
			label := at.In(s.Zone).Format(layout)
			sums[label] = sums[label].plus(usage)
		}
	}
	return sums
}

// bins are the beginnings of the bins within a query's window.
func bins(q Query) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		if q.Start.IsZero() || q.End.IsZero() {
			return
		}
		for at := q.Start.Truncate(bin); !at.After(q.End); at = at.Add(bin) {
			if !at.Before(q.Start) && !yield(at) {
				return
			}
		}
	}
}

func (s Scenario) unseen(at time.Time) bool {
	return slices.ContainsFunc(s.Unseen, func(span Span) bool { return span.covers(at) })
}

func (s Scenario) layout(q Query) string {
	switch window := q.End.Sub(q.Start) + time.Second; {
	case window <= s.FiveMinutes:
		return "200601021504"
	case window <= s.HourLabels:
		return "2006010215"
	default:
		return "20060102"
	}
}

// usage is what all streams that the query asks for use in the bin that begins at the instant.
func (s Scenario) usage(at time.Time, q Query) (sum amount) {
	for i, stream := range s.Streams {
		if stream.matches(q) {
			sum = sum.plus(s.streamUsage(at, stream, uint64(i)))
		}
	}
	return sum
}

func (s Scenario) streamUsage(at time.Time, stream Stream, index uint64) amount {
	random := noise{s.Seed}
	local := at.In(s.Clock)
	day := int64(local.Year())*1000 + int64(local.YearDay())
	tokens := s.Weekday * stream.Share * s.grown(at) *
		stream.weekday(int(local.Weekday())) *
		stream.Hours.at(local.Hour()*60+local.Minute()) *
		(1 + float64(0.08*random.normal(forDay, index, day))) *
		s.disturbance(at, local, stream, day)

	calls := random.count(tokens/(stream.CallIn+stream.CallOut), index, at.Unix())
	spread := 0.45 * math.Sqrt(calls)
	return amount{
		calls:  int64(calls),
		input:  round(stream.CallIn * (calls + float64(spread*random.normal(forInput, index, at.Unix())))),
		output: round(stream.CallOut * (calls + float64(spread*random.normal(forOutput, index, at.Unix())))),
	}
}

func round(tokens float64) int64 { return int64(math.Max(0, math.Round(tokens))) }

// grown is the level at an instant. It is held within bounds, so that any year has usage.
func (s Scenario) grown(at time.Time) float64 {
	years := float64(at.Unix()-time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Unix()) / (365.25 * 24 * 60 * 60)
	return min(max(1+float64(s.Growth*years), 0.2), 5)
}

// disturbance is the product of the events, and of the day's own spike, at an instant.
func (s Scenario) disturbance(at, local time.Time, stream Stream, day int64) float64 {
	factor := 1.0
	for _, event := range s.Events {
		if event.covers(at) && (event.AppBizID == "" || event.AppBizID == stream.AppBizID) {
			factor *= event.Factor
		}
	}
	random := noise{s.Seed}
	if random.uniform(forSpike, 0, day, 0) < s.Spikes {
		begin := 9*60 + int(9*60*random.uniform(forSpike, 0, day, 1))
		if minute := local.Hour()*60 + local.Minute(); minute >= begin && minute < begin+40 {
			factor *= 4
		}
	}
	return factor
}

func (e Event) covers(at time.Time) bool { return Span{e.From, e.Until}.covers(at) }

// matches reports whether the stream passes the query's filters.
func (s Stream) matches(q Query) bool {
	one := func(want, value string) bool { return want == "" || strings.EqualFold(want, value) }
	among := func(want []string, value string) bool { return len(want) == 0 || slices.Contains(want, value) }
	return one(q.ModelName, s.ModelName) && one(q.SubBizType, s.SubBizType) && one(q.AppType, s.AppType) &&
		among(q.AppBizIDs, s.AppBizID) && among(q.UinAccounts, s.UinAccount) && among(q.SubScenes, s.SubScene)
}

// disordered is a series in an order of its own.
func (s Scenario) disordered(sums map[string]amount, series uint64, value func(amount) int64) []Stat {
	labels := slices.Sorted(maps.Keys(sums))
	for i := len(labels) - 1; i > 0; i-- {
		j := int(noise{s.Seed}.uniform(forOrder, series, int64(i), 0) * float64(i+1))
		labels[i], labels[j] = labels[j], labels[i]
	}
	points := make([]Stat, len(labels))
	for i, label := range labels {
		points[i] = Stat{label, value(sums[label])}
	}
	return points
}
