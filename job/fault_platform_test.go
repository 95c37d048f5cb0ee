package job_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
)

// platformTries is how often the platform runs an event that fails.
const platformTries = 3

// A run has plenty of time, unless something hangs: then it has to end before.
const (
	ampleLimit = 30 * time.Second
	hangLimit  = 15 * time.Second
)

// A performance is a scenario with one fault: what happened, run after run.
type performance struct {
	scenario scenario
	step     step
	fault    *fault // nil: none
	// change spoils a runner, to show that the checks notice; nil leaves it as it is.
	change func(*job.Runner)
	// busy lets a few runs at a time compute; nil lets any number. A run whose time ran out because others computed
	// would be no hang.
	busy chan struct{}

	outside  *outside
	injector *injector
	memory   *ledger.Memory // of the instance that the runs share, as long as it lives
	log      transcript
	runs     []outcome
	earlier  map[delivery.Key]bool // what was recorded before
	texts    map[string]string     // of the PDFs that were read
}

// outcome is how a run ended.
type outcome struct {
	event   job.Event
	answer  job.Answer
	err     error // what it answered; also where it was killed
	killed  bool
	struck  bool // by the fault
	overdue bool // it answered after its deadline
}

// perform plays a scenario: the morning's event, as often as the platform would try it and, after a fault that lasts, a
// person's run of the day.
func perform(t *testing.T, p *performance, stored map[string]costest.Object) {
	t.Helper()
	p.injector = &injector{target: p.step, fault: p.fault, kill: func() {}}
	p.outside = openFor(t, p.scenario, p.injector)
	p.outside.bucket.SetObjects(stored)
	kept, _ := p.records()
	p.earlier = map[delivery.Key]bool{}
	for key := range kept {
		p.earlier[key] = true
	}
	p.memory = new(ledger.Memory)
	for try := range platformTries {
		if p.tried(t, p.scenario.event(), try == 0); p.last().err == nil {
			break
		}
	}
	if p.needsAPerson() {
		p.mendAndRepeat(t)
	}
}

// needsAPerson reports whether the fault is one that no later run cures by itself.
func (p *performance) needsAPerson() bool {
	return p.fault != nil && p.fault.lasts == untilMended && !p.unclearForGood() // he finds that it has arrived
}

// staysUnclear reports whether a message was handed over in two runs, and never answered for. Whether it has arrived only a
// person can find out, so it is not tried again by itself.
func (p *performance) staysUnclear() bool {
	return p.fault != nil && p.fault.lasts == untilMended && p.fault.says == "" &&
		(p.step.Kind == string(smtptest.Body) || p.step.Kind == string(smtptest.FinalDot) || p.step.At == atChat)
}

// mendAndRepeat is what a person does, who mends the cause, finds what has not arrived, and runs the day again. The
// platform may deliver its event once more all the same: after faults of its own it does so for hours.
func (p *performance) mendAndRepeat(t *testing.T) {
	t.Helper()
	p.injector.mend()
	for _, day := range p.scenario.days() {
		p.tried(t, job.Event{Date: day}, false)
	}
	if !p.noticesFail() { // what was refused stays refused for the event
		p.tried(t, p.scenario.event(), false)
	}
}

// nextMorning goes on to the morning after, where the scenario has one, and reports whether it has. What became of this
// one must be clear for that.
func (p *performance) nextMorning(t *testing.T) bool {
	t.Helper()
	if p.scenario.next == nil || p.unclearForGood() {
		return false
	}
	next := *p.scenario.next
	told, _ := arrivals(p.outside.notices.Messages(), p.wantedNotices(), []string{owner})
	next.notices = slices.Collect(maps.Keys(told))
	p.scenario = next
	p.outside.tells.Store(&p.scenario.tells)
	p.tried(t, p.scenario.event(), false)
	return true
}

func (p *performance) last() outcome { return p.runs[len(p.runs)-1] }

// tries are the platform's runs of the morning, before a person's.
func (p *performance) tries() []outcome {
	var list []outcome
	for _, run := range p.runs {
		switch {
		case run.event.Time.Equal(p.scenario.event().Time):
			list = append(list, run)
		case len(list) > 0:
			return list
		}
	}
	return list
}

