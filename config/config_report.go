package config

import (
	"net/mail"
	"time"

	"tokenreport/report/format"
)

// Report is one report: what it covers, how it looks, who gets it.
type Report struct {
	Name     string // [a-z0-9-]+, unique; part of the object keys
	Title    string // empty: the language's own words for "Token usage"
	Period   Period
	Zone     *time.Location // bounds the period; the configuration's Timezone unless the report has its own
	Language Language
	Filter   Filter
	// Breakdowns are in the order of [Dimensions], no dimension twice, and have at most 200 parts in all. None: no breakdown.
	Breakdowns []Breakdown
	Budget     Budget
	Calls      bool // ask for the calls, too, and for the sum that the API itself makes
	Names      Names
	// Tables are no table twice, and no dimension's without its Breakdown. None: no table.
	Tables   []Table
	Holidays []DateRange // expected to be quiet; none: every day is as usual
	// WhenEmpty says what goes out for a period without usage.
	WhenEmpty WhenEmpty
	Email     *Email          // nil: not mailed
	Store     []format.Format // none: not stored
	Webhooks  []Webhook       // besides the one or the other; no kind and URL twice
}

// Period is how much time a report covers.
type Period string

// The periods: a calendar day, a week from Monday to Sunday, a calendar month.
const (
	Daily   Period = "day"
	Weekly  Period = "week"
	Monthly Period = "month"
)

// Filter narrows what is counted. It is passed to the API as it is; an empty field does not narrow.
type Filter struct {
	UinAccounts []string
	SubBizType  string
	ModelName   string
	AppBizIDs   []string
	AppType     string
	SubScenes   []string
}

// Dimension is what a breakdown divides the usage by. Its text is the key of the filter that selects one part.
type Dimension string

// The dimensions: application, model, the business within an application, account.
const (
	ByApplication Dimension = "app_biz_ids"
	ByModel       Dimension = "model_name"
	ByBusiness    Dimension = "sub_biz_type"
	ByAccount     Dimension = "uin_accounts"
)

// Dimensions are all dimensions.
func Dimensions() []Dimension { return []Dimension{ByApplication, ByModel, ByBusiness, ByAccount} }

// Breakdown divides the usage of a report by one dimension; each part is a call of the API:
//
//	breakdown: {model_name: [cs-normal, cs-pro], app_biz_ids: {"1790000000000000001": Support bot}}
type Breakdown struct {
	By    Dimension
	Parts []Part // at least one, in the file's order; no value twice
}

// Part is one part of a breakdown: {"1790000000000000001", "Support bot"}.
type Part struct {
	Value string // of the filter that selects it
	Name  string // under which it is shown; empty: whatever else is known of it, or the value
}

// Budget is what the usage of a calendar month may come to:
//
//	budget: {tokens: 500000000, cost: 900}
type Budget struct {
	Tokens int64   // 1 to 999,999,999,999,999; 0: none
	Cost   Decimal // more than 0, in the currency of Prices; empty: none
}

// Names is where the names of applications and models come from, besides the file.
type Names string

// Auto asks the API for them, where it is allowed to; Off does not ask.
const (
	NamesAuto Names = "auto"
	NamesOff  Names = "off"
)

// Table is a table of the pages after the first: the hours, or all parts of a dimension, by whose text it goes.
type Table string

// TableHourly is the table of the hours of the day.
const TableHourly Table = "hourly"

// Tables are all tables.
func Tables() []Table {
	tables := []Table{TableHourly}
	for _, d := range Dimensions() {
		tables = append(tables, Table(d))
	}
	return tables
}

// DateRange is the dates from First to Last, both included: 2026-10-01.
type DateRange struct{ First, Last string }

// WhenEmpty is what goes out for a period without usage.
type WhenEmpty string

// Send makes the report as ever, Note a mail of one line, Skip nothing.
const (
	EmptySend WhenEmpty = "send"
	EmptyNote WhenEmpty = "note"
	EmptySkip WhenEmpty = "skip"
)

// Email says who gets the mail, and with what attached. No address occurs twice in To, Cc and Bcc together.
type Email struct {
	To, Cc, Bcc []mail.Address  // To has at least one
	Attach      []format.Format // none: nothing is attached
}
