package report_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/templates"
)

// reportCase is a report of the office, as readers get it.
type reportCase struct {
	office  office
	cadence report.Cadence
	zone    string
	date    string
	before  int // days of history
	with    func(*report.Evidence)
	tables  []report.Dimension
}

const tuesday19 = "2024-11-19"

// reportCases are the reports that are composed in each language.
func reportCases(t testing.TB) map[string]reportCase {
	t.Helper()
	spike := business()
	spike.factor = between(tuesday19, 10, 12, 3.4)
	outage := business()
	outage.factor = between(tuesday19, 14, 17, 0)
	idle := business()
	idle.factor = between(tuesday19, 0, 24, 0)
	huge := business()
	huge.size = 4_000_000_000_000
	fifty := business()
	fifty.apps = many(50)
	fifty.unassigned = 15
	fifty.factor = between(tuesday19, 10, 12, 1.6)
	exceeding := business()
	exceeding.unassigned = -15
	week := business()
	week.factor = between("2024-11-21", 9, 12, 2.8)
	shifted := business()
	shifted.factor = since("2024-11-17", 1.8)
	idleWeek := business()
	idleWeek.factor = since("2024-11-18", 0)
	idleMonth := business()
	idleMonth.factor = since("2024-11-01", 0)
	failed := business()
	failed.failed = "2024-11-20"
	bare := business()
	bare.apps, bare.models, bare.silent = nil, nil, true
	both := []report.Dimension{report.ByApplication, report.ByModel}
	return map[string]reportCase{
		"normal day":        {business(), report.Daily, "Asia/Shanghai", tuesday19, 62, nil, both},
		"spike":             {spike, report.Daily, "Asia/Shanghai", tuesday19, 62, nil, nil},
		"outage":            {outage, report.Daily, "Asia/Shanghai", tuesday19, 62, lacking, nil},
		"gap":               {outage, report.Daily, "Asia/Shanghai", tuesday19, 62, nil, nil},
		"empty day":         {idle, report.Daily, "Asia/Shanghai", tuesday19, 62, nil, nil},
		"first day":         {business(), report.Daily, "Asia/Shanghai", tuesday19, 0, nil, nil},
		"day of 25 hours":   {business(), report.Daily, "America/New_York", "2024-11-03", 62, nil, nil},
		"day of 23 hours":   {business(), report.Daily, "America/New_York", "2024-03-10", 62, nil, nil},
		"huge numbers":      {huge, report.Daily, "Asia/Shanghai", tuesday19, 62, priced(t, 0, "900"), both},
		"50 applications":   {fifty, report.Daily, "Asia/Shanghai", tuesday19, 62, nil, both},
		"parts exceed":      {exceeding, report.Daily, "Asia/Shanghai", tuesday19, 62, nil, nil},
		"level shift":       {shifted, report.Daily, "Asia/Shanghai", tuesday19, 62, nil, nil},
		"bare":              {bare, report.Daily, "Asia/Shanghai", tuesday19, 62, omitting, nil},
		"budget over":       {business(), report.Daily, "Asia/Shanghai", tuesday19, 62, priced(t, 150_000_000, "100"), both},
		"budget under":      {business(), report.Daily, "Asia/Shanghai", tuesday19, 15, priced(t, 500_000_000, "900"), both},
		"week":              {week, report.Weekly, "Asia/Shanghai", tuesday19, 56, priced(t, 500_000_000, "900"), both},
		"week of 169 hours": {business(), report.Weekly, "America/New_York", "2024-11-03", 56, nil, nil},
		"first week":        {business(), report.Weekly, "Asia/Shanghai", tuesday19, 0, nil, nil},
		"empty week":        {idleWeek, report.Weekly, "Asia/Shanghai", tuesday19, 56, nil, nil},
		"partly known week": {failed, report.Weekly, "Asia/Shanghai", tuesday19, 56, nil, nil},
		"month":             {week, report.Monthly, "Asia/Shanghai", tuesday19, 62, priced(t, 500_000_000, "900"), both},
		"empty month":       {idleMonth, report.Monthly, "Asia/Shanghai", tuesday19, 62, nil, nil},
		"first month":       {business(), report.Monthly, "Asia/Shanghai", tuesday19, 0, nil, nil},
	}
}

