package report_test

import (
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
	"tokenreport/templates"
)

// Quiet days are complete reports without a warning: where the API's summary says the same, and where the configuration has them
// as holidays. The week with them is one, too. A summary that has more, or none, leaves the gap.
func TestQuietDays(t *testing.T) {
	off := business()
	off.factor = since("2024-11-19", 0)
	part := business()
	part.factor = between("2024-11-19", 9, 18, 0)
	agrees := func(e *report.Evidence) {
		sum := report.Tokens(0)
		for _, d := range e.Days {
			sum += d.Total.N
		}
		e.Reported, e.Tolerance = report.Reported{Amounts: report.Amounts{Total: report.Known(sum)}}, 10
	}
	holidays := func(e *report.Evidence) {
		e.Holidays = report.Holidays{{First: "2024-11-01", Last: "2024-11-01"}, {First: "2024-11-19", Last: "2024-11-24"}}
	}
	for name, test := range map[string]struct {
		office   office
		cadence  report.Cadence
		date     string
		with     func(*report.Evidence)
		complete bool
	}{
		"first day, agreed":     {off, report.Daily, "2024-11-19", agrees, true},
		"fourth day, agreed":    {off, report.Daily, "2024-11-22", agrees, true},
		"first day, holiday":    {off, report.Daily, "2024-11-19", holidays, true},
		"fourth day, holiday":   {off, report.Daily, "2024-11-22", holidays, true},
		"week, agreed":          {off, report.Weekly, "2024-11-19", agrees, true},
		"week, holidays":        {off, report.Weekly, "2024-11-19", holidays, true},
		"month, agreed":         {off, report.Monthly, "2024-11-19", agrees, true},
		"office hours, holiday": {part, report.Daily, "2024-11-19", holidays, true},
		"a day, nobody says so": {off, report.Daily, "2024-11-19", nil, false},
		"another day's holiday": {off, report.Daily, "2024-11-19", func(e *report.Evidence) {
			e.Holidays = report.Holidays{{First: "2024-11-20", Last: "2024-12-31"}}
		}, false},
		"the summary has more": {off, report.Daily, "2024-11-19", func(e *report.Evidence) {
			e.Tolerance, e.Reported = 10, report.Reported{Amounts: report.Amounts{Total: report.Known(5_000_000)}}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := test.office.analyse(t, period(t, test.cadence, "Asia/Shanghai", test.date), 62, test.with)
			if a.Complete() != test.complete {
				t.Errorf("complete: %t, gaps %v", a.Complete(), a.Gaps)
			}
			for _, language := range templates.Languages() {
				d, err := report.Compose(a, options(language))
				if err != nil {
					t.Fatal(err)
				}
				warned := slices.ContainsFunc(d.Notices, func(n report.Notice) bool { return n.Warning })
				told := slices.ContainsFunc(d.Notices, func(n report.Notice) bool {
					return strings.Contains(n.Text, "so it was quiet") || strings.Contains(n.Text, "holiday")
				})
				if warned == test.complete || language == "en" && told != test.complete {
					t.Errorf("%s: %+v", language, d.Notices)
				}
			}
		})
	}
}

// The day after a holiday is compared with days that were none.
func TestHolidaysAreNotUsual(t *testing.T) {
	o := business()
	o.factor = between("2024-11-12", 0, 24, 0.1)
	p := period(t, report.Daily, "Asia/Shanghai", "2024-11-19")
	usual := o.analyse(t, p, 62, func(e *report.Evidence) {
		e.Holidays = report.Holidays{{First: "2024-11-12", Last: "2024-11-12"}}
	}).Comparison.Usual
	if plain := o.analyse(t, p, 62, nil).Comparison.Usual; usual.Days != 3 || plain.Days != 4 {
		t.Errorf("the usual is of %d days without the holiday, and of %d with it", usual.Days, plain.Days)
	}
}

// A null series is idle where the summary has no more than the days that are known, and else unknown.
func TestNullSeriesOfAnIdleDay(t *testing.T) {
	null := report.Series{Missing: true}
	known, none := report.Known, report.Amount{}
	for name, test := range map[string]struct {
		total, input, output report.Series
		reported             report.Amount
		want                 report.Amount
		complete             bool
	}{
		"all null":                {null, null, null, known(0), known(0), true},
		"the total null":          {null, report.Series{}, report.Series{}, known(0), known(0), true},
		"input null":              {report.Series{}, null, report.Series{}, known(0), known(0), true},
		"the summary has some":    {null, null, null, known(7), none, false},
		"the summary is unknown":  {null, null, null, none, none, false},
		"the input has some":      {null, series(t, "0900=5"), report.Series{}, known(0), none, false},
		"a null part of some use": {series(t, "0900=5"), null, series(t, "202411190900 2"), known(5), known(5), false},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := report.Join(shanghai(t), test.total, test.input, test.output)
			if err != nil {
				t.Fatal(err)
			}
			a := report.Analyse(report.Summarize(u), report.Evidence{Reported: report.Reported{Amounts: report.Amounts{Total: test.reported}}})
			if a.Usage.Total != test.want || a.Complete() != test.complete || a.Days[0].Total != test.want {
				t.Errorf("the total is %v, of the day %v, complete %t", a.Usage.Total, a.Days[0].Total, a.Complete())
			}
		})
	}
}
