package chart

import (
	"fmt"
	"math"

	"tokenreport/report"
)

// The smallest of the small charts.
const (
	leastSmallWidth  Length = 40
	leastSmallHeight Length = 20
)

// checkPlace refuses a rectangle that is nowhere, or too small for the words of what is to be drawn.
func checkPlace(what string, r Rect, leastWidth, leastHeight Length) error {
	for _, l := range []Length{r.Left, r.Top, r.Width, r.Height} {
		if math.IsNaN(float64(l)) || math.IsInf(float64(l), 0) {
			return fmt.Errorf("draw %s: its rectangle %v is not finite", what, r)
		}
	}
	if r.Width < leastWidth || r.Height < leastHeight-slack {
		return fmt.Errorf("draw %s: %.1f × %.1f mm are too small, want %.0f × %.0f", what, r.Width, r.Height, leastWidth, leastHeight)
	}
	return nil
}

func checkTicks(what string, axes ...[]report.Tick) error {
	for _, ticks := range axes {
		for _, tick := range ticks {
			if !isFraction(tick.At) {
				return fmt.Errorf("draw %s: tick %q is at %v, not within 0 to 1", what, tick.Label, tick.At)
			}
		}
	}
	return nil
}

func checkTrend(r Rect, t report.TrendChart) error {
	const what = "trend"
	if err := checkPlace(what, r, leastSmallWidth, leastSmallHeight); err != nil {
		return err
	}
	for i, bar := range t.Bars {
		if !isFraction(bar.Height) {
			return fmt.Errorf("draw trend: bar %d, %q, has a height of %v, not within 0 to 1", i, bar.Label, bar.Height)
		}
	}
	return checkTicks(what, t.X, t.Y)
}

func checkHeat(r Rect, h report.HeatMap) error {
	const what = "heat map"
	if err := checkPlace(what, r, leastSmallWidth, leastSmallHeight); err != nil {
		return err
	}
	for i, row := range h.Rows {
		if len(row.Cells) != len(h.Rows[0].Cells) {
			return fmt.Errorf("draw heat map: row %d, %q, has %d cells, the first row %d", i, row.Label, len(row.Cells), len(h.Rows[0].Cells))
		}
		for j, cell := range row.Cells {
			if !isFraction(cell.Level) {
				return fmt.Errorf("draw heat map: cell %d of row %d, %q, has a level of %v, not within 0 to 1", j, i, cell.Label, cell.Level)
			}
		}
	}
	return checkTicks(what, h.Columns)
}

func checkRanking(r Rect, k report.Ranking) error {
	if err := checkPlace("ranking", r, leastRank, RankingHeight(k)); err != nil {
		return err
	}
	for i, row := range k.Rows {
		if !isFraction(row.Length) {
			return fmt.Errorf("draw ranking: row %d, %q, has a length of %v, not within 0 to 1", i, row.Name, row.Length)
		}
	}
	return nil
}

func checkBullet(r Rect, b report.Bullet) error {
	if err := checkPlace("budget", r, leastRank, BulletHeight(b, r.Width)); err != nil {
		return err
	}
	for _, place := range []struct {
		name string
		at   float64
	}{{"use", b.Used}, {"elapsed time", b.Elapsed}, {"target", b.Target}, {"forecast", b.Forecast}} {
		if !isFraction(place.at) {
			return fmt.Errorf("draw budget %q: its %s is at %v, not within 0 to 1", b.Title, place.name, place.at)
		}
	}
	return nil
}
