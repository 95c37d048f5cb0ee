package chart_test

import (
	"math"
	"strings"
	"testing"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/chart"
	"tokenreport/report/chart/charttest"
)

// figure is a small chart to draw, by name, in a place of its usual size.
type figure struct {
	name string
	r    chart.Rect
	draw func(c chart.Canvas, r chart.Rect) error
}

// figures are the small charts, as usual and at their ends.
func figures() []figure {
	seven, five := chart.Rect{Left: 16, Top: 100, Width: 102, Height: 42}, chart.Rect{Left: 122, Top: 100, Width: 72, Height: 42}
	trend := func(t report.TrendChart) func(chart.Canvas, chart.Rect) error {
		return func(c chart.Canvas, r chart.Rect) error { return chart.DrawTrend(c, r, t) }
	}
	heat := func(h report.HeatMap) func(chart.Canvas, chart.Rect) error {
		return func(c chart.Canvas, r chart.Rect) error { return chart.DrawHeat(c, r, h) }
	}
	found := []figure{
		{"trend", seven, trend(charttest.Trend())}, {"first-trend", seven, trend(charttest.FirstTrend())},
		{"no-trend", seven, trend(report.TrendChart{})}, {"long-trend", seven, trend(longTrend())},
		{"heat", five, heat(charttest.Heat())}, {"no-heat", five, heat(report.HeatMap{})}, {"long-heat", five, heat(longHeat())},
		{"heat-of-a-month", five, heat(charttest.HeatOfDays(31))}, {"heat-of-a-day", five, heat(charttest.HeatOfDays(1))},
	}
	for name, k := range map[string]report.Ranking{
		"ranking": charttest.Applications(5, true), "one-part": charttest.Applications(1, false), "no-part": charttest.Applications(0, false),
		"long-ranking": charttest.LongNames(charttest.Applications(5, true)), "bare-ranking": {Rows: []report.RankRow{{Name: "a", Value: "1"}}},
	} {
		r := chart.Rect{Left: 16, Top: 100, Width: 87, Height: chart.RankingHeight(k)}
		found = append(found, figure{name, r, func(c chart.Canvas, r chart.Rect) error { return chart.DrawRanking(c, r, k) }})
	}
	for name, b := range map[string]report.Bullet{"budget": charttest.Budget(), "overspent": charttest.Overspent(), "no-budget": {}, "long-budget": longBudget()} {
		for _, width := range []chart.Length{87, 178} {
			r := chart.Rect{Left: 16, Top: 100, Width: width, Height: chart.BulletHeight(b, width)}
			found = append(found, figure{name, r, func(c chart.Canvas, r chart.Rect) error { return chart.DrawBullet(c, r, b) }})
		}
	}
	return found
}

const endless = "Token-Verbrauchsüberwachungszusammenfassungsbericht der letzten achtundzwanzig Tage und Nächte"

func longTrend() report.TrendChart {
	t := charttest.Trend()
	t.Title, t.LikeLabel, t.Note = endless, endless, endless+" "+endless
	for i := range t.X {
		t.X[i].Label = "Dienstag, 19. November"
	}
	for i := range t.Y {
		t.Y[i].Label = "999,999,999,999,999"
	}
	return t
}

func longHeat() report.HeatMap {
	h := charttest.Heat()
	h.Title, h.Least, h.Most = endless, "nothing at all", "999,999,999,999,999 tokens in an hour of a Tuesday"
	for i := range h.Rows {
		h.Rows[i].Label = "Donnerstag, 21. November 2024"
	}
	return h
}

func longBudget() report.Bullet {
	b := charttest.Overspent()
	b.Title, b.Value, b.Note, b.ElapsedLabel = endless, "999,999,999,999,999 of 100,000,000,000,000", endless+" "+endless, endless
	b.Elapsed = 0.97
	return b
}

func TestFiguresGolden(t *testing.T) {
	for _, f := range figures() {
		switch f.name {
		case "trend", "heat", "ranking", "overspent":
			if f.r.Width > 150 {
				continue
			}
			golden.Check(t, "testdata/"+f.name+".golden", []byte(drawn(t, f).String()))
		}
	}
}

func drawn(t *testing.T, f figure) *charttest.Recorder {
	t.Helper()
	var canvas charttest.Recorder
	if err := f.draw(&canvas, f.r); err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return &canvas
}

// Hanzi fill the height of their type: rows that are as low as it is would have names that touch.
func TestHanziOfRowsDoNotTouch(t *testing.T) {
	week := charttest.Heat()
	for i, day := range []string{"周一", "周二", "周三", "周四", "周五", "周六", "周日"} {
		week.Rows[i].Label = day
	}
	for height := chart.Length(22); height < 50; height++ {
		var canvas charttest.Recorder
		if err := chart.DrawHeat(&canvas, chart.Rect{Left: 16, Top: 100, Width: 72, Height: height}, week); err != nil {
			t.Fatal(err)
		}
		var above charttest.Written
		named := 0
		for _, text := range canvas.Texts {
			if !strings.HasPrefix(text.Text, "周") {
				continue
			}
			if named++; named > 1 && text.Cover.Top < above.Cover.Bottom()+0.15*text.Cover.Height {
				t.Errorf("%.0f mm high: %q touches %q", height, text.Text, above.Text)
			}
			above = text
		}
		if named < 2 {
			t.Errorf("%.0f mm high: %d rows are named", height, named)
		}
	}
}

