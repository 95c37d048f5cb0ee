package rehearsal

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"slices"
	"sync"
	"time"

	"tokenreport/report"
	"tokenreport/templates"
)

// state is a report of one kind.
type state struct {
	name     string // completes "as in …"
	document report.Document
}

// kind is what a state is composed of.
type kind struct {
	name, language string
	analysis       report.Analysis
	change         func(*report.Options)
}

// kinds are reports of every kind, all of the same invented account. They are computed once in a process, since nothing of a
// user's is in them.
var kinds = sync.OnceValue(func() []kind {
	full := account{history: 35, parts: true}
	fullDay := full.analyse(report.Daily)
	list := []kind{{"a full day", "en", fullDay, nil}}
	for _, language := range templates.Languages() {
		if language != "en" {
			list = append(list, kind{"a full day in " + templates.LanguageName(language), language, fullDay, nil})
		}
	}
	return append(list, []kind{
		{"a first day", "id", account{}.analyse(report.Daily), func(o *report.Options) {
			o.Hourly, o.Attached, o.Tables, o.Brand = false, false, nil, report.Brand{}
		}},
		{"an empty day", "en", account{idle: true}.analyse(report.Daily), nil},
		{"an empty week", "zh-CN", account{idle: true, history: 20}.analyse(report.Weekly), nil},
		{"an incomplete day", "en", account{odd: true, parts: true}.analyse(report.Daily), correct},
		{"a day that the API did not tell", "zh-CN", account{unknown: true}.analyse(report.Daily), nil},
		{"a week", "en", full.analyse(report.Weekly), nil},
		{"a month", "id", full.analyse(report.Monthly), nil},
	}...)
})

// correct makes a correction, whose files are too large for its mail.
func correct(o *report.Options) {
	o.Attached, o.Revision, o.Corrects = false, 2, &report.Figures{Revision: 1, Total: report.Known(5)}
	o.Oversize = []report.Oversize{
		{Name: "token-usage.pdf", Bytes: 12_000_000, Limit: 10_000_000, URL: "https://example.com/token-usage.pdf", Until: noon},
		{Name: "token-usage.csv", Bytes: 11_000_000, Limit: 10_000_000},
	}
}

// states are the kinds, told with the set's texts, and a report with nothing in it.
func states(set templates.Set) []state {
	var list []state
	for _, k := range kinds() {
		list = append(list, k.tell(set))
	}
	return append(list, state{"a report with nothing in it", report.Document{Language: "en", Subject: "Nothing"}})
}

// noon is on the day after the day that is told.
var noon = time.Date(2024, 11, 20, 12, 0, 0, 0, time.UTC)

// account is what the reports are about.
type account struct {
	history int  // days
	parts   bool // by application and model, with prices and budgets
	idle    bool // nothing was used
	odd     bool // some of the data cannot be used
	unknown bool // there is no total
}

// tell composes a report. What is composed here is of this package, so that it cannot fail.
func (k kind) tell(set templates.Set) state {
	o := report.Options{
		Report: "daily", Language: k.language, Hourly: true, Attached: true, Planned: noon, Templates: set,
		Tables: []report.Dimension{report.ByApplication, report.ByModel}, Brand: report.Brand{Logo: logo(), Footer: "Example Ltd"},
		Source: report.Source{
			API: "DescribeTokenUsageGraph 2023-11-30", Endpoint: "lke.example.com", Region: "ap-jakarta", LabelZone: "UTC",
			Filters: []report.Filter{{Name: "ModelName", Values: []string{markup}}}, RequestIDs: []string{"1"}, Version: "rehearsal",
		},
	}
	if k.change != nil {
		k.change(&o)
	}
	document, err := report.Compose(k.analysis, o)
	if err != nil {
		panic(fmt.Sprintf("rehearse %s: %v", k.name, err))
	}
	return state{k.name, document}
}

// markup is a name that must not become markup.
const markup = `<b onclick="alert(1)">&'`

func logo() []byte {
	var file bytes.Buffer
	_ = png.Encode(&file, image.NewGray(image.Rect(0, 0, 4, 2))) // into memory, of a size that there is
	return file.Bytes()
}

