package command

import (
	"context"
	"io"

	"tokenreport/config"
)

func printSchema(_ context.Context, sys System, args []string) error {
	flags := newFlags(sys, "schema", "Keep it beside tokenreport.yml,\n\n"+
		"  tokenreport schema > tokenreport.schema.json\n\n"+
		"and begin that file with the line\n\n"+
		"  # yaml-language-server: $schema=tokenreport.schema.json\n\n"+
		"It serves every editor that uses yaml-language-server: Visual Studio Code with the extension YAML, Neovim,\n"+
		"Helix, Emacs and others.\n")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	_, err := io.WriteString(sys.Stdout, config.Schema())
	return err
}
