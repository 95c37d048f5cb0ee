package report_test

import (
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// said is a document's subject, sentence, remarks, first tile and budgets.
func said(t testing.TB, a report.Analysis, language string) (subject, sentence, remarks, tile, budgets string) {
	t.Helper()
	d, err := report.Compose(a, options(language))
	if err != nil {
		t.Fatal(err)
	}
	var notices, bullets []string
	for _, n := range d.Notices {
		notices = append(notices, n.Text)
	}
	for _, b := range d.Budgets {
		bullets = append(bullets, b.Value+"; "+b.Note)
	}
	first := d.Tiles[0]
	return plainSpaces(d.Subject), plainSpaces(d.Headline), plainSpaces(strings.Join(notices, "\n")),
		plainSpaces(strings.Join([]string{first.Value, first.Change, first.Note, first.Detail}, "; ")), plainSpaces(strings.Join(bullets, "\n"))
}

func wantSaid(t *testing.T, of, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%s: %q lacks %q", of, got, w)
		}
	}
}

// Where the API's summary has what its graph lacks, the better figure leads, and is compared.
func TestTheSummaryClosesAGap(t *testing.T) {
	o := business()
	o.factor = between(tuesday19, 14, 17, 0)
	whole := business().analyse(t, shanghai(t), 62, nil).Usage.Total.N
	for name, test := range map[string]struct {
		office office
	}{
		"a gap":       {o},
		"nothing":     {func() office { o := business(); o.factor = between(tuesday19, 0, 24, 0); return o }()},
		"not a total": {func() office { o := business(); o.failed = tuesday19; return o }()},
	} {
		t.Run(name, func(t *testing.T) {
			a := test.office.analyse(t, shanghai(t), 62, func(e *report.Evidence) {
				e.Reported = report.Reported{Amounts: report.Amounts{
					Total: report.Known(whole), Input: report.Known(whole / 4 * 3), Output: report.Known(whole - whole/4*3)}}
			})
			subject, sentence, _, tile, _ := said(t, a, "en")
			wantSaid(t, "subject", subject, "Check the data · ", "7.24 M", "(−1.5% vs usual Tue)")
			wantSaid(t, "sentence", sentence, "7.24 M tokens by the API's summary, 1.5% under a usual Tuesday;")
			wantSaid(t, "tile", tile, "7.24 M; ▼ −1.5%; usual Tue: 7.35 M; its graph: ")
			d, _ := report.Compose(a, options("en"))
			wantSaid(t, "input and output", plainSpaces(d.Tiles[1].Note+d.Tiles[2].Note), "75% of total25% of total")
			if _, of := a.Stated(); of != report.OfSummary || a.Month.Doubtful != 1 && a.Usage.Total.Known || a.Complete() {
				t.Errorf("of %s, month %+v", of, a.Month)
			}
		})
	}
}

// An outage is no fall of usage: what is compared is what lies outside it, and what is made of the day says so.
func TestOutsideTheGap(t *testing.T) {
	busy := business()
	busy.factor = func(at time.Time) float64 {
		if at.Format(time.DateOnly) == tuesday19 {
			return 1.3 * between(tuesday19, 14, 17, 0)(at)
		}
		return 1
	}
	week := business()
	week.factor = between("2024-11-20", 9, 18, 0)
	for name, test := range map[string]struct {
		office  office
		cadence report.Cadence
		span    string
		change  [2]int // between these thousandths; without the gap, −15, 300, 2 and −37
	}{
		"a day":      {func() office { o := business(); o.factor = between(tuesday19, 14, 17, 0); return o }(), report.Daily, "14:00–17:00", [2]int{-20, 0}},
		"a busy day": {busy, report.Daily, "14:00–17:00", [2]int{260, 320}},
		"a week":     {week, report.Weekly, "Wed 09:00–18:00", [2]int{-20, 20}},
		"a month":    {week, report.Monthly, "Wed 20 Nov 09:00–18:00", [2]int{-45, -30}},
	} {
		t.Run(name, func(t *testing.T) {
			a := test.office.analyse(t, period(t, test.cadence, "Asia/Shanghai", tuesday19), 62, priced(t, 500_000_000, "900"))
			change, of := a.Stated()
			if n := change.PerMille(); of != report.OutsideGaps || n < test.change[0] || n > test.change[1] {
				t.Errorf("%d ‰ of %s", n, of)
			}
			subject, sentence, _, tile, budgets := said(t, a, "en")
			wantSaid(t, "subject", subject, "Check the data · ", ", no data "+test.span)
			wantSaid(t, "sentence", sentence, " tokens, with no data "+test.span+"; otherwise ")
			wantSaid(t, "tile", tile, ", without the gap")
			wantSaid(t, "budget", budgets, "≥ ", "1 day in doubt")
			if a.Month.Doubtful != 1 {
				t.Errorf("month %+v", a.Month)
			}
		})
	}
}

