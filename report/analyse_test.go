package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// even is a day of which every hour has as many tokens, one in ten of them output. Two models share it: cs-pro has a
// quarter.
func even(p report.Period, hourly report.Tokens) report.Day {
	d := makeDay(p, func(report.Period, int) report.Tokens { return hourly })
	d.Calls = report.Known(d.Total.N / 100)
	d.Parts = []report.DayPart{
		{Dimension: report.ByModel, ID: "cs-normal", Amounts: quarters(d, 3)},
		{Dimension: report.ByModel, ID: "cs-pro", Amounts: quarters(d, 1)},
		{Dimension: report.ByApplication, ID: "1", Amounts: quarters(d, 2)},
		{Dimension: report.ByApplication, ID: "2", Amounts: quarters(d, 1)},
	}
	return d
}

func quarters(d report.Day, n report.Tokens) report.Amounts {
	return report.Amounts{
		Total: report.Known(d.Total.N * n / 4), Input: report.Known(d.Input.N * n / 4), Output: report.Known(d.Output.N * n / 4),
	}
}

// evenDays are the days before a period and its own.
func evenDays(p report.Period, before int, hourly func(report.Period) report.Tokens) (earlier, own []report.Day) {
	for n := before; n > 0; n-- {
		d := (report.History{}).Before(p, n).Period
		earlier = append(earlier, even(d, hourly(d)))
	}
	for _, d := range p.Days() {
		own = append(own, even(d, hourly(d)))
	}
	return earlier, own
}

// analyse takes the period's usage from its days.
func analyse(t testing.TB, p report.Period, e report.Evidence) report.Analysis {
	t.Helper()
	u := report.Usage{Period: p, Total: report.Known(0), Input: report.Known(0), Output: report.Known(0)}
	for _, d := range e.Days {
		u.Total = report.Amount{N: u.Total.N + d.Total.N, Known: u.Total.Known && d.Total.Known}
		u.Input.N += d.Input.N
		u.Output.N += d.Output.N
	}
	return report.Analyse(report.Summarize(u), e)
}

