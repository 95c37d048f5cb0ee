// Package job is one run, told from top to bottom: which reports are due for which period, what the API says, what
// the figures are, the document, its files, their delivery, the answer. It decides what happens and in which order;
// each stage lives in its own package. It knows neither the configuration's file nor the platform, and makes no
// connection of its own. Reports are made side by side; a stage that fails ends its own, and the errors are joined.
package job

import (
	"context"
	"errors"
	"log/slog"
	"net/mail"
	"slices"
	"time"

	"tokenreport/apiclient"
	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
	"tokenreport/report/format"
)

// Report is one report: what it covers, how it is told, who receives it.
type Report struct {
	Name     string // part of the keys of everything that is delivered
	Title    string // empty: the language's own
	Language string
	Zone     *time.Location // bounds the day
	Filter   apiclient.Filter
	Cadence  report.Cadence // how long its periods are; empty: a day
	Hourly   bool           // show the hourly table
	// Breakdowns are shown beside the total, each part by a call of the API; Tables lists all parts of a dimension.
	Breakdowns []report.BreakdownRequest
	Tables     []report.Dimension
	Budget     report.Budget
	Calls      bool // ask for the calls, and for the summary to hold against the graph
	Names      bool // ask for the names of applications and models
	Holidays   report.Holidays
	// WhenEmpty is what is mailed, and told to chats, for a day without usage. It does not concern what is stored.
	WhenEmpty WhenEmpty
	Mail      *Mail  // nil: not mailed
	Store     *Store // nil: not stored
	Chats     *Chats // nil: announced to none
}

// WhenEmpty is what is sent for a day without usage.
type WhenEmpty int

const (
	// SendEmpty sends the report as on any other day.
	SendEmpty WhenEmpty = iota
	// NoteEmpty sends one line.
	NoteEmpty
	// SkipEmpty sends nothing.
	SkipEmpty
)

// Mail is to whom a report is mailed, and how.
type Mail struct {
	Channel     Mailer
	Depot       Depot // where attachments that are too large are linked to; nil: they are left out
	Inline      bool  // the relay carries images within the mail
	To, Cc, Bcc []mail.Address
	Attach      []format.Format
}

// Store is where a report's files are kept.
type Store struct {
	Channel delivery.Channel
	Formats []format.Format
}

// Chats are where a report is announced in a few lines, with a link to what is stored of it.
type Chats struct {
	Webhooks []Webhook
	Depot    Depot // where the report is stored; nil: there is no link
}

// Webhook is the channel to one chat.
type Webhook interface {
	delivery.Channel
	// Recipient stands for the webhook in records and answers. It is no secret, unlike its URL.
	Recipient() string
}

// Archive keeps what is known of finished days, by name, so that it need not be fetched again. It is a cache: what it loses,
// or what the slower of two runs at the same moment replaces, costs some calls of the API.
type Archive interface {
	// Read returns what is kept under a name; [io/fs.ErrNotExist] if nothing is.
	Read(ctx context.Context, name string) ([]byte, error)
	// Replace keeps content under a name, whatever was kept there. A reader sees the whole of the one or of the other.
	Replace(ctx context.Context, name string, content []byte) error
}

// Runner runs reports. All fields are needed but Dispatcher, Archive, Prices, Brand, Looks, Owner, Late and Tolerance.
type Runner struct {
	API       *apiclient.Client
	Endpoint  string         // shown in the report
	Region    string         // shown in the report
	LabelZone *time.Location // in which the API writes its labels
	Labels    report.Labels  // what they mark; empty: decided by the days that are stored
	Reports   []Report
	// Dispatcher starts an invocation for each of several reports; nil: all are made by this one.
	Dispatcher Dispatcher
	Shelf      ledger.Shelf // where the records of deliveries are kept
	// Memory keeps what the owner was told while the Shelf refuses to.
	Memory ledger.Shelf
	// Archive keeps the days that reports are compared with; nil: none is compared with any.
	Archive Archive
	Prices  report.Prices
	Brand   report.Brand
	Looks   Looks
	Owner   *Owner // nil: nobody is told what needs a person
	Late    Late
	// Tolerance is by how much of the API's summary its graph may differ from it, in hundredths of a percent.
	Tolerance int
	// NotifyMissed only tells the owner of a period that was missed, instead of making the latest.
	NotifyMissed bool
	// Invocation names this run in the records, unlike every other, a retry of the same event included.
	Invocation string
	// Lease is for how long a delivery is claimed, and renewed meanwhile; 0: until the run's deadline, by which it has ended for
	// certain. A command has no such deadline: one that is killed holds up the next one for as long as this.
	Lease   time.Duration
	Version string           // of tokenreport, shown in the report
	Now     func() time.Time // the real clock; it decides nothing that is shown
	Log     *slog.Logger

	round *round // of the present run
}

