package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tokenreport/internal/plain"
)

func (c composer) provenance() []Fact {
	period := c.u.Period
	facts := []Fact{
		{c.say("provenance.period"), c.say("provenance.period.value",
			"from", offsetTime(period.From), "until", offsetTime(period.Until), "length", c.length(period))},
		{c.say("provenance.intervals"), c.intervals()},
	}
	if c.s.Active > 0 && c.tellsStatistics() {
		facts = append(facts, Fact{c.say("provenance.statistics"),
			c.count("provenance.statistics.value", c.s.Active, "active", c.exactly(Known(Tokens(c.s.Active))))})
	}
	facts = append(facts, c.methods()...)
	facts = append(facts,
		Fact{c.say("provenance.check"), c.check()},
		Fact{c.say("provenance.filters"), c.filters()},
		Fact{c.say("provenance.source"), c.say("provenance.source.value", "api", c.actions(),
			"endpoint", c.o.Source.Endpoint, "region", c.o.Source.Region, "zone", c.o.Source.LabelZone)},
	)
	if len(c.o.Source.RequestIDs) > 0 {
		facts = append(facts, Fact{c.say("provenance.requests"), c.requests()})
	}
	return append(facts,
		Fact{c.say("provenance.revision"), fmt.Sprint(max(1, c.o.Revision))},
		Fact{c.say("provenance.made"), c.say("provenance.made.value",
			"version", c.o.Source.Version, "planned", offsetTime(c.o.Planned.In(period.Zone())))},
	)
}

// tellsStatistics says whether the page has a figure that is taken over the active intervals.
func (c composer) tellsStatistics() bool {
	return slices.ContainsFunc(c.tiles(), func(t Tile) bool { return t.Label == c.say("tile.p95") })
}

// mostRequests is how many request IDs a page names: those of a week. The JSON has all.
const mostRequests = 7

func (c composer) requests() string {
	ids := c.o.Source.RequestIDs
	named := strings.Join(ids[:min(len(ids), mostRequests)], ", ")
	if more := len(ids) - mostRequests; more > 0 {
		return c.say("provenance.requests.more", "named", named, "count", fmt.Sprint(more))
	}
	return named
}

// actions are the API's that were asked.
func (c composer) actions() string {
	return strings.Join(append([]string{c.o.Source.API}, c.o.Source.Further...), " · ")
}

// methods name how the figures came about that the API does not give.
func (c composer) methods() []Fact {
	var facts []Fact
	if b := c.a.Comparison.Best(); b.Known() {
		facts = append(facts, Fact{c.say("provenance.baseline"), c.baseline(b)})
	}
	if len(c.a.Anomalies) > 0 || len(c.a.Gaps) > 0 {
		facts = append(facts, Fact{c.say("provenance.unusual"), c.say("provenance.unusual.value")})
	}
	if sum := c.monthSum(); sum != "" {
		facts = append(facts, Fact{c.say("provenance.month"), sum})
	}
	if m := c.a.Month; m.Method != "" && m.Elapsed < m.Days {
		facts = append(facts, Fact{c.say("provenance.forecast"), c.count("provenance.forecast."+string(m.Method), m.Elapsed,
			"known", fmt.Sprint(m.Known), "elapsed", fmt.Sprint(m.Elapsed), "month", c.month(m.Month.From))})
	}
	if c.a.Cost.Total.Known() {
		facts = append(facts, Fact{c.say("tile.cost"), c.costMethod()})
	}
	if c.a.Reported.Total.Known {
		facts = append(facts, Fact{c.say("provenance.summary"), c.say("provenance.summary.value",
			"reported", c.exactly(c.a.Reported.Total), "total", c.exactly(c.u.Total))})
	}
	return facts
}

// monthSum is what the calendar month has used so far, and what it will have by the method; empty of a month's own report.
func (c composer) monthSum() string {
	m := c.a.Month
	if c.u.Period.Cadence() == Monthly || !m.Sum.Total.Known {
		return ""
	}
	forecast := c.say("budget.no_forecast")
	switch {
	case m.Elapsed == m.Days:
		forecast = c.say("budget.complete")
	case m.Forecast.Total.Known:
		forecast = c.say("provenance.month.forecast", "tokens", c.exactly(m.Forecast.Total))
	}
	return c.count("provenance.month.value", int(m.Sum.Total.N), "month", c.month(m.Month.From), "tokens", c.exactly(m.Sum.Total),
		"elapsed", c.say("budget.elapsed", "day", fmt.Sprint(m.Elapsed), "days", fmt.Sprint(m.Days)), "forecast", forecast)
}

// costMethod says how the cost is estimated, and which models with usage have no price of their own.
func (c composer) costMethod() string {
	method := c.say("provenance.cost")
	if c.a.Budget.Cost.Known() && c.a.MonthCost.Forecast.Known() && c.a.Month.Elapsed < c.a.Month.Days {
		method = c.say("provenance.cost.forecast")
	}
	var models []string
	for _, m := range c.a.Cost.Models {
		if m.Fallback && !m.Total.isNone() && !m.Total.Vanishes() {
			models = append(models, cmp.Or(narrowed(quotable(m.Model), mostOfAName), c.say("ranking.rest")))
		}
	}
	if len(models) == 0 {
		return method
	}
	list := strings.Join(models[:min(len(models), mostRequests)], ", ")
	if len(models) > mostRequests {
		list += "…"
	}
	return c.say("provenance.cost.fallback", "method", method, "models", list)
}

// baseline names the days of the baseline.
func (c composer) baseline(b Baseline) string {
	switch b.Basis {
	case UsualWeekday:
		return c.say("provenance.baseline.usual_weekday", "weekday", c.weekday(c.u.Period.From), "days", fmt.Sprint(b.Days))
	case UsualWeek:
		return c.say("provenance.baseline.usual_week", "weeks", fmt.Sprint(b.Days))
	}
	return c.earlier(c.u.Period, b)
}

func (c composer) intervals() string {
	if c.s.Expected == 0 {
		return c.say("provenance.intervals.none")
	}
	return c.say("provenance.intervals.value",
		"active", c.exactly(Amount{N: Tokens(c.s.Active), Known: c.u.Total.Known}), "expected", c.exactly(Known(Tokens(c.s.Expected))),
		"step", c.step(c.u.Step), "received", c.exactly(Known(Tokens(c.u.Received))))
}

func (c composer) check() string {
	switch {
	case len(c.u.Points) == 0:
		return c.say("provenance.check.none")
	case c.u.Balanced():
		return c.say("provenance.check.balanced")
	case slices.ContainsFunc(c.u.Oddities, func(o Oddity) bool { return o.Kind == Unbalanced }):
		return c.say("provenance.check.unbalanced")
	default:
		return c.say("provenance.check.unknown")
	}
}

func (c composer) filters() string {
	if len(c.o.Source.Filters) == 0 {
		return c.say("provenance.filters.none")
	}
	parts := make([]string, len(c.o.Source.Filters))
	for i, f := range c.o.Source.Filters {
		values := make([]string, len(f.Values))
		for j, value := range f.Values {
			values[j] = plain.Isolate(plain.Name(value))
		}
		parts[i] = f.Name + " " + strings.Join(values, ", ")
	}
	return strings.Join(parts, " · ")
}

func offsetTime(t time.Time) string { return t.Format("2006-01-02 15:04 -07:00") }
