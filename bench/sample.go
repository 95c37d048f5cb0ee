package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"tokenreport/report"
)

// sample is an invented report in all its stages: as many points, parts of the usage, and days of history as are asked for.
type sample struct {
	period               report.Period
	total, input, output report.Series
	usage                report.Usage
	summary              report.Summary
	lines                [][]byte // of the history, as they are stored, the latest first
	evidence             report.Evidence
	analysis             report.Analysis
	options              report.Options
	document             report.Document
}

// ordinary is how much an ordinary day's report has of each.
const (
	ordinaryPoints = 288
	ordinaryParts  = 8
	ordinaryDays   = report.HistoryDays
)

// newSample makes a sample of a day in intervals of five minutes or, where the points want it, of a week in minutes.
func newSample(language string, points, parts, days int) (*sample, error) {
	s := &sample{options: report.Options{Report: "daily", Language: language, Hourly: true, Tables: []report.Dimension{report.ByApplication}}}
	cadence, step := report.Daily, 5*time.Minute
	if points > 24*12 {
		cadence, step = report.Weekly, time.Minute
	}
	zone := time.FixedZone("UTC+8", 8*60*60)
	period, err := report.ParsePeriod(cadence, "2024-11-19", zone)
	if err != nil {
		return nil, err
	}
	s.period, s.options.Planned = period, period.Until.Add(30*time.Minute)
	s.total, s.input, s.output = series(period.From, step, points)
	if s.usage, err = report.Join(s.period, s.total, s.input, s.output); err != nil {
		return nil, err
	}
	s.summary = report.Summarize(s.usage)
	if err := s.remember(days, parts); err != nil {
		return nil, err
	}
	s.analysis = report.Analyse(s.summary, s.evidence)
	s.document, err = report.Compose(s.analysis, s.options)
	return s, err
}

// series are three series of usage that is uneven, and the same at each call.
func series(from time.Time, step time.Duration, points int) (total, input, output report.Series) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range points {
		at := from.Add(time.Duration(i) * step)
		in, out := report.Tokens(10_000+random.IntN(40_000)), report.Tokens(random.IntN(3_000))
		for s, n := range map[*report.Series]report.Tokens{&total: in + out, &input: in, &output: out} {
			s.Samples = append(s.Samples, report.Sample{
				Label: at.Format("2006-01-02 15:04:05"), Value: fmt.Sprint(n), At: at, Step: time.Minute, Tokens: n,
			})
		}
	}
	return total, input, output
}

// remember makes the history and, of it and of the period's own days, the parts.
func (s *sample) remember(days, parts int) error {
	request := report.BreakdownRequest{Dimension: report.ByApplication}
	for i := range parts {
		request.Parts = append(request.Parts, report.PartName{ID: fmt.Sprint(1790000000000000000 + i), Name: fmt.Sprintf("Application %d", i+1)})
	}
	if parts > 0 {
		s.evidence.Breakdowns = []report.BreakdownRequest{request}
	}
	var known []report.Day
	for n, period := range (report.History{}).Missing(s.period, days) {
		day := s.day(period, request.Parts, report.Tokens(90+n%20))
		line, err := report.EncodeDay(day)
		if err != nil {
			return err
		}
		known, s.lines = append(known, day), append(s.lines, line)
	}
	for _, period := range s.period.Days() {
		s.evidence.Days = append(s.evidence.Days, s.day(period, request.Parts, 100))
	}
	var err error
	s.evidence.History, err = report.NewHistory(known)
	return err
}

// day is one on which so many per cent of a day's usual were used.
func (s *sample) day(period report.Period, parts []report.PartName, percent report.Tokens) report.Day {
	day := report.DayOf(s.summary)
	day.Period = period
	for _, amount := range []*report.Amount{&day.Total, &day.Input, &day.Output} {
		amount.N, amount.Known = s.summary.Usage.Total.N*percent/100/report.Tokens(len(s.period.Days())), true
	}
	day.Total.N -= day.Total.N % 24 // an equal part for each hour
	day.Input.N = day.Total.N * 9 / 10
	day.Output.N = day.Total.N - day.Input.N
	for hour := range day.Hours {
		day.Hours[hour] = report.Known(day.Total.N / 24)
	}
	day.Calls = report.Known(day.Total.N / 1_000)
	for _, part := range parts {
		n := day.Total.N / report.Tokens(len(parts))
		day.Parts = append(day.Parts, report.DayPart{
			Dimension: report.ByApplication, ID: part.ID,
			Amounts: report.Amounts{Total: report.Known(n), Input: report.Known(n), Output: report.Known(0)},
		})
	}
	return day
}
