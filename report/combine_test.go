package report_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// sampleAt is a point of a series, labelled to the minute, the hour or the day.
func sampleAt(t testing.TB, step time.Duration, at string, tokens report.Tokens) report.Sample {
	t.Helper()
	return report.Sample{Label: at, At: instant(t, at), Step: step, Tokens: tokens}
}

// usages are the days of a period, each with the points that are its own: "RFC 3339 tokens".
func usages(t testing.TB, p report.Period, step time.Duration, points map[string]string) []report.Usage {
	t.Helper()
	var all []report.Usage
	for _, d := range p.Days() {
		var s report.Series
		for _, text := range strings.Split(points[d.Name()], ", ") {
			at, n, ok := strings.Cut(text, " ")
			if !ok {
				continue
			}
			var tokens report.Tokens
			if _, err := fmt.Sscan(n, &tokens); err != nil {
				t.Fatal(err)
			}
			s.Samples = append(s.Samples, sampleAt(t, step, at, tokens))
		}
		u, err := report.Join(d, s, s, report.Series{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, u)
	}
	var own report.LabelEvidence
	for _, u := range all {
		e := report.EvidenceOfLabels([]report.Day{report.DayOf(report.Summarize(u))})
		own.Starts, own.Ends = own.Starts+e.Starts, own.Ends+e.Ends
	}
	labels, sure := report.DecideLabels(report.LabelEvidence{}, own)
	for i, u := range all {
		all[i] = u.ReadAs(labels, sure)
	}
	return all
}

// intervals writes the stretches that the points of a usage stand for.
func intervals(u report.Usage) string {
	var texts []string
	for _, p := range u.Points {
		i := u.Interval(p)
		texts = append(texts, fmt.Sprintf("%s-%s %d", i.From.Format("02T15:04"), i.Until.Format("02T15:04"), p.Total.N))
	}
	return strings.Join(texts, ", ")
}

func TestCombine(t *testing.T) {
	tests := map[string]struct {
		step   time.Duration
		points map[string]string // of 2024-11-18 to 24, in Shanghai
		want   string
		odd    []report.OddityKind
	}{
		"nothing": {time.Minute, nil, "", nil},
		"labels of starts": {time.Minute, map[string]string{
			"2024-11-18": "2024-11-18T00:00:00+08:00 1, 2024-11-18T23:55:00+08:00 2",
			"2024-11-24": "2024-11-24T09:00:00+08:00 4",
		}, "18T00:00-18T00:05 1, 18T23:55-19T00:00 2, 24T09:00-24T09:05 4", nil},
		"labels of ends": {time.Minute, map[string]string{
			"2024-11-18": "2024-11-18T00:05:00+08:00 1, 2024-11-19T00:00:00+08:00 2",
			"2024-11-19": "2024-11-20T00:00:00+08:00 4",
			"2024-11-20": "2024-11-20T09:00:00+08:00 8", // an idle last hour does not turn the day's labels round
		}, "18T00:00-18T00:05 1, 18T23:55-19T00:00 2, 19T23:55-20T00:00 4, 20T08:55-20T09:00 8", nil},
		"labels that disagree": {time.Minute, map[string]string{
			"2024-11-18": "2024-11-19T00:00:00+08:00 2",
			"2024-11-19": "2024-11-19T00:00:00+08:00 4",
		}, "19T00:00-19T00:05 4", []report.OddityKind{report.OutsidePeriod, report.OutsidePeriod}},
		"both midnights": {time.Minute, map[string]string{
			"2024-11-18": "2024-11-18T00:00:00+08:00 1, 2024-11-18T23:55:00+08:00 2, 2024-11-19T00:00:00+08:00 3",
			"2024-11-19": "2024-11-19T00:00:00+08:00 4",
		}, "18T00:00-18T00:05 1, 18T23:55-19T00:00 2, 19T00:00-19T00:05 4", []report.OddityKind{report.BothMidnights}},
		"labels of days": {24 * time.Hour, map[string]string{
			"2024-11-18": "2024-11-18T00:00:00+08:00 1", "2024-11-24": "2024-11-24T00:00:00+08:00 2",
		}, "18T00:00-19T00:00 1, 24T00:00-25T00:00 2", nil},
		"labels of days' ends": {24 * time.Hour, map[string]string{
			"2024-11-18": "2024-11-19T00:00:00+08:00 1", "2024-11-24": "2024-11-25T00:00:00+08:00 2",
		}, "18T00:00-19T00:00 1, 24T00:00-25T00:00 2", nil},
		"labels of hours' ends": {time.Hour, map[string]string{
			"2024-11-18": "2024-11-18T09:00:00+08:00 1, 2024-11-19T00:00:00+08:00 2", "2024-11-24": "2024-11-25T00:00:00+08:00 3",
		}, "18T08:00-18T09:00 1, 18T23:00-19T00:00 2, 24T23:00-25T00:00 3", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := period(t, report.Weekly, "Asia/Shanghai", "2024-11-20")
			days := usages(t, p, test.step, test.points)
			u, err := report.Combine(p, days)
			if err != nil {
				t.Fatal(err)
			}
			sum, received := report.Tokens(0), 0
			for _, d := range days {
				sum += d.Total.N
				received += d.Received
			}
			var odd []report.OddityKind
			for _, o := range u.Oddities {
				odd = append(odd, o.Kind)
			}
			if got := intervals(u); got != test.want || !slices.Equal(odd, test.odd) {
				t.Errorf("got %s, odd %v; want %s, %v", got, odd, test.want, test.odd)
			}
			if u.Total != report.Known(sum) || u.Input != u.Total || u.Output != report.Known(0) || u.Received != received {
				t.Errorf("total %v, input %v, output %v of %d points; want %d of %d", u.Total, u.Input, u.Output, u.Received, sum, received)
			}
		})
	}
}

