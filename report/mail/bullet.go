package mail

import "tokenreport/report"

// bullet is a budget as two bars: what is used, on a scale with its target, and below, thinner, the time that is over.
type bullet struct {
	Title, Value, Note string
	Whole              bool // the value stays on one line
	Over               bool
	Parts              []part
	Elapsed            string // in percent; "" for none
}

// part is a stretch of a bar.
type part struct {
	Width string // in percent
	paint
}

// shortUse is how many columns of a budget's use a telephone has room for beside the title.
const shortUse = 24

// targetWidth is the share of the scale that the line at the target takes.
const targetWidth = 0.006

func newBullet(b report.Bullet, a accent) bullet {
	used := a.paint()
	if b.Over {
		used = alarmPaint
	}
	out := bullet{Title: b.Title, Value: b.Value, Note: b.Note, Whole: cells(b.Value) <= shortUse, Over: b.Over, Elapsed: percent(b.Elapsed)}
	at := 0.0
	until := func(end float64, p paint) {
		if end = min(end, 1); end > at {
			out.Parts = append(out.Parts, part{percent(end - at), p})
			at = end
		}
	}
	// The target's line lies over whatever is there, as long as it is within the scale.
	target := min(b.Target, 1-targetWidth)
	for _, stretch := range []struct {
		end float64
		paint
	}{{b.Used, used}, {b.Forecast, forecastPaint}, {1, trackPaint}} {
		if at <= target && target < stretch.end && target > 0 {
			until(target, stretch.paint)
			until(target+targetWidth, inkPaint)
		}
		until(stretch.end, stretch.paint)
	}
	return out
}
