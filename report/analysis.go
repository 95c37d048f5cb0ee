package report

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
	Omissions  []Omission
}

// Analysis is a period's usage beside everything that it is compared with. It is what a report tells: [Compose] puts it
// into words, and the JSON has it in numbers.
type Analysis struct {
	Summary
	Evidence
	Comparison Comparison
	Anomalies  []Anomaly
	Gaps       []SuspectedGap
	Month      MonthToDate // the calendar month of the period's last day
	Breakdowns []DimensionBreakdown
	Cost       Cost // of the period; its zero value where nothing has a price
	Calls      Amount
}

// DimensionBreakdown is the breakdown of one dimension.
type DimensionBreakdown struct {
	Dimension Dimension
	Breakdown
}

// topParts is how many parts of a dimension a page shows before "Other".
const topParts = 5

// Analyse holds a period's figures against the evidence.
func Analyse(s Summary, e Evidence) Analysis {
	a := Analysis{Summary: s, Evidence: e}
	if len(e.Days) != 1 {
		return a
	}
	today := e.Days[0]
	a.Calls = today.Calls
	a.Comparison = Compare(today.Period, e.History)
	a.Anomalies = Anomalies(today, e.History)
	a.Gaps = SuspectedGaps(today, e.History)
	a.Month = MonthSoFar(today, e.History)
	return a
}

// Complete says whether the figures can be trusted as they are: nothing about the data was odd, nothing that was asked
// for is missing, and no stretch looks as if data were missing.
func (a Analysis) Complete() bool {
	for _, o := range a.Omissions {
		if o.Reason != NotPermitted {
			return false
		}
	}
	return a.Summary.Complete() && len(a.Gaps) == 0
}
