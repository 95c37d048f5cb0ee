package command

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tokenreport/config"
)

// site is the folder that init writes into.
type site struct {
	folder string
	schema string // where tokenreport.yml finds the schema, from the folder
}

// newSite uses the schema of this repository's docs where the folder is that.
func newSite(folder string) site {
	const ofDocs = "docs/" + schemaFile
	if _, err := os.Stat(filepath.Join(folder, ofDocs)); err == nil {
		return site{folder, ofDocs}
	}
	return site{folder, schemaFile}
}

// isClone reports whether the folder is that of this repository's sources, of which the function is made.
func (s site) isClone() bool { return s.schema != schemaFile }

func (s site) path(name string) string { return filepath.Join(s.folder, name) }

// vacant complains about files that are there already.
func (s site) vacant() error {
	var there, kept []string
	for _, name := range []string{configFile, envName, s.schema} {
		_, err := os.Lstat(s.path(name))
		if !errors.Is(err, fs.ErrNotExist) && !s.isSchema(name) {
			there, kept = append(there, s.path(name)), append(kept, name+".bak")
		}
	}
	if there == nil {
		return nil
	}
	return fmt.Errorf("there already: %s; move away what you need, or give --force, which keeps it as %s",
		strings.Join(there, ", "), strings.Join(kept, ", "))
}

// isSchema reports whether the file is the schema of docs, or as this version prints it.
func (s site) isSchema(name string) bool {
	text, err := os.ReadFile(s.path(name))
	return name == s.schema && (name != schemaFile || err == nil && string(text) == config.Schema())
}

// written says what became of a file.
type written struct {
	name string
	kept string // the name under which the one before is kept; empty: there was none, or the same
}

// write writes all files, each whole or not at all: those with the answers last, so that a folder that cannot be written to
// has neither.
func (s site) write(a answers, force bool) ([]written, error) {
	env, err := envFile(a)
	if err != nil {
		return nil, usageError{err}
	}
	type file struct {
		name string
		text []byte
		mode fs.FileMode
	}
	var files []file
	if s.schema == schemaFile {
		files = append(files, file{schemaFile, []byte(config.Schema()), 0o644})
	}
	files = append(files, file{envName, env, 0o600}, file{configFile, newDraft(a, s.schema).yaml(), 0o644})
	if err := os.MkdirAll(s.folder, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	var all []written
	for _, f := range files {
		kept, err := replace(s.path(f.name), f.text, f.mode, force)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", s.path(f.name), err)
		}
		all = append(all, written{f.name, kept})
	}
	return all, nil
}

// replace writes a file. With force it keeps the one before under another name, which it returns: at no moment is either lost.
func replace(name string, text []byte, mode fs.FileMode, force bool) (kept string, err error) {
	before, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", create(name, text, mode)
	case err != nil:
		return "", err
	case bytes.Equal(before, text):
		return "", os.Chmod(name, mode)
	case !force:
		return "", fs.ErrExist
	}
	if kept, err = keep(name, before); err != nil {
		return "", fmt.Errorf("keep the one that is there: %w", err)
	}
	next := name + ".new"
	if err := create(next, text, mode); err != nil {
		return "", err
	}
	return kept, os.Rename(next, name)
}

// keep writes what is there under the first name that is free: NAME.bak, NAME.bak2 and so on. As it may hold a secret, only
// its owner may read it.
func keep(name string, text []byte) (string, error) {
	const most = 100
	for n := 1; ; n++ {
		kept := name + ".bak"
		if n > 1 {
			kept += strconv.Itoa(n)
		}
		if err := create(kept, text, 0o600); !errors.Is(err, fs.ErrExist) || n == most {
			return kept, err
		}
	}
}

// create writes a file that must not exist, and takes it away again if it cannot be written whole.
func create(name string, text []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}
