package report

import (
	"slices"
	"time"
)

// Labels says what the label of a point marks: the API does not document it.
type Labels string

// The two ends of an interval.
const (
	LabelsStart Labels = "start"
	LabelsEnd   Labels = "end"
)

// LabelEvidence counts what days tell about their labels. A day with a point at its first midnight and none at its last has labels
// of starts, since the API was not asked for the interval that begins at the last; and the other way round.
type LabelEvidence struct{ Days, Starts, Ends int }

// EvidenceOfLabels counts the days of which it is known how their labels were read.
func EvidenceOfLabels(days []Day) LabelEvidence {
	var e LabelEvidence
	for _, d := range days {
		if d.Labels != "" {
			e.Days++
		}
		switch d.Marks {
		case LabelsStart:
			e.Starts++
		case LabelsEnd:
			e.Ends++
		}
	}
	return e
}

// DecideLabels decides once for all days what labels mark, by the stored days and those at hand together: no day decides for itself,
// since one whose last hour was idle tells nothing. Ends take two days. Where there is one alone, and nothing stored, it is taken at its
// word, and sure is false.
func DecideLabels(stored, own LabelEvidence) (labels Labels, sure bool) {
	starts, ends := stored.Starts+own.Starts, stored.Ends+own.Ends
	switch {
	case ends > starts && ends > 1:
		return LabelsEnd, true
	case ends > starts && stored.Days == 0:
		return LabelsEnd, false
	default:
		return LabelsStart, true
	}
}

// joined are the points of an answer by their labels, whatever those mark.
type joined struct {
	points []labelled
	edges  []edge // samples at the period's midnights
	known  [3]bool
	odd    oddities
}

// labelled is a point at its label.
type labelled struct {
	Point
	label time.Time     // in the zone of the labels
	step  time.Duration // the interval that the label stands for
}

// edge is a sample at one of the period's midnights, as it was received.
type edge struct {
	at           time.Time
	series       SeriesName
	label, value string
}

// marks is what the labels tell by themselves; empty where they tell nothing.
func (j joined) marks(p Period) Labels {
	first := slices.ContainsFunc(j.edges, func(e edge) bool { return e.at.Equal(p.From) })
	last := slices.ContainsFunc(j.edges, func(e edge) bool { return e.at.Equal(p.Until) })
	switch {
	case first && !last:
		return LabelsStart
	case last && !first:
		return LabelsEnd
	default:
		return ""
	}
}

// start is where the interval of a label begins.
func (l labelled) start(labels Labels) time.Time {
	switch {
	case labels != LabelsEnd:
		return l.label
	case l.step > time.Hour:
		return l.label.AddDate(0, 0, -1)
	default:
		return l.label.Add(-l.step)
	}
}

// ReadAs is the usage with its labels read as those of starts or ends. The point of the neighbouring day is left out and reported. Where
// it is not sure that labels mark ends, a point at the end counts and is reported. Usage that was combined stays as it is.
func (u Usage) ReadAs(labels Labels, sure bool) Usage {
	if u.joined == nil {
		return u
	}
	j, p := *u.joined, u.Period
	u.Labels, u.Marks, u.Oddities, u.Points = labels, j.marks(p), slices.Clone(j.odd), nil
	u.leaveOutNeighbour(j)
	if u.Marks == LabelsEnd && labels == LabelsEnd && !sure {
		u.Oddities = append(u.Oddities, Oddity{Kind: LoneMidnight})
	}
	for _, l := range j.points {
		if l.label.Equal(p.neighbour(labels)) {
			continue
		}
		point := l.Point
		point.At = l.start(labels).In(p.Zone())
		if last := len(u.Points) - 1; last >= 0 && !u.Points[last].At.Before(point.At) { // of labels of different lengths
			u.Points[last].add(point)
			continue
		}
		u.Points = append(u.Points, point)
	}
	u.sum(j)
	u.checkBalance()
	return u
}

// neighbour is the period's midnight whose label stands for an interval outside of it.
func (p Period) neighbour(labels Labels) time.Time {
	if labels == LabelsEnd {
		return p.From
	}
	return p.Until
}

func (u *Usage) leaveOutNeighbour(j joined) {
	odd := oddities(u.Oddities)
	for _, e := range j.edges {
		switch {
		case !e.at.Equal(u.Period.neighbour(u.Labels)):
		case u.Marks == "":
			u.Oddities = append(odd, Oddity{Kind: BothMidnights})
			return
		default:
			odd.add(OutsidePeriod, e.series, e.label, e.value)
		}
	}
	u.Oddities = odd
}

// sum adds up the points, whose sums fit: they were checked when all points were joined.
func (u *Usage) sum(j joined) {
	var sums [3]Tokens
	for _, p := range u.Points {
		for i, amount := range []Amount{p.Total, p.Input, p.Output} {
			sums[i] += amount.N
		}
	}
	for i, of := range []*Amount{&u.Total, &u.Input, &u.Output} {
		*of = Amount{N: sums[i], Known: j.known[i]}
	}
}

// checkBalance compares the total with its parts in each interval, where all three series are known.
func (u *Usage) checkBalance() {
	if !u.Total.Known || !u.Input.Known || !u.Output.Known {
		return
	}
	var first time.Time
	count := 0
	for _, p := range u.Points {
		if p.Total.N-p.Input.N == p.Output.N {
			continue
		}
		if count == 0 {
			first = p.At
		}
		count++
	}
	if count > 0 {
		u.Oddities = append(u.Oddities, Oddity{
			Kind: Unbalanced, Count: count, At: first, Label: first.Format(time.RFC3339), Value: difference(*u).String(),
		})
	}
}
