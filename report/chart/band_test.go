package chart_test

import (
	"slices"
	"strings"
	"testing"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/chart/charttest"
)

// told is a small day with a usual range, something unusual and a gap.
func told() report.UsageChart {
	d := small()
	d.BandLabel = "usual Tuesday"
	for i := range 8 {
		d.Usual = append(d.Usual, report.BandStep{From: float64(i) / 8, Until: float64(i+1) / 8, Low: 0.2, High: 0.4 + 0.1*float64(i%3)})
	}
	d.Remarks = []report.Remark{
		{From: 0.25, Until: 0.375, Label: "06:00–09:00: 1.8 × the usual"},
		{From: 0.375, Until: 0.5, Kind: report.Gap, Label: "no data 09:00–12:00"},
	}
	return d
}

func TestUsualRangeAndRemarksGolden(t *testing.T) {
	golden.Check(t, "testdata/told.golden", []byte(record(t, paper, told()).String()))
}

// Remarks over the plot give way to each other: on the page all of them have their words, on a telephone those of a usual day.
func TestRemarksAreLabelled(t *testing.T) {
	places := map[string]chart.Rect{"paper": paper, "phone": phone}
	for _, test := range []struct {
		place string
		day   report.UsageChart
	}{
		{"paper", charttest.Unusual()}, {"paper", charttest.Outage()}, {"paper", charttest.Remarks()}, {"paper", told()},
		{"phone", charttest.Unusual()}, {"phone", charttest.Outage()}, {"phone", told()},
	} {
		var words []string
		for _, text := range record(t, places[test.place], test.day).Texts {
			words = append(words, text.Text)
		}
		for _, r := range test.day.Remarks {
			if !slices.Contains(words, r.Label) {
				t.Errorf("%q is not on %s: %q", r.Label, test.place, words)
			}
		}
	}
}

// The usual range has a name wherever it is drawn: on it, or, where columns hide it, beside the plot.
func TestUsualRangeIsNamed(t *testing.T) {
	hidden := charttest.Usual()
	for i := range hidden.Usual {
		hidden.Usual[i].Low, hidden.Usual[i].High = 0, 0.01
	}
	for name, d := range map[string]report.UsageChart{"seen": charttest.Usual(), "hidden": hidden, "week": charttest.Week(), "late": lateUsual()} {
		canvas := record(t, paper, d)
		i := slices.IndexFunc(canvas.Texts, func(w charttest.Written) bool { return w.Text == d.BandLabel })
		if i < 0 {
			t.Errorf("%s: %q is not on the chart", name, d.BandLabel)
		} else if beside := canvas.Texts[i].Cover.Left > paper.Right()-0.24*paper.Width; beside != (name == "hidden" || name == "late") {
			t.Errorf("%s: %q is at %v", name, d.BandLabel, canvas.Texts[i].Cover)
		}
	}
}

// lateUsual is busiest at its end, and more than usual all day long.
func lateUsual() report.UsageChart {
	d := charttest.Late()
	d.BandLabel, d.Usual = "usual", []report.BandStep{{From: 0, Until: 1, Low: 0.01, High: 0.04}}
	return d
}

func TestUsualRangeIsBehindTheColumns(t *testing.T) {
	areas := record(t, paper, told()).Areas
	band := slices.IndexFunc(areas, func(f charttest.Filled) bool { return f.Colour == chart.Band })
	column := slices.IndexFunc(areas, func(f charttest.Filled) bool { return f.Colour == chart.Input })
	if band < 0 || column < band {
		t.Errorf("the usual range is area %d, the first column %d", band, column)
	}
	drawn := record(t, paper, told()).String()
	if strings.Count(drawn, "dash [1.00 0.70]") != 1 {
		t.Errorf("the range's edge is not on the one column that rises above it:\n%s", drawn)
	}
}

func TestDrawUsageRefusesStretches(t *testing.T) {
	tests := []struct {
		name   string
		change func(d *report.UsageChart)
		want   string
	}{
		{"range upside down", func(d *report.UsageChart) { d.Usual[2].Low = 0.9 }, "step 2 of the usual range is from"},
		{"range over the axis", func(d *report.UsageChart) { d.Usual[2].High = 1.2 }, "step 2 of the usual range is from"},
		{"range backwards", func(d *report.UsageChart) { d.Usual[2].Until = 0.1 }, "step 2 of the usual range reaches"},
		{"ranges over each other", func(d *report.UsageChart) { d.Usual[2].From = 0.1 }, "step 2 of the usual range reaches"},
		{"remark without a length", func(d *report.UsageChart) { d.Remarks[1].Until = d.Remarks[1].From }, `remark "no data`},
		{"remark after the end", func(d *report.UsageChart) { d.Remarks[0].Until = 1.5 }, `remark "06:00`},
	}
	for _, test := range tests {
		d := told()
		test.change(&d)
		var canvas charttest.Recorder
		if err := chart.DrawUsage(&canvas, paper, d); err == nil || !strings.Contains(err.Error(), test.want) || canvas.String() != "" {
			t.Errorf("%s: error %v, want one about %s and nothing drawn", test.name, err, test.want)
		}
	}
}
