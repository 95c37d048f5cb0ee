package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tokenreport/templates"
)

// Error is one thing that is wrong with the configuration.
type Error struct {
	File    string // the file as it was named, "environment", or a file in the folder of templates; empty where there is no file
	Line    int    // from 1; 0 where the place is not in a file's text
	Column  int    // from 1, in characters; 0 as for Line, or where only the line of a template is known
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
		fmt.Fprintf(&s, ":%d", e.Line)
	}
	if e.Line > 0 && e.Column > 0 {
		fmt.Fprintf(&s, ":%d", e.Column)
	}
	if e.Path != "" {
		s.WriteString(": " + e.Path)
	}
	if s.Len() > 0 {
		s.WriteString(": ")
	}
	s.WriteString(e.Problem)
	if e.Remedy != "" {
		s.WriteString("; " + e.Remedy)
	}
	return s.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errors is everything that is wrong with a configuration, in the order of the file; then what is wrong with the templates, by
// file; what concerns the environment alone comes last. Of a file with very many errors it has the first 200 that were found, and one
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
	p.keep(&Error{File: p.file, Line: at.line, Column: at.column, Path: path, Problem: problem, Remedy: remedy})
}

// addFault adds what is wrong with a file of templates.
func (p *problems) addFault(file string, fault templates.Fault) {
	p.keep(&Error{File: file, Line: fault.Line, Column: fault.Column, Path: fault.Key, Problem: fault.Problem, Remedy: fault.Remedy})
}

func (p *problems) keep(e *Error) {
	if len(p.all) >= mostProblems {
		p.beyond++
		return
	}
	p.all = append(p.all, e)
}

func (p *problems) addVariable(name, problem, remedy string) {
	p.all = append(p.all, &Error{File: environmentFile, Path: name, Problem: problem, Remedy: remedy})
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
			p.rank(a)-p.rank(b),
			cmp.Compare(a.File, b.File),
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
	end := mostProblems // as many are in files; what follows is about the environment
	last := p.all[end-1]
	p.all = slices.Insert(p.all, end, &Error{
		File: last.File, Line: last.Line, Column: last.Column,
		Problem: fmt.Sprintf("and %d more problems", p.beyond), Remedy: "correct these first",
	})
}

// environmentFile stands for the environment where a file is named.
const environmentFile = "environment"

// rank is 0 for an error in the file, 1 for one in a file of templates and 2 for the environment.
func (p *problems) rank(e *Error) int {
	switch e.File {
	case p.file:
		return 0
	case environmentFile:
		return 2
	}
	return 1
}
