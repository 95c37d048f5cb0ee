package report_test

import (
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
	"tokenreport/report/typeface"
)

// twoLines is how long a headline of two lines may be on a page, in its own type size: 178 mm at 12.5 pt, less what a
// break between words costs.
const twoLines = 2*178/25.4*72/12.5 - 4

func checkWords(t *testing.T, d report.Document) {
	t.Helper()
	if width := typeface.Width(d.Headline, typeface.Regular); width > twoLines {
		t.Errorf("the headline is %.1f ems wide: %s", width, d.Headline)
	}
	text := transcript(d)
	if _, replaced := typeface.Sanitise(strings.ReplaceAll(text, "\n", " ")); replaced > 0 {
		t.Errorf("%d characters have no glyph", replaced)
	}
	for _, mark := range []string{"{", "}", "∞", "NaN", "  |  |  |", "..", "。。", " ,", " ;"} {
		if strings.Contains(text, mark) {
			t.Errorf("the text has %q", mark)
		}
	}
	if len(d.Tiles) < 4 || len(d.Tiles) > 6 {
		t.Errorf("%d tiles", len(d.Tiles))
	}
	warned := slices.ContainsFunc(d.Notices, func(n report.Notice) bool { return n.Warning })
	over := map[string]string{"en": "Over budget · ", "zh-CN": "超出预算 · ", "id": "Melebihi anggaran · "}[d.Language]
	marked := strings.Contains(strings.TrimPrefix(d.Subject, over), " · ")
	if warned != marked {
		t.Errorf("a warning: %t; the subject %q", warned, d.Subject)
	}
}

// checkSizes looks for what is no fraction, and for stretches and bands that end before they begin.
func checkSizes(t *testing.T, d report.Document) {
	t.Helper()
	isFraction := func(f float64) bool { return f >= 0 && f <= 1 }
	for _, c := range d.Chart.Columns {
		if !isFraction(c.From) || !isFraction(c.Until) || c.From >= c.Until || !isFraction(c.Input) || !isFraction(c.Total) || c.Input > c.Total {
			t.Errorf("column %+v", c)
		}
	}
	for _, b := range d.Chart.Usual {
		if !isFraction(b.From) || !isFraction(b.Until) || b.From >= b.Until || !isFraction(b.Low) || !isFraction(b.High) || b.Low > b.High {
			t.Errorf("band %+v", b)
		}
	}
	for _, r := range d.Chart.Remarks {
		if !isFraction(r.From) || !isFraction(r.Until) || r.From >= r.Until {
			t.Errorf("remark %+v", r)
		}
	}
	for _, ticks := range [][]report.Tick{d.Chart.X, d.Chart.Y, d.Trend.X, d.Trend.Y} {
		for i, tick := range ticks {
			if !isFraction(tick.At) || i > 0 && tick.At <= ticks[i-1].At {
				t.Errorf("tick %+v after %+v", tick, ticks[max(0, i-1)])
			}
		}
	}
	for _, b := range d.Trend.Bars {
		if !isFraction(b.Height) || b.Height > 0 && !b.Known {
			t.Errorf("bar %+v", b)
		}
	}
	for _, b := range d.Budgets {
		if !isFraction(b.Used) || !isFraction(b.Elapsed) || !isFraction(b.Forecast) || !isFraction(b.Target) ||
			b.Over != (b.Used > b.Target || b.Forecast > b.Target) {
			t.Errorf("budget %+v", b)
		}
	}
}

func checkRankings(t *testing.T, d report.Document) {
	t.Helper()
	if len(d.Rankings) > 2 {
		t.Errorf("%d rankings", len(d.Rankings))
	}
	for _, r := range d.Rankings {
		if len(r.Rows) > 6 {
			t.Errorf("%s has %d rows", r.Title, len(r.Rows))
		}
		for i, row := range r.Rows {
			if row.Length < 0 || row.Length > 1 || row.Name == "" || row.Rest && i < len(r.Rows)-1 {
				t.Errorf("row %d of %s: %+v", i, r.Title, row)
			}
		}
	}
	for _, table := range d.Tables {
		for _, row := range append(table.Rows, report.TableRow{Cells: table.Total}) {
			if len(row.Cells) != len(table.Columns) || slices.Contains(row.Cells, "") {
				t.Errorf("row %q of %s with %d columns", row.Cells, table.Title, len(table.Columns))
			}
		}
	}
}

// A report of no history, and of a single day of it, has no baseline, and does not say anything about change.
func TestNoBaselineSaysSo(t *testing.T) {
	for _, before := range []int{0, 1} {
		test := reportCase{business(), report.Daily, "Asia/Shanghai", tuesday19, before, nil, nil}
		d := test.compose(t, test.analyse(t), "en")
		if total := d.Tiles[0]; total.Note != "no baseline yet" || total.Change != "" || strings.Contains(d.Headline+d.Subject, "usual") {
			t.Errorf("after %d days: %+v, %s", before, total, d.Headline)
		}
	}
	week := reportCase{business(), report.Daily, "Asia/Shanghai", tuesday19, 7, nil, nil}
	if total := week.compose(t, week.analyse(t), "en").Tiles[0]; total.Note != "Tue 12\u00a0Nov: 7.34\u00a0M" || total.Change != "▼\u00a0−1.4\u00a0%" {
		t.Errorf("after a week: %+v", total)
	}
}

// With as many days of history as are worth having, every bar of the trend is known and every baseline complete.
func TestHistoryDaysSuffice(t *testing.T) {
	steady := func(report.Period) report.Tokens { return 1000 }
	for _, cadence := range []report.Cadence{report.Daily, report.Weekly, report.Monthly} {
		for _, date := range []string{"2023-03-15", "2024-03-31", "2024-09-01", "2025-01-01"} {
			p := period(t, cadence, "Asia/Shanghai", date)
			earlier, own := evenDays(p, cadence.HistoryDays(), steady)
			a := analyse(t, p, report.Evidence{Days: own, History: history(t, earlier...)})
			d, err := report.Compose(a, options("en"))
			if err != nil {
				t.Fatal(err)
			}
			for _, bar := range d.Trend.Bars {
				if !bar.Known {
					t.Errorf("%s: nothing is known of %s", p.Name(), bar.Label)
				}
			}
			c := a.Comparison
			if c.Usual.Days != 4 && !c.MonthBefore.Known() {
				t.Errorf("%s: compared with %+v", p.Name(), c)
			}
		}
	}
}
