package lketest

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

var shanghai = time.FixedZone("UTC+8", 8*60*60)

// days is the window of whole days from the date on, in UTC+8.
func days(year int, month time.Month, day, count int) Query {
	start := time.Date(year, month, day, 0, 0, 0, 0, shanghai)
	return Query{Start: start.UTC(), End: start.AddDate(0, 0, count).Add(-time.Second).UTC()}
}

func serve(t *testing.T, source Source, q Query) Graph {
	t.Helper()
	graph, ok := source(q).(Graph)
	if !ok {
		t.Fatal("the source does not serve a Graph")
	}
	return graph
}

func values(series []Stat) map[string]int64 {
	byLabel := make(map[string]int64)
	for _, point := range series {
		byLabel[point.X.(string)] += point.Y.(int64)
	}
	return byLabel
}

func total(series []Stat) (sum int64) {
	for _, value := range values(series) {
		sum += value
	}
	return sum
}

func labels(series []Stat) (labels []string) {
	for _, point := range series {
		labels = append(labels, point.X.(string))
	}
	return labels
}

func TestSameSeedSameUsage(t *testing.T) {
	q := days(2024, 11, 19, 1)
	first, again, other := fmt.Sprint(Month(7)(q)), fmt.Sprint(Month(7)(q)), fmt.Sprint(Month(8)(q))
	if first != again {
		t.Error("the same seed gives different usage")
	}
	if first == other {
		t.Error("different seeds give the same usage")
	}
}

func TestUsageIsTheSameOnEveryMachine(t *testing.T) {
	got := serve(t, Month(1), days(2024, 11, 19, 1))
	if total, input, points := total(got.Total), total(got.Input), len(got.Total); total != 8186288 || input != 7766410 || points != 253 {
		t.Errorf("%d tokens, %d of them input, in %d points: seed 1 has changed", total, input, points)
	}
}

func TestMagnitudesAndPartsAddUp(t *testing.T) {
	for day := range 28 {
		q := days(2024, 11, 1+day, 1)
		graph := serve(t, Month(3), q)
		totals, inputs, outputs := values(graph.Total), values(graph.Input), values(graph.Output)
		for label, value := range totals {
			if value != inputs[label]+outputs[label] {
				t.Errorf("%s: %d is not %d + %d", label, value, inputs[label], outputs[label])
			}
		}
		sum, output := total(graph.Total), total(graph.Output)
		weekday := q.Start.In(shanghai).Weekday()
		if weekday != time.Saturday && weekday != time.Sunday && (sum < 5_000_000 || sum > 12_000_000) {
			t.Errorf("%s: %d tokens on a %s", q.Start, sum, weekday)
		}
		if output*5 > sum || output == 0 {
			t.Errorf("%s: %d of %d tokens are output", q.Start, output, sum)
		}
		if idle := 288 - len(graph.Total); idle < 10 || idle > 120 {
			t.Errorf("%s: %d of 288 intervals are idle", q.Start, idle)
		}
	}
}

