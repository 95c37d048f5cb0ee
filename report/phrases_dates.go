package report

import (
	"fmt"
	"time"
)

// period names a day, week or month in words: "Tuesday, 19 November 2024", "Week 47, 18 November – 24 November 2024".
func (p phrases) period(of Period) string {
	switch of.Cadence() {
	case Weekly:
		year, week := of.From.ISOWeek()
		last := of.Until.Add(-time.Nanosecond)
		return p.say("date.week", "year", fmt.Sprint(year), "week", fmt.Sprint(week),
			"from", p.dayOfMonth(of.From), "until", p.dayOfMonth(last), "last_year", fmt.Sprint(last.Year()))
	case Monthly:
		return p.say("date.month", "month", p.month(of.From), "year", fmt.Sprint(of.From.Year()))
	}
	return p.date(of.From)
}

func (p phrases) month(t time.Time) string        { return p.list("date.months")[t.Month()-1] }
func (p phrases) weekday(t time.Time) string      { return p.list("date.weekdays")[t.Weekday()] }
func (p phrases) shortWeekday(t time.Time) string { return p.list("date.weekdays.short")[t.Weekday()] }

// dayOfMonth is a date without year and weekday: "19 November".
func (p phrases) dayOfMonth(t time.Time) string {
	return p.say("date.day", "day", fmt.Sprint(t.Day()), "month", p.month(t))
}

// shortDate is "19 Nov", shortDay "Tue 19 Nov".
func (p phrases) shortDate(t time.Time) string {
	return p.say("date.day", "day", fmt.Sprint(t.Day()), "month", p.list("date.months.short")[t.Month()-1])
}

func (p phrases) shortDay(t time.Time) string {
	return p.say("date.day.weekday", "weekday", p.shortWeekday(t), "date", p.shortDate(t))
}

// moment is a time of day, with its day where the period has several.
func (p phrases) moment(period Period, t time.Time) string {
	if period.Cadence() == Daily {
		return clock(period, t)
	}
	return p.say("date.moment", "day", p.dayWithin(period, t), "clock", clock(dayOf(t), t))
}

// dayWithin names a day among those of the period: by its weekday alone in a week.
func (p phrases) dayWithin(period Period, t time.Time) string {
	if period.Cadence() == Weekly {
		return p.shortWeekday(t)
	}
	return p.shortDay(t)
}

// span is a stretch within a day, with its day where the period has several.
func (p phrases) span(period Period, s Span) string {
	day := dayOf(s.From)
	switch {
	case period.Cadence() == Daily:
		return p.clocks(period, s)
	case s == day.Span:
		return p.dayWithin(period, s.From)
	}
	return p.say("date.moment", "day", p.dayWithin(period, s.From), "clock", p.clocks(day, s))
}

// length is how long a period is: a day in hours, a longer one in days.
func (p phrases) length(of Period) string {
	if of.Cadence() == Daily {
		return p.duration(of.Duration())
	}
	days := len(of.Days())
	return p.count("duration.days", days, "days", fmt.Sprint(days))
}

// against names what a figure is compared with: in a sentence, or in short.
func (p phrases) against(of Period, b Baseline) string {
	switch b.Basis {
	case UsualWeekday:
		return p.say("against.usual_weekday", "weekday", p.weekday(of.From))
	case UsualWeek:
		return p.say("against.usual_week")
	}
	return p.earlier(of, b)
}

func (p phrases) againstShort(of Period, b Baseline) string {
	switch {
	case b.Basis == UsualWeekday:
		return p.say("against.short.usual_weekday", "weekday", p.shortWeekday(of.From))
	case b.Basis == UsualWeek:
		return p.say("against.short.usual_week")
	case b.PerDay:
		return p.say("against.short.month.per_day", "month", p.month(of.Before().From))
	case b.Basis == WeekBefore && of.Cadence() == Weekly:
		return p.say("against.short.week_before")
	}
	return p.earlier(of, b)
}

// earlier names a single day, week or month before.
func (p phrases) earlier(of Period, b Baseline) string {
	switch {
	case b.Basis == MonthBefore && b.PerDay:
		return p.say("against.month.per_day", "month", p.month(of.Before().From))
	case b.Basis == MonthBefore:
		return p.month(of.Before().From)
	case of.Cadence() == Weekly:
		return p.say("against.week_before")
	case b.Basis == WeekBefore:
		return p.shortDay(daysBefore(of, 7).From)
	}
	return p.shortDay(daysBefore(of, 1).From)
}