// A week's summary is that of its points, however long its days are.
func TestSummarizeAWeek(t *testing.T) {
	p := period(t, report.Weekly, "America/New_York", "2024-11-03") // the clocks go back on its Sunday
	u, err := report.Combine(p, usages(t, p, time.Minute, map[string]string{
		"2024-10-28": "2024-10-28T09:00:00-04:00 5, 2024-10-28T09:05:00-04:00 5",
		"2024-11-03": "2024-11-03T01:30:00-04:00 7, 2024-11-03T01:30:00-05:00 8, 2024-11-03T23:55:00-05:00 1",
	}))
	if err != nil {
		t.Fatal(err)
	}
	s := report.Summarize(u)
	if s.Expected != 7*288+12 || s.Active != 5 || len(s.Hours) != 7*24+1 {
		t.Errorf("%d of %d active, %d hours", s.Active, s.Expected, len(s.Hours))
	}
	if s.Peak.Tokens != 8 || s.PeakHour.Tokens != 10 || s.PeakHour.From.Format("02T15") != "28T09" {
		t.Errorf("peak %+v, peak hour %+v", s.Peak, s.PeakHour)
	}
	if last := s.Hours[len(s.Hours)-1]; last.Total != report.Known(1) || !last.Until.Equal(p.Until) {
		t.Errorf("last hour %+v", last)
	}
}

func TestCombineKeepsUnknownSumsUnknown(t *testing.T) {
	p := period(t, report.Weekly, "Asia/Shanghai", "2024-11-20")
	days := usages(t, p, time.Minute, map[string]string{"2024-11-18": "2024-11-18T09:00:00+08:00 5"})
	days[3].Input = report.Amount{}
	days[3].Oddities = []report.Oddity{{Kind: report.NullSeries, Series: report.InputSeries}}
	if u, err := report.Combine(p, days); err != nil || u.Input.Known || u.Total != report.Known(5) || len(u.Oddities) != 1 {
		t.Errorf("got %+v, %v", u, err)
	}
	if u, err := report.Combine(p, days[:6]); err != nil || u.Total.Known || len(u.Points) != 1 {
		t.Errorf("without its last day: %+v, %v", u, err)
	}
}

