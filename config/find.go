package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tokenreport/internal/rootfs"
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
	// Files reads what the text names, such as a logo. Nil: it can name no file.
	Files Files
	// Folder gives the folder that the text names; no link leads out of it. A name that is not absolute begins at the configuration's own folder. Nil: it
	// can name no folder.
	Folder func(name string) fs.FS
	// Try finds what is wrong with templates beyond what can be told without executing them. Nil: it is not tried.
	Try func(templates.Set) []templates.Fault
}

// Files reads a file that a configuration names, as [os.ReadFile] does. A name that is not absolute begins at the
// configuration's own folder. Of a large file no more may come than is needed to tell that it is too large.
type Files func(name string) ([]byte, error)

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
		src, err := readSource(named)
		if err != nil {
			return Source{}, unreadable(named, err, "correct or unset "+fileVariable+", which names this file")
		}
		return src, nil
	}
	for _, name := range Places(env, folders...) {
		switch src, err := readSource(name); {
		case err == nil:
			return src, nil
		case !errors.Is(err, fs.ErrNotExist):
			return Source{}, unreadable(name, err, "make it readable, or remove it to use the built-in configuration")
		}
	}
	return Default(), nil
}

// WithFile is an environment that names the configuration's file.
func WithFile(env Lookup, name string) Lookup {
	return func(variable string) (string, bool) {
		if variable == fileVariable {
			return name, true
		}
		return env(variable)
	}
}

// Places are the files that [Find] looks for, in its order, there or not.
func Places(env Lookup, folders ...string) []string {
	if named, _ := env(fileVariable); named != "" {
		return []string{named}
	}
	places := make([]string, len(folders))
	for i, folder := range folders {
		places[i] = filepath.Join(folder, fileName)
	}
	return places
}

// isFile reports whether there is something of that name.
func isFile(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// Named are the files and folders that a configuration, sound or not, takes something from besides its own text, there or
// not: the logo and the folder of templates. The built-in one, which has no folder, names none.
func Named(src Source, env Lookup) []string {
	found := &problems{file: src.Name}
	document := parse(src.YAML, found)
	if document == nil || src.Files == nil {
		return nil
	}
	root := buildTree(document, env, found)
	var named []string
	for _, n := range []*node{root.field("templates"), root.field("branding").field("logo")} {
		switch name := n.text; {
		case n.kind != scalar || name == "":
		case filepath.IsAbs(name):
			named = append(named, name)
		default:
			named = append(named, filepath.Join(filepath.Dir(src.Name), name))
		}
	}
	return named
}

func unreadable(name string, err error, remedy string) error {
	return Errors{{File: name, Problem: fmt.Sprintf("cannot be read: %v", withoutPath(err)), Remedy: remedy, Err: err}}
}

// withoutPath is what an error says besides the name of the file, which whoever shows it has shown already.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func readSource(name string) (Source, error) {
	text, err := readFile(name)
	return Source{Name: name, YAML: text, Files: beside(name), Folder: folderBeside(name)}, err
}

func folderBeside(configuration string) func(string) fs.FS {
	return func(name string) fs.FS { return rootfs.Dir(resolve(configuration, name)) }
}

// resolve is a path that the configuration of that name has.
func resolve(configuration, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(configuration), name)
}

// beside reads the files that the configuration of that name names. They are plain files: to open a pipe would wait
// for whoever writes into it.
func beside(configuration string) Files {
	return func(name string) ([]byte, error) {
		name = resolve(configuration, name)
		switch info, err := os.Stat(name); {
		case err != nil:
			return nil, err
		case !info.Mode().IsRegular():
			return nil, errors.New("it is no plain file")
		}
		return readFile(name)
	}
}

// readFile reads one byte more than is accepted at most, so that [Load] can tell that a file is too large.
func readFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	return io.ReadAll(io.LimitReader(file, maxSize+1))
}
