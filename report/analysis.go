package report

import (
	"math/big"
	"slices"
)

// Dimension is what usage is broken down by. Its text is the key of the configuration, of the catalogues and of the JSON.
type Dimension string

// The dimensions, each by the filter of the API that selects one part.
const (
	ByApplication Dimension = "app_biz_ids"
	ByModel       Dimension = "model_name"
	ByBusiness    Dimension = "sub_biz_type"
	ByAccount     Dimension = "uin_accounts"
)

// Dimensions are all dimensions, in the order in which they are shown.
func Dimensions() []Dimension { return []Dimension{ByApplication, ByModel, ByBusiness, ByAccount} }

// DayPart is what one part of a dimension used on one day.
type DayPart struct {
	Dimension Dimension
	ID        string // the value of the filter
	Amounts
}

// BreakdownRequest is a breakdown that a report shows.
type BreakdownRequest struct {
	Dimension Dimension
	Parts     []PartName
}

// PartName is a part with the name under which it is shown.
type PartName struct {
	ID   string
	Name string // empty: the ID
}

// Budget is what a calendar month may use.
type Budget struct {
	Tokens Tokens // 0: none
	Cost   Money  // unknown: none
}

// Reported is what the API's summary (DescribeTokenUsage) says of the period, to be held against the graph. Unknown: not
// asked, or not permitted.
type Reported struct {
	Amounts
	Calls Amount
}

// Omission is something that the report should have and has not.
type Omission struct {
	What      OmissionKind
	Dimension Dimension // of [OmittedPart]
	Count     int       // how many parts or days are concerned; 0 where it is not about a number
	Reason    OmissionReason
	Code      string // of the API's error; may be empty
	RequestID string // of the API's error; may be empty
}

// OmissionKind says what was left out. Its text is the key of the catalogues and of the JSON.
type OmissionKind string

// What can be left out of a report that is made all the same.
const (
	OmittedCalls   OmissionKind = "calls"   // DescribeCallStatsGraph
	OmittedTotals  OmissionKind = "totals"  // DescribeTokenUsage
	OmittedNames   OmissionKind = "names"   // ListApp, ListModel
	OmittedPart    OmissionKind = "part"    // parts of a breakdown
	OmittedHistory OmissionKind = "history" // earlier days to compare with
)

// OmissionReason says why. Its text is the key of the catalogues and of the JSON.
type OmissionReason string

const (
	// NotPermitted: the credentials may not ask. It is how the account is set up, so that the report is complete without it.
	NotPermitted OmissionReason = "not_permitted"
	// CallFailed: the API did not answer.
	CallFailed OmissionReason = "call_failed"
	// NoTime: it would not have fitted into the run's time at the API's rate.
	NoTime OmissionReason = "no_time"
)

// Evidence is what is known of a period beside its own usage. What is zero was not asked for, or is not known.
type Evidence struct {
	// Days are the calendar days of the period, in order, with their parts and calls: one for a day's report.
	Days       []Day
	History    History // the days before the period, in its zone, with their parts and calls
	Breakdowns []BreakdownRequest
	Prices     Prices
	Budget     Budget
	Reported   Reported
	// Tolerance is by how much of what the summary says the graph may differ from it, in hundredths of a percent.
	Tolerance int
	Holidays  Holidays
	Omissions []Omission
}

// Analysis is a period's usage beside everything that it is compared with. It is what a report tells: [Compose] puts it
// into words, and the JSON has it in numbers.
type Analysis struct {
	Summary
	Evidence
	Comparison Comparison
	Anomalies  []Anomaly
	Gaps       []SuspectedGap
	Idle       []Period    // days without usage that is usual, of which the API's summary says the same
	Month      MonthToDate // the calendar month of the period's last day
	Breakdowns []DimensionBreakdown
	Cost       Cost // of the period; its zero value where nothing has a price
	MonthCost  MonthCost
	Calls      Amount
}

// DimensionBreakdown is the breakdown of one dimension.
type DimensionBreakdown struct {
	Dimension Dimension
	Breakdown
}

// Beyond is by how many tokens the API's summary exceeds its graph, below 0 where it has less. Unknown where one of them
// is.
func (a Analysis) Beyond() Amount {
	if !a.Reported.Total.Known || !a.Usage.Total.Known {
		return Amount{}
	}
	return Known(a.Reported.Total.N - a.Usage.Total.N)
}

// Agrees says whether the API's summary is known, and no further from its graph than the tolerance.
func (a Analysis) Agrees() bool {
	beyond := a.Beyond()
	const whole = 100 * 100 // hundredths of a percent
	difference, tolerated := big.NewInt(int64(beyond.N)), big.NewInt(int64(a.Reported.Total.N))
	difference.Abs(difference).Mul(difference, big.NewInt(whole))
	return beyond.Known && difference.Cmp(tolerated.Mul(tolerated, big.NewInt(int64(a.Tolerance)))) <= 0
}

// Lacks says whether the API's summary has more than its graph, beyond the tolerance.
func (a Analysis) Lacks() bool { return a.Beyond().N > 0 && !a.Agrees() }

// TokensPerCall is rounded, halves up; unknown where calls or tokens are, and without a call.
func (a Analysis) TokensPerCall() Amount {
	if !a.Calls.Known || a.Calls.N <= 0 {
		return Amount{}
	}
	return a.Usage.Total.over(a.Calls.N)
}

// Doubtful says whether what was left out makes the figures doubtful, or the report less than it should be: not what the
// account does not permit, nor earlier days that a later run will have.
func (o Omission) Doubtful() bool {
	return o.Reason == CallFailed || o.Reason == NoTime && o.What != OmittedHistory
}

// Complete says whether the figures can be trusted as they are: the total is known, nothing about the data was odd,
// nothing that was asked for is missing, no stretch looks as if data were missing, and the API's summary has no more
// than its graph, within the tolerance.
func (a Analysis) Complete() bool {
	return a.Summary.Complete() && a.Usage.Total.Known && len(a.Gaps) == 0 && !a.Lacks() &&
		!slices.ContainsFunc(a.Omissions, Omission.Doubtful)
}
