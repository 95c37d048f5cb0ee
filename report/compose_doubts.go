package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// How many stretches, and how many unusual ones, a reader is told of in words; the JSON has them all.
const (
	mostGaps    = 3
	mostUnusual = 2
)

// dayNotices names the days of a longer period that are not known.
func (c composer) dayNotices() []Notice {
	if c.u.Period.Cadence() == Daily {
		return nil
	}
	var unknown []Period
	for _, d := range c.a.Days {
		if !d.Total.Known {
			unknown = append(unknown, d.Period)
		}
	}
	if n := len(unknown); n > 0 {
		return []Notice{{c.count("notice.days", n, "count", fmt.Sprint(n), "days", c.someDays(unknown)), true}}
	}
	return nil
}

// gapNotices tell of the stretches in which data may be missing.
func (c composer) gapNotices() []Notice {
	if b := c.a.Comparison.Best(); len(c.a.Gaps) > 0 && c.story() == empty && c.u.Period.Cadence() == Daily && b.Known() {
		return []Notice{{Warning: true, Text: c.count("notice.gap.all", int(c.usualTotal(b).N), "usual", c.usual(b))}}
	}
	var notices []Notice
	gaps := c.a.Gaps[:min(len(c.a.Gaps), mostGaps)]
	for _, g := range gaps {
		notices = append(notices, Notice{Warning: true, Text: c.count("notice.gap", int(g.Usual),
			"span", c.span(c.u.Period, g.Span), "usual", c.short(Known(g.Usual)))})
	}
	if more := len(c.a.Gaps) - len(gaps); more > 0 {
		notices = append(notices, Notice{Warning: true, Text: c.count("notice.gap.more", more, "count", c.exactly(Known(Tokens(more))))})
	}
	return notices
}

// quietNotices name the days that were quiet, as expected or as the API's summary says.
func (c composer) quietNotices() []Notice {
	var holidays []Period
	for _, d := range c.a.Days {
		if c.a.Holidays.has(d.Period) {
			holidays = append(holidays, d.Period)
		}
	}
	var notices []Notice
	for _, quiet := range []struct {
		key  string
		days []Period
	}{{"notice.holidays", holidays}, {"notice.idle", c.a.Idle}} {
		if n := len(quiet.days); n > 0 {
			notices = append(notices, Notice{Text: c.count(quiet.key, n, "days", c.someDays(quiet.days))})
		}
	}
	return notices
}

// someDays names the first of some days.
func (c composer) someDays(days []Period) string {
	var names []string
	for _, d := range days[:min(len(days), mostGaps)] {
		names = append(names, c.shortDay(d.From))
	}
	named := strings.Join(names, c.say("correction.separator"))
	if len(days) > mostGaps {
		named += "…"
	}
	return named
}

// summaryNotices hold the API's summary against its graph. Where it has more, beyond the tolerance, the graph lacks something.
func (c composer) summaryNotices() []Notice {
	beyond := c.a.Beyond()
	key := "notice.summary.less"
	switch {
	case beyond.N == 0:
		return nil
	case c.a.Lacks():
		key = "notice.summary.more"
	case beyond.N > 0:
		key = "notice.summary.slight"
	}
	difference := max(beyond.N, -beyond.N)
	return []Notice{{Warning: c.a.Lacks(), Text: c.count(key, int(difference), "difference", c.exactly(Known(difference)),
		"reported", c.exactly(c.a.Reported.Total), "total", c.exactly(c.u.Total))}}
}

// budgetNotices tell what is exceeded, and what share of the period's tokens has no price, so that its cost is not known.
func (c composer) budgetNotices() []Notice {
	var notices []Notice
	for _, b := range c.exceeded() {
		notices = append(notices, Notice{Text: c.say("notice.budget", "title", c.say(b.title, "month", c.month(c.a.Month.Month.From)),
			"share", c.used(b), "sum", c.atLeast("least", b.Least, b.sum), "budget", b.of)})
	}
	if unpriced := ShareOf(Known(c.a.Cost.Unpriced), c.u.Total); unpriced.Known && c.a.Cost.Unpriced > 0 {
		share := c.share(unpriced, false, c.a.Cost.Unpriced == c.u.Total.N)
		notices = append(notices, Notice{Text: c.say("notice.unpriced", "share", share)})
	}
	return notices
}

