package data

import (
	"time"

	"tokenreport/report"
)

// Month is the calendar month so far.
type Month struct {
	From        time.Time  `json:"from"`
	Until       time.Time  `json:"until"` // not included
	Days        int        `json:"days"`
	ElapsedDays int        `json:"elapsed_days"`
	KnownDays   int        `json:"known_days"` // of the elapsed ones
	Amounts                // of the known days
	Forecast    *Forecast  `json:"forecast"` // null where too few days are known
	Cost        *MonthCost `json:"cost"`     // null where nothing has a price
}

// Forecast is the whole month.
type Forecast struct {
	Method report.ForecastMethod `json:"method"`
	Amounts
}

// MonthCost is an estimate of what the month costs, by the configured prices.
type MonthCost struct {
	KnownDays int    `json:"known_days"` // of the elapsed ones, those of which every model's usage is known
	Sum       *Money `json:"sum"`        // of the known days
	Partial   bool   `json:"partial"`    // a model without a price was used
	Forecast  *Money `json:"forecast"`   // of the whole month; null without a forecast of its tokens
}

func month(a report.Analysis) *Month {
	m := a.Month
	if m.Days == 0 {
		return nil
	}
	out := Month{
		From: m.Month.From, Until: m.Month.Until, Days: m.Days, ElapsedDays: m.Elapsed, KnownDays: m.Known, Amounts: amounts(m.Sum),
	}
	if m.Method != "" {
		out.Forecast = &Forecast{m.Method, amounts(m.Forecast)}
	}
	if c := a.MonthCost; c.Elapsed > 0 {
		out.Cost = &MonthCost{c.Known, money(c.Sum), c.Partial, money(c.Forecast)}
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
}

func budget(a report.Analysis) (b Budget) {
	if a.Budget.Tokens > 0 {
		use := a.Month.Against(a.Budget.Tokens)
		b.Tokens = &TokenBudget{int64(use.Budget), Use{share(use.Used), share(use.Elapsed), share(use.Forecast)}}
	}
	if whole := a.Budget.Cost; whole.Known() {
		elapsed := report.ShareOf(report.Known(report.Tokens(a.Month.Elapsed)), report.Known(report.Tokens(a.Month.Days)))
		used, forecast := a.MonthCost.Sum.ShareOf(whole), a.MonthCost.Forecast.ShareOf(whole)
		b.Cost = &CostBudget{*money(whole), Use{share(used), share(elapsed), share(forecast)}}
	}
	return b
}
