package data_test

import (
	"testing"
	"time"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/data"
)

// whole is the example with everything beside it that a report can have: a month of history in which the afternoon is busy, an
// afternoon without data, parts with names and prices, a budget, and the API's own summary.
func whole(t testing.TB) report.Analysis {
	t.Helper()
	s := example(t)
	today := report.DayOf(s)
	today.Calls = report.Known(40)
	today.Parts = parts(40_000, 27_000)
	prices := report.Prices{Currency: "USD", Models: map[string]report.ModelPrice{"cs-normal": {Input: price(t, "0.80"), Output: price(t, "2")}}}
	return report.Analyse(s, report.Evidence{
		Days: []report.Day{today}, History: history(t, today.Period),
		Breakdowns: []report.BreakdownRequest{
			{Dimension: report.ByApplication, Parts: []report.PartName{{ID: "1790000000000000001", Name: "Support bot"}, {ID: "1790000000000000002"}}},
			{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-normal"}, {ID: "youtu-parsing"}}},
		},
		Prices: prices, Budget: report.Budget{Tokens: 4_000_000, Cost: sum(t, "900")},
		Reported: report.Reported{
			Amounts: report.Amounts{Total: report.Known(67_210), Input: report.Known(66_400), Output: report.Known(810)}, Calls: report.Known(41),
		},
		Omissions: []report.Omission{
			{What: report.OmittedNames, Reason: report.NotPermitted, Code: "UnauthorizedOperation", RequestID: "ed825102"},
			{What: report.OmittedPart, Dimension: report.ByModel, Count: 2, Reason: report.NoTime},
		},
	})
}

// parts are two of each dimension, with so much in total.
func parts(first, second report.Tokens) []report.DayPart {
	amounts := func(n report.Tokens) report.Amounts {
		return report.Amounts{Total: report.Known(n), Input: report.Known(n - n/100), Output: report.Known(n / 100)}
	}
	return []report.DayPart{
		{Dimension: report.ByApplication, ID: "1790000000000000001", Amounts: amounts(first)},
		{Dimension: report.ByApplication, ID: "1790000000000000002", Amounts: amounts(second)},
		{Dimension: report.ByModel, ID: "cs-normal", Amounts: amounts(second)},
		{Dimension: report.ByModel, ID: "youtu-parsing", Amounts: amounts(first)},
	}
}

// history is 40 days before one, the tenth of which is not known.
func history(t testing.TB, p report.Period) report.History {
	t.Helper()
	var days []report.Day
	for n := 1; n <= 40; n++ {
		if n == 10 {
			continue
		}
		more := report.Tokens(100 * (n % 7))
		d := report.Day{
			Period: dayBefore(t, p, n), Calls: report.Known(90 + more/100), Complete: true,
			Total: report.Known(146_000 + 2*more), Input: report.Known(144_600 + more), Output: report.Known(1_400 + more),
			Parts: parts(50_000+more, 96_000),
		}
		for hour := range d.Hours {
			d.Hours[hour] = report.Known(0)
		}
		d.Hours[9], d.Hours[14] = report.Known(66_000+more), report.Known(80_000+more)
		days = append(days, d)
	}
	h, err := report.NewHistory(days)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func dayBefore(t testing.TB, p report.Period, n int) report.Period {
	t.Helper()
	before, err := report.ParseDay(p.From.AddDate(0, 0, -n).Format("2006-01-02"), p.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return before
}

func following(p report.Period) report.Period {
	return report.Previous(report.Daily, p.Until.Add(24*time.Hour), p.Zone())
}

func price(t testing.TB, text string) report.Price {
	t.Helper()
	p, err := report.ParsePrice(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func sum(t testing.TB, text string) report.Money {
	t.Helper()
	m, err := report.ParseMoney(text, "USD")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWhole(t *testing.T) {
	got, err := data.JSON(whole(t), "Token usage", options())
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/whole.json", got)
}

// A week is of its days, with the weeks that it is compared with.
func TestWeek(t *testing.T) {
	p, err := report.ParsePeriod(report.Weekly, "2024-11-19", china)
	if err != nil {
		t.Fatal(err)
	}
	u := report.Usage{Period: p, Total: report.Known(0), Input: report.Known(0), Output: report.Known(0)}
	var days []report.Day
	for _, day := range p.Days() {
		d := history(t, following(day)).Before(day, 0)
		days = append(days, d)
		u.Total.N, u.Input.N, u.Output.N = u.Total.N+d.Total.N, u.Input.N+d.Input.N, u.Output.N+d.Output.N
	}
	got, err := data.JSON(report.Analyse(report.Summarize(u), report.Evidence{Days: days, History: history(t, p)}), "Token usage", options())
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/week.json", got)
}