// days are those that a mail is about.
func (s scenario) days() []string {
	days := map[string]bool{}
	for _, key := range s.mails {
		days[key.Period] = true
	}
	return slices.Sorted(maps.Keys(days))
}

// tried makes one run. The first may be killed, so it is made in another process then.
func (p *performance) tried(t *testing.T, event job.Event, first bool) {
	t.Helper()
	p.outside.bucket.SetObjects(expired(p.outside.bucket.Objects()))
	relax := p.compute()
	defer relax()
	p.injector.begin(relax)
	limit := ampleLimit
	if first && p.fault != nil && p.fault.hang {
		limit = hangLimit
	}
	before := len(p.injector.strikes())
	o := outcome{event: event}
	if first && p.fault != nil && p.fault.crash {
		p.inChild(t, &o, limit)
	} else {
		p.inProcess(t, &o, limit)
	}
	o.struck = o.struck || len(p.injector.strikes()) > before
	p.runs = append(p.runs, o)
}

// compute waits until this run may, and returns what lets another.
func (p *performance) compute() (relax func()) {
	if p.busy == nil {
		return func() {}
	}
	p.busy <- struct{}{}
	return sync.OnceFunc(func() { <-p.busy })
}

// expired are the objects with every claim's expiry set back by an hour. A crashed run's claims are respected until its
// deadline; the platform's next try is a minute later. Nobody waits for that here.
func expired(objects map[string]costest.Object) map[string]costest.Object {
	for key, object := range objects {
		if strings.HasSuffix(key, ".claim.json") {
			object.Content = expiry.ReplaceAllFunc(object.Content, anHourEarlier)
			objects[key] = object
		}
	}
	return objects
}

var expiry = regexp.MustCompile(`"expires": "[^"]+"`)

func anHourEarlier(field []byte) []byte {
	var record struct{ Expires time.Time }
	if err := json.Unmarshal(fmt.Appendf(nil, "{%s}", field), &record); err != nil {
		panic(err) // a ledger that writes no such time
	}
	return fmt.Appendf(nil, `"expires": %q`, record.Expires.Add(-time.Hour).Format(time.RFC3339Nano))
}

func (p *performance) invocation() string { return fmt.Sprint("invocation ", len(p.runs)+1) }

func (p *performance) inProcess(t *testing.T, o *outcome, limit time.Duration) {
	t.Helper()
	handler := steppingHandler{Handler: slog.NewJSONHandler(&p.log, nil), meet: func(s step) { p.injector.meet(s) }}
	runner, err := p.outside.site(p.scenario).runner(slog.New(handler), p.memory, p.invocation())
	if err != nil {
		t.Fatal(err)
	}
	if p.change != nil {
		p.change(runner)
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	o.answer, o.err = runner.Run(ctx, o.event)
	o.overdue = ctx.Err() != nil
	runner.API.Close()
}

// inChild makes a run that is killed. What the instance remembered dies with it.
func (p *performance) inChild(t *testing.T, o *outcome, limit time.Duration) {
	t.Helper()
	e := errand{Site: p.outside.site(p.scenario), Event: o.event, Invocation: p.invocation(), Limit: limit}
	if p.step.At == atLog {
		e.KillAt = &p.step
	}
	c, err := p.injector.start(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	o.killed = c.killed()
	o.struck = o.killed && p.step.At == atLog
	o.err = errors.New("the run was killed")
	p.log.Write(c.output.Bytes())
	if !o.killed {
		o.err = fmt.Errorf("the run was to be killed, and ended by %w:\n%s", c.err, &c.output)
	}
	p.memory = new(ledger.Memory)
}

// start starts an errand that the servers can kill. They do not meet it before.
func (in *injector) start(ctx context.Context, e errand) (*child, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	c, err := startErrand(ctx, e)
	if err == nil {
		in.kill = c.kill
	}
	return c, err
}

// transcript keeps what is written, by whichever goroutine.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements [io.Writer].
func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}
