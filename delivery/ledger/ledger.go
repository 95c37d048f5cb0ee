// Package ledger remembers across invocations what has been delivered, so that each delivery happens once although
// the platform runs a report again, and two instances may run at the same moment.
//
// Its only demand on a storage is that a record can be created if, and only if, there is none of that name: object
// storage has no compare-and-swap. So nothing is ever changed. Each attempt at a delivery is a numbered claim, and
// each claim gets one result:
//
//	.tokenreport/daily/2024-11-19/r1/email/3f…/0001.claim.json     who claimed it, and until when
//	.tokenreport/daily/2024-11-19/r1/email/3f…/0001.renewal-01.json  a later end of the claim, if it was renewed
//	.tokenreport/daily/2024-11-19/r1/email/3f…/0001.result.json    how it ended, in the other side's words
//
// A claim without a result is somebody at work until it expires, and a crash after that. The next attempt takes
// over with the next number. Whether the crashed one had delivered nobody knows: its result becomes "unclear", and the
// delivery is made again under the same Message-ID. That is the one case in which something arrives twice.
//
// Runs are counted in the same way, without excluding each other ([Ledger.Begin]), so that a later one knows how often
// a report was tried, how it ended, and whether a period was left out.
//
// The promise is as good as the storage's creation of records. Where that does not exclude (see [Shelf]), two
// instances at the very same moment may both deliver. The package delivers nothing and logs nothing.
package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tokenreport/delivery"
)

// Shelf keeps small records by name.
type Shelf interface {
	// Create keeps content under a name that must not be taken yet; if it is, the error is [fs.ErrExist] and
	// nothing has changed. Of several at the same moment exactly one succeeds.
	Create(ctx context.Context, name string, content []byte) error
	// Read returns what is kept under a name; [fs.ErrNotExist] if nothing is.
	Read(ctx context.Context, name string) ([]byte, error)
}

// Dated is a [Shelf] that has a clock of its own, by which claims expire: the clocks of two machines may differ by minutes.
type Dated interface {
	// Age is how long ago a record was created, by the storage's clock alone; [fs.ErrNotExist] if there is none, and
	// [errors.ErrUnsupported] where the storage does not tell: the machine's clock has to do then.
	Age(ctx context.Context, name string) (time.Duration, error)
}

// Ledger keeps the deliveries of one invocation on a shelf.
type Ledger struct {
	shelf Shelf
	now   func() time.Time
	owner string
	// Damaged is told of a record that cannot be read and is made anew; nil: nobody is.
	Damaged func(err error)
}

// New makes a ledger. The owner names the invocation, differently each time; now is the real clock, by which
// claims expire only on a shelf that is not [Dated]; its difference between instances must be less than [ClockSkew] there.
func New(shelf Shelf, now func() time.Time, owner string) *Ledger {
	return &Ledger{shelf: shelf, now: now, owner: owner}
}

// ClockSkew is how long after its expiry a claim is still respected: for what a clock rounds, and a request takes.
const ClockSkew = 30 * time.Second

// longestClaim is how long a claim is respected at most, whatever its record says: no run lasts longer (SCF, "Quota limits").
const longestClaim = 15 * time.Minute

// mostRaces is how often a claim may be lost to others before the records are taken to contradict themselves.
const mostRaces = 64

// Intent is what is about to be delivered.
type Intent struct {
	Key     delivery.Key
	Planned time.Time // the instant that the report is dated with
	Expires time.Time // when the attempt will be over, whatever happens
	Redo    Redo
	// Event is what asks for [RedoAll], under the same name at each of its tries: what it has had delivered again stays
	// delivered for it. It counts with RedoAll only.
	Event string
}

// event is the intent's intention: empty for what is to be delivered once, else whoever wants it once more.
func (i Intent) event() string {
	if i.Redo != RedoAll {
		return ""
	}
	return i.Event
}

// Redo says which final results do not stop another attempt. One that was refused for good stops only those of the same
// [Intent].Planned: the platform's later tries. Whoever asks anew has a reason.
type Redo int

const (
	// RedoNothing: what was delivered stays delivered, what was refused for good stays refused.
	RedoNothing Redo = iota
	// RedoRefused: what was refused for good is tried again, for a person has asked.
	RedoRefused
	// RedoAll: what was delivered is delivered again, too, once for each [Intent.Event].
	RedoAll
)

// Claim is the right to attempt a delivery.
type Claim struct {
	ledger  *Ledger
	key     delivery.Key
	Attempt int // from 1
	// Lost says that an earlier run with the same intention had handed everything over and was not told whether it arrived.
	// Again says that another intention had it delivered, or may have, before this one was first tried.
	Lost, Again bool

	owner, event string
	tried        bool // there is an earlier attempt with the same intention
	renewals     int
}

// Result is how an attempt ended.
type Result struct {
	Status delivery.Status `json:"status"`
	// Final says that there is not to be another attempt: it was delivered, or refused for good, or may have arrived
	// often enough.
	Final bool `json:"final"`
	// Crashed says that the attempt ended without a result; another run has recorded this one.
	Crashed bool      `json:"crashed,omitempty"`
	Detail  string    `json:"detail"`
	At      time.Time `json:"at"`
	// Facts are what the caller wants to find again; the ledger does not read them.
	Facts map[string]string `json:"facts,omitempty"`
}

