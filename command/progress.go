package command

import (
	"log/slog"
	"time"
)

// commandLimit bounds what a command of the command line may take; the function's limit is the invocation's.
const commandLimit = 15 * time.Minute

// progress tells a person at a terminal how far a run is. Without a terminal it says nothing: what a command has to
// say it prints.
func progress(sys System) *slog.Logger {
	if !sys.Terminal {
		return slog.New(slog.DiscardHandler)
	}
	return newTerminalLog(sys)
}