// partNotices tell of parts that are more than the whole: what is less is in "Other".
func (c composer) partNotices() []Notice {
	var notices []Notice
	for _, b := range c.a.Breakdowns {
		if b.Rest.N < 0 {
			text := c.say("notice.parts", "dimension", c.dimension(b.Dimension), "note", c.restNote(b.Breakdown))
			notices = append(notices, Notice{Text: text})
		}
	}
	return notices
}

// priceNotices name the prices that no model goes by, since its name has other capitals.
func (c composer) priceNotices() []Notice {
	var notices []Notice
	for _, m := range c.a.Cost.Models {
		for _, priced := range slices.Sorted(maps.Keys(c.a.Prices.Models)) {
			if (m.Fallback || !m.Priced) && priced != m.Model && strings.EqualFold(priced, m.Model) {
				text := c.say("notice.price", "priced", quotable(priced), "model", quotable(m.Model))
				notices = append(notices, Notice{Text: text})
			}
		}
	}
	return notices
}

// omissionNotices say what the report should have and has not, and why.
func (c composer) omissionNotices() []Notice {
	var notices []Notice
	for _, o := range c.a.Omissions {
		text := c.say("notice.omission", "what", c.omitted(o), "reason", c.say("reason."+string(o.Reason)))
		if code := c.failure(o); code != "" {
			text = c.say("notice.omission.error", "what", c.omitted(o), "reason", c.say("reason."+string(o.Reason)), "error", code)
		}
		notices = append(notices, Notice{text, o.Doubtful()})
	}
	return notices
}

func (c composer) omitted(o Omission) string {
	key := "omission." + string(o.What)
	pairs := []string{"count", c.exactly(Known(Tokens(o.Count)))}
	if o.What == OmittedPart {
		pairs = append(pairs, "dimension", c.dimension(o.Dimension))
	}
	return c.count(key, o.Count, pairs...)
}

// failure identifies a failed call, so that its owner can ask about it.
func (c composer) failure(o Omission) string {
	if o.Reason != CallFailed {
		return ""
	}
	var parts []string
	for _, part := range []string{quotable(o.Code), quotable(o.RequestID)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// unusualNotices tell the level shift, and the stretches furthest from their usual. They only inform: more tokens are
// neither good nor bad.
func (c composer) unusualNotices() []Notice {
	if c.story() == empty {
		return nil // the headline has said it
	}
	var notices []Notice
	for _, a := range c.a.Anomalies {
		if a.Kind == LevelShift {
			notices = append(notices, Notice{Text: c.levelShift(a)})
		}
	}
	unusual := c.unusual()
	slices.SortStableFunc(unusual, func(a, b Anomaly) int { return cmp.Compare(b.distance(), a.distance()) })
	told := unusual[:min(len(unusual), mostUnusual)]
	slices.SortStableFunc(told, func(a, b Anomaly) int { return a.From.Compare(b.From) })
	for _, a := range told {
		notices = append(notices, Notice{Text: c.say("notice.unusual", "what", c.unusualLabel(a),
			"observed", c.short(Known(a.Observed)), "usual", c.short(Known(a.Usual)))})
	}
	if more := len(unusual) - len(told); more > 0 {
		notices = append(notices, Notice{Text: c.count("notice.unusual.more", more, "count", c.exactly(Known(Tokens(more))))})
	}
	return notices
}

func (c composer) levelShift(a Anomaly) string {
	key := "notice.shift.more"
	if a.Observed < a.Usual {
		key = "notice.shift.less"
	}
	return c.say(key, "day", c.shortDay(a.From), "percent", c.magnitude(Change{a.Usual, a.Observed}),
		"observed", c.short(Known(a.Observed)), "usual", c.short(Known(a.Usual)))
}