// SettledError says that there is nothing to do: an earlier attempt has come to a final result.
type SettledError struct{ Result Result }

func (e *SettledError) Error() string {
	text := fmt.Sprintf("%s at %s: %s", e.Result.Status, e.Result.At.Format(time.RFC3339), delivery.CleanLine(e.Result.Detail))
	if e.Result.Status != delivery.StatusDelivered {
		text += " (will not be retried automatically; fix the cause and run it manually)"
	}
	return text
}

// HeldError says that another run holds the claim.
type HeldError struct {
	By    string
	Until time.Time
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("claimed by run %s until %s; if that run was stopped, run again after that time", delivery.Excerpt(e.By), e.Until.Format(time.RFC3339))
}

// claimRecord is what a claim keeps.
type claimRecord struct {
	Report    string    `json:"report"`
	Period    string    `json:"period"`
	Revision  int       `json:"revision"`
	Channel   string    `json:"channel"`
	Recipient string    `json:"recipient,omitempty"`
	Planned   time.Time `json:"planned"`
	Attempt   int       `json:"attempt"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Expires   time.Time `json:"expires"`
	Event     string    `json:"event,omitempty"` // of a deliberate repetition
}

// Claim obtains the right to attempt a delivery. The error is a [*SettledError] where it is done, a [*HeldError]
// where another run is at it, and a [*ShelfError] where the shelf failed; then nothing may be delivered.
func (l *Ledger) Claim(ctx context.Context, intent Intent) (*Claim, error) {
	claim := &Claim{ledger: l, key: intent.Key, Attempt: 1, owner: l.owner, event: intent.event()}
	var refused error // by the last attempt that has ended
	for races := 0; races < mostRaces; {
		var held claimRecord
		switch err := l.read(ctx, claim.name("claim"), &held); {
		case errors.Is(err, fs.ErrNotExist) && refused != nil:
			return nil, refused
		case errors.Is(err, fs.ErrNotExist):
			err := l.create(ctx, claim.name("claim"), l.record(intent, claim.Attempt))
			if err == nil {
				return l.confirm(ctx, claim)
			}
			if !errors.Is(err, fs.ErrExist) {
				return nil, fmt.Errorf("claim the delivery: %w", err)
			}
			races++ // somebody was faster: read what he wrote
		case err != nil:
			return nil, fmt.Errorf("look up the delivery: %w", err)
		default:
			var settled *SettledError
			refused = nil
			switch err := l.pass(ctx, claim, held, intent); {
			case errors.Is(err, errOurs):
				return claim, nil
			case errors.As(err, &settled) && settled.Result.Status != delivery.StatusDelivered:
				refused = err // unless a person had it tried again
			case err != nil:
				return nil, err
			}
			claim.Attempt++
		}
	}
	return nil, fmt.Errorf("claim the delivery: %w", errContradiction)
}

// errContradiction is a shelf that has a record when it is to be created, and has none when it is to be read.
var errContradiction = &ShelfError{errors.New("the storage says that a record exists and that it does not; look whether something else writes there")}

func (l *Ledger) record(intent Intent, attempt int) claimRecord {
	k := intent.Key
	return claimRecord{
		Report: k.Report, Period: k.Period, Revision: k.Revision, Channel: k.Channel, Recipient: k.Recipient,
		Planned: intent.Planned, Attempt: attempt, By: l.owner, At: l.now(), Expires: intent.Expires,
		Event: intent.event(),
	}
}

// confirm reads the new claim back: on a shelf that does not exclude, another's may have taken its place.
func (l *Ledger) confirm(ctx context.Context, claim *Claim) (*Claim, error) {
	var held claimRecord
	if err := l.read(ctx, claim.name("claim"), &held); err != nil {
		return nil, fmt.Errorf("confirm the claim of the delivery: %w", err)
	}
	if held.By != l.owner {
		return nil, &HeldError{By: held.By, Until: held.Expires}
	}
	return claim, nil
}

// errOurs is a claim of our own without a result: its creation was reported as failed and had not.
var errOurs = errors.New("the claim is ours")

// pass decides what an existing claim means: nil to go on to the next number.
func (l *Ledger) pass(ctx context.Context, claim *Claim, held claimRecord, intent Intent) error {
	var result Result
	err := l.read(ctx, claim.name("result"), &result)
	if l.setAside(err) && result.Status != "" {
		err = nil // what can be read of it is nearer to the truth than that there is none
	}
	if errors.Is(err, fs.ErrNotExist) {
		if held.By == l.owner {
			return errOurs
		}
		until, unknown := l.heldUntil(ctx, claim, held)
		if unknown != nil {
			return fmt.Errorf("look up the delivery: %w", unknown)
		}
		if l.now().Before(until.Add(ClockSkew)) {
			return &HeldError{By: held.By, Until: until}
		}
		if err = l.read(ctx, claim.name("result"), &result); errors.Is(err, fs.ErrNotExist) { // as it was a moment ago
			result, err = l.takeOver(ctx, claim, held)
		}
	}
	if err != nil {
		return fmt.Errorf("look up the delivery: %w", err)
	}
	return claim.learn(held, result, intent)
}

// renewal is what a claim is renewed by.
type renewal struct {
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Expires time.Time `json:"expires"`
}

// Renew keeps the claim for longer than its intent said: a run that does not know how long it takes claims for a short time and
// renews, so that one that is killed holds up the next one no longer than that. Versions before 2 do not see renewals.
func (c *Claim) Renew(ctx context.Context, expires time.Time) error {
	err := c.ledger.create(ctx, c.renewalName(c.renewals+1), renewal{c.owner, c.ledger.now(), expires})
	if err == nil || errors.Is(err, fs.ErrExist) { // a number left out would hide those that follow
		c.renewals++
	}
	return err
}

func (c *Claim) renewalName(number int) string { return c.name(fmt.Sprintf("renewal-%02d", number)) }

// heldUntil is when the claim's run is over for certain, by this machine's clock. Renewals are looked for where it would be over
// without them.
func (l *Ledger) heldUntil(ctx context.Context, claim *Claim, held claimRecord) (time.Time, error) {
	claimed, err := l.written(ctx, claim.name("claim"), held.At)
	if err != nil {
		return time.Time{}, err
	}
	until, latest := claimed.Add(held.ends().Sub(held.At)), claimed.Add(longestClaim)
	for number := 1; !l.now().Before(until.Add(ClockSkew)); number++ {
		var renewed renewal
		name := claim.renewalName(number)
		err := l.read(ctx, name, &renewed)
		if errors.Is(err, fs.ErrNotExist) {
			return until, nil
		}
		if l.setAside(err) {
			continue
		}
		if err != nil {
			return until, err
		}
		at, err := l.written(ctx, name, renewed.At)
		if err != nil {
			return until, err
		}
		if later := at.Add(renewed.Expires.Sub(renewed.At)); later.After(until) {
			until = later
		}
		if until.After(latest) {
			return latest, nil
		}
	}
	return until, nil
}

// written is when a record was written, by this machine's clock: as long ago as the storage's clock says or, where that cannot be
// asked, when its writer said.
func (l *Ledger) written(ctx context.Context, name string, at time.Time) (time.Time, error) {
	dated, ok := l.shelf.(Dated)
	if !ok {
		return at, nil
	}
	age, err := dated.Age(ctx, name)
	if errors.Is(err, errors.ErrUnsupported) {
		return at, nil
	}
	return l.now().Add(-age), shelfError(err)
}

// takeOver gives a claim whose run has crashed its result. Where the run has recorded one of its own meanwhile, it is that.
func (l *Ledger) takeOver(ctx context.Context, claim *Claim, held claimRecord) (Result, error) {
	crashed := Result{
		Status: delivery.StatusUnclear, Crashed: true, Detail: "the run " + held.By + " ended without a result", At: l.now(),
	}
	err := l.create(ctx, claim.name("result"), crashed)
	if errors.Is(err, fs.ErrExist) {
		var own Result
		err = l.read(ctx, claim.name("result"), &own)
		return own, err
	}
	return crashed, err
}

// learn takes an earlier attempt's result into account. The error is a [*SettledError] where it is to stay the last.
func (c *Claim) learn(held claimRecord, result Result, intent Intent) error {
	unclear, delivered := result.Status == delivery.StatusUnclear, result.Status == delivery.StatusDelivered
	same := held.Event == c.event
	c.tried = c.tried || same
	c.Lost = c.Lost || same && unclear && !result.Crashed && held.By != c.owner
	c.Again = c.Again || !c.tried && (delivered || unclear)
	switch {
	case !result.Final:
		return nil
	case intent.Redo == RedoAll && (!same || c.event == ""), intent.Redo == RedoRefused && !delivered:
		return nil
	case !delivered && !held.Planned.Equal(intent.Planned):
		return nil
	}
	return &SettledError{result}
}

// ends is when the claim's run is over for certain.
func (r claimRecord) ends() time.Time {
	if latest := r.At.Add(longestClaim); r.Expires.After(latest) {
		return latest
	}
	return r.Expires
}

// Record keeps how the attempt ended. It may be called again after an error.
func (c *Claim) Record(ctx context.Context, result Result) error {
	result.At = c.ledger.now()
	err := c.ledger.create(ctx, c.name("result"), result)
	if errors.Is(err, fs.ErrExist) {
		// Either an earlier call did arrive, or another run has found the claim expired. What was kept stays.
		return nil
	}
	if err != nil {
		return fmt.Errorf("record the delivery: %w", err)
	}
	return nil
}

func (c *Claim) name(kind string) string {
	return fmt.Sprintf("%s/%04d.%s.json", c.key.Path(), c.Attempt, kind)
}

// ShelfError is a shelf's failure, as opposed to what the ledger found there.
type ShelfError struct{ Err error }

func (e *ShelfError) Error() string { return e.Err.Error() }

// Unwrap returns the shelf's own error.
func (e *ShelfError) Unwrap() error { return e.Err }
