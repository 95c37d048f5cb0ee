package report

import (
	"math"
	"slices"
	"time"
)

// byUTC gives the days with their hours at the same time of UTC as those of a later day. Moved is false where that
// changes nothing, because the clocks did not change in between.
func byUTC(later Period, days []Day, h History) (shifted []Day, moved bool) {
	shifted = make([]Day, len(days))
	for i, d := range days {
		shifted[i] = d
		hours, other := hoursByUTC(later, d.Period, h)
		if other {
			shifted[i].Hours, moved = hours, true
		}
	}
	return shifted, moved
}

// hoursByUTC are the amounts of an earlier day under the hours that a later day's clock shows at the same time of UTC.
// Those at its edges may be of the days beside it. Moved is false where both clocks show the same all day.
func hoursByUTC(later, earlier Period, h History) (hours [24]Amount, moved bool) {
	back := dayNumber(later) - dayNumber(earlier)
	for at := later.From; at.Before(later.Until); at = at.Add(time.Hour) {
		then := at.Add(-time.Duration(back) * 24 * time.Hour)
		moved = moved || then.Hour() != at.Hour() || then.Minute() != at.Minute()
		if at.Minute() == 0 && then.Minute() == 0 {
			hours[at.Hour()] = h.Before(dayOf(then), 0).Hours[then.Hour()]
		}
	}
	return hours, moved
}

// likelier is how many times more alike the days must be by the clock than by UTC, or the other way, to settle which
// of them the users live by.
const likelier = 1.25

// byLikelier gives what is found by the clock or by UTC, whichever makes the days more alike. Where that is not clear, it
// must be found by both.
func byLikelier(byClock, byUTC *hourJudge) []finding {
	clock, utc := byClock.misfits(), byUTC.misfits()
	found, others := byClock.findings(), byUTC.findings()
	switch {
	case utc*likelier < clock:
		return others
	case clock*likelier < utc:
		return found
	}
	return slices.DeleteFunc(found, func(f finding) bool {
		return !slices.ContainsFunc(others, f.overlaps)
	})
}

// overlaps says whether two findings are of the same direction and share hours.
func (f finding) overlaps(other finding) bool {
	return f.direction == other.direction &&
		f.hours[0] <= other.hours[len(other.hours)-1] && other.hours[0] <= f.hours[len(f.hours)-1]
}

// misfits is how unlike the days are that are compared with each other, this one among them.
func (j *hourJudge) misfits() float64 {
	sum := j.misfit(j.today)
	for _, d := range j.days {
		sum += j.misfit(d.Day)
	}
	return sum
}

// misfit is how far from the usual, on the day's own level, one half of it is and the other not, between square roots.
func (j *hourJudge) misfit(d Day) float64 {
	level := j.middle(d, func(observed, usual float64) float64 { return observed / usual })
	if level == 0 {
		return 0
	}
	return j.middle(d, func(observed, usual float64) float64 {
		return math.Abs(math.Sqrt(observed/(usual*level)) - 1)
	})
}
