package report_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"tokenreport/report"
	"tokenreport/templates"
)

// Whatever is known or not of a period and of the days before it, its report is composed, and nothing in it is out of
// scale.
func TestComposeAnything(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 15))
	zones := []string{"Asia/Shanghai", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia"}
	dates := []string{"2024-11-03", "2024-03-10", "2024-04-26", "2024-10-06", "2011-12-31", "2024-02-29"}
	languages := templates.Languages()
	rounds := 150
	if testing.Short() {
		rounds = 30
	}
	for round := range rounds {
		cadence := []report.Cadence{report.Daily, report.Weekly, report.Monthly}[random.IntN(3)]
		p := period(t, cadence, zones[random.IntN(len(zones))], dates[random.IntN(len(dates))])
		t.Run(fmt.Sprintf("%d %s %s", round, p.Zone(), p.Name()), func(t *testing.T) {
			a := report.Analyse(report.Summarize(anyUsage(t, random, p)), anyEvidence(t, random, p))
			o := options(languages[random.IntN(len(languages))])
			o.Tables = report.Dimensions()
			d, err := report.Compose(a, o)
			if err != nil {
				t.Fatal(err)
			}
			checkSizes(t, d)
			checkRankings(t, d)
			if transcript(d) == "" {
				t.Error("nothing is said")
			}
		})
	}
}

// anyAmount is unknown, nothing, small or as large as sixty days of it can be.
func anyAmount(random *rand.Rand) report.Amount {
	switch random.IntN(4) {
	case 0:
		return report.Amount{}
	case 1:
		return report.Known(0)
	case 2:
		return report.Known(report.Tokens(random.IntN(1000)))
	}
	return report.Known(report.Tokens(random.Int64N(1 << 56)))
}

func anyAmounts(random *rand.Rand) report.Amounts {
	return report.Amounts{Total: anyAmount(random), Input: anyAmount(random), Output: anyAmount(random)}
}

// anyUsage has a few points of any size on some of the period's days.
func anyUsage(t testing.TB, random *rand.Rand, p report.Period) report.Usage {
	t.Helper()
	var series [3]report.Series
	for s := range series {
		series[s].Missing = random.IntN(6) == 0
		for _, hour := range p.Hours() {
			if random.IntN(9) > 0 {
				continue
			}
			n := anyAmount(random).N / 720
			series[s].Samples = append(series[s].Samples, report.Sample{At: hour.From, Step: hour.Duration(), Tokens: n})
		}
	}
	u, err := report.Join(p, series[0], series[1], series[2])
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func anyDay(random *rand.Rand, p report.Period, parts []report.PartName) report.Day {
	d := report.Day{Period: p, Calls: anyAmount(random), Complete: random.IntN(2) == 0}
	sums := anyAmounts(random)
	d.Total, d.Input, d.Output = sums.Total, sums.Input, sums.Output
	for hour := range d.Hours {
		d.Hours[hour] = report.Amount{N: d.Total.N / 24, Known: d.Total.Known && random.IntN(5) > 0}
	}
	for _, part := range parts {
		for _, dimension := range report.Dimensions() {
			if random.IntN(4) > 0 {
				d.Parts = append(d.Parts, report.DayPart{Dimension: dimension, ID: part.ID, Amounts: anyAmounts(random)})
			}
		}
	}
	return d
}

func anyEvidence(t testing.TB, random *rand.Rand, p report.Period) report.Evidence {
	t.Helper()
	parts := many(random.IntN(9))
	var e report.Evidence
	priced(t, report.Tokens(random.IntN(1000)), fmt.Sprint(random.IntN(900)))(&e)
	var earlier []report.Day
	for n := range random.IntN(70) {
		if before := (report.History{}).Before(p, n+1).Period; before.Duration() > 0 {
			earlier = append(earlier, anyDay(random, before, parts))
		}
	}
	e.History = history(t, earlier...)
	for _, day := range p.Days() {
		if random.IntN(9) > 0 {
			e.Days = append(e.Days, anyDay(random, day, parts))
		}
	}
	for _, dimension := range report.Dimensions() {
		e.Breakdowns = append(e.Breakdowns, report.BreakdownRequest{Dimension: dimension, Parts: parts})
	}
	e.Reported.Amounts = anyAmounts(random)
	return e
}
