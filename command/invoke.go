package command

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"

	"tokenreport/config"
	"tokenreport/job"
)

func invoke(ctx context.Context, sys System, args []string) error {
	flags := newFlags(sys, formerly, "")
	if err := parse(flags, args, 1); err != nil {
		return err
	}
	return runFile(ctx, sys, flags, flags.Arg(0))
}

// Invoke is one invocation of the function: an event in, the answer's JSON out. If anything failed it answers an error,
// so that the platform tries again; a check that was asked for is answered whatever has failed. The configuration and the
// credentials are those of this moment. Where a timer's event or the configuration is wrong the owner is told, as far as there
// is one to be found.
func Invoke(ctx context.Context, sys System, log *slog.Logger, payload []byte) ([]byte, error) {
	return invokeTrusting(ctx, sys, log, payload, trust{})
}

func invokeTrusting(ctx context.Context, sys System, log *slog.Logger, payload []byte, t trust) ([]byte, error) {
	event, err := job.ParseEvent(payload)
	if err != nil {
		return nil, errors.Join(err, tellUnstarted(ctx, sys, log, event, t, err))
	}
	if event.Check {
		return answerCheck(ctx, sys, log)
	}
	runner, err := prepare(sys, log, t)
	if err != nil {
		return nil, errors.Join(err, tellUnstarted(ctx, sys, log, event, t, err))
	}
	defer runner.API.Close() // the next invocation has credentials, and so a client, of its own
	event.ID = cmp.Or(event.ID, sys.RequestID)
	answer, err := runner.Run(ctx, event)
	var wrong *job.RequestError
	if errors.As(err, &wrong) {
		return nil, errors.Join(err, tellUnstarted(ctx, sys, log, event, t, err))
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

// tellUnstarted tells the owner why no report can be made. Who runs an event by hand sees it anyway.
func tellUnstarted(ctx context.Context, sys System, log *slog.Logger, event job.Event, t trust, wrong error) error {
	source, err := config.Find(sys.Env, sys.Folders...)
	if err != nil {
		source = config.Default()
	}
	c := config.Remnant(source, sys.Env)
	if c == nil || !event.Triggered() || event.DryRun {
		return nil
	}
	if event.Time.IsZero() {
		event.Time = sys.Now()
	}
	mails, err := wireSMTP(sys, c, t)
	if err != nil {
		return err
	}
	_, shelf, err := wireStorage(sys, c, t)
	if err != nil {
		return err
	}
	teller := job.Runner{
		Owner: &job.Owner{Channel: mails, To: c.Owner}, Shelf: shelf, Memory: sys.Memory,
		Invocation: rand.Text(), Now: sys.Now, Log: log,
	}
	return teller.TellUnstarted(ctx, event, string(c.Language), c.Timezone, wrong)
}