// Run makes the reports that the event asks for. The answer holds every report that was begun, with what was delivered,
// also where an error is returned beside it. The error joins all failures; it is a [*RequestError] where the event
// asks for what there is not, and then nothing was fetched or sent.
//
// A person stops a run by cancelling ctx: what the API was asked is still answered, what is being delivered is completed, lest it
// be unclear and sent again, and nothing else is asked. Where something failed for that, the error is [ErrStopped] as well.
func (r *Runner) Run(ctx context.Context, event Event) (Answer, error) {
	event = event.identified(r.Invocation)
	due, err := r.due(event)
	if err != nil {
		return Answer{}, err
	}
	run := *r
	run.round = newRound(ctx)
	if event.Rate > 0 {
		run.API = r.API.AtRate(event.Rate)
	}
	working, cancel := graceful(ctx, stoppingGrace)
	defer cancel()
	begin := func() (Answer, error) { return run.all(working, event, due, r.lookedAfter(event)) }
	if r.dispatches(event, due) {
		begin = func() (Answer, error) { return run.dispatch(working, event, due) }
	}
	answer, err := begin()
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		err = errors.Join(err, ErrStopped)
	}
	return answer, err
}

// all makes the reports, several side by side, and in the time that they leave catches up with what some missed. The answer
// has them in their order.
func (r *Runner) all(ctx context.Context, event Event, due []task, lookedAfter []Report) (Answer, error) {
	if r.Forgetful() && slices.ContainsFunc(due, func(t task) bool { return !t.dryRun }) {
		r.Log.Warn("no storage remembers what is delivered: another run delivers it again; set storage.url")
	}
	whole := r.beginEffort()
	accounts := slices.Concat(r.makeAll(ctx, due)...)
	accounts, failures := r.catchUp(ctx, event, lookedAfter, accounts)
	r.tellWaiting(ctx, event, accounts)
	r.checkShelf(ctx)
	answer := Answer{Reports: []Result{}}
	for _, a := range accounts {
		answer.Reports = append(answer.Reports, a.result)
		failures = append(failures, a.err())
	}
	r.endEffort(&whole)
	if len(due) > 1 { // else the report's own line says it all
		failed := len(slices.DeleteFunc(slices.Clone(failures), func(err error) bool { return err == nil }))
		r.Log.Info("invocation finished", "reports", len(due), "reports_failed", failed,
			"calls", whole.asked.Calls, "retries", whole.asked.Retries(), "duration_ms", whole.took.Milliseconds())
	}
	return answer, errors.Join(failures...)
}

// shelfCheckLimit bounds a question whose answer changes nothing but a line of the log.
const shelfCheckLimit = 3 * time.Second

// Forgetful reports whether what is delivered is remembered by this process only, since no storage keeps records.
func (r *Runner) Forgetful() bool { return r.Shelf == r.Memory }

// checkShelf says in the log where the storage cannot exclude a second run at the same moment.
func (r *Runner) checkShelf(ctx context.Context) {
	shelf, ok := r.Shelf.(interface {
		Excludes(context.Context) (bool, error)
	})
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, shelfCheckLimit)
	defer cancel()
	switch excludes, err := shelf.Excludes(ctx); {
	case err != nil:
		r.Log.Warn("could not tell whether the bucket keeps versions; if it does, two runs at the same moment may deliver twice",
			"error", err.Error())
	case !excludes:
		r.Log.Warn("the bucket keeps versions, or did once: two runs at the same moment may deliver twice; use a bucket that never did")
	}
}

// task is a report with the period that it is due for.
type task struct {
	Report
	period    report.Period
	planned   time.Time
	revision  int
	corrects  *report.Figures // what the revision before showed; nil for the first
	dryRun    bool
	redo      ledger.Redo
	event     string    // the event's ID
	byHand    bool      // a person asks: the event has no time
	next      bool      // the period follows from the time: nobody has asked for it by its date
	missed    bool      // the period had its turn before, and was not delivered
	deadline  time.Time // of the invocation; zero: none
	storeOnly bool      // nothing goes out but what is kept
	impatient bool      // a delivery that another run is at is left to it at once
}