func period(t testing.TB, c report.Cadence, zoneName, date string) report.Period {
	t.Helper()
	p, err := report.ParsePeriod(c, date, zone(t, zoneName))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// figures writes an analysis: its total, what it is compared with, and what follows from its parts.
func figures(a report.Analysis) string {
	b := a.Comparison.Best()
	text := fmt.Sprintf("%d vs %s/%d %d %t;", a.Usage.Total.N, b.Basis, b.Days, b.Total.N, b.PerDay)
	for _, d := range a.Breakdowns {
		text += fmt.Sprintf(" %s", d.Dimension)
		for _, row := range d.Rows {
			text += fmt.Sprintf(" %s=%d/%d", row.Name, row.Now.Total.N, row.Before().Total.N)
		}
		text += fmt.Sprintf(" rest %d;", d.Rest.N)
	}
	return text + fmt.Sprintf(" calls %d (%d each); cost %s; month %d of %d, %d forecast %d, cost %s/%d forecast %s",
		a.Calls.N, a.TokensPerCall().N, a.Cost.Total.Decimal(), a.Month.Known, a.Month.Elapsed, a.Month.Sum.Total.N,
		a.Month.Forecast.Total.N, a.MonthCost.Sum.Decimal(), a.MonthCost.Known, a.MonthCost.Forecast.Decimal())
}

func TestAnalyse(t *testing.T) {
	requests := []report.BreakdownRequest{
		{Dimension: report.ByApplication, Parts: []report.PartName{{ID: "1", Name: "Support\nbot"}, {ID: "2"}}},
		{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-normal"}, {ID: "cs-pro"}}},
		{Dimension: report.ByAccount},
	}
	prices := report.Prices{Currency: "USD", Models: map[string]report.ModelPrice{
		"cs-normal": {Input: price(t, "10"), Output: price(t, "10")}, report.AnyModel: {Input: price(t, "20"), Output: price(t, "20")},
	}}
	steady := func(report.Period) report.Tokens { return 1000 }
	doubled := func(from string) func(report.Period) report.Tokens {
		return func(p report.Period) report.Tokens {
			if p.Name() >= from {
				return 2000
			}
			return 1000
		}
	}
	tests := map[string]struct {
		cadence report.Cadence
		date    string
		before  int
		hourly  func(report.Period) report.Tokens
		want    string
	}{
		"a day": {report.Daily, "2024-11-19", 62, doubled("2024-11-19"),
			"48000 vs usual_weekday/4 24000 false; app_biz_ids Support bot=24000/12000 2=12000/6000 rest 12000;" +
				" model_name cs-normal=36000/18000 cs-pro=12000/6000 rest 0; calls 480 (100 each); cost 0.60;" +
				" month 19 of 19, 480000 forecast 744000, cost 6.00/19 forecast 9.30"},
		"a first day": {report.Daily, "2024-11-19", 0, steady,
			"24000 vs /0 0 false; app_biz_ids Support bot=12000/0 2=6000/0 rest 6000;" +
				" model_name cs-normal=18000/0 cs-pro=6000/0 rest 0; calls 240 (100 each); cost 0.30;" +
				" month 1 of 19, 24000 forecast 0, cost 0.30/1 forecast "},
		"a week": {report.Weekly, "2024-11-19", 56, doubled("2024-11-18"),
			"336000 vs usual_week/4 168000 false; app_biz_ids Support bot=168000/84000 2=84000/42000 rest 84000;" +
				" model_name cs-normal=252000/126000 cs-pro=84000/42000 rest 0; calls 3360 (100 each); cost 4.20;" +
				" month 24 of 24, 744000 forecast 888000, cost 9.30/24 forecast 11.10"},
		"a second week": {report.Weekly, "2024-11-19", 7, steady,
			"168000 vs week_before/1 168000 false; app_biz_ids Support bot=84000/84000 2=42000/42000 rest 42000;" +
				" model_name cs-normal=126000/126000 cs-pro=42000/42000 rest 0; calls 1680 (100 each); cost 2.10;" +
				" month 14 of 24, 336000 forecast 720000, cost 4.20/14 forecast 9.00"},
		"a week after half a week": {report.Weekly, "2024-11-19", 4, steady,
			"168000 vs /0 0 false; app_biz_ids Support bot=84000/0 2=42000/0 rest 42000;" +
				" model_name cs-normal=126000/0 cs-pro=42000/0 rest 0; calls 1680 (100 each); cost 2.10;" +
				" month 11 of 24, 264000 forecast 720000, cost 3.30/11 forecast 9.00"},
		"a month after a longer one": {report.Monthly, "2024-11-19", 62, steady,
			"720000 vs month_before/1 720000 true; app_biz_ids Support bot=360000/360000 2=180000/180000 rest 180000;" +
				" model_name cs-normal=540000/540000 cs-pro=180000/180000 rest 0; calls 7200 (100 each); cost 9.00;" +
				" month 30 of 30, 720000 forecast 720000, cost 9.00/30 forecast 9.00"},
		"a month after one of its length": {report.Monthly, "2024-08-01", 62, steady,
			"744000 vs month_before/1 744000 false; app_biz_ids Support bot=372000/372000 2=186000/186000 rest 186000;" +
				" model_name cs-normal=558000/558000 cs-pro=186000/186000 rest 0; calls 7440 (100 each); cost 9.30;" +
				" month 31 of 31, 744000 forecast 744000, cost 9.30/31 forecast 9.30"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := period(t, test.cadence, "Asia/Shanghai", test.date)
			earlier, own := evenDays(p, test.before, test.hourly)
			a := analyse(t, p, report.Evidence{Days: own, History: history(t, earlier...), Breakdowns: requests, Prices: prices})
			if got := figures(a); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// The sentence, each part, and who is named are held against the same days: here four Tuesdays, of which the last was out of
// the usual. Of what was not asked for on one of them nothing is said.
func TestOneBaseline(t *testing.T) {
	p := shanghai(t)
	earlier, own := evenDays(p, 62, func(report.Period) report.Tokens { return 100_000 })
	lastWeek := &earlier[62-7]
	*lastWeek = even(lastWeek.Period, 140_000)
	own[0] = even(p, 125_000)
	requests := []report.BreakdownRequest{
		{Dimension: report.ByApplication, Parts: []report.PartName{{ID: "1"}, {ID: "2"}}},
		{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-normal"}, {ID: "cs-pro"}}},
	}
	earlier[62-21].Parts = earlier[62-21].Parts[:3] // application 2 was not asked for
	a := analyse(t, p, report.Evidence{Days: own, History: history(t, earlier...), Breakdowns: requests})
	for _, b := range a.Breakdowns {
		for _, row := range b.Rows {
			if known := row.ID != "2"; row.Change.Known() != known || known && row.Change.PerMille() != 250 || b.Change.PerMille() != 250 {
				t.Errorf("%s: %+v of %+v", row.ID, row.Change, b.Change)
			}
		}
	}
}

// The words say so, too: of the column, and that nobody stands out.
func TestTheWordsOfOneBaseline(t *testing.T) {
	grown := business()
	grown.factor = func(at time.Time) float64 {
		switch at.Format(time.DateOnly) {
		case tuesday19:
			return 1.3
		case "2024-11-12":
			return 0.7
		}
		return 1
	}
	grown.apps, grown.shared = grown.apps[:3], true
	a := grown.analyse(t, shanghai(t), 62, nil)
	for language, want := range map[string][2]string{
		"en": {" over a usual Tuesday, across all applications", "vs usual Tue"}, "zh-CN": {"各应用均有变化", "往常周二"}, "id": {"merata di semua aplikasi", "biasa"},
	} {
		d, err := report.Compose(a, options(language))
		if err != nil {
			t.Fatal(err)
		}
		if said := plainSpaces(d.Headline); !strings.Contains(said, want[0]) {
			t.Errorf("%s: the sentence is %q", language, said)
		}
		for _, r := range d.Rankings {
			if !strings.Contains(plainSpaces(r.ChangeHead), want[1]) {
				t.Errorf("%s: the column says %q", language, r.ChangeHead)
			}
		}
	}
}

// plainSpaces makes no-break spaces ordinary ones, and none before a per cent sign.
func plainSpaces(s string) string {
	return strings.NewReplacer("\u00a0%", "%", "\u00a0", " ", "\u202f", " ").Replace(s)
}

// What one day does not know is unknown of the whole period, and nothing else is.
func TestAnalyseKeepsUnknownSumsUnknown(t *testing.T) {
	p := period(t, report.Weekly, "Asia/Shanghai", "2024-11-19")
	earlier, own := evenDays(p, 56, func(report.Period) report.Tokens { return 1000 })
	own[2].Calls, own[3].Parts = report.Amount{}, own[3].Parts[1:] // no cs-normal
	earlier[50].Total = report.Amount{}                            // of the week before
	a := analyse(t, p, report.Evidence{
		Days: own[1:], History: history(t, earlier...),
		Breakdowns: []report.BreakdownRequest{{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-normal"}, {ID: "cs-pro"}}}},
	})
	models := a.Breakdowns[0]
	switch {
	case len(a.Days) != 7 || a.Days[0].Total.Known || a.Days[0].Period.Name() != "2024-11-18":
		t.Errorf("days %v", a.Days)
	case a.Calls.Known || a.TokensPerCall().Known:
		t.Errorf("calls %v", a.Calls)
	case a.Comparison.WeekBefore.Known() || a.Comparison.Usual.Days != 3:
		t.Errorf("comparison %+v", a.Comparison)
	case models.Rows[0].Now.Total.Known || models.Rest.Known || models.AddsUp():
		t.Errorf("models %+v", models)
	}
}

func TestAnomaliesOfLongerPeriods(t *testing.T) {
	p := period(t, report.Weekly, "Asia/Shanghai", "2026-06-16")
	all := days(report.Trend(report.Day{Period: p.Days()[0]}, report.History{}, 57)[0].Period, 56+7, steady)
	all[57] = times(all[57], 400, 10, 12)
	all[59] = times(all[59], 0, 9, 13)
	a := analyse(t, p, report.Evidence{Days: all[56:], History: history(t, all[:56]...)})
	if got, want := found(a.Anomalies), "spike 10-12 3.9, outage 09-13 0.0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(a.Gaps) != 1 || a.Gaps[0].From.Format("2006-01-02 15") != "2026-06-18 09" || a.Complete() {
		t.Errorf("gaps %v, complete %t", a.Gaps, a.Complete())
	}
}

func TestComplete(t *testing.T) {
	left := func(what report.OmissionKind, why report.OmissionReason) report.Evidence {
		return report.Evidence{Omissions: []report.Omission{{What: what, Reason: why}}}
	}
	tests := map[string]struct {
		evidence report.Evidence
		want     bool
	}{
		"nothing":                  {report.Evidence{}, true},
		"not permitted":            {left(report.OmittedCalls, report.NotPermitted), true},
		"a failed call":            {left(report.OmittedCalls, report.CallFailed), false},
		"no time for parts":        {left(report.OmittedPart, report.NoTime), false},
		"no time for history":      {left(report.OmittedHistory, report.NoTime), true},
		"history failed":           {left(report.OmittedHistory, report.CallFailed), false},
		"the summary has more":     {report.Evidence{Reported: report.Reported{Amounts: report.Amounts{Total: report.Known(67_200)}}}, false},
		"the summary has the same": {report.Evidence{Reported: report.Reported{Amounts: report.Amounts{Total: report.Known(67_199)}}}, true},
		"the summary has less":     {report.Evidence{Reported: report.Reported{Amounts: report.Amounts{Total: report.Known(67_198)}}}, true},
	}
	for name, test := range tests {
		if got := report.Analyse(report.Summarize(example(t)), test.evidence).Complete(); got != test.want {
			t.Errorf("%s: complete %t, want %t", name, got, test.want)
		}
	}
}

// A model's usage is priced by its own price, the rest by "*", and what is not known by none.
func TestCostOfAPeriod(t *testing.T) {
	normal, pro, rest := report.ModelPrice{Input: price(t, "10")}, report.ModelPrice{Input: price(t, "100")}, report.ModelPrice{Input: price(t, "1000")}
	tests := map[string]struct {
		prices map[string]report.ModelPrice
		change func(*report.Day)
		want   string // the models with their costs, the sum, whether it is partial
	}{
		"no prices":       {nil, nil, " =  false"},
		"both models":     {map[string]report.ModelPrice{"cs-normal": normal, "cs-pro": pro}, nil, "cs-normal 0.16, cs-pro 0.54 = 0.70 false"},
		"one of them":     {map[string]report.ModelPrice{"cs-normal": normal}, nil, "cs-normal 0.16, cs-pro  = 0.16 true"},
		"any price":       {map[string]report.ModelPrice{"*": rest}, nil, "cs-normal 16.20, cs-pro 5.40,  0.00 = 21.60 false"},
		"any other model": {map[string]report.ModelPrice{"cs-normal": normal, "*": rest}, onlyNormal, "cs-normal 0.16,  5.40 = 5.56 false"},
		"others unpriced": {map[string]report.ModelPrice{"cs-normal": normal}, onlyNormal, "cs-normal 0.16,   = 0.16 true"},
		"a model unasked": {map[string]report.ModelPrice{"cs-other": normal, "*": rest}, nil, "cs-normal 16.20, cs-other , cs-pro 5.40,   = 21.60 true"},
		"more than all": {map[string]report.ModelPrice{"*": rest}, func(d *report.Day) { d.Input = report.Known(5) },
			"cs-normal 16.20, cs-pro 5.40,  0.00 = 21.60 false"},
		"no parts": {map[string]report.ModelPrice{"*": rest}, func(d *report.Day) { d.Parts = nil }, " 21.60 = 21.60 false"},
		"an idle day": {map[string]report.ModelPrice{"*": rest}, func(d *report.Day) { *d = even(d.Period, 0); d.Parts = nil },
			" 0.00 = 0.00 false"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := shanghai(t)
			d := even(p, 1000)
			if test.change != nil {
				test.change(&d)
			}
			a := analyse(t, p, report.Evidence{Days: []report.Day{d}, Prices: report.Prices{Currency: "USD", Models: test.prices}})
			var models []string
			for _, m := range a.Cost.Models {
				models = append(models, m.Model+" "+m.Total.Decimal())
			}
			got := fmt.Sprintf("%s = %s %t", strings.Join(models, ", "), a.Cost.Total.Decimal(), a.Cost.Partial)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func onlyNormal(d *report.Day) { d.Parts = d.Parts[:1] }
