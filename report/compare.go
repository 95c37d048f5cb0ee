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
		return compareWeek(p, h)
	case Monthly:
		return Comparison{MonthBefore: monthBefore(p, h)}
	}
	return compareDay(p, h)
}

func compareDay(p Period, h History) Comparison {
	yesterday, same := h.Before(p, 1), h.SameWeekdays(p, usualWeeks)
	days := knownDays(append([]Day{yesterday}, same...))
	if len(days) < fewestDays {
		return Comparison{}
	}
	c := Comparison{DayBefore: single(DayBefore, yesterday), WeekBefore: single(WeekBefore, same[0])}
	c.Usual = medianBaseline(UsualWeekday, same)
	return c
}

func compareWeek(p Period, h History) Comparison {
	weeks := make([]Day, usualWeeks)
	for i, before := 0, p.Before(); i < len(weeks); i, before = i+1, before.Before() {
		weeks[i] = together(before, h.of(before))
	}
	return Comparison{WeekBefore: single(WeekBefore, weeks[0]), Usual: medianBaseline(UsualWeek, weeks)}
}

// monthBefore brings the month before to the length of this one.
func monthBefore(p Period, h History) Baseline {
	days := h.of(p.Before())
	before := together(p.Before(), days)
	b := single(MonthBefore, before)
	if n, then := len(p.Days()), len(days); b.Known() && n != then {
		b.PerDay = true
		for _, a := range []*Amount{&b.Total, &b.Input, &b.Output, &b.Calls} {
			*a = a.scaled(n, then)
		}
	}
	return b
}

// medianBaseline is the usual of days, or weeks, of which two must be known; else none.
func medianBaseline(basis Basis, days []Day) Baseline {
	days = knownDays(slices.Clone(days))
	if len(days) < fewestDays {
		return Baseline{}
	}
	return Baseline{
		Basis: basis, Days: len(days),
		Total:  medianAmount(days, func(d Day) Amount { return d.Total }),
		Input:  medianAmount(days, func(d Day) Amount { return d.Input }),
		Output: medianAmount(days, func(d Day) Amount { return d.Output }),
		Calls:  medianAmount(days, func(d Day) Amount { return d.Calls }),
	}
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

func single(basis Basis, d Day) Baseline {
	if !d.Total.Known {
		return Baseline{}
	}
	return Baseline{Basis: basis, Days: 1, Total: d.Total, Input: d.Input, Output: d.Output, Calls: d.Calls}
}

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
