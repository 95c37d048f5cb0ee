package command

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	"tokenreport/job"
)

func invoke(ctx context.Context, sys System, args []string) error {
	flags := newFlags(sys, "invoke", "FILE holds a timer event as JSON; the answer is printed as JSON.\n\n")
	if err := parse(flags, args, 1); err != nil {
		return err
	}
	payload, err := os.ReadFile(flags.Arg(0))
	if err != nil {
		return usageError{fmt.Errorf("read the event: %w", err)}
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	answer, err := Invoke(ctx, sys, progress(sys), payload)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(sys.Stdout, "%s\n", answer)
	return err
}

// Invoke is one invocation of the function: an event in, the answer's JSON out. If anything failed it answers an error,
// so that the platform tries again. The configuration and the credentials are those of this moment.
func Invoke(ctx context.Context, sys System, log *slog.Logger, payload []byte) ([]byte, error) {
	event, err := job.ParseEvent(payload)
	if err != nil {
		return nil, err
	}
	answer, err := runEvent(ctx, sys, log, event)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}
