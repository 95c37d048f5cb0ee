package report

import "time"

// SuspectedGap is a stretch in which nothing was recorded though its hours are usually busy: data may be missing.
type SuspectedGap struct {
	Span
	Usual Tokens // what is usual in it, an estimate on the level of the day
}

// SuspectedGaps are the hours of the day's outages in which nothing was recorded at all, adjacent ones together.
// Whether the usage stopped or its data are missing cannot be told from them.
func SuspectedGaps(today Day, h History) []SuspectedGap {
	_, gaps := unusualOf(today, h, nil)
	return gaps
}

// gaps are the hours of the finding in which nothing was recorded, where that is out of the usual by itself, with what else is
// empty beside them.
func (f finding) gaps(used []usedInterval) []SuspectedGap {
	if f.direction > 0 {
		return nil
	}
	var gaps []SuspectedGap
	for first := 0; first < len(f.hours); first++ {
		last := first
		for last < len(f.hours) && f.judge.today.Hours[f.hours[last]].N == 0 {
			last++
		}
		if empty := f.hours[first:last]; len(empty) > 0 && f.judge.verdict(empty) < 0 {
			gaps = append(gaps, f.gap(empty, used))
		}
		first = last
	}
	return gaps
}

// gap reaches from empty hours into the ones beside them, to the nearest interval with usage where these are given: what stops
// rarely keeps to full hours. It does not reach into an hour that is empty itself and yet no part of an outage, because that is idle.
func (f finding) gap(empty []int, used []usedInterval) SuspectedGap {
	g := SuspectedGap{f.span(empty), f.usual(empty)}
	if len(used) == 0 {
		return g
	}
	before, after := empty[0]-1, empty[len(empty)-1]+1
	spans := wholeHours(f.judge.today.Period)
	if f.isUsed(before) && spans[before].Until.Equal(g.From) {
		from := spans[before].From
		for _, u := range used {
			if u.Until.After(from) && !u.Until.After(g.From) {
				from = u.Until
			}
		}
		g.Usual += f.usualWithin(before, g.From.Sub(from), spans[before])
		g.From = from
	}
	if f.isUsed(after) && spans[after].From.Equal(g.Until) {
		until := spans[after].Until
		for _, u := range used {
			if u.From.Before(until) && !u.From.Before(g.Until) {
				until = u.From
			}
		}
		g.Usual += f.usualWithin(after, until.Sub(g.Until), spans[after])
		g.Until = until
	}
	return g
}

// isUsed says whether there is such an hour, with usage.
func (f finding) isUsed(hour int) bool {
	hours := f.judge.today.Hours
	return hour >= 0 && hour < len(hours) && hours[hour].Known && hours[hour].N > 0
}

// usualWithin is what is usual in a part of an hour.
func (f finding) usualWithin(hour int, part time.Duration, whole Span) Tokens {
	if whole.Duration() <= 0 {
		return 0
	}
	return roundTokens(float64(f.usual([]int{hour})) * float64(part) / float64(whole.Duration()))
}
