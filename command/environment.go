package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"tokenreport/config"
	"tokenreport/report/rehearsal"
)

// fileFlags are the files that every command can be given.
type fileFlags struct{ config, env string }

// at is the system with the configuration that the call names.
func (s System) at() System {
	if s.files != nil && s.files.config != "" {
		s.Env = config.WithFile(s.Env, s.files.config)
	}
	return s
}

// settled is the system with the configuration and the .env of the call; of the latter it also returns what it has. The function
// has the platform's environment alone.
func (s System) settled() (System, config.EnvFile, error) {
	if s.Function != nil {
		return s, config.EnvFile{}, nil
	}
	environment := s.Env
	s = s.at()
	if s.files == nil || s.files.env == "" {
		file, err := config.FindEnvFile(s.Env, s.Folders...)
		s.Env = file.Under(s.Env)
		return s, file, err
	}
	file, err := config.ReadEnvFile(s.files.env)
	s.Env = file.Under(environment)
	return s.at(), file, err
}

// ready is settled, and says which variables it takes from a .env.
func (s System) ready() (System, error) {
	settled, file, err := s.settled()
	if names := file.Names(s.Env); len(names) > 0 {
		_, _ = fmt.Fprintf(s.Stderr, "read from %s: %s\n", file.Name, strings.Join(names, ", "))
	}
	if file.Refused != nil {
		_, _ = fmt.Fprintf(s.Stderr, "not read: %v\n", file.Refused)
	}
	return settled, err
}

// find is the configuration of this moment, unread. Templates that it names are tried when it is read. On a command line, a file that is not read only for the end of its name
// is an error.
func find(sys System) (config.Source, error) {
	source, err := config.Find(sys.Env, sys.Folders...)
	source.Try = rehearsal.Try
	var wrong config.Errors
	if errors.As(err, &wrong) && sys.files != nil && sys.files.config != "" {
		wrong[0].Remedy = "correct --config"
	}
	if err == nil && sys.Function == nil && builtIn(source) {
		for _, folder := range sys.Folders {
			if _, err := os.Stat(filepath.Join(folder, "tokenreport.yaml")); err == nil {
				return source, noConfiguration(folder, ", but a tokenreport.yaml", "rename it to tokenreport.yml, or run `tokenreport init`")
			}
		}
	}
	return source, err
}

func builtIn(source config.Source) bool { return source.Name == config.Default().Name }

func noConfiguration(folder, besides, remedy string) error {
	if whole, err := filepath.Abs(folder); err == nil {
		folder = whole
	}
	return config.Errors{{Problem: "no tokenreport.yml in " + folder + besides, Remedy: remedy}}
}

// load reads a configuration. Where there is none at all, neither a file nor a variable, the error says that alone.
func load(sys System, source config.Source) (*config.Config, error) {
	env := watchedLookup{lookup: sys.Env}
	c, err := config.Load(source, env.get)
	if err != nil && sys.Function == nil && builtIn(source) && !env.found.Load() {
		folder := "."
		if n := len(sys.Folders); n > 0 {
			folder = sys.Folders[n-1]
		}
		err = noConfiguration(folder, "", "run `tokenreport init`")
	}
	return c, err
}

// watchedLookup notices whether anything is configured by the environment, apart from credentials.
type watchedLookup struct {
	lookup config.Lookup
	found  atomic.Bool
}

func (w *watchedLookup) get(name string) (string, bool) {
	value, ok := w.lookup(name)
	if value != "" && !strings.HasPrefix(name, credentialPrefix) {
		w.found.Store(true)
	}
	return value, ok
}