// analyse is the account's last period of a cadence.
func (a account) analyse(c report.Cadence) report.Analysis {
	p := report.Previous(c, noon, time.UTC)
	var e report.Evidence
	var earlier []report.Day
	var usages []report.Usage
	var errs []error
	for n := a.history; n > 0; n-- {
		d, _, err := account{parts: a.parts}.day((report.History{}).Before(p, n).Period)
		earlier, errs = append(earlier, d), append(errs, err)
	}
	for _, day := range p.Days() {
		d, u, err := a.day(day)
		e.Days, usages, errs = append(e.Days, d), append(usages, u), append(errs, err)
	}
	var err error
	e.History, err = report.NewHistory(earlier)
	errs = append(errs, err, a.addParts(&e))
	usage := usages[0]
	if len(usages) > 1 {
		usage, err = report.Combine(p, usages)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		panic(fmt.Sprintf("rehearse a %s: %v", c, err)) // the figures are of this package
	}
	return report.Analyse(report.Summarize(usage), e)
}

// addParts adds what is told beside the sums.
func (a account) addParts(e *report.Evidence) error {
	if !a.parts {
		return nil
	}
	input, err := report.ParsePrice("0.80")
	cost, moneyErr := report.ParseMoney("1", "USD")
	e.Prices = report.Prices{Currency: "USD", Models: map[string]report.ModelPrice{report.AnyModel: {Input: input, Output: input}}}
	e.Budget = report.Budget{Tokens: 100_000_000, Cost: cost}
	for _, dimension := range []report.Dimension{report.ByApplication, report.ByModel} {
		e.Breakdowns = append(e.Breakdowns, report.BreakdownRequest{Dimension: dimension, Parts: []report.PartName{{ID: "1", Name: "Support bot"}, {ID: "2", Name: markup}}})
	}
	e.Omissions = []report.Omission{{What: report.OmittedTotals, Reason: report.CallFailed, Code: "InternalError", RequestID: "1"}}
	e.Reported = report.Reported{Amounts: report.Amounts{Total: report.Known(e.Days[0].Total.N + 1_000)}}
	return errors.Join(err, moneyErr)
}

// hours are tokens by the hour, more in the afternoon, and for one hour far more than usual on the last day.
func (a account) hours(p report.Period) (total, input, output report.Series) {
	for at := p.From; !a.idle && at.Before(p.Until); at = at.Add(time.Hour) {
		tokens := report.Tokens(1_000 + 40*at.Hour()*at.Hour() + p.From.Day())
		if at.Hour() == 15 && !at.Before(noon.AddDate(0, 0, -2)) {
			tokens *= 20
		}
		for series, n := range map[*report.Series]report.Tokens{&total: tokens, &input: tokens - tokens/10, &output: tokens / 10} {
			series.Samples = append(series.Samples, report.Sample{Label: at.Format("2006010215"), At: at, Step: time.Hour, Tokens: n})
		}
	}
	if a.odd {
		input = report.Series{Missing: true}
		total.Samples = slices.Clone(total.Samples)
		total.Samples[3].Fault, total.Samples[3].Value = report.BadValue, markup
	}
	if a.unknown {
		total = report.Series{Missing: true}
	}
	return total, input, output
}

func (a account) day(p report.Period) (report.Day, report.Usage, error) {
	total, input, output := a.hours(p)
	usage, err := report.Join(p, total, input, output)
	day := report.DayOf(report.Summarize(usage))
	day.Calls = report.Known(120)
	if a.parts && day.Total.Known {
		for _, dimension := range []report.Dimension{report.ByApplication, report.ByModel} {
			for i, id := range []string{"1", "2"} {
				n := day.Total.N / report.Tokens(2+2*i)
				day.Parts = append(day.Parts, report.DayPart{Dimension: dimension, ID: id, Amounts: report.Amounts{
					Total: report.Known(n), Input: report.Known(n - n/10), Output: report.Known(n / 10),
				}})
			}
		}
	}
	return day, usage, err
}
