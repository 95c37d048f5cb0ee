package report

import (
	"math"
	"slices"
)

// stretches are the numbers of adjacent hours that are judged together.
func stretches() []int { return []int{1, 2, 4, 8} }

// finding is adjacent hours that are out of the usual in one direction: 1 for more, -1 for less.
type finding struct {
	judge     *hourJudge
	hours     []int
	direction int
}

// mark is what is found of an hour.
type mark struct {
	direction int  // of the hour from its usual, by 3 spreads or more; 0 for neither
	out       bool // out of the usual, alone or with its neighbours
}

// findings are what is out of the usual on the day, by time.
func (j *hourJudge) findings() []finding {
	var found []finding
	for _, hours := range j.adjacent() {
		marks := j.marks(hours)
		for first := 0; first < len(hours); {
			last, out := first+1, marks[first].out
			for last < len(hours) && marks[last].direction == marks[first].direction {
				out = out || marks[last].out
				last++
			}
			if out {
				found = append(found, finding{j, hours[first:last], marks[first].direction})
			}
			first = last
		}
	}
	return found
}

// adjacent are the hours that are known of the day, in groups of which each hour begins where the last one ends.
func (j *hourJudge) adjacent() [][]int {
	spans := wholeHours(j.today.Period)
	var groups [][]int
	for hour, amount := range j.today.Hours {
		if !amount.Known {
			continue
		}
		n := len(groups)
		if n == 0 || !spans[groups[n-1][len(groups[n-1])-1]].Until.Equal(spans[hour].From) {
			groups = append(groups, nil)
			n++
		}
		groups[n-1] = append(groups[n-1], hour)
	}
	return groups
}

// marks judges adjacent hours, each alone and then, where none of them is out of the usual, with its neighbours.
func (j *hourJudge) marks(hours []int) []mark {
	marks := make([]mark, len(hours))
	for i := range hours {
		marks[i].direction = j.direction(hours[i:i+1], leaning)
	}
	for _, n := range stretches() {
		before := slices.Clone(marks)
		for first := 0; first+n <= len(hours); first++ {
			if slices.ContainsFunc(before[first:first+n], func(m mark) bool { return m.out }) {
				continue
			}
			if direction := j.verdict(hours[first : first+n]); direction != 0 {
				j.markOut(marks[first:first+n], hours[first:first+n], direction)
			}
		}
	}
	return marks
}

// markOut marks a stretch, from the first of its hours that is not as usual by itself to the last.
func (j *hourJudge) markOut(marks []mark, hours []int, direction int) {
	asUsual := func(hour int) bool {
		observed, usual := float64(j.today.Hours[hour].N), j.usual[hour]*j.level
		if direction < 0 {
			observed, usual = usual, observed
		}
		return observed < usual*unlike || observed == usual
	}
	for len(hours) > 0 && asUsual(hours[0]) {
		hours, marks = hours[1:], marks[1:]
	}
	for len(hours) > 0 && asUsual(hours[len(hours)-1]) {
		hours = hours[:len(hours)-1]
	}
	for i := range hours {
		marks[i] = mark{direction, true}
	}
}

// verdict is the direction in which hours are out of the usual together; 0 where they are not.
func (j *hourJudge) verdict(hours []int) int {
	observed, values := j.observed(hours), j.values(hours)
	usual, _ := middleOf(values)
	if j.alike(observed, usual*j.level) || !j.isRare(values, observed) {
		return 0
	}
	return j.direction(hours, farOut)
}

// direction is 1 and -1 for hours that have more and less than usual together, by so many spreads; else 0.
func (j *hourJudge) direction(hours []int, spreads float64) int {
	values := j.values(hours)
	if len(values) < fewestValues {
		return 0
	}
	usual, distances := middleOf(values)
	distance := math.Sqrt(j.observed(hours)) - math.Sqrt(usual*j.level)
	if distance == 0 || math.Abs(distance) < spreads*j.spread(hours, usual, distances) {
		return 0
	}
	return int(math.Copysign(1, distance))
}

// spread is how far from the usual hours may well be together, between square roots.
func (j *hourJudge) spread(hours []int, usual float64, distances []float64) float64 {
	spread := max(j.pooled, leastSpread*math.Sqrt(usual))
	for _, hour := range hours {
		near := j.distances[max(hour-1, 0):min(hour+2, len(j.distances))]
		spread = max(spread, spreadOf(slices.Concat(near...)))
	}
	if len(hours) > 1 {
		spread = max(spread, spreadOf(distances))
	}
	return spread * math.Sqrt(j.level)
}

// spreadOf estimates a standard deviation, from the middle of the distances as well as from the larger ones.
func spreadOf(distances []float64) float64 {
	sorted := slices.Sorted(slices.Values(distances))
	return max(sigma*median(sorted), sigma85*sorted[len(sorted)*85/100])
}

// alike says whether two amounts differ by nothing worth telling.
func (j *hourJudge) alike(a, b float64) bool {
	low, high := min(a, b), max(a, b)
	return high < low*unlike || high-low < j.least
}

// isRare says whether hardly any of the days compared with was like this one.
func (j *hourJudge) isRare(values []value, observed float64) bool {
	like, likeOnWeekday := 0, 0
	for _, v := range values {
		if !j.alike(observed, v.tokens*j.level) {
			continue
		}
		like++
		if v.sameWeekday {
			likeOnWeekday++
		}
	}
	return like <= 1 && (likeOnWeekday == 0 || j.weekdays > enoughWeekdays)
}

func (j *hourJudge) observed(hours []int) float64 {
	return float64(sumOf(hours, func(hour int) Amount { return j.today.Hours[hour] }).N)
}

// anomaly tells of the finding, which ends by the intervals with usage where these are given.
func (f finding) anomaly(used []usedInterval) Anomaly {
	a := Anomaly{Kind: Spike, Span: f.span(f.hours), Usual: f.usual(f.hours)}
	a.Observed = sumOf(f.hours, func(hour int) Amount { return f.judge.today.Hours[hour] }).N
	switch {
	case len(f.gaps(nil)) > 0:
		a.Kind = Outage
	case f.direction < 0:
		a.Kind = Drop
	}
	return f.ending(a, used)
}

func (f finding) span(hours []int) Span {
	spans := wholeHours(f.judge.today.Period)
	return Span{spans[hours[0]].From, spans[hours[len(hours)-1]].Until}
}

// usual is what hours usually have together, on the level of the day.
func (f finding) usual(hours []int) Tokens {
	usual, _ := middleOf(f.judge.values(hours))
	return roundTokens(usual * f.judge.level)
}

// roundTokens is the nearest whole number of tokens, within what can be counted.
func roundTokens(f float64) Tokens {
	if f >= math.MaxInt64 {
		return math.MaxInt64
	}
	return Tokens(math.Round(f))
}
