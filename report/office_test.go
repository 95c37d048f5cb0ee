package report_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// office is a made-up account that is busy by day and quiet at night and at weekends. Its usage is the same whenever it is
// asked for.
type office struct {
	size         float64 // tokens of its busiest five minutes, about
	apps, models []report.PartName
	// factor multiplies what is usual at an instant; what it adds is the first application's and the first model's.
	factor func(at time.Time) float64
	// unassigned is how many per mille of the tokens no part has; below 0, the parts together have more than all.
	unassigned report.Tokens
	shared     bool   // all parts have what the factor adds
	silent     bool   // it does not know its calls and parts
	failed     string // the date of a day whose total the API did not give
}

// shape is what the hours of a weekday are of the busiest.
var shape = [24]float64{.02, .01, 0, 0, .01, .03, .1, .3, .65, .92, 1, .9, .66, .75, .95, .98, .9, .75, .5, .36, .28, .16, .08, .04}

func (o office) at(t time.Time) float64 {
	if o.factor == nil {
		return 1
	}
	return o.factor(t)
}

// usage is what the office used on a day, and how much of it the factor added.
func (o office) usage(t testing.TB, p report.Period) (u report.Usage, added report.Tokens) {
	t.Helper()
	y, m, d := p.From.Date()
	random := rand.New(rand.NewPCG(uint64(y*372+int(m)*31+d), 4))
	var total, input, output report.Series
	for at := p.From; at.Before(p.Until); at = at.Add(5 * time.Minute) {
		n := o.size * shape[at.Hour()] * (0.8 + 0.4*random.Float64())
		idle := shape[at.Hour()] < 0.05 && random.IntN(4) > 0
		if w := p.From.Weekday(); w == time.Saturday || w == time.Sunday {
			n *= 0.4
		}
		tokens := report.Tokens(n * o.at(at))
		if tokens == 0 || idle {
			continue
		}
		added += max(0, tokens-report.Tokens(n))
		out := tokens * report.Tokens(5+random.IntN(3)) / 100
		for s, n := range map[*report.Series]report.Tokens{&total: tokens, &input: tokens - out, &output: out} {
			s.Samples = append(s.Samples, report.Sample{Label: at.Format("200601021504"), At: at, Step: time.Minute, Tokens: n})
		}
	}
	if p.Name() == o.failed {
		total = report.Series{Missing: true}
	}
	u, err := report.Join(p, total, input, output)
	if err != nil {
		t.Fatal(err)
	}
	return u, added
}

// day is what is kept of a day, with its calls and parts.
func (o office) day(t testing.TB, p report.Period) (report.Day, report.Usage) {
	t.Helper()
	u, added := o.usage(t, p)
	d := report.DayOf(report.Summarize(u))
	if o.silent || !d.Total.Known {
		return d, u
	}
	if o.shared {
		added = 0
	}
	d.Calls = report.Known(d.Total.N / 1_850)
	d.Parts = append(o.parts(d, report.ByApplication, o.apps, added), o.parts(d, report.ByModel, o.models, added)...)
	return d, u
}

// parts shares a day out: each part has a little less than half of what those before it left.
func (o office) parts(d report.Day, of report.Dimension, names []report.PartName, added report.Tokens) []report.DayPart {
	if len(names) == 0 {
		return nil
	}
	var parts []report.DayPart
	left := d.Total.N - added - d.Total.N/1000*o.unassigned
	for i, name := range names {
		n := left * report.Tokens(42+(d.Period.From.Day()+i)%5) / 100
		if i == len(names)-1 {
			n = left
		}
		left -= n
		if i == 0 {
			n += added
		}
		out := report.Tokens(float64(n) * float64(d.Output.N) / float64(max(1, d.Total.N)))
		parts = append(parts, report.DayPart{Dimension: of, ID: name.ID, Amounts: report.Amounts{
			Total: report.Known(n), Input: report.Known(n - out), Output: report.Known(out),
		}})
	}
	return parts
}

// analyse is a period of the office after so many days of history.
func (o office) analyse(t testing.TB, p report.Period, before int, with func(*report.Evidence)) report.Analysis {
	t.Helper()
	var earlier []report.Day
	for n := before; n > 0; n-- {
		d, _ := o.day(t, (report.History{}).Before(p, n).Period)
		earlier = append(earlier, d)
	}
	e := report.Evidence{History: history(t, earlier...)}
	var usages []report.Usage
	for _, day := range p.Days() {
		d, u := o.day(t, day)
		e.Days, usages = append(e.Days, d), append(usages, u)
	}
	for dimension, names := range map[report.Dimension][]report.PartName{report.ByApplication: o.apps, report.ByModel: o.models} {
		if len(names) > 0 {
			e.Breakdowns = append(e.Breakdowns, report.BreakdownRequest{Dimension: dimension, Parts: names})
		}
	}
	if len(e.Breakdowns) == 2 && e.Breakdowns[0].Dimension == report.ByModel {
		e.Breakdowns[0], e.Breakdowns[1] = e.Breakdowns[1], e.Breakdowns[0]
	}
	if with != nil {
		with(&e)
	}
	u, err := report.Combine(p, usages)
	if p.Cadence() == report.Daily {
		u, err = usages[0], nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return report.Analyse(report.Summarize(u), e)
}

// business is the office of most tests.
func business() office {
	return office{
		size: 60_000,
		apps: []report.PartName{
			{ID: "1790000000000000001", Name: "Support bot"}, {ID: "1790000000000000002", Name: "Sales assistant"},
			{ID: "1790000000000000003", Name: "知识库问答"}, {ID: "1790000000000000004"},
		},
		models: []report.PartName{{ID: "cs-normal"}, {ID: "cs-pro", Name: "Professional"}},
	}
}

// many are parts with names of sixty characters.
func many(n int) []report.PartName {
	var names []report.PartName
	for i := range n {
		id := fmt.Sprintf("17900000000000001%02d", i)
		name := fmt.Sprintf("Customer service of the northern regional branch, desk no. %02d", i)
		if i%3 == 0 {
			name = strings.Repeat("北方地区分公司客户服务部坐席", 4) + fmt.Sprintf("%04d", i)
		}
		names = append(names, report.PartName{ID: id, Name: name})
	}
	return names
}

// between is a factor that holds during some hours of a day.
func between(date string, from, until int, factor float64) func(time.Time) float64 {
	return func(at time.Time) float64 {
		if at.Format(time.DateOnly) == date && at.Hour() >= from && at.Hour() < until {
			return factor
		}
		return 1
	}
}

// since is a factor that holds from a date on.
func since(date string, factor float64) func(time.Time) float64 {
	return func(at time.Time) float64 {
		if at.Format(time.DateOnly) >= date {
			return factor
		}
		return 1
	}
}
