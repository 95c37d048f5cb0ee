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
	Amounts               // of the known days
	Forecast    *Forecast `json:"forecast"` // null where too few days are known
}

// Forecast is the whole month.
type Forecast struct {
	Method report.ForecastMethod `json:"method"`
	Amounts
}

func month(m report.MonthToDate) *Month {
	if m.Days == 0 {
		return nil
	}
	out := Month{m.Month.From, m.Month.Until, m.Days, m.Elapsed, m.Known, amounts(m.Sum), nil}
	if m.Method != "" {
		out.Forecast = &Forecast{m.Method, amounts(m.Forecast)}
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
	Budget           int64  `json:"budget"`
	UsedPerMille     *int64 `json:"used_per_mille"`
	ElapsedPerMille  *int64 `json:"elapsed_per_mille"` // of the month's days
	ForecastPerMille *int64 `json:"forecast_per_mille"`
}

// CostBudget is a month's budget of money.
type CostBudget struct {
	Budget Money `json:"budget"`
}

func budget(a report.Analysis) (b Budget) {
	if a.Budget.Tokens > 0 {
		use := a.Month.Against(a.Budget.Tokens)
		b.Tokens = &TokenBudget{int64(use.Budget), share(use.Used), share(use.Elapsed), share(use.Forecast)}
	}
	if a.Budget.Cost.Known() {
		b.Cost = &CostBudget{*money(a.Budget.Cost)}
	}
	return b
}
