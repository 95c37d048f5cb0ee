package report

import (
	"slices"
	"time"
)

// ForecastMethod names how a forecast is made. Its text is the key of the catalogues and of the JSON.
type ForecastMethod string

// WeekdayMedians adds to the days whose total is known, for each other day of the month, the median of the last four
// of its weekday, of which two must be known; else the mean of the last 28 days that are known.
const WeekdayMedians ForecastMethod = "weekday_medians"

// fewestForForecast is how many of the last 28 days must be known.
const fewestForForecast = 7

// MonthToDate is a calendar month so far, up to and including a day. What is not known is missing from the sums; the
// forecast stands in for it.
type MonthToDate struct {
	Month   Span // the whole month
	Days    int  // of the month
	Elapsed int  // days up to and including the day
	Known   int  // of them, those whose total is known
	// Doubtful is how many of the known days have something odd about their data, or seem to lack some.
	Doubtful int
	// Sum is of the known days. An amount is unknown where one of these days does not know it, where no day is known,
	// or where it is beyond what can be counted.
	Sum Amounts
	// Forecast is the whole month by Method; unknown where fewer than seven of the last 28 days since the first use are known.
	Forecast Amounts
	Method   ForecastMethod // empty where there is no forecast
}

// Missing is how many of the days so far are not known.
func (m MonthToDate) Missing() int { return m.Elapsed - m.Known }

// MonthSoFar is the month of a day, up to and including it.
func MonthSoFar(today Day, h History) MonthToDate {
	days := monthOf(today, h)
	m := MonthToDate{Month: Span{days[0].Period.From, days[len(days)-1].Period.Until}, Days: len(days)}
	for _, d := range days {
		if !d.Period.From.After(today.Period.From) {
			m.Elapsed++
		}
	}
	past := knownDays(slices.Clone(days))
	m.Known = len(past)
	for _, d := range past {
		if !d.Complete {
			m.Doubtful++
		}
	}
	m.Sum = eachAmount(func(of amountOfDay) Amount { return sumOf(past, of) })
	if recent := Trend(today, h.sinceFirstUse(), rhythmDays); len(knownDays(slices.Clone(recent))) >= fewestForForecast {
		m.Method = WeekdayMedians
		m.Forecast = eachAmount(func(of amountOfDay) Amount { return forecast(days, recent, of) })
	}
	return m
}

// monthOf are the days of a day's month; of those after it, and those not in the history, only the period is set.
func monthOf(today Day, h History) []Day {
	y, month, d := today.Period.From.Date()
	var days []Day
	for date := 1; date <= daysIn(y, month); date++ {
		p := day(y, month, date, today.Period.Zone())
		switch {
		case p.Duration() <= 0: // the zone skipped that date
		case date < d:
			days = append(days, h.Before(today.Period, d-date))
		case date == d:
			days = append(days, today)
		default:
			days = append(days, Day{Period: p})
		}
	}
	return days
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// amountOfDay is one of the amounts of a day.
type amountOfDay func(Day) Amount

func eachAmount(of func(amountOfDay) Amount) Amounts {
	return Amounts{
		Total:  of(func(d Day) Amount { return d.Total }),
		Input:  of(func(d Day) Amount { return d.Input }),
		Output: of(func(d Day) Amount { return d.Output }),
	}
}

// forecast puts the usual of its weekday for each day that does not know the amount, and sums up.
func forecast(days, recent []Day, of amountOfDay) Amount {
	usual := weekdayMedians(recent, of)
	return sumOf(days, func(d Day) Amount {
		if a := of(d); a.Known {
			return a
		}
		return usual[d.Period.From.Weekday()]
	})
}

// weekdayMedians is what is usual on each weekday, Sunday first: the mean of all known days where a weekday has too few.
func weekdayMedians(recent []Day, of amountOfDay) (usual [7]Amount) {
	var weekdays [7][]Day
	for _, d := range recent {
		weekday := d.Period.From.Weekday()
		weekdays[weekday] = append(weekdays[weekday], d)
	}
	mean := meanAmount(recent, of)
	for weekday, days := range weekdays {
		if usual[weekday] = medianAmount(days, of); !usual[weekday].Known {
			usual[weekday] = mean
		}
	}
	return usual
}

// meanAmount is the mean of what is known, with halves up.
func meanAmount(days []Day, of amountOfDay) Amount {
	days = slices.DeleteFunc(slices.Clone(days), func(d Day) bool { return !of(d).Known })
	total, n := sumOf(days, of), Tokens(len(days))
	if !total.Known {
		return Amount{}
	}
	return Known(total.N/n + (total.N%n*2)/n)
}

// BudgetUse is how much of a calendar month's budget is used.
type BudgetUse struct {
	Budget   Tokens
	Used     Share // of the budget, by the known days
	Elapsed  Share // of the month's days: what a steady use would have used
	Forecast Share // of the budget, by the whole month; unknown without a forecast
	Exceeded bool  // more than the budget is used
	Least    bool  // more may be used, because something is not known
}

// Against holds the month against its budget, which is above 0.
func (m MonthToDate) Against(budget Tokens) BudgetUse {
	return BudgetUse{
		Budget:   budget,
		Used:     ShareOf(m.Sum.Total, Known(budget)),
		Elapsed:  ShareOf(Known(Tokens(m.Elapsed)), Known(Tokens(m.Days))),
		Forecast: ShareOf(m.Forecast.Total, Known(budget)),
		Exceeded: m.Sum.Total.N > budget,
		Least:    m.Missing()+m.Doubtful > 0,
	}
}
