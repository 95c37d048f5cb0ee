package report

import (
	"fmt"
	"slices"
	"time"
)

// headline is the one sentence: how much, against what is usual, by whom, and the peak; and a budget that is exceeded.
func (c composer) headline() string {
	return c.sentences(append([]string{c.usageSentence()}, c.exceededSentences()...)...)
}

func (c composer) usageSentence() string {
	if c.a.BySummary() {
		return c.summarySentence()
	}
	switch c.story() {
	case unknown:
		return c.say("headline.unknown")
	case partly:
		return c.partly()
	case empty:
		return c.emptyHeadline()
	}
	if len(c.a.Gaps) > 0 {
		return c.count("headline.gap", int(c.u.Total.N), "total", c.short(c.u.Total), "span", c.gapSpan(),
			"movement", c.movementClause("clause.outside"), "peak", c.peakClause())
	}
	if movement := c.movement(); movement != "" {
		return c.count("headline.moved", int(c.u.Total.N),
			"total", c.short(c.u.Total), "movement", movement, "driver", c.driverClause(), "peak", c.peakClause())
	}
	if c.u.Period.Cadence() != Daily {
		return c.count("headline.long", int(c.u.Total.N), "total", c.short(c.u.Total), "peak", c.peakClause())
	}
	return c.firstDay()
}

// peakClause tells the peak, and of how long a time it is.
func (c composer) peakClause() string {
	peak, step := c.peak()
	if peak == nil || len(c.exceeded()) > 1 { // of which two more sentences tell
		return ""
	}
	tokens := c.short(Known(peak.total))
	switch {
	case c.u.Period.Cadence() == Daily:
		return c.say("clause.peak", "tokens", tokens, "step", c.step(step), "at", clock(c.u.Period, c.s.Peak.At))
	case step == time.Hour:
		return c.say("clause.peak.week", "tokens", tokens, "step", c.step(step), "day", c.shortWeekday(peak.From),
			"at", clock(dayOf(peak.From), peak.From))
	}
	return c.say("clause.busiest", "tokens", tokens, "day", c.shortDay(peak.From))
}

// firstDay is the headline of a day that there is nothing to compare with.
func (c composer) firstDay() string {
	if c.story() == coarse {
		return c.count("headline.coarse", int(c.u.Total.N), "total", c.short(c.u.Total))
	}
	key := "headline.unsplit"
	if c.u.Balanced() {
		key = "headline"
	}
	return c.count(key, int(c.u.Total.N),
		"total", c.short(c.u.Total),
		"input_share", c.inputShare(),
		"peak", c.short(Known(c.s.Peak.Tokens)),
		"step", c.step(c.u.Step),
		"peak_at", clock(c.u.Period, c.s.Peak.At),
		"hour", c.clocks(c.u.Period, c.s.PeakHour.Span))
}

func (c composer) emptyHeadline() string {
	if b := c.a.Comparison.Best(); b.Known() && b.Total.N > 0 {
		return c.count(c.cadenced("headline.empty.usual", "headline.empty.usual.week", "headline.empty.usual.month"), int(c.usualTotal(b).N),
			"against", c.against(c.u.Period, b), "usual", c.usual(b))
	}
	return c.say(c.cadenced("headline.empty", "headline.empty.week", "headline.empty.month"))
}

// partly is the headline of a period of which some days are not known.
func (c composer) partly() string {
	known := knownDays(slices.Clone(c.a.Days))
	total := sumOf(known, func(d Day) Amount { return d.Total })
	return c.count("headline.partly", int(total.N), "known", fmt.Sprint(len(known)), "days", fmt.Sprint(len(c.a.Days)), "total", c.short(total))
}

// summarySentence leads with the better figure, that of the API's summary.
func (c composer) summarySentence() string {
	pairs := []string{"total", c.short(c.a.Total()), "movement", c.movementClause("clause.movement")}
	if beyond := c.a.Beyond(); beyond.Known {
		return c.count("headline.lacking", int(c.a.Total().N), append(pairs, "difference", c.short(beyond))...)
	}
	return c.count("headline.summary", int(c.a.Total().N), pairs...)
}

// gapSpan names the first gap, and how many others there are.
func (c composer) gapSpan() string {
	span := c.span(c.u.Period, c.a.Gaps[0].Span)
	if more := len(c.a.Gaps) - 1; more > 0 {
		return c.count("clause.gaps", more, "span", span, "count", c.exactly(Known(Tokens(more))))
	}
	return span
}

