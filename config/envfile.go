package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const envFileName = ".env"

// EnvFile is what a .env file sets.
type EnvFile struct {
	Name   string // where the file is or was looked for; empty: nowhere
	values map[string]string
	// Refused is why the file that nobody named could not be read: it may be another program's, or its variables come from there
	// already, as a unit of systemd has them. Nil: it was, or there is none.
	Refused error
}

// ReadEnvFile reads the .env of that name, which must be there.
func ReadEnvFile(name string) (EnvFile, error) {
	text, err := readFile(name)
	if err != nil {
		return EnvFile{Name: name}, unreadable(name, err, "correct --env-file, or make the file readable")
	}
	values, err := parseEnv(text)
	if err != nil {
		return EnvFile{Name: name}, Errors{{File: name, Problem: err.Error(), Remedy: "write NAME=value, one a line; a value with spaces in single quotes"}}
	}
	return EnvFile{Name: name, values: values}, nil
}

// FindEnvFile reads the .env beside the configuration that [Find] finds; where there is no configuration file, that of the last
// folder, from where the command was called. That there is no .env is no error.
func FindEnvFile(env Lookup, folders ...string) (EnvFile, error) {
	places := Places(env, folders...)
	if len(places) == 0 {
		return EnvFile{}, nil
	}
	beside := places[len(places)-1]
	for _, place := range places {
		if isFile(place) {
			beside = place
			break
		}
	}
	name := filepath.Join(filepath.Dir(beside), envFileName)
	if info, err := os.Stat(name); err == nil && info.IsDir() { // as Python's virtual environments are named
		return EnvFile{Name: name}, nil
	}
	file, err := ReadEnvFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return EnvFile{Name: name}, nil
	}
	if errors.Is(err, fs.ErrPermission) {
		return EnvFile{Name: name, Refused: err}, nil
	}
	return file, err
}

// Names are the variables that the file sets and the environment does not, in order.
func (f EnvFile) Names(env Lookup) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		if !f.yields(name, env) {
			names = append(names, name)
		}
	}
	return names
}

// Under is the environment with the file's variables where it does not set them itself.
func (f EnvFile) Under(env Lookup) Lookup {
	return func(name string) (string, bool) {
		if value, ok := f.values[name]; ok && !f.yields(name, env) {
			return value, true
		}
		return env(name)
	}
}

// yields reports whether the environment's own variable is taken. Keys come from one place, whole: the secret of one key is of
// no use with the ID or the token of another.
func (f EnvFile) yields(name string, env Lookup) bool {
	if _, set := env(name); set {
		return true
	}
	if !isCredential(name) {
		return false
	}
	return slices.ContainsFunc(credentialNames(), func(own string) bool {
		value, _ := env(own)
		return value != ""
	})
}

var (
	assignment = regexp.MustCompile(`^(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*(.*)$`)
	exported   = regexp.MustCompile(`^(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*$`) // which the environment has anyway
)

// longestEnvValue is how many lines a value in quotes may have; a key in PEM has some 50.
const longestEnvValue = 100

// parseEnv reads lines of NAME=value as a shell would that assigns literal texts: nothing is expanded. Lines may end as on
// Windows. Errors name a line, and hold nothing of it.
func parseEnv(text []byte) (map[string]string, error) {
	switch {
	case len(text) > maxSize:
		return nil, fmt.Errorf("has more than %d bytes", maxSize)
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return nil, errors.New("is no text in UTF-8")
	}
	values := map[string]string{}
	lines := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(bytes.TrimPrefix(text, byteOrderMark)))
	all := strings.Split(lines, "\n")
	for i := 0; i < len(all); i++ {
		line := strings.TrimSpace(all[i])
		if line == "" || line[0] == '#' || line[0] == ';' || exported.MatchString(line) {
			continue
		}
		match := assignment.FindStringSubmatch(line)
		if match == nil {
			return nil, fmt.Errorf("has something other than NAME=value in line %d", i+1)
		}
		value, ok := unquote(match[2])
		first := i
		for text := match[2]; !ok && i+1 < len(all) && i-first < longestEnvValue; value, ok = unquote(text) {
			i++
			text += "\n" + all[i]
		}
		if !ok {
			return nil, fmt.Errorf("has a value in line %d whose quotes do not end with it", first+1)
		}
		values[match[1]] = value
	}
	return values, nil
}

var (
	singleQuoted = regexp.MustCompile(`^'([^']*)'[ \t]*(?:[ \t]#.*)?$`)
	doubleQuoted = regexp.MustCompile(`^"((?:[^"\\]|\\(?s:.))*)"[ \t]*(?:[ \t]#.*)?$`)
	escaped      = regexp.MustCompile("\\\\([\"\\\\$`])") // in double quotes
	remark       = regexp.MustCompile(`(?:^|[ \t]+)#.*$`)
)

// unquote is the value that stands behind the equals sign, which may have a comment behind it.
func unquote(text string) (string, bool) {
	switch {
	case strings.HasPrefix(text, "'"):
		match := singleQuoted.FindStringSubmatch(text)
		return strings.Join(match[min(1, len(match)):], ""), match != nil
	case strings.HasPrefix(text, `"`):
		match := doubleQuoted.FindStringSubmatch(text)
		return escaped.ReplaceAllString(strings.Join(match[min(1, len(match)):], ""), "$1"), match != nil
	}
	return remark.ReplaceAllString(text, ""), true
}
