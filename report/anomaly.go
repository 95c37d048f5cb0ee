package report

import "slices"

/*
How what is out of the usual is found

Each clock hour of the day is compared with the same hour of the same weekday in the last eight weeks. If fewer than
four of these days are known but at least two, the days of the same class (Monday to Friday, Saturday and Sunday) in
the last four weeks are taken instead; with less than that nothing is judged. So the first judgement comes in the
third week.

 1. The level. A busy day is busy in all its hours. So the days compared with are first brought to the size of this
    one: each to the same total, and all of them to the level on which most of this day lies (the weighted median of
    what its hours are against their usual). A spike or an outage hardly moves that level, and growth cannot make
    every hour look like a spike. The level is held within 1.5 times of the usual one, or of that of the last five
    days: a whole day that is far from both is out of the usual itself.
 2. The usual. It is the median of what those days had.
 3. The spread. Distances are measured between square roots of tokens, because what is made of many calls varies with
    the square root of their number, be they many or few. The spread is 1.4826 times the median of the distances from
    the usual (the MAD) in the hour, the one before and the one after. It is not less than that of the whole day, than
    the 85th percentile of the distances of these three hours would have it, or than 5 % of the usual (10 % in tokens).
 4. The verdict. An hour is out of the usual if all of this holds:
    - it is at least 6 spreads from its usual,
    - it is at least 1.75 times its usual, or at most 1/1.75 of it,
    - at most one of the days compared with was like it, and none of the same weekday unless five of these are known,
    - the difference is at least half of what an average hour of the last 28 days had, and at least 40,000 tokens: a
      few long conversations are nothing to tell.
    Where no hour is so by itself, two, four and eight hours in a row are judged by their sums in the same way: eight
    hours of nothing prove in a small account what one cannot.
 5. The finding. Adjacent hours that are out of the usual in the same direction are one finding, and so are the hours
    beside them that are 3 spreads out or more, because what happens rarely keeps to full hours. Where there are shorter
    intervals it ends by these: it is the stretch of them that is furthest beyond the middle between the usual and what
    it had itself. It is a spike, a drop,
    or an outage: a drop with hours in which nothing at all was recorded, where that is out of the usual by itself.

A level shift is a change that stays. A day's total is compared with the median of the last four same weekdays; the day
is shifted if it is at least 1.5 times that, or at most 1/1.5. If three days in a row are shifted in the same direction
and the one before them is not, the third tells of it: once, with the first of them as its beginning. The median of the
three must be 4 spreads from their own usual, where the spread is that of the days of the five weeks before (again the MAD of square
roots, and at least 5 %). Days that are not known are passed over. The first such judgement comes in the fourth week.

Where the clocks changed between two days, these are compared by the clock or by UTC, whichever makes them more alike:
the users may live where the clocks did not change. If it is not clear which, what is found must be found by both.

What it cannot see: an account of a few hundred calls a day, whose hours prove nothing; what happened in the same hours
of two of the last eight same weekdays, which is usual by then; and what comes and goes within minutes.
*/

// AnomalyKind is the way in which hours or days are out of the usual. Its text is the key of the catalogues and of the
// JSON.
type AnomalyKind string

const (
	// Spike: more than usual.
	Spike AnomalyKind = "spike"
	// Drop: less than usual.
	Drop AnomalyKind = "drop"
	// Outage: less than usual, with hours in which nothing at all was recorded.
	Outage AnomalyKind = "outage"
	// LevelShift: the days have been more, or less, than usual since From.
	LevelShift AnomalyKind = "level_shift"
)

// Anomaly is something out of the usual.
type Anomaly struct {
	Kind AnomalyKind
	// Span is the stretch of the day that is out of the usual, by whole hours where no shorter intervals tell; of a level shift, it lasts from the start of its
	// first day to the end of the reported one.
	Span
	// Observed and Usual are the tokens of the hours together. The usual is an estimate on the level of this day. Of
	// a level shift they are those of its days that are known, together, and of what is usual on each of their weekdays.
	Observed, Usual Tokens
}

// Anomalies are what is out of the usual on a day, a level shift first, then by time.
func Anomalies(today Day, h History) []Anomaly {
	anomalies, _ := unusualOf(today, h, nil)
	return anomalies
}

// unusualOf is the anomalies and the suspected gaps of a day; both end by the intervals with usage, where these are given.
func unusualOf(today Day, h History, used []usedInterval) (anomalies []Anomaly, gaps []SuspectedGap) {
	findings, shift := examine(today, h)
	if shift != nil {
		anomalies = append(anomalies, *shift)
	}
	for _, f := range findings {
		anomalies = append(anomalies, f.anomaly(used))
		gaps = append(gaps, f.gaps(used)...)
	}
	if usual := Compare(today.Period, h).Best().Total; today.Total.N == 0 && len(gaps) > 0 && usual.Known {
		// A day of nothing is one gap, of the day's own usual.
		gaps = []SuspectedGap{{today.Period.Span, usual.N}}
		anomalies = slices.DeleteFunc(anomalies, func(a Anomaly) bool { return a.Kind != LevelShift })
		anomalies = append(anomalies, Anomaly{Kind: Outage, Span: today.Period.Span, Usual: usual.N})
	}
	return anomalies, gaps
}

// examine finds which hours of the day are out of the usual, and the level shift that the day tells of, if any.
func examine(today Day, h History) ([]finding, *Anomaly) {
	shift := levelShift(today, h)
	days := references(today.Period, h)
	if len(days) == 0 || !today.Total.Known {
		return nil, shift
	}
	recent := recentLevel(today.Period, h)
	if shift != nil && shift.Observed > 0 {
		recent = float64(shift.Observed) / float64(shift.Usual)
	}
	least := max(leastDifference, medianTotal(lastDays(today.Period, h, daysBack))/24/2)
	byClock := newHourJudge(today, days, recent, least)
	shifted, moved := byUTC(today.Period, days, h)
	if !moved {
		return byClock.findings(), shift
	}
	return byLikelier(byClock, newHourJudge(today, shifted, recent, least)), shift
}
