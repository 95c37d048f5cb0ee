package report

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
)

// Day is what is kept of a day to compare others with. A zero amount is unknown, so a Day of which only the period
// is set is one that nothing is known of.
type Day struct {
	Period               Period // one calendar day
	Total, Input, Output Amount
	// Hours are the totals by clock hour in the period's zone: Hours[9] is 09:00 to 10:00. What nothing was recorded
	// for is 0. An hour is unknown where the total is, where the day's clocks skipped it or showed it twice, and
	// where an interval lies across its border.
	Hours    [24]Amount
	Calls    Amount // how many calls used the tokens
	Complete bool   // nothing about the data was odd
	// Labels is how the labels of the day's points were read, and Marks what they tell by themselves; empty where that is not known.
	Labels, Marks Labels
	// Parts are what parts of the day used, as far as they were asked for: at most one for each dimension and ID.
	Parts []DayPart
}

// amounts are the day's sums.
func (d Day) amounts() Amounts { return Amounts{d.Total, d.Input, d.Output} }

// part is what a part of the day used; unknown where it was not asked for.
func (d Day) part(of Dimension, id string) Amounts {
	for _, p := range d.Parts {
		if p.Dimension == of && p.ID == id {
			return p.Amounts
		}
	}
	return Amounts{}
}

// together adds days up as if they were one, that of a longer period. An amount is known if all of them know it. Its
// hours and parts are not.
func together(p Period, days []Day) Day {
	sum := amountsOf(days, Day.amounts)
	return Day{Period: p, Total: sum.Total, Input: sum.Input, Output: sum.Output, Calls: sumOf(days, func(d Day) Amount { return d.Calls })}
}

// DayOf is what to keep of a summary of one calendar day. Its calls are unknown: the graph of tokens has none.
func DayOf(s Summary) Day {
	return Day{
		Period: s.Usage.Period, Total: s.Usage.Total, Input: s.Usage.Input, Output: s.Usage.Output,
		Hours: clockHours(s.Usage), Complete: s.Complete(), Labels: s.Usage.Labels, Marks: s.Usage.Marks,
	}
}

func clockHours(u Usage) (hours [24]Amount) {
	if !u.Total.Known || u.Step > time.Hour {
		return hours
	}
	var sums [24]Tokens // fit: the sum of all points was checked when they were joined
	var split [24]bool
	for _, p := range u.Points {
		interval := u.Interval(p)
		first, last := interval.From.Hour(), interval.Until.Add(-time.Nanosecond).Hour()
		sums[first] += p.Total.N
		if first != last {
			split[first], split[last] = true, true
		}
	}
	for hour, span := range wholeHours(u.Period) {
		if span.Duration() == time.Hour && !split[hour] {
			hours[hour] = Known(sums[hour])
		}
	}
	return hours
}

// wholeHours are the day's hours by its clock. One that the clock skipped or showed twice, even in part, has another
// duration than an hour, or none.
func wholeHours(p Period) (hours [24]Span) {
	for at := p.From; at.Before(p.Until); {
		next := at.Add(time.Hour - sinceFullHour(at))
		if _, change := at.ZoneBounds(); !change.IsZero() && change.Before(next) {
			next = change
		}
		hour := &hours[at.Hour()]
		if hour.From.IsZero() {
			hour.From = at
		}
		hour.Until = next
		at = next
	}
	return hours
}

func sinceFullHour(t time.Time) time.Duration {
	return time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
}

// HistoryDays is how many days before one are worth having: nothing that is compared looks further back.
const HistoryDays = 62

// HistoryDays is how many days before a period of this cadence are worth having: eight weeks before a week, and the two
// months before a month, whatever their lengths.
func (c Cadence) HistoryDays() int {
	if c == Weekly {
		return 8 * 7
	}
	return HistoryDays
}

// History is the days that one day is compared with: of one report, in one zone, at most one for each date. The zero
// History is empty.
type History struct {
	days  []Day
	index map[int]int // of the days, by dayNumber
}

// NewHistory makes a history of days in any order. Of several with the same date the last counts. It is an error if
// they are not all calendar days of the same zone: sums over different hours cannot be compared.
func NewHistory(days []Day) (History, error) {
	h := History{days: slices.Clone(days), index: make(map[int]int, len(days))}
	for i, d := range days {
		if err := checkComparable(d.Period, days[0].Period); err != nil {
			return History{}, err
		}
		h.index[dayNumber(d.Period)] = i
	}
	return h, nil
}

// checkComparable says why a period cannot be compared with another one, which has passed this check against itself.
func checkComparable(p, other Period) error {
	if p.From.IsZero() {
		return errors.New("a day without a period cannot be compared with any: set the period it is about")
	}
	if day := dayOf(p.From); !day.From.Equal(p.From) || !day.Until.Equal(p.Until) {
		return fmt.Errorf("%s lasts from %s until %s, which is no calendar day: compare day by day", p.Name(),
			p.From.Format(time.RFC3339), p.Until.Format(time.RFC3339))
	}
	if zone, others := p.Zone().String(), other.Zone().String(); zone != others {
		return fmt.Errorf("%s is a day of %s, and %s one of %s: fetch all in one zone", p.Name(), zone, other.Name(), others)
	}
	return nil
}

// Before is the day n calendar days before the period; n is not negative. Where the history does not have it, only
// its period is set.
func (h History) Before(p Period, n int) Day {
	if i, ok := h.index[dayNumber(p)-n]; ok {
		return h.days[i]
	}
	return Day{Period: daysBefore(p, n)}
}

// SameWeekdays are the days one week, two weeks and so on before the period, so many weeks back. Those that the
// history does not have are among them, with nothing but their period.
func (h History) SameWeekdays(p Period, weeks int) []Day {
	days := make([]Day, weeks)
	for i := range days {
		days[i] = h.Before(p, 7*(i+1))
	}
	return days
}

// of are the days of a period, in order. Those that the history does not have are among them, with nothing but their
// period.
func (h History) of(p Period) []Day {
	periods := p.Days()
	days := make([]Day, len(periods))
	for i, d := range periods {
		days[i] = h.Before(d, 0)
	}
	return days
}

// with is the history and a later day of its zone.
func (h History) with(d Day) History {
	index := maps.Clone(h.index)
	if index == nil {
		index = map[int]int{}
	}
	index[dayNumber(d.Period)] = len(h.days)
	return History{append(slices.Clone(h.days), d), index}
}

// sinceFirstUse is the history without the days before anything was used: they say nothing of what is usual.
func (h History) sinceFirstUse() History {
	first := math.MaxInt
	for number, i := range h.index {
		if h.days[i].Total.N > 0 {
			first = min(first, number)
		}
	}
	index := maps.Clone(h.index)
	maps.DeleteFunc(index, func(number, _ int) bool { return number < first })
	return History{h.days, index}
}

// Missing are the days among the n before the period whose total the history does not know, the latest first. They
// are what to fetch.
func (h History) Missing(p Period, n int) []Period {
	var missing []Period
	for i := 1; i <= n; i++ {
		if d := h.Before(p, i); !d.Total.Known && d.Period.Duration() > 0 {
			missing = append(missing, d.Period)
		}
	}
	return missing
}

// daysBefore is the calendar day n days before; its length is 0 where the zone skipped that date.
func daysBefore(p Period, n int) Period {
	y, m, d := p.From.Date()
	return day(y, m, d-n, p.Zone())
}

// dayNumber counts calendar days, in whatever zone they are.
func dayNumber(p Period) int {
	y, m, d := p.From.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}
