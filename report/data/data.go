// Package data writes a report's figures for machines: JSON with everything, and CSV with the points. Numbers are exact,
// times are RFC 3339 in the report's zone, and what is not known is null or an empty cell, never 0. It computes nothing:
// the figures are those of the analysis that the PDF and the mail show.
//
// docs/report.schema.json describes the JSON. The tests hold it against the types here.
package data

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"time"

	"tokenreport/internal/plain"
	"tokenreport/report"
)

// Version is the version of the JSON's form. It rises when a field is removed or changes its meaning; a reader must
// expect further fields.
const Version = 1

// Report is the JSON of a report.
type Report struct {
	Version  int            `json:"version"`
	Report   string         `json:"report"`
	Title    string         `json:"title"`
	Period   string         `json:"period"` // 2024-11-19, 2024-W47 or 2024-11
	Kind     report.Cadence `json:"period_kind"`
	Timezone string         `json:"timezone"`
	From     time.Time      `json:"from"`
	Until    time.Time      `json:"until"`    // not included
	Revision int            `json:"revision"` // from 1 on
	// Corrects is what the revision that this one replaces has shown; absent for revision 1.
	Corrects *Figures  `json:"corrects,omitempty"`
	Planned  time.Time `json:"planned"` // the run that the report was made for
	Complete bool      `json:"complete"`
	Total    *int64    `json:"total"`
	Input    *int64    `json:"input"`
	Output   *int64    `json:"output"`
	// OutputPerInput is rounded to six decimals; null where it is not known or there is no input.
	OutputPerInput *json.Number `json:"output_per_input"`
	Calls          *int64       `json:"calls"`
	// TokensPerCall is rounded to six decimals; null where it is not known or there are no calls.
	TokensPerCall *json.Number `json:"tokens_per_call"`
	// Reported is what the API's summary says of the period; null where it is not known.
	Reported   *Reported   `json:"reported"`
	Peak       *Stretch    `json:"peak"`
	PeakHour   *Stretch    `json:"peak_hour"`
	Intervals  Intervals   `json:"intervals"`
	Quiet      *Stretch    `json:"longest_quiet"`
	Comparison Comparison  `json:"comparison"`
	Anomalies  []Anomaly   `json:"anomalies"`
	Gaps       []Gap       `json:"suspected_gaps"`
	Month      *Month      `json:"month_to_date"`
	Budget     Budget      `json:"budget"`
	Cost       *Cost       `json:"cost"` // null where nothing has a price
	Breakdowns []Breakdown `json:"breakdowns"`
	Hours      []Hour      `json:"hours"`
	Points     []Point     `json:"points"`
	Trend      []Period    `json:"trend"`   // the last ones, the report's own the last
	Days       []Day       `json:"days"`    // of the period
	History    []Day       `json:"history"` // before the period, as far back as any is known
	Rhythm     []Weekday   `json:"rhythm"`
	Omissions  []Omission  `json:"omissions"`
	Oddities   []Oddity    `json:"oddities"`
	Source     Source      `json:"source"`
}

// JSON is the report as indented JSON with a newline at its end. The title is the document's, since the
// configuration may leave it to the language.
func JSON(a report.Analysis, title string, o report.Options) ([]byte, error) {
	b, err := json.MarshalIndent(newReport(a, title, o), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the report as JSON: %w", err)
	}
	return append(b, '\n'), nil
}

func newReport(a report.Analysis, title string, o report.Options) Report {
	s, u := a.Summary, a.Usage
	return Report{
		Version: Version, Report: o.Report, Title: plain.Bare(title),
		Period: u.Period.Name(), Kind: u.Period.Cadence(), Timezone: u.Period.Zone().String(),
		From: u.Period.From, Until: u.Period.Until, Planned: o.Planned.In(u.Period.Zone()),
		Revision: max(1, o.Revision), Corrects: corrects(o), Complete: a.Complete(),
		Total: number(u.Total), Input: number(u.Input), Output: number(u.Output), OutputPerInput: ratio(u.Output, u.Input),
		Calls: number(a.Calls), TokensPerCall: ratio(u.Total, a.Calls), Reported: reported(a),
		Peak: peak(s.Peak), PeakHour: hourPeak(s.PeakHour), Quiet: quiet(s.Quiet), Intervals: intervals(s),
		Comparison: comparison(a), Anomalies: each(a.Anomalies, anomaly), Gaps: each(a.Gaps, gap),
		Month: month(a), Budget: budget(a), Cost: cost(a), Breakdowns: breakdowns(a),
		Hours: each(s.Hours, hour), Points: each(u.Points, point),
		Trend: each(a.LastPeriods(), period), Days: each(a.Days, day), History: each(known(a.History, u.Period), day),
		Rhythm:    rhythm(a.Rhythm()),
		Omissions: each(a.Omissions, omission), Oddities: each(u.Oddities, oddity), Source: source(o.Source),
	}
}

// each is never nil, which would be null.
func each[From, To any](all []From, to func(From) To) []To {
	list := make([]To, len(all))
	for i, one := range all {
		list[i] = to(one)
	}
	return list
}

// number is nil for an unknown amount, which may be below 0 where it is a difference.
func number(a report.Amount) *int64 {
	if !a.Known {
		return nil
	}
	return integer(a.N)
}

func integer(n report.Tokens) *int64 {
	i := int64(n)
	return &i
}

// thousandths are nil where they are not known, or more than fits.
func thousandths(n int, known bool) *int64 {
	if !known || n == math.MaxInt {
		return nil
	}
	return integer(report.Tokens(n))
}

func share(s report.Share) *int64 { return thousandths(s.PerMille, s.Known) }

func ratio(part, whole report.Amount) *json.Number {
	if !part.Known || !whole.Known || whole.N == 0 {
		return nil
	}
	n := json.Number(big.NewRat(int64(part.N), int64(whole.N)).FloatString(6))
	return &n
}

// Amounts are three sums.
type Amounts struct {
	Total  *int64 `json:"total"`
	Input  *int64 `json:"input"`
	Output *int64 `json:"output"`
}

func amounts(a report.Amounts) Amounts {
	return Amounts{number(a.Total), number(a.Input), number(a.Output)}
}

// Figures are the sums of an earlier revision.
type Figures struct {
	Revision int `json:"revision"`
	Amounts
}

func corrects(o report.Options) *Figures {
	if o.Revision <= 1 || o.Corrects == nil {
		return nil
	}
	c := o.Corrects
	return &Figures{c.Revision, amounts(report.Amounts{Total: c.Total, Input: c.Input, Output: c.Output})}
}
