package mail

import (
	"tokenreport/report"
)

// trend is the last days as a row of bars, with the figures of those that matter below.
type trend struct {
	Title, Note string
	Plot        plot
	Keys        []key
}

// key is a bar's figure, beside a square in the bar's colour.
type key struct {
	paint
	Label string
}

func newTrend(t report.TrendChart) *trend {
	known := 0
	last := &trend{Title: t.Title, Note: t.Note, Plot: plot{Height: trendHeight, Ticks: middleTicks(t.X)}}
	for _, b := range t.Bars {
		if b.Known {
			known++
		}
		last.Plot.Columns = append(last.Plot.Columns, column{
			Width: percent(1 / float64(len(t.Bars))), Height: scale(b.Height, trendHeight), Unknown: !b.Known, paint: trendPaint(b),
		})
	}
	if known < 2 {
		last.Plot.Columns = nil // a bar alone says nothing that its figure does not
	}
	for _, b := range keyBars(t.Bars) {
		last.Keys = append(last.Keys, key{trendPaint(b), b.Label})
	}
	return last
}

func trendPaint(b report.Bar) paint {
	switch {
	case b.Own:
		return inkPaint
	case b.Like:
		return likePaint
	}
	return pastPaint
}

// keyBars are the bars whose figures the mail tells: the report's day, and its like a week before.
func keyBars(bars []report.Bar) []report.Bar {
	var own, like []report.Bar
	for _, b := range bars {
		switch {
		case b.Own:
			own = append(own, b)
		case b.Like:
			like = append(like, b)
		}
	}
	return append(own, like...)
}

// middleTicks are cells side by side with the labels of an axis in their middles. One that is nearer to an end than to its
// neighbour has the way to that end, and stands at it.
func middleTicks(axis []report.Tick) []tick {
	var ticks []tick
	end := 0.0
	axis = sparse(axis)
	add := func(until float64, label, align string) {
		if until > end {
			ticks = append(ticks, tick{label, percent(until - end), align})
			end = until
		}
	}
	for i, t := range axis {
		from, until := 0.0, 1.0
		if i > 0 {
			from = (axis[i-1].At + t.At) / 2
		}
		if i+1 < len(axis) {
			until = (t.At + axis[i+1].At) / 2
		}
		switch before, after := t.At-from, until-t.At; {
		case i == 0 && before < after/2:
			add(until, t.Label, "left")
		case i+1 == len(axis) && after < before/2:
			add(until, t.Label, "right")
		default:
			half := min(before, after)
			add(t.At-half, "", "left")
			add(t.At+half, t.Label, "center")
		}
	}
	add(1, "", "left")
	return ticks
}