// lacking says that the API's summary has more than its graph.
func lacking(e *report.Evidence) {
	e.Reported = report.Reported{Amounts: report.Amounts{Total: report.Known(e.Days[0].Total.N + 1_234_567)}}
}

// omitting leaves out what can be left out.
func omitting(e *report.Evidence) {
	e.Omissions = []report.Omission{
		{What: report.OmittedCalls, Reason: report.NotPermitted, Code: "UnauthorizedOperation", RequestID: "ed825101-ab0f-4f3d-8803-ce43292be7cb"},
		{What: report.OmittedTotals, Reason: report.CallFailed, Code: "InternalError", RequestID: "0a1b2c3d-ab0f-4f3d-8803-ce43292be7cb"},
		{What: report.OmittedNames, Reason: report.NotPermitted},
		{What: report.OmittedPart, Dimension: report.ByApplication, Count: 1, Reason: report.NoTime},
		{What: report.OmittedHistory, Count: 12, Reason: report.NoTime},
	}
}

func priced(t testing.TB, tokens report.Tokens, cost string) func(*report.Evidence) {
	t.Helper()
	budget, err := report.ParseMoney(cost, "USD")
	if err != nil {
		t.Fatal(err)
	}
	prices := report.Prices{Currency: "USD", Models: map[string]report.ModelPrice{
		"cs-normal": {Input: price(t, "0.80"), Output: price(t, "2.00")}, report.AnyModel: {Input: price(t, "1.00"), Output: price(t, "3.00")},
	}}
	return func(e *report.Evidence) {
		e.Prices, e.Budget = prices, report.Budget{Tokens: tokens, Cost: budget}
	}
}

func (r reportCase) analyse(t testing.TB) report.Analysis {
	t.Helper()
	return r.office.analyse(t, period(t, r.cadence, r.zone, r.date), r.before, r.with)
}

// compose makes the document of a case.
func (r reportCase) compose(t testing.TB, a report.Analysis, language string) report.Document {
	t.Helper()
	o := options(language)
	o.Tables, o.Planned = r.tables, a.Usage.Period.Until.Add(30*time.Minute)
	o.Source.Filters, o.Source.Further = nil, []string{"DescribeCallStatsGraph", "DescribeTokenUsage"}
	d, err := report.Compose(a, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestComposeFilesAllHaveATest(t *testing.T) {
	files, err := filepath.Glob("testdata/compose/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var names, want []string
	for _, file := range files {
		names = append(names, filepath.Base(file))
	}
	for name := range reportCases(t) {
		for _, language := range templates.Languages() {
			want = append(want, goldenName(name, language))
		}
	}
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("testdata/compose has %q, want %q", names, want)
	}
}

func goldenName(name, language string) string {
	return strings.ReplaceAll(name, " ", "-") + "." + language + ".txt"
}

// The words are held against golden files, and the rules that hold of every report against all of them.
func TestComposeReports(t *testing.T) {
	for name, test := range reportCases(t) {
		a := test.analyse(t)
		for _, language := range templates.Languages() {
			t.Run(name+" "+language, func(t *testing.T) {
				d := test.compose(t, a, language)
				checkWords(t, d)
				checkSizes(t, d)
				checkRankings(t, d)
				golden.Check(t, filepath.Join("testdata", "compose", goldenName(name, language)), []byte(transcript(d)))
			})
		}
	}
}

func BenchmarkAnalyseAndComposeAMonth(b *testing.B) {
	test := reportCases(b)["month"]
	a := test.analyse(b)
	for b.Loop() {
		test.compose(b, report.Analyse(a.Summary, a.Evidence), "en")
	}
}
