package report

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"time"
)

// Series is one of the API's three series as it was received.
type Series struct {
	Missing bool // null or absent in the answer, as opposed to empty
	Samples []Sample
}

// Sample is one point of a series as it was received.
type Sample struct {
	Label  string        // the label as the API wrote it
	Value  string        // the value as the API wrote it
	At     time.Time     // the label's instant, in the zone of the labels; not set with BadLabel
	Step   time.Duration // the label's granularity: a minute, an hour or a day
	Tokens Tokens
	// Fault is what is wrong with the sample; empty if nothing is. A sample with FractionalValue counts.
	Fault OddityKind
}

// Point is one interval for which the API recorded something. An amount is unknown where its series has no
// usable sample for the interval.
type Point struct {
	At                   time.Time // where the interval begins, in the report's zone
	Total, Input, Output Amount
}

// Usage is what was used in a period: the three series joined on their labels. An interval that is not among
// the Points had no usage recorded: the API leaves idle intervals out.
type Usage struct {
	Period Period
	// Step is the length of an interval; 0 where there is no point to tell it.
	Step time.Duration
	// Labels is how the labels were read, and Marks what they tell by themselves (see [LabelEvidence]); both are empty in combined usage.
	Labels, Marks Labels
	Points        []Point // by time, one for each interval
	// Total, Input and Output are the sums; unknown where the API gave no such series.
	Total, Input, Output Amount
	// Received counts the points of the total series as they came, before anything was left out or added up.
	Received int
	Oddities []Oddity

	joined *joined // nil in combined usage
}

// Join joins the three series on their labels, and takes these at their own word (see [DecideLabels]): where more is known, follow it
// by [Usage.ReadAs]. A label within the period, its end included where labels mark ends, counts; any other is
// left out and reported; points of one series with equal labels are added and reported. It is an error if a sum
// does not fit an int64: no such usage exists, so the answer is not to be trusted at all.
func Join(p Period, total, input, output Series) (Usage, error) {
	j := joiner{period: p, points: map[int64]*labelled{}, steps: map[time.Duration]bool{}, used: map[SeriesName]int{}}
	for _, s := range []struct {
		name   SeriesName
		series Series
		of     func(*Point) *Amount
	}{
		{TotalSeries, total, func(p *Point) *Amount { return &p.Total }},
		{InputSeries, input, func(p *Point) *Amount { return &p.Input }},
		{OutputSeries, output, func(p *Point) *Amount { return &p.Output }},
	} {
		if err := j.take(s.name, s.series, s.of); err != nil {
			return Usage{}, err
		}
	}
	points := j.sorted()
	known, err := j.sum(points, total, input, output)
	if err != nil {
		return Usage{}, err
	}
	j.checkLabels()
	u := Usage{Period: p, Step: j.step(), Received: len(total.Samples), joined: &joined{points, j.edges, known, j.odd}}
	own := LabelEvidence{}
	if u.joined.marks(p) == LabelsEnd {
		own.Ends = 1
	}
	return u.ReadAs(DecideLabels(LabelEvidence{}, own)), nil
}

type joiner struct {
	period Period
	points map[int64]*labelled // by Unix time
	steps  map[time.Duration]bool
	used   map[SeriesName]int // samples that count
	inside []time.Time        // labels that count
	beside []time.Time        // labels outside the period
	edges  []edge
	odd    oddities
}

func (j *joiner) take(name SeriesName, s Series, of func(*Point) *Amount) error {
	if s.Missing {
		j.odd = append(j.odd, Oddity{Kind: NullSeries, Series: name})
	}
	for _, sample := range s.Samples {
		if sample.Fault != "" {
			j.odd.add(sample.Fault, name, sample.Label, sample.Value)
		}
		if sample.Fault.LeavesOut() {
			continue
		}
		if !j.period.holds(sample.At) {
			j.odd.add(OutsidePeriod, name, sample.Label, sample.Value)
			j.beside = append(j.beside, sample.At)
			continue
		}
		if err := j.count(name, sample, of); err != nil {
			return err
		}
	}
	return nil
}

func (j *joiner) count(name SeriesName, sample Sample, of func(*Point) *Amount) error {
	j.inside = append(j.inside, sample.At)
	j.steps[sample.Step] = true
	j.used[name]++
	if sample.At.Equal(j.period.From) || sample.At.Equal(j.period.Until) {
		j.edges = append(j.edges, edge{sample.At, name, sample.Label, sample.Value})
	}

	point := j.points[sample.At.Unix()]
	if point == nil {
		point = &labelled{label: sample.At, step: sample.Step}
		j.points[sample.At.Unix()] = point
	}
	amount := of(&point.Point)
	if amount.Known {
		j.odd.add(Duplicate, name, sample.Label, sample.Value)
	}
	n, err := add(amount.N, sample.Tokens)
	if err != nil {
		return fmt.Errorf("add up the %s points labelled %s: %w", name, sample.Label, err)
	}
	*amount = Known(n)
	return nil
}

