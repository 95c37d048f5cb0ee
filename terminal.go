package main

import (
	"context"
	"os"

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
	type line struct {
		text []byte
		err  error
	}
	lines := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(terminal)
		lines <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		_ = term.Restore(terminal, before) // there is nothing more to be done about it
		return "", ctx.Err()
	case l := <-lines:
		return string(l.text), l.err
	}
}
