package data

import (
	"time"

	"tokenreport/report"
)

// Comparison is what the period is compared with.
type Comparison struct {
	Best      *report.Basis `json:"best"` // the most telling of the baselines; null without any
	Baselines []Baseline    `json:"baselines"`
	// Stated is the change that the report's sentence states, and of which figure: it is against the best of the baselines.
	Stated   Change          `json:"stated"`
	StatedOf report.StatedOf `json:"stated_of"`
}

// Baseline is one thing to compare with, and how the period differs from it.
type Baseline struct {
	Basis  report.Basis `json:"basis"`
	Days   int          `json:"days"`    // that it is made of, or weeks or months where it is about these
	PerDay bool         `json:"per_day"` // the amounts before are those of another number of days, brought to this one's
	// InDoubt says that half or more of these days, weeks or months have data that are odd or seem to be missing.
	InDoubt bool `json:"in_doubt"`
	Changes
	Calls Change `json:"calls"`
}

// Changes are how three sums differ from those before.
type Changes struct {
	Total  Change `json:"total"`
	Input  Change `json:"input"`
	Output Change `json:"output"`
}

// Change is how an amount differs from one before.
type Change struct {
	Before     *int64 `json:"before"`
	Difference *int64 `json:"difference"` // null where one of the two is not known
	PerMille   *int64 `json:"per_mille"`  // of what was before; null also where that is 0
}

func comparison(a report.Analysis) Comparison {
	c := Comparison{Baselines: []Baseline{}}
	if best := a.Comparison.Best(); best.Known() {
		c.Best = &best.Basis
	}
	stated, of := a.Stated()
	c.StatedOf = of
	if stated.Known() {
		c.Stated = change(report.Known(stated.Before), report.Known(stated.After))
	}
	all := a.Comparison
	for _, b := range []report.Baseline{all.DayBefore, all.WeekBefore, all.Usual, all.MonthBefore} {
		if !b.Known() {
			continue
		}
		before := report.Amounts{Total: b.Total, Input: b.Input, Output: b.Output}
		c.Baselines = append(c.Baselines, Baseline{b.Basis, b.Days, b.PerDay, a.InDoubt(b), changes(before, periodAmounts(a)), change(b.Calls, a.Calls)})
	}
	return c
}

func periodAmounts(a report.Analysis) report.Amounts {
	return report.Amounts{Total: a.Usage.Total, Input: a.Usage.Input, Output: a.Usage.Output}
}

func changes(before, after report.Amounts) Changes {
	return Changes{change(before.Total, after.Total), change(before.Input, after.Input), change(before.Output, after.Output)}
}

func change(before, after report.Amount) Change {
	c := report.ChangeOf(before, after)
	out := Change{Before: number(before), PerMille: thousandths(c.PerMille(), c.Known())}
	if before.Known && after.Known {
		out.Difference = integer(after.N - before.N)
	}
	return out
}

// Reported is what the API's summary says of the period, to be held against the graph.
type Reported struct {
	Amounts
	Calls *int64 `json:"calls"`
	// Difference is by how much the summary has more tokens in total than the graph, or less.
	Difference *int64 `json:"difference"`
	// Changes are how the summary differs from the best of the baselines.
	Changes Changes `json:"changes"`
}

func reported(a report.Analysis) *Reported {
	r := a.Reported
	if !r.Total.Known && !r.Input.Known && !r.Output.Known && !r.Calls.Known {
		return nil
	}
	best := a.Comparison.Best()
	before := report.Amounts{Total: best.Total, Input: best.Input, Output: best.Output}
	return &Reported{amounts(r.Amounts), number(r.Calls), number(a.Beyond()), changes(before, r.Amounts)}
}

// Anomaly is something out of the usual: whole hours, or of a level shift, days.
type Anomaly struct {
	Kind     report.AnomalyKind `json:"kind"`
	From     time.Time          `json:"from"`
	Until    time.Time          `json:"until"`
	Observed int64              `json:"observed"`
	Usual    int64              `json:"usual"`
	PerMille *int64             `json:"per_mille"` // by how much it is more or less than usual; null where nothing is usual
}

func anomaly(a report.Anomaly) Anomaly {
	c := report.ChangeOf(report.Known(a.Usual), report.Known(a.Observed))
	return Anomaly{a.Kind, a.From, a.Until, int64(a.Observed), int64(a.Usual), thousandths(c.PerMille(), c.Known())}
}

// Gap is hours in which nothing was recorded though they are usually busy.
type Gap struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Usual int64     `json:"usual"`
}

func gap(g report.SuspectedGap) Gap { return Gap{g.From, g.Until, int64(g.Usual)} }

// Omission is something that the report should have and has not.
type Omission struct {
	What      report.OmissionKind   `json:"what"`
	Dimension report.Dimension      `json:"dimension,omitempty"`
	Count     int                   `json:"count,omitempty"`
	Reason    report.OmissionReason `json:"reason"`
	Code      string                `json:"code,omitempty"`
	RequestID string                `json:"request_id,omitempty"`
}

func omission(o report.Omission) Omission {
	return Omission{o.What, o.Dimension, o.Count, o.Reason, o.Code, o.RequestID}
}

// Oddity is something odd about the data.
type Oddity struct {
	Kind   report.OddityKind `json:"kind"`
	Series report.SeriesName `json:"series,omitempty"`
	Count  int               `json:"count,omitempty"`
	Label  string            `json:"label,omitempty"`
	Value  string            `json:"value,omitempty"`
}

func oddity(o report.Oddity) Oddity { return Oddity{o.Kind, o.Series, o.Count, o.Label, o.Value} }
