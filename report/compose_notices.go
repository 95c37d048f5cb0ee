package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// mostNotices is how many oddities a reader is told before the figures; the JSON has them all.
const mostNotices = 5

// notices are what a reader must see before the figures: first what makes them doubtful.
func (c composer) notices() []Notice {
	notices := slices.Concat(c.dayNotices(), c.gapNotices(), c.quietNotices(), c.summaryNotices(), c.oddityNotices(),
		c.budgetNotices(), c.partNotices(), c.priceNotices(), c.omissionNotices(), c.unusualNotices(), c.clockNotices())
	slices.SortStableFunc(notices, func(a, b Notice) int {
		switch {
		case a.Warning == b.Warning:
			return 0
		case a.Warning:
			return -1
		}
		return 1
	})
	if c.o.corrects() {
		notices = append([]Notice{{Text: c.correction()}}, notices...)
	}
	return notices
}

func (c composer) oddityNotices() []Notice {
	var notices []Notice
	for _, o := range gravest(c.u.Oddities)[:min(len(c.u.Oddities), mostNotices)] {
		notices = append(notices, Notice{Text: c.oddity(o), Warning: true})
	}
	if more := len(c.u.Oddities) - mostNotices; more > 0 {
		notices = append(notices, Notice{Text: c.count("oddity.more", more, "count", fmt.Sprint(more)), Warning: true})
	}
	return notices
}

func (c composer) clockNotices() []Notice {
	if utcOffset(c.u.Period.From) == utcOffset(c.u.Period.Until.Add(-time.Second)) {
		return nil
	}
	key := c.cadenced("notice.clocks", "notice.clocks.week", "notice.clocks.month")
	return []Notice{{Text: c.say(key, "length", c.duration(c.u.Period.Duration()))}}
}

// gravest sorts what concerns whole series before what concerns single points, which may be many.
func gravest(oddities []Oddity) []Oddity {
	sorted := slices.Clone(oddities)
	slices.SortStableFunc(sorted, func(a, b Oddity) int { return cmp.Compare(a.Kind.gravity(), b.Kind.gravity()) })
	return sorted
}

func (c composer) oddity(o Oddity) string {
	series := ""
	if o.Series != "" {
		series = c.say("series." + string(o.Series))
	}
	label, value := quotable(o.Label), quotable(o.Value)
	if o.Kind == Unbalanced {
		label, value = c.moment(c.u.Period, o.At), c.grouped(o.Value)
	}
	return c.count("oddity."+string(o.Kind), o.Count,
		"count", c.exactly(Known(Tokens(o.Count))), "series", series, "label", label, "value", value)
}
