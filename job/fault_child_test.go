package job_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"tokenreport/delivery/ledger"
	"tokenreport/job"
)

// errandVariable makes the test binary a run that is there to be killed.
const errandVariable = "TOKENREPORT_TEST_ERRAND"

// TestMain is also the main function of a run that is there to be killed: this binary once more, by [startErrand].
func TestMain(m *testing.M) {
	if os.Getenv(errandVariable) == "" {
		os.Exit(m.Run())
	}
	if err := runErrand(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// An errand is a run in a process of its own.
type errand struct {
	Site       site
	Event      job.Event
	Backfill   *job.Backfill // instead of the event
	Invocation string
	Limit      time.Duration
	KillAt     *step // the line of the log at which the process kills itself; nil: some server kills it
}

// runErrand reads an errand and runs it as far as it is let, with its log on output.
func runErrand(input io.Reader, output io.Writer) error {
	var e errand
	if err := json.NewDecoder(input).Decode(&e); err != nil {
		return err
	}
	in := &injector{}
	if e.KillAt != nil {
		in.target, in.fault = *e.KillAt, &fault{lasts: once, crash: true}
	}
	in.begin(func() {})
	handler := steppingHandler{Handler: slog.NewJSONHandler(output, nil), meet: func(s step) {
		if _, hit := in.meet(s); hit {
			killMyself()
		}
	}}
	runner, err := e.Site.runner(slog.New(handler), new(ledger.Memory), e.Invocation)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), e.Limit)
	defer cancel()
	if e.Backfill != nil {
		err = backfill(ctx, runner, *e.Backfill)
	} else {
		_, err = runner.Run(ctx, e.Event)
	}
	return errors.Join(errors.New("nobody has killed this run"), err)
}

func backfill(ctx context.Context, runner *job.Runner, b job.Backfill) error {
	plan, err := runner.PlanBackfill(ctx, b)
	if err == nil {
		_, err = runner.Backfill(ctx, plan, func(job.BackfillProgress) {})
	}
	return err
}

// killMyself ends this process at once.
func killMyself() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {} // until the signal is delivered
}

// child is a process on an errand.
type child struct {
	command *exec.Cmd
	output  bytes.Buffer // of both streams; to be read when it is dead
	dead    chan struct{}
	err     error // how it ended
}

// startErrand runs an errand in a new process.
func startErrand(ctx context.Context, e errand) (*child, error) {
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	input, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	c := &child{command: exec.CommandContext(ctx, binary), dead: make(chan struct{})}
	c.command.Env = append(os.Environ(), errandVariable+"=1", "GOMAXPROCS=1") // it does one thing at a time
	c.command.Stdin, c.command.Stdout, c.command.Stderr = bytes.NewReader(input), &c.output, &c.output
	if err := c.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(c.dead)
		c.err = c.command.Wait()
	}()
	return c, nil
}

// kill ends the process at once, and returns when it is dead.
func (c *child) kill() {
	_ = c.command.Process.Kill()
	<-c.dead
}

// killed waits for the end of the process and reports whether it was a signal's.
func (c *child) killed() bool {
	<-c.dead
	return c.command.ProcessState.ExitCode() == -1
}
