package report

import (
	"math"
	"slices"
)

// What a level shift must be; the comment above [AnomalyKind] tells why.
const (
	shiftRatio    = 1.5 // times the usual, at least
	shiftDays     = 3   // in a row that tell a level shift
	shiftFarOut   = 4   // spreads
	fewestRatios  = 7   // days before it that tell the spread
	shiftPatience = 7   // days within which the days of a shift must lie
)

// dayLevel is a day's total beside what is usual on its weekday.
type dayLevel struct {
	day          Period
	total, usual Tokens
}

func (l dayLevel) ratio() float64 { return float64(l.total) / float64(l.usual) }

// direction is 1 and -1 for a day that is shifted up and down.
func (l dayLevel) direction() int {
	switch r := l.ratio(); {
	case r >= shiftRatio:
		return 1
	case r <= 1/shiftRatio:
		return -1
	}
	return 0
}

// distance is how far a day is from its usual, between square roots, where the usual is 1.
func (l dayLevel) distance() float64 { return math.Abs(math.Sqrt(l.ratio()) - 1) }

// levelShift is the shift that this day is the third of; nil where it is of none.
func levelShift(today Day, h History) *Anomaly {
	levels := dayLevels(today, h)
	if len(levels) < shiftDays+fewestRatios || !levels[0].day.From.Equal(today.Period.From) {
		return nil
	}
	now, before := levels[:shiftDays], levels[shiftDays:]
	if !startsShift(now, before[0]) {
		return nil
	}
	if distance(now) < shiftFarOut*max(sigma*distance(before), leastSpread) {
		return nil
	}
	observed := sumOf(now, func(l dayLevel) Amount { return Known(l.total) })
	usual := sumOf(now, func(l dayLevel) Amount { return Known(l.usual) })
	a := Anomaly{
		Kind: LevelShift, Span: Span{now[shiftDays-1].day.From, today.Period.Until}, Observed: observed.N, Usual: usual.N,
	}
	if !observed.Known || !usual.Known || a.distance() < shiftDays*leastDifference {
		return nil
	}
	return &a
}

// startsShift says whether these days, the latest first, are shifted in one direction, and the one before is not.
func startsShift(now []dayLevel, before dayLevel) bool {
	direction := now[0].direction()
	if direction == 0 || before.direction() == direction {
		return false
	}
	span := dayNumber(now[0].day) - dayNumber(now[len(now)-1].day)
	return span < shiftPatience && !slices.ContainsFunc(now, func(l dayLevel) bool { return l.direction() != direction })
}

// dayLevels are the days of five weeks that can be compared, this one first.
func dayLevels(today Day, h History) []dayLevel {
	var levels []dayLevel
	for i := range shiftPatience + daysBack {
		d := today
		if i > 0 {
			d = h.Before(today.Period, i)
		}
		usual := Compare(d.Period, h).Usual.Total
		if d.Total.Known && usual.Known && usual.N > 0 {
			levels = append(levels, dayLevel{d.Period, d.Total.N, usual.N})
		}
	}
	return levels
}

// distance is the median of how far days are from their usual.
func distance(levels []dayLevel) float64 {
	distances := make([]float64, len(levels))
	for i, l := range levels {
		distances[i] = l.distance()
	}
	return median(distances)
}
