package report

import (
	"cmp"
	"fmt"
	"time"
)

// Span is a stretch of time, From included and Until not.
type Span struct{ From, Until time.Time }

// Duration is the span's length in real time, as a stopwatch would measure it.
func (s Span) Duration() time.Duration { return s.Until.Sub(s.From) }

// Period is the time that a report covers: one calendar day, week or month in a zone. A day has 23 or 25 hours where the
// clocks change. The times of its Span are in the zone.
type Period struct {
	Span
	name    string
	cadence Cadence
}

// Cadence is how long periods are. Its text is the key of the configuration, of the catalogues and of the JSON.
type Cadence string

// The cadences: a calendar day, a week from Monday to Sunday (ISO 8601), a calendar month.
const (
	Daily   Cadence = "day"
	Weekly  Cadence = "week"
	Monthly Cadence = "month"
)

// Name identifies the period in keys and file names: 2024-11-19, 2024-W47 or 2024-11.
func (p Period) Name() string { return p.name }

// Cadence is how long the period is; [Daily] for the zero Period.
func (p Period) Cadence() Cadence { return cmp.Or(p.cadence, Daily) }

// Days are the calendar days of the period, in order. One that the zone skipped is left out.
func (p Period) Days() []Period {
	var days []Period
	y, m, d := p.From.Date()
	for n := 0; ; n++ {
		next := day(y, m, d+n, p.Zone())
		if !next.From.Before(p.Until) {
			return days
		}
		if next.Duration() > 0 {
			days = append(days, next)
		}
	}
}

// Before is the period of the same cadence that ends where this one begins.
func (p Period) Before() Period { return containing(p.Cadence(), p.From.Add(-time.Nanosecond)) }

// Zone is the zone whose calendar bounds the period.
func (p Period) Zone() *time.Location { return p.From.Location() }

// PreviousDay is the last calendar day in zone that was over at the instant.
func PreviousDay(instant time.Time, zone *time.Location) Period {
	today := dayOf(instant.In(zone)).From
	lastMoment := today.Add(-time.Nanosecond)
	return dayOf(lastMoment)
}

// Previous is the last period of a cadence in zone that was over at the instant.
func Previous(c Cadence, instant time.Time, zone *time.Location) Period {
	return containing(c, instant.In(zone)).Before()
}

// ParsePeriod is the period of a cadence that holds the date, which is written YYYY-MM-DD. The errors are those of
// [ParseDay].
func ParsePeriod(c Cadence, date string, zone *time.Location) (Period, error) {
	p, err := ParseDay(date, zone)
	if err != nil {
		return Period{}, err
	}
	return containing(c, p.From), nil
}

// ParsePeriodName is the period in zone that [Period.Name] gave this name.
func ParsePeriodName(name string, zone *time.Location) (Period, error) {
	var year, week int
	if _, err := fmt.Sscanf(name, "%d-W%02d", &year, &week); err == nil && week > 0 {
		fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // always lies in week 1
		p, err := ParsePeriod(Weekly, fourth.AddDate(0, 0, 7*(week-1)).Format(time.DateOnly), zone)
		if err == nil && p.Name() == name {
			return p, nil
		}
		return Period{}, fmt.Errorf("%q is not the name of a week", name)
	}
	if p, err := ParsePeriod(Monthly, name+"-01", zone); err == nil {
		return p, nil
	}
	return ParseDay(name, zone)
}

// containing is the period of a cadence that holds the instant, in the instant's zone.
func containing(c Cadence, t time.Time) Period {
	y, m, d := t.Date()
	var first, last time.Time // by the calendar
	var name string
	switch c {
	case Weekly:
		monday := time.Date(y, m, d-RhythmRow(t.Weekday()), 0, 0, 0, 0, time.UTC)
		year, week := monday.ISOWeek()
		first, last, name = monday, monday.AddDate(0, 0, 7), fmt.Sprintf("%d-W%02d", year, week)
	case Monthly:
		first = time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
		last, name = first.AddDate(0, 1, 0), first.Format("2006-01")
	default:
		return dayOf(t)
	}
	from, until := day(first.Year(), first.Month(), first.Day(), t.Location()), day(last.Year(), last.Month(), last.Day(), t.Location())
	return Period{Span: Span{from.From, until.From}, name: name, cadence: c}
}

// ParseDay is the calendar day in zone that is written YYYY-MM-DD. It is an error if there is no such date, or
// if the zone skipped it, as Samoa did 2011-12-30.
func ParseDay(date string, zone *time.Location) (Period, error) {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return Period{}, fmt.Errorf("date %q is not a calendar date: write it as YYYY-MM-DD", date)
	}
	p := day(t.Year(), t.Month(), t.Day(), zone)
	if p.Duration() <= 0 {
		return Period{}, fmt.Errorf("date %s does not exist in %s: its calendar skipped that day", date, zone)
	}
	return p, nil
}

func dayOf(t time.Time) Period {
	y, m, d := t.Date()
	return day(y, m, d, t.Location())
}

func day(y int, m time.Month, d int, zone *time.Location) Period {
	return Period{
		Span: Span{From: startOfDay(y, m, d, zone), Until: startOfDay(y, m, d+1, zone)},
		name: time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly),
	}
}

// startOfDay gives the first instant of a date in a zone. Midnight may not exist there (Beirut and Cairo put
// their clocks forward at 00:00) or happen twice (Havana puts them back at 01:00); time.Date leaves open what
// it returns in both cases.
func startOfDay(y int, m time.Month, d int, zone *time.Location) time.Time {
	wanted := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	midnight := time.Date(y, m, d, 0, 0, 0, 0, zone)
	begins, ends := midnight.ZoneBounds()
	_, now := midnight.Zone()
	// Where midnight falls in a gap, time.Date answers from one side of the change or from the other.
	switch wall := midnight.UTC().Add(time.Duration(now) * time.Second); {
	case wall.Before(wanted):
		return ends
	case wall.After(wanted):
		return begins
	}
	if begins.IsZero() {
		return midnight
	}
	_, before := begins.Add(-time.Second).Zone()
	if first := midnight.Add(time.Duration(now-before) * time.Second); first.Before(begins) {
		return first
	}
	return midnight
}

// Hours cuts each day of the period into consecutive hours from its start; the last one is shorter where the day is no
// whole number of hours (Lord Howe Island changes its clocks by 30 minutes).
func (p Period) Hours() []Span {
	if p.Cadence() == Daily {
		return p.hoursOfDay()
	}
	var hours []Span
	for _, d := range p.Days() {
		hours = append(hours, d.hoursOfDay()...)
	}
	return hours
}

func (p Period) hoursOfDay() []Span {
	var hours []Span
	for from := p.From; from.Before(p.Until); from = from.Add(time.Hour) {
		until := from.Add(time.Hour)
		if until.After(p.Until) {
			until = p.Until
		}
		hours = append(hours, Span{from, until})
	}
	return hours
}

// holds says whether a label counts as the period's own. The end is included, since it is undocumented whether
// labels mark the start of an interval or its end.
func (p Period) holds(label time.Time) bool {
	return !label.Before(p.From) && !label.After(p.Until)
}
