package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tokenreport/templates"
)

const (
	fileName     = "tokenreport.yml"
	fileVariable = "TOKENREPORT_CONFIG"
)

// Source is the text of a configuration and the name under which errors speak of it.
type Source struct {
	Name string
	YAML []byte
}

// Default returns the built-in configuration, whose values all come from the environment.
func Default() Source {
	return Source{Name: "(built-in default.yml)", YAML: []byte(templates.DefaultConfig())}
}

// Folders returns where tokenreport.yml is looked for: beside the binary, then in the working folder.
func Folders() []string {
	binary, err := os.Executable()
	if err != nil {
		return []string{"."}
	}
	return []string{filepath.Dir(binary), "."}
}

// Find reads the file that TOKENREPORT_CONFIG names or, where that is unset or empty, the first tokenreport.yml
// in folders or, where there is none, [Default]. A file that is there and cannot be read is an error of type
// [Errors]; it is never passed over for the next.
func Find(env Lookup, folders ...string) (Source, error) {
	if named, _ := env(fileVariable); named != "" {
		src, err := readFile(named)
		if err != nil {
			return Source{}, unreadable(named, err, "correct or unset "+fileVariable+", which names this file")
		}
		return src, nil
	}
	for _, folder := range folders {
		name := filepath.Join(folder, fileName)
		switch src, err := readFile(name); {
		case err == nil:
			return src, nil
		case !errors.Is(err, fs.ErrNotExist):
			return Source{}, unreadable(name, err, "make it readable, or remove it to use the built-in configuration")
		}
	}
	return Default(), nil
}

func unreadable(name string, err error, remedy string) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return Errors{{File: name, Problem: fmt.Sprintf("cannot be read: %v", path.Err), Remedy: remedy, Err: err}}
	}
	return Errors{{File: name, Problem: fmt.Sprintf("cannot be read: %v", err), Remedy: remedy, Err: err}}
}

// readFile reads one byte more than is accepted at most, so that [Load] can tell that a file is too large.
func readFile(name string) (Source, error) {
	file, err := os.Open(name)
	if err != nil {
		return Source{}, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	text, err := io.ReadAll(io.LimitReader(file, maxSize+1))
	return Source{Name: name, YAML: text}, err
}