// movementClause is how the total compares, within a sentence; empty where that is not known.
func (c composer) movementClause(key string) string {
	movement := c.movement()
	if movement == "" {
		return ""
	}
	return c.say(key, "movement", movement)
}

// change is of the total, against the most telling baseline, by the figures that can be compared.
func (c composer) change() Change {
	change, _ := c.a.Stated()
	return change
}

// movement says how the total compares: "12 % over a usual Tuesday". Empty without a baseline.
func (c composer) movement() string {
	change, best := c.change(), c.a.Comparison.Best()
	key, pairs := "movement.same", []string{"against", c.against(c.u.Period, best)}
	switch d := change.Difference(); {
	case !change.Known():
		return ""
	case d != 0:
		key = map[bool]string{true: "movement.more", false: "movement.less"}[d > 0]
		pairs = append(pairs, "percent", c.magnitude(change))
	}
	movement := c.say(key, pairs...)
	if c.a.InDoubt(best) {
		return c.say("movement.doubtful", "movement", movement)
	}
	return movement
}

const (
	worthADriver = 50 // thousandths that a total must have moved for anybody to have driven it
	mostOfAName  = 30 // columns of a name within a sentence of two lines
)

// driverClause names who moved the total, or that nobody did alone: nothing where data may be missing.
func (c composer) driverClause() string {
	change := c.change()
	if n := change.PerMille(); max(n, -n) < worthADriver || len(c.a.Gaps) > 0 || c.a.Lacks() {
		return ""
	}
	for _, b := range c.a.Breakdowns {
		d := b.Driver
		if d == nil {
			continue
		}
		name := d.Part.shortLabel()
		if !d.Change.Known() {
			return c.say("clause.driver.new", "name", name)
		}
		return c.say("clause.driver", "name", name, "change", c.signed(d.Change))
	}
	for _, b := range c.a.Breakdowns {
		if b.Widespread {
			return c.say("clause.across." + string(b.Dimension))
		}
	}
	return ""
}

func (c composer) subject() string {
	subject := c.plainSubject()
	if len(c.exceeded()) > 0 {
		subject = c.say("subject.budget", "subject", subject)
	}
	if !c.a.Complete() {
		subject = c.say("subject.incomplete", "subject", subject)
	}
	if c.o.corrects() {
		subject = c.say("subject.corrected", "revision", fmt.Sprint(c.o.Revision), "subject", subject)
	}
	return subject
}

func (c composer) plainSubject() string {
	pairs := []string{"title", c.o.Title, "date", c.u.Period.Name(), "total", c.short(c.a.Total())}
	switch story := c.story(); {
	case c.a.BySummary():
	case story == unknown, story == partly:
		return c.say("subject.unknown", pairs...)
	case story == empty:
		return c.say("subject.empty", pairs...)
	case len(c.a.Gaps) > 0:
		return c.say("subject.gap", append(pairs, "span", c.gapSpan())...)
	}
	if change := c.change(); change.Known() {
		moved := c.say("change.none")
		if change.Difference() != 0 {
			moved = c.signed(change)
		}
		return c.say("subject.change", append(pairs, "change", moved, "against", c.againstShort(c.u.Period, c.a.Comparison.Best()))...)
	}
	if c.s.Peak == nil || c.u.Period.Cadence() != Daily {
		return c.say("subject.coarse", pairs...)
	}
	return c.say("subject", append(pairs, "peak", c.short(Known(c.s.Peak.Tokens)), "step", c.step(c.u.Step), "peak_at", clock(c.u.Period, c.s.Peak.At))...)
}

// inputShare and outputShare add up to 100 %; both need a balanced usage with a total above 0.
func (c composer) inputShare() string {
	return c.percent(thousandths(c.u.Input.N, c.u.Total.N), c.u.Input.N == 0, c.u.Output.N == 0)
}

func (c composer) outputShare() string {
	return c.percent(1000-thousandths(c.u.Input.N, c.u.Total.N), c.u.Output.N == 0, c.u.Input.N == 0)
}

// sentences puts one after the other.
func (c composer) sentences(all ...string) string {
	said := ""
	for _, s := range all {
		switch {
		case said == "":
			said = s
		case s != "":
			said = c.say("sentences", "first", said, "then", s)
		}
	}
	return said
}
