package report

import (
	"fmt"
	"slices"
)

// budgets are those that are set for the calendar month, of tokens and of money.
func (c composer) budgets() []Bullet {
	var bullets []Bullet
	for _, b := range c.budgetUses() {
		bullets = append(bullets, c.bullet(b))
	}
	return bullets
}

func (c composer) budgetUses() []budgetUse {
	var uses []budgetUse
	if budget := c.a.Budget.Tokens; budget > 0 {
		uses = append(uses, budgetUse{
			BudgetUse: c.a.Month.Against(budget), title: "budget.tokens", of: c.short(Known(budget)),
			sum: c.short(c.a.Month.Sum.Total), none: c.a.Month.Sum.Total.N == 0, known: c.a.Month.Known,
		})
	}
	if budget := c.a.Budget.Cost; budget.Known() {
		cost := c.a.MonthCost
		uses = append(uses, budgetUse{
			BudgetUse: cost.Against(budget, c.a.Month), title: "budget.cost", unpriced: cost.Unpriced,
			of: c.money(budget), sum: c.money(cost.Sum), none: cost.Sum.isNone(), known: cost.Known,
		})
	}
	return uses
}

// budgetUse is a month against a budget.
type budgetUse struct {
	BudgetUse
	title    string // its key
	sum, of  string
	none     bool  // nothing is used
	known    int   // days that the sum is of
	unpriced Share // of the tokens, that has no price
}

// budgetRoom is how far the scale reaches beyond the target, in thousandths of it.
const budgetRoom = 1200

// used is how much of a budget is used, at least.
func (c composer) used(b budgetUse) string {
	return c.atLeast("least", b.Least, c.budgetShare(b.Used, b.none))
}

// atLeast says that a figure may be more, where it may.
func (p phrases) atLeast(key string, least bool, figure string) string {
	if !least {
		return figure
	}
	return p.say(key, "n", figure)
}

// exceeded are the budgets of which more is used than there is.
func (c composer) exceeded() []budgetUse {
	return slices.DeleteFunc(c.budgetUses(), func(b budgetUse) bool { return !b.Exceeded })
}

// exceededSentences say of each budget that is exceeded how much of it is used.
func (c composer) exceededSentences() []string {
	var said []string
	for _, b := range c.exceeded() {
		said = append(said, c.say("headline."+b.title, "share", c.used(b), "budget", b.of))
	}
	return said
}

func (c composer) bullet(b budgetUse) Bullet {
	scale := float64(max(budgetRoom, b.Used.PerMille, b.Forecast.PerMille))
	title := c.say(b.title, "month", c.month(c.a.Month.Month.From))
	bullet := Bullet{
		Title: title, Value: c.say("budget.used", "share", c.atLeast("least.short", b.Least, c.budgetShare(b.Used, b.none)), "budget", b.of), Note: c.budgetNote(b),
		Used: float64(b.Used.PerMille) / scale, Elapsed: float64(b.Elapsed.PerMille) / scale, ElapsedLabel: c.elapsedLabel(),
		Forecast: float64(b.Forecast.PerMille) / scale, Target: 1000 / scale,
		Over: b.Used.PerMille > 1000 || b.Forecast.PerMille > 1000,
	}
	bullet.Alt = c.say("budget.alt", "title", title, "used", bullet.Value, "sum", b.sum,
		"elapsed", c.share(b.Elapsed, false, true), "note", bullet.Note)
	return bullet
}

// elapsedLabel is how far the month has come; nothing of one that is over.
func (c composer) elapsedLabel() string {
	m := c.a.Month
	if m.Elapsed == m.Days {
		return ""
	}
	return c.say("budget.elapsed", "day", fmt.Sprint(m.Elapsed), "days", fmt.Sprint(m.Days))
}

// budgetNote says what is to come, and of how many days the sum is where it is not of all.
func (c composer) budgetNote(b budgetUse) string {
	note := c.say("budget.no_forecast")
	switch {
	case c.a.Month.Elapsed == c.a.Month.Days:
		note = c.say("budget.complete")
	case b.Forecast.Known:
		note = c.say("budget.forecast", "share", c.atLeast("least.short", b.unpriced.PerMille > 0, c.budgetShare(b.Forecast, b.none)))
	}
	if b.unpriced.PerMille > 0 {
		note = c.say("budget.also", "note", note, "also", c.say("cost.unpriced", "share", c.share(b.unpriced, false, b.unpriced.PerMille == 1000)))
	}
	if n := c.a.Month.Doubtful; n > 0 {
		note = c.say("budget.also", "note", note, "also", c.count("budget.doubtful", n, "count", fmt.Sprint(n)))
	}
	if elapsed := c.a.Month.Elapsed; b.known < elapsed {
		note = c.count("budget.known", elapsed, "note", note, "known", fmt.Sprint(b.known), "elapsed", fmt.Sprint(elapsed))
	}
	return note
}

// budgetShare writes a share in whole per cent from ten up, but what is beyond the budget never as all of it.
func (c composer) budgetShare(s Share, nothing bool) string {
	n := s.PerMille
	if n < 995 || n >= 1005 {
		s.PerMille = rough(n)
	}
	return c.share(s, nothing, true)
}
