package report

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// What an hour must be to be out of the usual; the comment above [AnomalyKind] tells why.
const (
	weeksBack       = 8      // in which same weekdays are looked for
	enoughWeekdays  = 4      // same weekdays that suffice to judge by
	fewestWeekdays  = 2      // same weekdays without which nothing is judged
	daysBack        = 28     // in which days of the same class are looked for, and the average hour
	fewestValues    = 4      // days that an hour is judged by at least
	farOut          = 6      // spreads at which an hour is out of the usual
	leaning         = 3      // spreads at which an hour belongs to its neighbour's finding
	unlike          = 1.75   // times the usual
	leastDifference = 40_000 // tokens
	leastSpread     = 0.05   // of the usual's square root
	trustedLevel    = 1.5    // times the usual level, or the recent
	levelDays       = 5      // that tell the recent level

	// The standard deviation of a normal distribution is so many times the median of the distances from its middle, and
	// so many times their 85th percentile.
	sigma, sigma85 = 1.4826, 1 / 1.4395
)

// references are the known days that a day is compared with; none where there are too few.
func references(p Period, h History) []Day {
	same := knownDays(h.SameWeekdays(p, weeksBack))
	switch {
	case len(same) >= enoughWeekdays:
		return same
	case len(same) < fewestWeekdays:
		return nil
	}
	return slices.DeleteFunc(lastDays(p, h, daysBack), func(d Day) bool { return isWeekend(d.Period) != isWeekend(p) })
}

func isWeekend(p Period) bool {
	weekday := p.From.Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}

// knownDays are those of the days whose total is known. It reuses the slice.
func knownDays(days []Day) []Day {
	return slices.DeleteFunc(days, func(d Day) bool { return !d.Total.Known })
}

// lastDays are the known days of the n before a period.
func lastDays(p Period, h History, n int) []Day {
	days := make([]Day, n)
	for i := range days {
		days[i] = h.Before(p, i+1)
	}
	return knownDays(days)
}

// recentLevel is what the last days were against what is usual on their weekdays: 1 where too few can tell. A day
// without usage has no level.
func recentLevel(p Period, h History) float64 {
	var levels []float64
	for _, d := range lastDays(p, h, levelDays) {
		if usual := medianTotal(references(d.Period, h)); usual > 0 && d.Total.N > 0 {
			levels = append(levels, float64(d.Total.N)/usual)
		}
	}
	if len(levels) <= levelDays/2 {
		return 1
	}
	return median(levels)
}

func medianTotal(days []Day) float64 {
	totals := make([]float64, len(days))
	for i, d := range days {
		totals[i] = float64(d.Total.N)
	}
	return median(totals)
}

// hourJudge knows what is usual in the hours of one day.
type hourJudge struct {
	today     Day
	days      []reference
	usual     [24]float64   // median of the days compared with, on their common level
	distances [24][]float64 // of these days from the usual, between square roots
	pooled    float64       // the spread of all hours in which something is usual
	weekdays  int           // how many of these days are the same weekday
	level     float64       // of this day, by which the above are multiplied
	least     float64       // difference in tokens that is worth telling
}

// reference is a day compared with. Scale brings all of them to one total.
type reference struct {
	Day
	scale       float64
	sameWeekday bool
}

// newHourJudge learns what is usual from the days. The recent level is how the last days compared with theirs.
func newHourJudge(today Day, days []Day, recent, least float64) *hourJudge {
	j := &hourJudge{today: today, least: least}
	total := medianTotal(days)
	for _, d := range days {
		r := reference{Day: d, scale: 1, sameWeekday: d.Period.From.Weekday() == today.Period.From.Weekday()}
		if d.Total.N > 0 {
			r.scale = total / float64(d.Total.N)
		}
		if r.sameWeekday {
			j.weekdays++
		}
		j.days = append(j.days, r)
	}
	j.measure()
	j.setLevel(recent)
	return j
}

// measure finds the usual of each hour, and the distances from it.
func (j *hourJudge) measure() {
	var all []float64
	for hour := range j.usual {
		j.usual[hour], j.distances[hour] = middleOf(j.values([]int{hour}))
		if j.usual[hour] > 0 {
			all = append(all, j.distances[hour]...)
		}
	}
	j.pooled = sigma * median(all)
}

// value is what a day compared with had, brought to the common total.
type value struct {
	tokens      float64
	sameWeekday bool
}

// values are what the days compared with had in the hours together; days that do not know them all are left out.
func (j *hourJudge) values(hours []int) []value {
	var values []value
	for _, d := range j.days {
		if sum := sumOf(hours, func(hour int) Amount { return d.Hours[hour] }); sum.Known {
			values = append(values, value{float64(sum.N) * d.scale, d.sameWeekday})
		}
	}
	return values
}

// middleOf is the median of values, and the distances from it, between square roots.
func middleOf(values []value) (usual float64, distances []float64) {
	tokens := make([]float64, len(values))
	for i, v := range values {
		tokens[i] = v.tokens
	}
	usual = median(tokens)
	for _, n := range tokens {
		distances = append(distances, math.Abs(math.Sqrt(n)-math.Sqrt(usual)))
	}
	return usual, distances
}

// setLevel finds the level on which most of the day lies, not too far from the usual or the recent.
func (j *hourJudge) setLevel(recent float64) {
	j.level = j.middle(j.today, func(observed, usual float64) float64 { return observed / usual })
	j.level = min(max(j.level, min(1, recent)/trustedLevel), max(1, recent)*trustedLevel)
}

// middle is the median of something that a day's hours say, each with the weight of its usual; 1 where none is usual.
func (j *hourJudge) middle(d Day, of func(observed, usual float64) float64) float64 {
	type hour struct{ value, weight float64 }
	var hours []hour
	weights := 0.0
	for i, usual := range j.usual {
		if usual > 0 && d.Hours[i].Known {
			hours = append(hours, hour{of(float64(d.Hours[i].N), usual), usual})
			weights += usual
		}
	}
	slices.SortFunc(hours, func(a, b hour) int { return cmp.Compare(a.value, b.value) })
	below := 0.0
	for _, h := range hours {
		if below += h.weight; below >= weights/2 {
			return h.value
		}
	}
	return 1
}

// median is the value in the middle, or the mean of the two there; 0 of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
