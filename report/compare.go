package report

import "slices"

const (
	usualWeeks = 4 // same weekdays that the usual is made of
	fewestDays = 2 // known days without which there is no baseline
)

// Basis says which days a baseline is made of. Its text is the key of the catalogues and of the JSON.
type Basis string

const (
	// DayBefore is the calendar day before.
	DayBefore Basis = "day_before"
	// WeekBefore is the same weekday one week before; of a week, the week before.
	WeekBefore Basis = "week_before"
	// UsualWeekday is the median of the last four same weekdays.
	UsualWeekday Basis = "usual_weekday"
	// UsualWeek is the median of the last four weeks.
	UsualWeek Basis = "usual_week"
	// MonthBefore is the calendar month before.
	MonthBefore Basis = "month_before"
)

// Baseline is what a period is compared with. The zero Baseline is none.
type Baseline struct {
	Basis Basis
	// Days is how many days it is made of, or weeks or months where it is about these: of the usual, how many of the
	// last four are known, 2 to 4.
	Days                        int
	Total, Input, Output, Calls Amount
	// PerDay says that the month before has another number of days, and that the amounts are what it would have had,
	// day by day, in as many as this month has.
	PerDay bool
}

// Known says whether there is anything to compare with.
func (b Baseline) Known() bool { return b.Days > 0 }

// Comparison is the baselines of a period: a week has WeekBefore and Usual, a month MonthBefore alone.
type Comparison struct{ DayBefore, WeekBefore, Usual, MonthBefore Baseline }

// Compare finds what to compare a period with. A day counts if its total is known. Fewer than two of the day before and
// the last four same weekdays are no baseline at all; fewer than two same weekdays are no usual. A week or month counts
// if the totals of all its days are known; fewer than two of the last four weeks are no usual.
func Compare(p Period, h History) Comparison {
	switch p.Cadence() {
	case Weekly:
		return Comparison{WeekBefore: baseline(WeekBefore, p, h), Usual: baseline(UsualWeek, p, h)}
	case Monthly:
		return Comparison{MonthBefore: baseline(MonthBefore, p, h)}
	}
	return compareDay(p, h)
}

func compareDay(p Period, h History) Comparison {
	days := append([]Day{h.Before(p, 1)}, h.SameWeekdays(p, usualWeeks)...)
	if len(knownDays(days)) < fewestDays {
		return Comparison{}
	}
	return Comparison{DayBefore: baseline(DayBefore, p, h), WeekBefore: baseline(WeekBefore, p, h), Usual: baseline(UsualWeekday, p, h)}
}

// baseline is the one of a basis; none where too few of its periods are known.
func baseline(basis Basis, p Period, h History) Baseline {
	var known []Day
	for _, days := range h.compared(basis, p) {
		known = append(known, together(p, days))
	}
	of, fewest := singleAmount, 1
	if basis == UsualWeekday || basis == UsualWeek {
		of, fewest = medianAmount, fewestDays
	}
	if len(known) < fewest {
		return Baseline{}
	}
	b := Baseline{
		Basis: basis, Days: len(known), PerDay: basis == MonthBefore && len(p.Days()) != len(p.Before().Days()),
		Total:  of(known, func(d Day) Amount { return d.Total }),
		Input:  of(known, func(d Day) Amount { return d.Input }),
		Output: of(known, func(d Day) Amount { return d.Output }),
		Calls:  of(known, func(d Day) Amount { return d.Calls }),
	}
	if b.PerDay {
		for _, a := range []*Amount{&b.Total, &b.Input, &b.Output, &b.Calls} {
			*a = a.scaled(len(p.Days()), len(p.Before().Days()))
		}
	}
	return b
}

// compared are the days of each period that a baseline of this basis is made of: of those whose total is known.
func (h History) compared(basis Basis, p Period) (periods [][]Day) {
	switch basis {
	case DayBefore:
		periods = [][]Day{{h.Before(p, 1)}}
	case UsualWeekday:
		for _, d := range h.SameWeekdays(p, usualWeeks) {
			periods = append(periods, []Day{d})
		}
	case WeekBefore, MonthBefore:
		periods = [][]Day{h.of(p.Before())}
		if p.Cadence() == Daily {
			periods = [][]Day{{h.Before(p, 7)}}
		}
	case UsualWeek:
		for before := p.Before(); len(periods) < usualWeeks; before = before.Before() {
			periods = append(periods, h.of(before))
		}
	}
	return slices.DeleteFunc(periods, func(days []Day) bool { return !together(p, days).Total.Known })
}

// Best is the most telling of the baselines: the usual, else the same weekday a week before or the period before, else
// the day before. It is none where there is no baseline yet.
func (c Comparison) Best() Baseline {
	for _, b := range []Baseline{c.Usual, c.WeekBefore, c.MonthBefore} {
		if b.Known() {
			return b
		}
	}
	return c.DayBefore
}

// singleAmount is that of the only day.
func singleAmount(days []Day, of amountOfDay) Amount { return of(days[0]) }

// medianAmount is the median of what is known of the days; unknown where fewer than two know it.
func medianAmount(days []Day, of amountOfDay) Amount {
	var values []Tokens
	for _, d := range days {
		if a := of(d); a.Known {
			values = append(values, a.N)
		}
	}
	if len(values) < fewestDays {
		return Amount{}
	}
	return Known(medianTokens(values))
}
