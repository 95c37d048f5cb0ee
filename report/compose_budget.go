package report

import "fmt"

// budgets are those that are set for the calendar month, of tokens and of money.
func (c composer) budgets() []Bullet {
	var bullets []Bullet
	elapsed := ShareOf(Known(Tokens(c.a.Month.Elapsed)), Known(Tokens(c.a.Month.Days)))
	if budget := c.a.Budget.Tokens; budget > 0 {
		use := c.a.Month.Against(budget)
		bullets = append(bullets, c.bullet(budgetUse{
			title: "budget.tokens", used: use.Used, forecast: use.Forecast, elapsed: elapsed, of: c.short(Known(budget)),
			sum: c.short(c.a.Month.Sum.Total), none: c.a.Month.Sum.Total.N == 0, known: c.a.Month.Known,
		}))
	}
	if budget := c.a.Budget.Cost; budget.Known() {
		use := c.a.MonthCost
		bullets = append(bullets, c.bullet(budgetUse{
			title: "budget.cost", used: use.Sum.ShareOf(budget), forecast: use.Forecast.ShareOf(budget), elapsed: elapsed,
			of: c.money(budget), sum: c.money(use.Sum), none: use.Sum.isNone(), known: use.Known,
		}))
	}
	return bullets
}

// budgetUse is a month against a budget.
type budgetUse struct {
	title                   string // its key
	used, forecast, elapsed Share
	sum, of                 string
	none                    bool // nothing is used
	known                   int  // days that the sum is of
}

// budgetRoom is how far the scale reaches beyond the target, in thousandths of it.
const budgetRoom = 1200

func (c composer) bullet(b budgetUse) Bullet {
	scale := float64(max(budgetRoom, b.used.PerMille, b.forecast.PerMille))
	title := c.say(b.title, "month", c.month(c.a.Month.Month.From))
	bullet := Bullet{
		Title: title, Value: c.say("budget.used", "share", c.budgetShare(b.used, b.none), "budget", b.of), Note: c.budgetNote(b),
		Used: float64(b.used.PerMille) / scale, Elapsed: float64(b.elapsed.PerMille) / scale, ElapsedLabel: c.elapsedLabel(),
		Forecast: float64(b.forecast.PerMille) / scale, Target: 1000 / scale,
		Over: b.used.PerMille > 1000 || b.forecast.PerMille > 1000,
	}
	bullet.Alt = c.say("budget.alt", "title", title, "used", bullet.Value, "sum", b.sum,
		"elapsed", c.share(b.elapsed, false, true), "note", bullet.Note)
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
	case b.forecast.Known:
		note = c.say("budget.forecast", "share", c.budgetShare(b.forecast, b.none))
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
