package report

import (
	"fmt"
	"time"
)

// Span is a stretch of time, From included and Until not.
type Span struct{ From, Until time.Time }

// Duration is the span's length in real time, as a stopwatch would measure it.
func (s Span) Duration() time.Duration { return s.Until.Sub(s.From) }

// Period is the time that a report covers: one calendar day in a zone. A day has 23 or 25 hours where the
// clocks change. The times of its Span are in the zone.
type Period struct {
	Span
	name string
}

// Name identifies the period in keys and file names: 2024-11-19.
func (p Period) Name() string { return p.name }

// Zone is the zone whose calendar bounds the period.
func (p Period) Zone() *time.Location { return p.From.Location() }

// PreviousDay is the last calendar day in zone that was over at the instant.
func PreviousDay(instant time.Time, zone *time.Location) Period {
	today := dayOf(instant.In(zone)).From
	lastMoment := today.Add(-time.Nanosecond)
	return dayOf(lastMoment)
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

// Hours cuts the period into consecutive hours from its start; the last one is shorter where the period is no
// whole number of hours (Lord Howe Island changes its clocks by 30 minutes).
func (p Period) Hours() []Span {
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