func TestTextsOfFiguresStayApartAndInside(t *testing.T) {
	for _, f := range figures() {
		canvas := drawn(t, f)
		if a, b := canvas.Overlap(); a != "" {
			t.Errorf("%s, %.0f mm wide: %q covers %q", f.name, f.r.Width, a, b)
		}
		if text := canvas.Outside(f.r); text != "" {
			t.Errorf("%s, %.0f mm wide: %q leaves the chart", f.name, f.r.Width, text)
		}
		for _, area := range canvas.Areas {
			for _, at := range area.Polygon {
				if at.X < f.r.Left-0.9 || at.X > f.r.Right()+0.9 || at.Y < f.r.Top-0.01 || at.Y > f.r.Bottom()+0.01 {
					t.Errorf("%s, %.0f mm wide: an area reaches %v, outside of the chart", f.name, f.r.Width, at)
				}
			}
		}
	}
}

// Only names are cut; figures are set smaller.
func TestFiguresOfARankingAreWhole(t *testing.T) {
	k := charttest.LongNames(charttest.Applications(5, true))
	var canvas charttest.Recorder
	if err := chart.DrawRanking(&canvas, chart.Rect{Width: 60, Height: chart.RankingHeight(k)}, k); err != nil {
		t.Fatal(err)
	}
	written := map[string]int{}
	for _, text := range canvas.Texts {
		written[text.Text]++
	}
	for _, row := range k.Rows {
		for _, figure := range []string{row.Value, row.Share, row.Change} {
			if written[figure] < len(k.Rows) {
				t.Errorf("%q is written %d times, want %d", figure, written[figure], len(k.Rows))
			}
		}
		if written[row.Name] != 0 {
			t.Errorf("%q is not cut at 60 mm", row.Name)
		}
	}
}

// A head that is a little too long for its column is set a little smaller, and not as if it were far too long.
func TestHeadsOfARankingAreLegible(t *testing.T) {
	k := charttest.Applications(5, true)
	for i := range k.Rows {
		k.Rows[i].Value = "13,0 juta"
	}
	for _, head := range []string{"vs minggu sebelumnya", "vs November per hari"} {
		k.ChangeHead = head
		var canvas charttest.Recorder
		if err := chart.DrawRanking(&canvas, chart.Rect{Width: 87, Height: chart.RankingHeight(k)}, k); err != nil {
			t.Fatal(err)
		}
		for _, text := range canvas.Texts {
			if least := chart.Points(7).Length(); text.Text == head && text.Cover.Height < least {
				t.Errorf("%q is %.1f mm high, want at least %.1f", head, text.Cover.Height, least)
			}
		}
	}
}

// The line of the target leads through no words.
func TestElapsedTimeAvoidsTheTarget(t *testing.T) {
	for i := range 60 {
		b, day := charttest.Budget(), i%30+1
		if i >= 30 { // what is used is many times the budget
			b.Target = 0.1
		}
		b.Elapsed = b.Target * float64(day) / 30
		r := chart.Rect{Left: 16, Width: 87, Height: chart.BulletHeight(b, 87)}
		var canvas charttest.Recorder
		if err := chart.DrawBullet(&canvas, r, b); err != nil {
			t.Fatal(err)
		}
		target := r.Left + r.Width*chart.Length(b.Target)
		for _, text := range canvas.Texts {
			if text.Text == b.ElapsedLabel && text.Cover.Left < target && target < text.Cover.Right() {
				t.Errorf("on day %d the target's line, at %.1f, is over %+v", day, target, text.Cover)
			}
		}
	}
}

func TestFiguresRefuse(t *testing.T) {
	nan, inf, place := math.NaN(), math.Inf(1), chart.Rect{Width: 87, Height: 60}
	tests := []struct {
		name string
		draw func(c chart.Canvas) error
		want string
	}{
		{"trend nowhere", func(c chart.Canvas) error {
			return chart.DrawTrend(c, chart.Rect{Left: chart.Length(inf)}, charttest.Trend())
		}, "not finite"},
		{"trend that is tiny", func(c chart.Canvas) error {
			return chart.DrawTrend(c, chart.Rect{Width: 3, Height: 3}, charttest.Trend())
		}, "too small"},
		{"bar that is no number", func(c chart.Canvas) error {
			k := charttest.Trend()
			k.Bars[3].Height = nan
			return chart.DrawTrend(c, place, k)
		}, "bar 3"},
		{"tick beyond the axis", func(c chart.Canvas) error {
			k := charttest.Trend()
			k.Y[1].At = 1.5
			return chart.DrawTrend(c, place, k)
		}, `tick "2 M"`},
		{"level that is no number", func(c chart.Canvas) error {
			k := charttest.Heat()
			k.Rows[2].Cells[5].Level = nan
			return chart.DrawHeat(c, place, k)
		}, "cell 5 of row 2"},
		{"rows of different lengths", func(c chart.Canvas) error {
			k := charttest.Heat()
			k.Rows[2].Cells = k.Rows[2].Cells[1:]
			return chart.DrawHeat(c, place, k)
		}, "row 2"},
		{"length beyond the longest", func(c chart.Canvas) error {
			k := charttest.Applications(5, true)
			k.Rows[1].Length = 1.1
			return chart.DrawRanking(c, place, k)
		}, "row 1"},
		{"ranking higher than its place", func(c chart.Canvas) error { return chart.DrawRanking(c, place, charttest.Applications(20, true)) }, "too small"},
		{"use that is no number", func(c chart.Canvas) error {
			k := charttest.Budget()
			k.Used = nan
			return chart.DrawBullet(c, place, k)
		}, "its use"},
		{"forecast beyond the scale", func(c chart.Canvas) error {
			k := charttest.Budget()
			k.Forecast = inf
			return chart.DrawBullet(c, place, k)
		}, "its forecast"},
	}
	for _, test := range tests {
		var canvas charttest.Recorder
		err := test.draw(&canvas)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one about %s", test.name, err, test.want)
		}
		if canvas.String() != "" {
			t.Errorf("%s: something was drawn before the error", test.name)
		}
	}
}
