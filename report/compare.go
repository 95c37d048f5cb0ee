package report

const (
	usualWeeks = 4 // same weekdays that the usual is made of
	fewestDays = 2 // known days without which there is no baseline
)

// Basis says which days a baseline is made of. Its text is the key of the catalogues and of the JSON.
type Basis string

const (
	// DayBefore is the calendar day before.
	DayBefore Basis = "day_before"
	// WeekBefore is the same weekday one week before.
	WeekBefore Basis = "week_before"
	// UsualWeekday is the median of the last four same weekdays.
	UsualWeekday Basis = "usual_weekday"
)

// Baseline is what a day is compared with. The zero Baseline is none.
type Baseline struct {
	Basis Basis
	// Days is how many days it is made of: of the usual, how many of the four same weekdays are known, 2 to 4.
	Days                        int
	Total, Input, Output, Calls Amount
}

// Known says whether there is anything to compare with.
func (b Baseline) Known() bool { return b.Days > 0 }

// Comparison is the baselines of a day.
type Comparison struct{ DayBefore, WeekBefore, Usual Baseline }

// Compare finds what to compare a day with. A day counts if its total is known. Fewer than two of the day before and
// the last four same weekdays are no baseline at all; fewer than two same weekdays are no usual.
func Compare(p Period, h History) Comparison {
	yesterday, same := h.Before(p, 1), h.SameWeekdays(p, usualWeeks)
	days := knownDays(append([]Day{yesterday}, same...))
	if len(days) < fewestDays {
		return Comparison{}
	}
	c := Comparison{DayBefore: single(DayBefore, yesterday), WeekBefore: single(WeekBefore, same[0])}
	if same = knownDays(same); len(same) >= fewestDays {
		c.Usual = Baseline{
			Basis: UsualWeekday, Days: len(same),
			Total:  medianAmount(same, func(d Day) Amount { return d.Total }),
			Input:  medianAmount(same, func(d Day) Amount { return d.Input }),
			Output: medianAmount(same, func(d Day) Amount { return d.Output }),
			Calls:  medianAmount(same, func(d Day) Amount { return d.Calls }),
		}
	}
	return c
}

// Best is the most telling of the baselines: the usual, else the same weekday a week before, else the day before. It
// is none where there is no baseline yet.
func (c Comparison) Best() Baseline {
	for _, b := range []Baseline{c.Usual, c.WeekBefore} {
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