func TestCombineMergesOddities(t *testing.T) {
	p := period(t, report.Weekly, "Asia/Shanghai", "2024-11-20")
	days := usages(t, p, time.Minute, nil)
	days[0].Oddities = []report.Oddity{
		{Kind: report.BadValue, Series: report.TotalSeries, Count: 2, Label: "a", Value: "x"},
		{Kind: report.Unbalanced, Count: 1, Label: "first", Value: "9223372036854775807"},
	}
	days[4].Oddities = []report.Oddity{
		{Kind: report.Unbalanced, Count: 3, Label: "later", Value: "5"},
		{Kind: report.BadValue, Series: report.InputSeries, Count: 1, Label: "b", Value: "y"},
		{Kind: report.BadValue, Series: report.TotalSeries, Count: 1, Label: "c", Value: "z"},
	}
	u, err := report.Combine(p, days)
	if err != nil {
		t.Fatal(err)
	}
	want := []report.Oddity{
		{Kind: report.BadValue, Series: report.TotalSeries, Count: 3, Label: "a", Value: "x"},
		{Kind: report.Unbalanced, Count: 4, Label: "first", Value: "9223372036854775812"},
		{Kind: report.BadValue, Series: report.InputSeries, Count: 1, Label: "b", Value: "y"},
	}
	if !slices.Equal(u.Oddities, want) {
		t.Errorf("got %+v, want %+v", u.Oddities, want)
	}
}

// The API may answer a day of 25 hours in hours and the others in five minutes: all are told in hours then.
func TestCombineOfMixedSteps(t *testing.T) {
	p := period(t, report.Weekly, "Asia/Shanghai", "2024-11-20")
	days := usages(t, p, time.Minute, map[string]string{
		"2024-11-18": "2024-11-18T09:00:00+08:00 5, 2024-11-18T09:55:00+08:00 6, 2024-11-18T10:00:00+08:00 7, 2024-11-18T23:55:00+08:00 8",
	})
	for _, test := range []struct {
		step         time.Duration
		points, want string
	}{
		{time.Hour, "2024-11-19T09:00:00+08:00 9", "18T09:00-18T10:00 11, 18T10:00-18T11:00 7, 18T23:00-19T00:00 8, 19T09:00-19T10:00 9"},
		{24 * time.Hour, "2024-11-19T00:00:00+08:00 9", "18T00:00-19T00:00 26, 19T00:00-20T00:00 9"},
	} {
		days[1] = usages(t, p, test.step, map[string]string{"2024-11-19": test.points})[1]
		u, err := report.Combine(p, days)
		if err != nil || u.Step != test.step || len(u.Oddities) != 0 || u.Total != report.Known(35) || u.Received != 5 {
			t.Errorf("step %v, oddities %v, total %v of %d points, %v", u.Step, u.Oddities, u.Total, u.Received, err)
		}
		if got := intervals(u); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestCombineRefuses(t *testing.T) {
	p := period(t, report.Weekly, "Asia/Shanghai", "2024-11-20")
	days := usages(t, p, time.Minute, nil)
	huge := slices.Clone(days)
	huge[0].Total, huge[1].Total = report.Known(math.MaxInt64), report.Known(1)
	tests := map[string]struct {
		days []report.Usage
		want string
	}{
		"another week's day": {usages(t, p.Before(), time.Minute, nil)[:1], "combine the days of 2024-W47: 2024-11-11 is none of them, or out of order"},
		"a day twice":        {[]report.Usage{days[0], days[0]}, "combine the days of 2024-W47: 2024-11-18 is none of them, or out of order"},
		"a sum too large": {huge, "add up the total of the days of 2024-W47: 9223372036854775807 and 1 exceed the largest number of tokens " +
			"that can be counted, 9223372036854775807"},
	}
	for name, test := range tests {
		if _, err := report.Combine(p, test.days); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

func ExampleCombine() {
	week, err := report.ParsePeriod(report.Weekly, "2024-11-19", parisZone())
	if err != nil {
		fmt.Println(err)
	}
	var days []report.Usage
	for n, day := range week.Days() {
		nine := day.From.Add(9 * time.Hour)
		s := report.Series{Samples: []report.Sample{{At: nine, Step: time.Hour, Tokens: report.Tokens(1000 * (n + 1))}}}
		u, err := report.Join(day, s, s, report.Series{})
		if err != nil {
			fmt.Println(err)
		}
		days = append(days, u)
	}
	u, err := report.Combine(week, days)
	s := report.Summarize(u)
	fmt.Println(week.Name(), u.Total.N, s.PeakHour.From.Format("Mon 15:04"), s.Expected, err)
	// Output: 2024-W47 28000 Sun 09:00 168 <nil>
}
