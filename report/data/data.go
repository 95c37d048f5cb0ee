// Package data writes a report's figures for machines: JSON with everything, and CSV with the points. Numbers are
// exact, times are RFC 3339 in the report's zone, and what is not known is null or an empty cell, never 0. It
// computes nothing: the figures are those of the summary that the PDF and the mail show.
package data

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"tokenreport/report"
)

// Version is the version of the JSON's form. It rises when a field is removed or changes its meaning; a reader must
// expect further fields.
const Version = 1

// Report is the JSON of a report.
type Report struct {
	Version  int       `json:"version"`
	Report   string    `json:"report"`
	Title    string    `json:"title"`
	Period   string    `json:"period"` // 2024-11-19
	Timezone string    `json:"timezone"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`    // not included
	Revision int       `json:"revision"` // from 1 on
	// Corrects is what the revision that this one replaces has shown; absent for revision 1.
	Corrects *Figures  `json:"corrects,omitempty"`
	Planned  time.Time `json:"planned"` // the run that the report was made for
	Complete bool      `json:"complete"`
	Total    *int64    `json:"total"`
	Input    *int64    `json:"input"`
	Output   *int64    `json:"output"`
	// OutputPerInput is rounded to six decimals; null where it is not known or there is no input.
	OutputPerInput *json.Number `json:"output_per_input"`
	Peak           *Stretch     `json:"peak"`
	PeakHour       *Stretch     `json:"peak_hour"`
	Intervals      Intervals    `json:"intervals"`
	Quiet          *Stretch     `json:"longest_quiet"`
	Hours          []Hour       `json:"hours"`
	Points         []Point      `json:"points"`
	Oddities       []Oddity     `json:"oddities"`
	Source         Source       `json:"source"`
}

// Figures are the sums of an earlier revision.
type Figures struct {
	Revision int    `json:"revision"`
	Total    *int64 `json:"total"`
	Input    *int64 `json:"input"`
	Output   *int64 `json:"output"`
}

// Stretch is a stretch of time and the tokens used in it; none are given for the longest quiet one.
type Stretch struct {
	At     *time.Time `json:"at,omitempty"` // the point's label, for the peak
	From   time.Time  `json:"from"`
	Until  time.Time  `json:"until"`
	Tokens *int64     `json:"tokens,omitempty"`
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

// Hour is one hour of the period.
type Hour struct {
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	Total  *int64    `json:"total"`
	Input  *int64    `json:"input"`
	Output *int64    `json:"output"`
	Active int       `json:"active"`
}

// Point is one interval with recorded usage, under the label that the API gave it.
type Point struct {
	At     time.Time `json:"at"`
	Total  *int64    `json:"total"`
	Input  *int64    `json:"input"`
	Output *int64    `json:"output"`
}

// Oddity is something odd about the data: see [report.OddityKind] for the kinds.
type Oddity struct {
	Kind   string `json:"kind"`
	Series string `json:"series,omitempty"`
	Count  int    `json:"count,omitempty"`
	Label  string `json:"label,omitempty"`
	Value  string `json:"value,omitempty"`
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
		Version: Version, Report: o.Report, Title: title, Period: u.Period.Name(), Timezone: u.Period.Zone().String(),
		From: u.Period.From, Until: u.Period.Until, Revision: max(1, o.Revision), Corrects: corrects(o), Planned: o.Planned.In(u.Period.Zone()),
		Complete: a.Complete(), Total: number(u.Total), Input: number(u.Input), Output: number(u.Output),
		OutputPerInput: ratio(u), Peak: peak(s.Peak), PeakHour: hourPeak(s.PeakHour), Quiet: quiet(s.Quiet),
		Intervals: Intervals{
			Seconds: int(u.Step / time.Second), Active: s.Active, Received: u.Received, Expected: s.Expected,
			Mean: number(s.Mean), Median: number(s.Median), P95: number(s.P95),
		},
		Hours: hours(s.Hours), Points: points(u.Points), Oddities: oddities(u.Oddities), Source: source(o.Source),
	}
}

func corrects(o report.Options) *Figures {
	if o.Revision <= 1 || o.Corrects == nil {
		return nil
	}
	return &Figures{o.Corrects.Revision, number(o.Corrects.Total), number(o.Corrects.Input), number(o.Corrects.Output)}
}

// number is nil for an unknown amount.
func number(a report.Amount) *int64 {
	if !a.Known {
		return nil
	}
	n := int64(a.N)
	return &n
}

func ratio(u report.Usage) *json.Number {
	if !u.Input.Known || !u.Output.Known || u.Input.N == 0 {
		return nil
	}
	n := json.Number(big.NewRat(int64(u.Output.N), int64(u.Input.N)).FloatString(6))
	return &n
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
	return &Stretch{From: p.From, Until: p.Until, Tokens: number(report.Known(p.Tokens))}
}

func quiet(s *report.Span) *Stretch {
	if s == nil {
		return nil
	}
	return &Stretch{From: s.From, Until: s.Until}
}

func hours(hours []report.Hour) []Hour {
	out := make([]Hour, len(hours))
	for i, h := range hours {
		out[i] = Hour{h.From, h.Until, number(h.Total), number(h.Input), number(h.Output), h.Active}
	}
	return out
}

func points(points []report.Point) []Point {
	out := make([]Point, len(points))
	for i, p := range points {
		out[i] = Point{p.At, number(p.Total), number(p.Input), number(p.Output)}
	}
	return out
}

func oddities(oddities []report.Oddity) []Oddity {
	out := make([]Oddity, len(oddities))
	for i, o := range oddities {
		out[i] = Oddity{string(o.Kind), string(o.Series), o.Count, o.Label, o.Value}
	}
	return out
}

func source(s report.Source) Source {
	filters := map[string][]string{}
	for _, f := range s.Filters {
		filters[f.Name] = f.Values
	}
	return Source{s.API, s.Endpoint, s.Region, s.LabelZone, filters, s.RequestIDs, s.Version}
}

// CSV has one line for each point, by time, under a head: at, total, input, output. An unknown amount is an empty
// cell. Lines end in CR LF (RFC 4180).
func CSV(s report.Summary) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"at", "total", "input", "output"}}
	for _, p := range s.Usage.Points {
		rows = append(rows, []string{p.At.Format(time.RFC3339), cell(p.Total), cell(p.Input), cell(p.Output)})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("encode the points as CSV: %w", err)
	}
	return b.Bytes(), nil
}

func cell(a report.Amount) string {
	if !a.Known {
		return ""
	}
	return strconv.FormatInt(int64(a.N), 10)
}
