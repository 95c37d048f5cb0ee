package report

import (
	"slices"
	"time"
)

// Trend is the last n days in their order, of which the given one is the last. Of those that the history does not have,
// only the period is set: they are unknown, not 0.
func Trend(today Day, h History, n int) []Day {
	days := make([]Day, n)
	for i := range days {
		days[i] = h.Before(today.Period, n-1-i)
	}
	if n > 0 {
		days[n-1] = today
	}
	return days
}

// How many days, weeks or months a trend shows, the report's own period among them.
const (
	trendDays   = 28
	trendWeeks  = 8
	trendMonths = 3
)

// LastPeriods are the totals of the last periods of the report's cadence by time, its own the last.
func (a Analysis) LastPeriods() []Day {
	p := a.Usage.Period
	own := together(p, a.Days)
	if p.Cadence() == Daily {
		return Trend(own, a.History, trendDays)
	}
	last := []Day{own}
	for n := map[Cadence]int{Weekly: trendWeeks, Monthly: trendMonths}[p.Cadence()]; len(last) < n; {
		p = p.Before()
		last = append(last, together(p, a.History.of(p)))
	}
	slices.Reverse(last)
	return last
}

// Range is between which amounts an hour, or a day, usually is.
type Range struct {
	Low, High Amount // unknown with fewer than two Days
	Days      int    // that know the amount
}

// How many same weekdays a range is made of, and of how many the least and the most are left out: what one day alone has
// had is not usual.
const (
	rangeWeeks   = 8
	fewestToTrim = 6
)

// UsualRange is, for each clock hour, the least and the most of the last eight same weekdays; of six or more known ones
// without the lowest and the highest.
func UsualRange(p Period, h History) (hours [24]Range) {
	same := h.SameWeekdays(p, rangeWeeks)
	for hour := range hours {
		hours[hour] = rangeOf(same, func(d Day) Amount { return d.Hours[hour] })
	}
	return hours
}

func rangeOf(days []Day, of amountOfDay) Range {
	var values []Tokens
	for _, d := range days {
		if a := of(d); a.Known {
			values = append(values, a.N)
		}
	}
	r := Range{Days: len(values)}
	if len(values) < fewestDays {
		return r
	}
	slices.Sort(values)
	if len(values) >= fewestToTrim {
		values = values[1 : len(values)-1]
	}
	r.Low, r.High = Known(values[0]), Known(values[len(values)-1])
	return r
}

// rhythmDays are four of each weekday.
const rhythmDays = 28

// Rhythm is what is usual in each hour of each weekday, Monday first. Weekday by hour, rather than day by hour, since
// the bars of the same 28 days tell of the days already, and since a day out of the usual hardly shows in medians.
type Rhythm [7][24]RhythmHour

// RhythmHour is the median of an hour on a weekday.
type RhythmHour struct {
	Tokens Amount // unknown where none of the days knows the hour
	Days   int    // that know it, at most 4
}

// RhythmOf is the rhythm of the 28 days that end with the given one.
func RhythmOf(today Day, h History) (r Rhythm) {
	var values [7][24][]Tokens
	for _, d := range Trend(today, h, rhythmDays) {
		row := RhythmRow(d.Period.From.Weekday())
		for hour, amount := range d.Hours {
			if amount.Known {
				values[row][hour] = append(values[row][hour], amount.N)
			}
		}
	}
	for row := range values {
		for hour, of := range values[row] {
			if len(of) > 0 {
				r[row][hour] = RhythmHour{Known(medianTokens(of)), len(of)}
			}
		}
	}
	return r
}

// Rhythm is that of the 28 days that end with the period's last; of nothing where none of its days is among the evidence.
func (a Analysis) Rhythm() Rhythm {
	last, h := len(a.Days)-1, a.History
	if last < 0 {
		return Rhythm{}
	}
	for _, d := range a.Days[:last] {
		h = h.with(d)
	}
	return RhythmOf(a.Days[last], h)
}

// RhythmRow is the row of a weekday: 0 for Monday.
func RhythmRow(w time.Weekday) int { return (int(w) + 6) % 7 }

// Most is the most tokens of an hour; 0 where none is known.
func (r Rhythm) Most() (most Tokens) {
	for _, row := range r {
		for _, hour := range row {
			most = max(most, hour.Tokens.N)
		}
	}
	return most
}
