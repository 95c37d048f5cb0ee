package data

import (
	"time"

	"tokenreport/report"
)

// Stretch is a stretch of time and the tokens used in it; none are given for the longest quiet one.
type Stretch struct {
	At     *time.Time `json:"at,omitempty"` // the point's label, for the peak
	From   time.Time  `json:"from"`
	Until  time.Time  `json:"until"`
	Tokens *int64     `json:"tokens,omitempty"`
}

func peak(p *report.Peak) *Stretch {
	stretch := hourPeak(p)
	if stretch != nil {
		stretch.At = &p.At
	}
	return stretch
}

func hourPeak(p *report.Peak) *Stretch {
	if p == nil {
		return nil
	}
	return &Stretch{From: p.From, Until: p.Until, Tokens: integer(p.Tokens)}
}

func quiet(s *report.Span) *Stretch {
	if s == nil {
		return nil
	}
	return &Stretch{From: s.From, Until: s.Until}
}

// Intervals is about the API's intervals. Mean, median and p95 are over the active ones.
type Intervals struct {
	Seconds  int    `json:"seconds"` // the length of an interval; 0 where no point told it
	Active   int    `json:"active"`
	Received int    `json:"received"` // points of the total series, as they came
	Expected int    `json:"expected"`
	Mean     *int64 `json:"mean"`
	Median   *int64 `json:"median"`
	P95      *int64 `json:"p95"`
}

func intervals(s report.Summary) Intervals {
	return Intervals{
		Seconds: int(s.Usage.Step / time.Second), Active: s.Active, Received: s.Usage.Received, Expected: s.Expected,
		Mean: number(s.Mean), Median: number(s.Median), P95: number(s.P95),
	}
}

// Hour is one hour of the period.
type Hour struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Amounts
	Active int `json:"active"`
}

func hour(h report.Hour) Hour {
	return Hour{h.From, h.Until, Amounts{number(h.Total), number(h.Input), number(h.Output)}, h.Active}
}

// Point is one interval with recorded usage, under the label that the API gave it.
type Point struct {
	At time.Time `json:"at"`
	Amounts
}

func point(p report.Point) Point {
	return Point{p.At, Amounts{number(p.Total), number(p.Input), number(p.Output)}}
}

// Period is a day, a week or a month.
type Period struct {
	Period string    `json:"period"` // 2024-11-19, 2024-W47 or 2024-11
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	Amounts
	Calls *int64 `json:"calls"`
}

func period(d report.Day) Period {
	return Period{d.Period.Name(), d.Period.From, d.Period.Until, Amounts{number(d.Total), number(d.Input), number(d.Output)}, number(d.Calls)}
}

// Day is a calendar day.
type Day struct {
	Date  string    `json:"date"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Amounts
	Calls    *int64   `json:"calls"`
	Complete bool     `json:"complete"` // false also where nothing is known
	Hours    []*int64 `json:"hours"`    // the totals by the clock's 24 hours
}

func day(d report.Day) Day {
	return Day{
		Date: d.Period.Name(), From: d.Period.From, Until: d.Period.Until,
		Amounts: Amounts{number(d.Total), number(d.Input), number(d.Output)},
		Calls:   number(d.Calls), Complete: d.Complete, Hours: each(d.Hours[:], number),
	}
}

// Weekday is what is usual on a weekday: the median of each hour of the last four.
type Weekday struct {
	Weekday int      `json:"weekday"` // 1 for Monday
	Hours   []*int64 `json:"hours"`   // by the clock's 24 hours
}

func rhythm(r report.Rhythm) []Weekday {
	usual := func(h report.RhythmHour) *int64 { return number(h.Tokens) }
	list := []Weekday{}
	for row := range r {
		list = append(list, Weekday{row + 1, each(r[row][:], usual)})
	}
	return list
}

// known are the days before the period by time, from the first of which something is known.
func known(h report.History, p report.Period) []report.Day {
	for n := p.Cadence().HistoryDays(); n > 0; n-- {
		if d := h.Before(p, n); d.Total.Known || d.Calls.Known {
			return report.Trend(h.Before(p, 1), h, n)
		}
	}
	return nil
}

// Source is where the figures are from.
type Source struct {
	API        string              `json:"api"`
	Endpoint   string              `json:"endpoint"`
	Region     string              `json:"region"`
	LabelZone  string              `json:"label_timezone"`
	Filters    map[string][]string `json:"filters"`
	RequestIDs []string            `json:"request_ids"`
	Version    string              `json:"tokenreport"`
}

func source(s report.Source) Source {
	filters := map[string][]string{}
	for _, f := range s.Filters {
		filters[f.Name] = f.Values
	}
	ids := each(s.RequestIDs, func(id string) string { return id })
	return Source{s.API, s.Endpoint, s.Region, s.LabelZone, filters, ids, s.Version}
}
