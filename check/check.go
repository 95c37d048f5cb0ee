// Package check tries everything that a run needs, one thing after the other or several at once, and tells of each
// whether it works, how long it took and what to do. It stores one small object, which it takes away again, and sends no
// mail and no message. It reads neither configuration nor environment: a [Plan] holds what is to be tried.
//
// It returns no errors. What does not work is a [Row] that says so; so is a defect of what was tried.
package check

import (
	"context"
	"time"
)

// Result is how trying one thing went.
type Result string

// The results.
const (
	OK      Result = "ok"
	Skipped Result = "skipped" // it was not tried; the detail says why
	Warning Result = "warning" // runs work, but not as well as they should
	Failed  Result = "failed"  // runs will fail
)

// The names of what is tried, in their order. They do not change: programs look for them.
const (
	Configuration = "configuration"
	Zones         = "time zones"
	Fonts         = "fonts"
	Credentials   = "credentials"
	API           = "API"
	Clock         = "clock"
	MailLogin     = "mail login"
	Recipients    = "recipients"
	Domains       = "mail domains"
	Storage       = "storage"
	Versions      = "bucket versions"
	Webhook       = "webhook"
	Dispatch      = "dispatch"
	TestMail      = "test mail"
	TestMessage   = "test message"
)

// Table is what a check answers, as JSON.
type Table struct {
	OK     bool  `json:"ok"` // nothing has failed; there may be warnings
	Checks []Row `json:"checks"`
}

// Row is one thing that was tried.
type Row struct {
	Check    string        `json:"check"` // one of the names above
	Result   Result        `json:"result"`
	Detail   string        `json:"detail"`   // what was found; may be empty where there are findings
	Findings []Finding     `json:"findings"` // what is not as it should be; never nil
	Took     time.Duration `json:"-"`        // 0 where nothing was tried
}

// Finding is one thing that is not as it should be.
type Finding struct {
	Result Result `json:"result"` // Warning or Failed
	Text   string `json:"text"`   // one line
	Hint   string `json:"hint"`   // what to do about it; never empty
}

// NewTable makes a table of rows.
func NewTable(rows ...Row) Table {
	t := Table{OK: true, Checks: rows}
	t.OK = t.Count(Failed) == 0
	return t
}

// Count is how many rows have a result.
func (t Table) Count(r Result) int {
	n := 0
	for _, row := range t.Checks {
		if row.Result == r {
			n++
		}
	}
	return n
}

// Plan is what to try. Mail and Store are nil where none is configured, and then skipped.
type Plan struct {
	Zones     []string // IANA names
	Languages []string // of the reports
	// Temporary says that the credentials are those of a role, with a session token.
	Temporary  bool
	API        Graphs
	Queries    []Query // at least one
	Mail       Mail
	Anonymous  bool     // there is nothing to log in to the mail server with
	Recipients []string // addresses; everybody whom any mail goes to
	Resolver   Resolver
	Store      Store
	Chats      []Chat           // a row each
	Dispatch   *Dispatching     // nil: no report is dispatched, and there is no row
	Now        func() time.Time // the real clock
}

// Run tries everything. What does not depend on each other is tried at the same time; each thing has [Limit], within
// ctx. The rows are always the same ones in the same order, but for one of [API] for each query, one of [Webhook] for each
// of the chats, and for [Dispatch].
func (p Plan) Run(ctx context.Context) []Row {
	return together(
		p.local,
		p.usage,
		p.mail,
		p.domains,
		p.storage,
		p.webhooks,
		p.dispatch,
	)(ctx)
}
