package mail

import "tokenreport/report"

// trend is the last days as a row of bars, with the figures of those that matter below, or a few weeks or months as rows
// with a bar each.
type trend struct {
	Title, Note string
	Plot        plot
	Keys        []key
	Rows        []trendRow
	Finding     string // what the bars say that have no figures; of those that have theirs, how the last one compares
}

// key is a figure or a remark, beside a square in the colour of what it is about.
type key struct {
	paint
	Label string
}

// trendRow is a bar that lies beside its figure.
type trendRow struct {
	Label string
	Width int // in percent; 0 for none
	Own   bool
	paint
}

// fewBars are as many as are read one below the other.
const fewBars = 8

func newTrend(t report.TrendChart) *trend {
	last := &trend{Title: t.Title, Note: t.Note}
	known := 0
	for _, b := range t.Bars {
		if b.Known {
			known++
		}
	}
	switch {
	case known < 2: // a bar alone says nothing that its figure does not
	case len(t.Bars) <= fewBars:
		for _, b := range t.Bars {
			last.Rows = append(last.Rows, trendRow{Label: b.Label, Width: scale(b.Height, 100), Own: b.Own, paint: trendPaint(b)})
		}
		last.Finding = t.Compared
		return last
	default:
		last.Plot, last.Finding = newTrendPlot(t), t.Alt
	}
	for _, b := range keyBars(t.Bars) {
		last.Keys = append(last.Keys, key{trendPaint(b), b.Label})
	}
	return last
}

func newTrendPlot(t report.TrendChart) plot {
	p := plot{Height: trendHeight, Ticks: middleTicks(t.X)}
	for _, b := range t.Bars {
		p.Columns = append(p.Columns, column{
			Width: percent(1 / float64(len(t.Bars))), Height: scale(b.Height, trendHeight), Unknown: !b.Known, paint: trendPaint(b),
		})
	}
	return p
}

// trendLabels are what the mail tells of the last days, weeks or months, a line each.
func trendLabels(t report.TrendChart) []string {
	last := newTrend(t)
	var texts []string
	for _, row := range last.Rows {
		texts = append(texts, row.Label)
	}
	for _, k := range last.Keys {
		texts = append(texts, k.Label)
	}
	if last.Finding != "" {
		texts = append(texts, last.Finding)
	}
	return texts
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