func TestRhythm(t *testing.T) {
	graph := serve(t, Seeded(Scenario{Seed: 5}), days(2025, 3, 3, 28)) // four weeks from a Monday, by day
	var week [7]int64
	for label, value := range values(graph.Total) {
		day, err := time.ParseInLocation("20060102", label, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		week[day.Weekday()] += value
	}
	for day := time.Monday; day <= time.Friday; day++ {
		if week[day]*6 < week[time.Saturday]*10 || week[day]*6 < week[time.Sunday]*10 {
			t.Errorf("%s %d, Saturday %d, Sunday %d: no weekend", day, week[day], week[time.Saturday], week[time.Sunday])
		}
	}

	hours := values(serve(t, Seeded(Scenario{Seed: 5, FiveMinutes: time.Hour}), days(2025, 3, 5, 1)).Total)
	if morning, night := hours["2025030510"], hours["2025030504"]; morning < 20*night {
		t.Errorf("%d tokens at 10:00, %d at 04:00: no night", morning, night)
	}
}

func TestGranularityFollowsTheWindow(t *testing.T) {
	day := 24 * time.Hour
	tests := []struct {
		window time.Duration
		digits int
	}{
		{time.Hour, 12}, {day, 12}, {day + time.Second, 10}, {25 * time.Hour, 10},
		{7 * day, 10}, {7*day + time.Second, 8}, {31 * day, 8},
	}
	for _, test := range tests {
		q := days(2024, 11, 18, 1)
		q.End = q.Start.Add(test.window - time.Second)
		graph := serve(t, Month(1), q)
		if len(graph.Total) == 0 {
			t.Errorf("%s: no points", test.window)
		}
		for _, label := range labels(graph.Total) {
			if len(label) != test.digits {
				t.Errorf("%s: label %s, want %d digits", test.window, label, test.digits)
				break
			}
		}
	}
}

func TestWindowsAgree(t *testing.T) {
	source := Month(9)
	week := values(serve(t, source, days(2024, 11, 18, 7)).Total)
	byHour := make(map[string]int64)
	for day := range 7 {
		for label, value := range values(serve(t, source, days(2024, 11, 18+day, 1)).Total) {
			byHour[label[:10]] += value
		}
	}
	if fmt.Sprint(week) != fmt.Sprint(byHour) {
		t.Error("seven days by hour differ from the days in five minutes")
	}
	half := days(2024, 11, 19, 1)
	half.Start = half.Start.Add(12*time.Hour + time.Second) // in the middle of a bin
	for label := range values(serve(t, source, half).Total) {
		if label < "202411191205" {
			t.Errorf("%s lies before the window", label)
		}
	}
}

func TestFiltersAddUp(t *testing.T) {
	whole := days(2024, 11, 19, 1)
	parts := map[string]func(q *Query, s Stream) string{
		"apps":     func(q *Query, s Stream) string { q.AppBizIDs = []string{s.AppBizID}; return s.AppBizID },
		"models":   func(q *Query, s Stream) string { q.ModelName = s.ModelName; return s.ModelName },
		"purposes": func(q *Query, s Stream) string { q.SubBizType = s.SubBizType; return s.SubBizType },
		"accounts": func(q *Query, s Stream) string { q.UinAccounts = []string{s.UinAccount}; return s.UinAccount },
		"types":    func(q *Query, s Stream) string { q.AppType = s.AppType; return s.AppType },
		"scenes":   func(q *Query, s Stream) string { q.SubScenes = []string{s.SubScene}; return s.SubScene },
	}
	source := Month(4)
	want := total(serve(t, source, whole).Total)
	for name, narrow := range parts {
		seen := make(map[string]bool)
		var sum int64
		for _, stream := range Streams() {
			q := whole
			if value := narrow(&q, stream); !seen[value] {
				seen[value] = true
				part := total(serve(t, source, q).Total)
				if part == 0 || part == want {
					t.Errorf("%s: %s uses %d of %d", name, value, part, want)
				}
				sum += part
			}
		}
		if sum != want || len(seen) < 2 {
			t.Errorf("%d %s add up to %d, want %d", len(seen), name, sum, want)
		}
	}
	none := whole
	none.ModelName = "no-such-model"
	if got := serve(t, source, none); len(got.Total) != 0 || got.Total == nil {
		t.Errorf("an unknown model uses %v", got.Total)
	}
}

func TestSeriesAreOutOfOrder(t *testing.T) {
	graph := serve(t, Month(1), days(2024, 11, 19, 1))
	orders := [][]string{labels(graph.Total), labels(graph.Input), labels(graph.Output)}
	for i, order := range orders {
		if slices.IsSorted(order) {
			t.Errorf("series %d is sorted", i)
		}
		if slices.Equal(order, orders[(i+1)%3]) {
			t.Errorf("series %d is in the order of the next", i)
		}
		slices.Sort(order)
	}
	if !slices.Equal(orders[0], orders[1]) || !slices.Equal(orders[0], orders[2]) {
		t.Error("the series have different labels")
	}
}

func TestAnyDateHasUsage(t *testing.T) {
	for _, year := range []int{1971, 1999, 2010, 2024, 2026, 2040, 9998} {
		if got := total(serve(t, Month(1), days(year, 6, 15, 3)).Total); got < 500_000 || got > 200_000_000 {
			t.Errorf("%d: %d tokens in three days", year, got)
		}
	}
	early, late := serve(t, Seeded(Scenario{}), days(2025, 1, 6, 28)), serve(t, Seeded(Scenario{}), days(2026, 1, 5, 28))
	if growth := float64(total(late.Total)) / float64(total(early.Total)); growth < 1.1 || growth > 1.4 {
		t.Errorf("usage grows %.2f times in a year, want about 1.25", growth)
	}
	if got := serve(t, Month(1), Query{}); len(got.Total) != 0 {
		t.Errorf("a query without a window uses %v", got.Total)
	}
}

func TestEvents(t *testing.T) {
	q := days(2024, 11, 19, 1)
	at := func(hour int) time.Time { return q.Start.Add(time.Duration(hour) * time.Hour) }
	calm := values(serve(t, Seeded(Scenario{Seed: 2}), q).Total)
	eventful := values(serve(t, Seeded(Scenario{Seed: 2, Events: []Event{
		{From: at(10), Until: at(11), Factor: 6},
		{From: at(14), Until: at(16), Factor: 0},
		{From: at(20), Factor: 2},
	}}), q).Total)
	sum := func(usage map[string]int64, from, until int) (sum int64) {
		for label, value := range usage {
			if hour := label[8:10]; hour >= fmt.Sprintf("%02d", from) && hour < fmt.Sprintf("%02d", until) {
				sum += value
			}
		}
		return sum
	}
	if before, after := sum(calm, 0, 10), sum(eventful, 0, 10); before != after {
		t.Errorf("before the spike: %d, want %d", after, before)
	}
	if factor := float64(sum(eventful, 10, 11)) / float64(sum(calm, 10, 11)); factor < 4.5 || factor > 7.5 {
		t.Errorf("the spike has factor %.1f, want about 6", factor)
	}
	if got := sum(eventful, 14, 16); got != 0 {
		t.Errorf("%d tokens during the outage", got)
	}
	if factor := float64(sum(eventful, 20, 24)) / float64(sum(calm, 20, 24)); factor < 1.4 || factor > 2.6 {
		t.Errorf("the level shifts by %.1f, want about 2", factor)
	}
}

func TestEventOfOneApp(t *testing.T) {
	q := days(2024, 11, 19, 1)
	streams := Streams()
	source := Seeded(Scenario{Events: []Event{{Factor: 0, AppBizID: streams[0].AppBizID}}})
	q.AppBizIDs = []string{streams[0].AppBizID}
	if got := total(serve(t, source, q).Total); got != 0 {
		t.Errorf("the app that is down uses %d", got)
	}
	q.AppBizIDs = []string{streams[2].AppBizID}
	if got := total(serve(t, source, q).Total); got == 0 {
		t.Error("another app is down too")
	}
}

func TestSomeDaysHaveASpike(t *testing.T) {
	calm, spiky := Seeded(Scenario{Seed: 1}), Seeded(Scenario{Seed: 1, Spikes: 1.0 / 16})
	days := func(source Source) map[string]int64 { return values(serve(t, source, days(2024, 10, 1, 120)).Total) }
	before, after := days(calm), days(spiky)
	raised := 0
	for day := range before {
		if after[day] != before[day] {
			raised++
		}
	}
	if raised < 2 || raised > 20 {
		t.Errorf("%d of 120 days have a spike, want about 7", raised)
	}
}

func TestSharesAddUpToOne(t *testing.T) {
	sum := 0.0
	for _, stream := range Streams() {
		sum += stream.Share
	}
	if sum < 0.999 || sum > 1.001 {
		t.Errorf("the streams have %.3f of the account", sum)
	}
}
