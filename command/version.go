package command

import (
	"context"
	"fmt"
)

func version(_ context.Context, sys System, args []string) error {
	if err := parse(newFlags(sys, "version", ""), args, 0); err != nil {
		return err
	}
	_, err := fmt.Fprintln(sys.Stdout, sys.Build)
	return err
}

// String is the line that tokenreport version prints.
func (b Build) String() string {
	commit := b.Commit
	if commit == "" {
		commit = "not known"
	}
	return fmt.Sprintf("tokenreport %s, commit %s, %s", b.Version, commit, b.Go)
}
