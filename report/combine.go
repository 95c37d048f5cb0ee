package report

import (
	"fmt"
	"math/big"
	"slices"
	"time"
)

// Combine makes the usage of a week or a month of the usages of its days, which are in order. A sum is known if every
// day of the period is among them and knows its own. Equal oddities of several days are one. Where the days have intervals
// of different lengths, as the API may choose for one of 25 hours, the shorter are added up to the longest. It is an error
// if one of them is no day of the period or out of order, and if a sum does not fit an int64.
func Combine(p Period, days []Usage) (Usage, error) {
	if err := checkDays(p, days); err != nil {
		return Usage{}, err
	}
	u := Usage{Period: p, Step: longestStep(days)}
	days = slices.Clone(days)
	for i, d := range days {
		days[i] = d.inSteps(u.Step)
	}
	for _, d := range days {
		u.take(d)
	}
	for _, sum := range []struct {
		name SeriesName
		into *Amount
		of   func(Usage) Amount
	}{
		{TotalSeries, &u.Total, func(d Usage) Amount { return d.Total }},
		{InputSeries, &u.Input, func(d Usage) Amount { return d.Input }},
		{OutputSeries, &u.Output, func(d Usage) Amount { return d.Output }},
	} {
		if err := checkSum(days, sum.of); err != nil {
			return Usage{}, fmt.Errorf("add up the %s of the days of %s: %w", sum.name, p.Name(), err)
		}
		if len(days) == len(p.Days()) {
			*sum.into = sumOf(days, sum.of)
		}
	}
	return u, nil
}

func checkDays(p Period, days []Usage) error {
	left := p.Days()
	for _, d := range days {
		i := slices.IndexFunc(left, func(day Period) bool { return day.Span == d.Period.Span })
		if i < 0 {
			return fmt.Errorf("combine the days of %s: %s is none of them, or out of order", p.Name(), d.Period.Name())
		}
		left = left[i+1:]
	}
	return nil
}

// checkSum refuses what sumOf makes unknown: sums that cannot be counted.
func checkSum(days []Usage, of func(Usage) Amount) error {
	sum := Tokens(0)
	for _, d := range days {
		var err error
		if sum, err = add(sum, of(d).N); err != nil {
			return err
		}
	}
	return nil
}

// take adds a day's points and oddities.
func (u *Usage) take(d Usage) {
	for _, p := range d.Points {
		if u.Step > time.Hour {
			p.At = d.Interval(p).From // the label's zone may have another midnight
		}
		last := len(u.Points) - 1
		if last < 0 || u.Points[last].At.Before(p.At) {
			u.Points = append(u.Points, p)
			continue
		}
		u.Points[last].add(p)
	}
	u.Received += d.Received
	for _, o := range d.Oddities {
		u.takeOddity(o)
	}
}

func longestStep(days []Usage) (longest time.Duration) {
	for _, d := range days {
		longest = max(longest, d.Step)
	}
	return longest
}

// inSteps is a day's usage in intervals of another length that is not shorter.
func (u Usage) inSteps(step time.Duration) Usage {
	if u.Step == step || len(u.Points) == 0 {
		return u
	}
	points := u.Points
	u.Points = nil
	for _, p := range points {
		start := u.Period.From
		if step <= time.Hour {
			start = start.Add(u.Interval(p).From.Sub(start).Truncate(step))
		}
		if last := len(u.Points) - 1; last >= 0 && u.Points[last].At.Equal(start) {
			u.Points[last].add(p)
			continue
		}
		p.At = start
		u.Points = append(u.Points, p)
	}
	u.Step = step
	return u
}

// add puts a point's amounts to those of the interval that it belongs to.
func (p *Point) add(other Point) {
	p.Total, p.Input, p.Output = p.Total.plus(other.Total), p.Input.plus(other.Input), p.Output.plus(other.Output)
}

func (u *Usage) takeOddity(o Oddity) {
	i := slices.IndexFunc(u.Oddities, func(seen Oddity) bool { return seen.Kind == o.Kind && seen.Series == o.Series })
	if i < 0 {
		u.Oddities = append(u.Oddities, o)
		return
	}
	seen := &u.Oddities[i]
	seen.Count += o.Count
	if o.Kind == Unbalanced {
		seen.Value = sumOfDigits(seen.Value, o.Value)
	}
}

// sumOfDigits adds integers of any size, as [Unbalanced] has them.
func sumOfDigits(a, b string) string {
	x, okX := new(big.Int).SetString(a, 10)
	y, okY := new(big.Int).SetString(b, 10)
	if !okX || !okY {
		return a
	}
	return x.Add(x, y).String()
}
