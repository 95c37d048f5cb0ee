package data

import (
	"time"

	"tokenreport/report"
)

// Month is the calendar month so far.
type Month struct {
	From        time.Time `json:"from"`
	Until       time.Time `json:"until"` // not included
	Days        int       `json:"days"`
	ElapsedDays int       `json:"elapsed_days"`
	KnownDays   int       `json:"known_days"` // of the elapsed ones
	// DoubtfulDays are those of the known days of which data seem to be missing, or are odd.
	DoubtfulDays int        `json:"doubtful_days"`
	Amounts                 // of the known days
	Forecast     *Forecast  `json:"forecast"` // null where too few days are known
	Cost         *MonthCost `json:"cost"`     // null where nothing has a price
}

// Forecast is the whole month.
type Forecast struct {
	Method report.ForecastMethod `json:"method"`
	Amounts
}

// MonthCost is an estimate of what the month costs, by the configured prices.
type MonthCost struct {
	KnownDays int    `json:"known_days"`         // of the elapsed ones, those of which every model's usage is known
	Sum       *Money `json:"sum"`                // of the known days
	Partial   bool   `json:"partial"`            // a model without a price was used
	Unpriced  *int64 `json:"unpriced_per_mille"` // of their tokens, those without a price
	Forecast  *Money `json:"forecast"`           // of the whole month; null without a forecast of its tokens
}

func month(a report.Analysis) *Month {
	m := a.Month
	if m.Days == 0 {
		return nil
	}
	out := Month{
		From: m.Month.From, Until: m.Month.Until, Days: m.Days, ElapsedDays: m.Elapsed, KnownDays: m.Known, DoubtfulDays: m.Doubtful, Amounts: amounts(m.Sum),
	}
	if m.Method != "" {
		out.Forecast = &Forecast{m.Method, amounts(m.Forecast)}
	}
	if c := a.MonthCost; c.Elapsed > 0 {
		out.Cost = &MonthCost{c.Known, money(c.Sum), c.Partial, share(c.Unpriced), money(c.Forecast)}
	}
	return &out
}

// Budget is how much of what the month may use is used. Each is null where it is not configured.
type Budget struct {
	Tokens *TokenBudget `json:"tokens"`
	Cost   *CostBudget  `json:"cost"`
}

// TokenBudget is a month's budget of tokens.
type TokenBudget struct {
	Budget int64 `json:"budget"`
	Use
}

// CostBudget is a month's budget of money.
type CostBudget struct {
	Budget Money `json:"budget"`
	Use
}

// Use is how much of a budget is used.
type Use struct {
	Used     *int64 `json:"used_per_mille"`
	Elapsed  *int64 `json:"elapsed_per_mille"` // of the month's days
	Forecast *int64 `json:"forecast_per_mille"`
	Exceeded bool   `json:"exceeded"` // more than the budget is used
	Least    bool   `json:"at_least"` // more may be used: days are not known or in doubt, or tokens have no price
}

func use(u report.BudgetUse) Use {
	return Use{share(u.Used), share(u.Elapsed), share(u.Forecast), u.Exceeded, u.Least}
}

func budget(a report.Analysis) (b Budget) {
	if a.Budget.Tokens > 0 {
		b.Tokens = &TokenBudget{int64(a.Budget.Tokens), use(a.Month.Against(a.Budget.Tokens))}
	}
	if whole := a.Budget.Cost; whole.Known() {
		b.Cost = &CostBudget{*money(whole), use(a.MonthCost.Against(whole, a.Month))}
	}
	return b
}
