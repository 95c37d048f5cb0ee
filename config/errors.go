package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing that is wrong with the configuration.
type Error struct {
	File    string // the file as it was named, or "environment"
	Line    int    // from 1; 0 where the place is not in a file's text
	Column  int    // from 1, in characters; 0 as for Line
	Path    string // the key, as reports[0].email.to[1]; a variable's name for the environment; empty for the whole file
	Problem string // what was found; never a value that may be secret
	Remedy  string // what is accepted, and what to do
	Err     error  // the cause, where it is another error; else nil
}

// Error is one line: place, key, problem, remedy.
func (e *Error) Error() string {
	var s strings.Builder
	s.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&s, ":%d:%d", e.Line, e.Column)
	}
	if e.Path != "" {
		s.WriteString(": " + e.Path)
	}
	s.WriteString(": " + e.Problem)
	if e.Remedy != "" {
		s.WriteString("; " + e.Remedy)
	}
	return s.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errors is everything that is wrong with a configuration, in the order of the file; what concerns the
// environment alone comes last. Of a file with very many errors it has the first 200 that were found, and one
// behind them that counts the rest. It is never empty where it is returned as an error.
type Errors []*Error

// Error is one line for each error.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the single errors, for [errors.Is] and [errors.As].
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// place is a position in the file's text; line and column count from 1, columns in characters.
type place struct{ line, column int }

// problems collects what is wrong with one file and its environment.
type problems struct {
	file   string
	all    Errors
	beyond int // how many more than mostProblems there were
}

// mostProblems is more than anybody corrects at once; a file that is no configuration may have a hundred thousand.
const mostProblems = 200

func (p *problems) add(at place, path, problem, remedy string) {
	if len(p.all) >= mostProblems {
		p.beyond++
		return
	}
	p.all = append(p.all, &Error{
		File: p.file, Line: at.line, Column: at.column, Path: path, Problem: problem, Remedy: remedy,
	})
}

func (p *problems) addVariable(name, problem, remedy string) {
	p.all = append(p.all, &Error{File: "environment", Path: name, Problem: problem, Remedy: remedy})
}

// within reports whether anything is wrong with a section, or may be: not all that is wrong need have been kept.
func (p *problems) within(section string) bool {
	return p.beyond > 0 || slices.ContainsFunc(p.all, func(e *Error) bool {
		return e.Path == section || strings.HasPrefix(e.Path, section+".") || strings.HasPrefix(e.Path, section+"[")
	})
}

// err returns nil or all problems, sorted by place.
func (p *problems) err() error {
	if len(p.all) == 0 {
		return nil
	}
	slices.SortStableFunc(p.all, func(a, b *Error) int {
		return cmp.Or(
			inText(a)-inText(b),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
		)
	})
	p.countBeyond()
	return p.all
}

// countBeyond adds, behind the last error of the file, how many were left out.
func (p *problems) countBeyond() {
	if p.beyond == 0 {
		return
	}
	end := mostProblems // as many are in the file's text; what follows is about the environment
	last := p.all[end-1]
	p.all = slices.Insert(p.all, end, &Error{
		File: p.file, Line: last.Line, Column: last.Column,
		Problem: fmt.Sprintf("and %d more problems", p.beyond), Remedy: "correct these first",
	})
}

// inText is 0 for an error that has a line and 1 for one that has none.
func inText(e *Error) int {
	if e.Line > 0 {
		return 0
	}
	return 1
}
