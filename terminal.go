package main

import (
	"context"
	"os"

	"tokenreport/internal/parallel"

	"golang.org/x/term"
)

func isTerminal(file *os.File) bool { return term.IsTerminal(int(file.Fd())) }

// readSecret reads a line from the terminal without showing it. When the context ends, which Ctrl-C makes it do, it gives up, and
// the terminal shows again what is typed.
func readSecret(ctx context.Context) (string, error) {
	terminal := int(os.Stdin.Fd())
	before, err := term.GetState(terminal)
	if err != nil {
		return "", err
	}
	var text []byte
	read := parallel.Go(func() (err error) {
		text, err = term.ReadPassword(terminal)
		return err
	})
	select {
	case <-ctx.Done():
		_ = term.Restore(terminal, before) // there is nothing more to be done about it
		return "", ctx.Err()
	case err := <-read:
		return string(text), err
	}
}