func (j *joiner) sorted() []labelled {
	points := make([]labelled, 0, len(j.points))
	for _, at := range slices.Sorted(maps.Keys(j.points)) {
		point := *j.points[at]
		if point.step == time.Minute {
			point.step = j.minutes()
		}
		points = append(points, point)
	}
	return points
}

// step tells the interval from the labels, which the API document (section 4, Stat.X) gives to the minute, the
// hour or the day. With minutes, every answer seen so far has intervals of five.
func (j *joiner) step() time.Duration {
	if len(j.steps) == 0 {
		return 0
	}
	finest := slices.Min(slices.Collect(maps.Keys(j.steps)))
	if finest != time.Minute {
		return finest
	}
	return j.minutes()
}

func (j *joiner) minutes() time.Duration {
	for _, at := range j.inside {
		if at.Minute()%5 != 0 {
			return time.Minute
		}
	}
	return 5 * time.Minute
}

// checkLabels reports what is odd about the labels together.
func (j *joiner) checkLabels() {
	if len(j.steps) > 1 {
		j.odd = append(j.odd, Oddity{Kind: MixedSteps})
	}
	if distinct(j.beside) > 1 { // a stray point says nothing about the zone
		if offset, ok := zoneThatFits(append(j.beside, j.inside...), j.period); ok {
			j.odd = append(j.odd, Oddity{Kind: LabelZone, Value: offsetName(offset)})
		}
	}
}

// sum adds up each series, and returns whose sums are known. A series without a single usable point beside others with usage can mean zero only
// if the others agree without it; else its sum is unknown.
func (j *joiner) sum(points []labelled, total, input, output Series) ([3]bool, error) {
	var sums [3]Tokens
	for _, p := range points {
		for i, amount := range []Amount{p.Total, p.Input, p.Output} {
			var err error
			if sums[i], err = add(sums[i], amount.N); err != nil {
				return [3]bool{}, fmt.Errorf("add up the points of %s: %w", j.period.Name(), err)
			}
		}
	}
	known := func(name SeriesName, s Series, unexplained Tokens) bool {
		if j.used[name] > 0 {
			return true
		}
		empty := !s.Missing && len(s.Samples) == 0
		if empty && unexplained != 0 {
			j.odd = append(j.odd, Oddity{Kind: EmptySeries, Series: name})
		}
		return empty && unexplained == 0
	}
	return [3]bool{
		known(TotalSeries, total, sums[1]|sums[2]),
		known(InputSeries, input, sums[0]-sums[2]),
		known(OutputSeries, output, sums[0]-sums[1]),
	}, nil
}

// difference is the total less its parts; the parts together may exceed an int64.
func difference(u Usage) *big.Int {
	d := big.NewInt(int64(u.Total.N))
	d.Sub(d, big.NewInt(int64(u.Input.N)))
	return d.Sub(d, big.NewInt(int64(u.Output.N)))
}

// Balanced says whether the total is input plus output in every interval; false also where one is unknown.
func (u Usage) Balanced() bool {
	return u.Total.Known && u.Input.Known && u.Output.Known &&
		!slices.ContainsFunc(u.Oddities, func(o Oddity) bool { return o.Kind == Unbalanced })
}

// amounts are the sums.
func (u Usage) amounts() Amounts { return Amounts{u.Total, u.Input, u.Output} }

// Interval is the stretch of the period that a point stands for.
func (u Usage) Interval(p Point) Span {
	if u.Step > time.Hour {
		return u.dayOf(p) // a day's label, whatever the day's length
	}
	interval := Span{p.At, p.At.Add(u.Step)}
	if interval.From.Before(u.Period.From) {
		interval.From = u.Period.From
	}
	if interval.Until.After(u.Period.Until) {
		interval.Until = u.Period.Until
	}
	return interval
}

// dayOf is the day that a day's point stands for.
func (u Usage) dayOf(p Point) Span {
	if u.Period.Cadence() == Daily {
		return u.Period.Span
	}
	return dayOf(p.At).Span
}

func add(a, b Tokens) (Tokens, error) {
	if b > math.MaxInt64-a {
		return 0, fmt.Errorf("%d and %d exceed the largest number of tokens that can be counted, %d", a, b, math.MaxInt64)
	}
	return a + b, nil
}

func offsetName(offset time.Duration) string {
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("UTC%c%02d:%02d", sign, int(offset.Hours()), int(offset.Minutes())%60)
}
