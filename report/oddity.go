package report

import "time"

// Oddity is something about the API's data that a reader should know before trusting the figures. Equal
// oddities of one series are one Oddity with a Count.
type Oddity struct {
	Kind   OddityKind
	Series SeriesName // which series; empty where the oddity concerns all
	Count  int        // how many points; 0 for the oddities that are not about points
	Label  string     // the first point's label, as the API wrote it
	Value  string     // the first point's value as the API wrote it, or what Kind says
	At     time.Time  // the first interval's label, of Unbalanced alone
}

// OddityKind says what is odd. Its text is the key of the catalogues and of the JSON.
type OddityKind string

const (
	// BadLabel: the time label is null or no time. The point is left out.
	BadLabel OddityKind = "bad_label"
	// BadValue: the value is no number. The point is left out.
	BadValue OddityKind = "bad_value"
	// NullValue: the API gave no value. The point is left out.
	NullValue OddityKind = "null_value"
	// NegativeValue: the value is below zero. The point is left out.
	NegativeValue OddityKind = "negative_value"
	// HugeValue: the value does not fit an int64. The point is left out.
	HugeValue OddityKind = "huge_value"
	// FractionalValue: the value is no whole number. It is rounded and counts.
	FractionalValue OddityKind = "fractional_value"
	// OutsidePeriod: the label is not within the period. The point is left out.
	OutsidePeriod OddityKind = "outside_period"
	// Duplicate: the series has several points with one label. They are added.
	Duplicate OddityKind = "duplicate"
	// NullSeries: the API gave null, or nothing, for a whole series. Its figures are unknown.
	NullSeries OddityKind = "null_series"
	// MixedSteps: labels of different granularity in one answer. They all count.
	MixedSteps OddityKind = "mixed_steps"
	// BothMidnights: points at the start and at the end of the period. The one that is a neighbour's is left out.
	BothMidnights OddityKind = "both_midnights"
	// LoneMidnight: a point at the end of the period, though nothing tells yet that labels mark the ends of intervals. It counts.
	LoneMidnight OddityKind = "lone_midnight"
	// LabelZone: the labels would all be within the period in another zone, which Value names (UTC+07:00).
	LabelZone OddityKind = "label_zone"
	// EmptySeries: the API gave no point of a series though the others say that it cannot be 0. Its sum is unknown.
	EmptySeries OddityKind = "empty_series"
	// Unbalanced: total is not input plus output in Count intervals, of which Label (RFC 3339) and At are the first.
	// Value is the difference in sum, total less the parts.
	Unbalanced OddityKind = "unbalanced"
)

// LeavesOut says whether points of this kind are not in the figures.
func (k OddityKind) LeavesOut() bool {
	switch k {
	case BadLabel, BadValue, NullValue, NegativeValue, HugeValue, OutsidePeriod:
		return true
	}
	return false
}

// gravity ranks kinds by how much they make the figures doubtful, the gravest first.
func (k OddityKind) gravity() int {
	switch {
	case k == NullSeries, k == EmptySeries, k == Unbalanced, k == LabelZone:
		return 0
	case k.LeavesOut():
		return 1
	default:
		return 2
	}
}

// SeriesName names one of the API's three series.
type SeriesName string

// The series of DescribeTokenUsageGraph.
const (
	TotalSeries  SeriesName = "total"
	InputSeries  SeriesName = "input"
	OutputSeries SeriesName = "output"
)

// oddities collects, adding up equal kinds of a series in order of first sight.
type oddities []Oddity

func (o *oddities) add(kind OddityKind, series SeriesName, label, value string) {
	for i := range *o {
		if seen := &(*o)[i]; seen.Kind == kind && seen.Series == series {
			seen.Count++
			return
		}
	}
	*o = append(*o, Oddity{Kind: kind, Series: series, Count: 1, Label: label, Value: value})
}

// zoneThatFits is the fixed offset from UTC in which every label would lie within the period, given that some
// do not as they were read; ok is false where there is none. The nearest to the offset in use wins.
func zoneThatFits(labels []time.Time, p Period) (offset time.Duration, ok bool) {
	const step, most = 30 * time.Minute, 14 * time.Hour
	for shift := step; shift <= 2*most; shift += step {
		for _, s := range []time.Duration{shift, -shift} {
			if !allWithin(labels, s, p) {
				continue
			}
			_, used := labels[0].Zone()
			if offset := time.Duration(used)*time.Second - s; offset.Abs() <= most {
				return offset, true
			}
		}
	}
	return 0, false
}

func distinct(times []time.Time) int {
	seen := map[int64]bool{}
	for _, t := range times {
		seen[t.Unix()] = true
	}
	return len(seen)
}

func allWithin(labels []time.Time, shift time.Duration, p Period) bool {
	for _, label := range labels {
		if !p.holds(label.Add(shift)) {
			return false
		}
	}
	return true
}