// What has no price is said wherever the sum of what has one is.
func TestUnpricedModels(t *testing.T) {
	only := func(e *report.Evidence) {
		priced(t, 0, "900")(e)
		delete(e.Prices.Models, report.AnyModel)
	}
	a := business().analyse(t, shanghai(t), 62, only)
	_, _, remarks, _, budgets := said(t, a, "en")
	wantSaid(t, "budget", budgets, "≥ ", "% of the tokens unpriced")
	wantSaid(t, "remarks", remarks, "% of the tokens are of models without a price")
	if share := a.MonthCost.Unpriced; !a.MonthCost.Against(a.Budget.Cost, a.Month).Least || share.PerMille < 300 || share.PerMille > 700 {
		t.Errorf("cost %+v", a.MonthCost)
	}
}

// A budget that is exceeded is in the subject, the sentence and the remarks, by however little or much.
func TestExceededBudgets(t *testing.T) {
	used := business().analyse(t, shanghai(t), 62, nil).Month.Sum.Total.N
	for name, test := range map[string]struct {
		tokens   report.Tokens
		cost     string
		exceeded int
		share    string
	}{
		"just":       {used - 1, "900", 1, "100% of "},
		"by 2%":      {used * 100 / 102, "900", 1, "102% of "},
		"many times": {used * 1000 / 10_830, "900", 1, "1,083% of "},
		"money":      {used, "10", 1, "% of USD 10.00 used."},
		"both":       {used / 2, "10", 2, "200% of "},
		"neither":    {used, "900", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := business().analyse(t, shanghai(t), 62, priced(t, test.tokens, test.cost))
			for language, word := range map[string]string{"en": "Over budget · ", "zh-CN": "超出预算 · ", "id": "Melebihi anggaran · "} {
				subject, sentence, remarks, _, _ := said(t, a, language)
				if strings.Contains(subject, word) != (test.exceeded > 0) {
					t.Errorf("the subject is %q", subject)
				}
				if language != "en" {
					continue
				}
				wantSaid(t, "sentence", sentence, test.share)
				if n := strings.Count(remarks, "exceeded; "); n != test.exceeded || strings.Count(sentence, " used.") != n {
					t.Errorf("the remarks %q, the sentence %q", remarks, sentence)
				}
			}
		})
	}
}

// What is compared with a day of which data seem to be missing says so; of four, one alone does not count.
func TestADoubtfulBaseline(t *testing.T) {
	for _, test := range []struct {
		days, doubtful int
		want           bool
	}{{62, 0, false}, {62, 1, false}, {62, 2, true}, {10, 1, true}, {10, 0, false}} {
		a := business().analyse(t, shanghai(t), test.days, func(e *report.Evidence) {
			var days []report.Day
			for n := 1; n <= test.days; n++ {
				d := e.History.Before(shanghai(t), n)
				d.Complete = n%7 != 0 || n > 7*test.doubtful
				days = append(days, d)
			}
			e.History = history(t, days...)
		})
		_, sentence, _, tile, _ := said(t, a, "en")
		if strings.Contains(sentence, ", whose data are in doubt") != test.want || strings.Contains(tile, ", in doubt") != test.want ||
			a.InDoubt(a.Comparison.Best()) != test.want {
			t.Errorf("%d of %d days: %q, %q", test.doubtful, test.days, sentence, tile)
		}
	}
}
