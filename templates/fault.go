package templates

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Fault is one thing that is wrong with a user's file.
type Fault struct {
	File    string // by its name in the folder, with slashes: text/en.json
	Line    int    // from 1; 0 where the file as a whole is meant
	Column  int    // from 1, in characters; 0 where only the line is known
	Key     string // of a catalogue; may be empty
	Problem string // what was found
	Remedy  string // what to do; may be empty
}

// Error is one line: place, key, problem, remedy.
func (f Fault) Error() string {
	var s strings.Builder
	s.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&s, ":%d", f.Line)
	}
	if f.Line > 0 && f.Column > 0 {
		fmt.Fprintf(&s, ":%d", f.Column)
	}
	for _, part := range []string{f.Key, f.Problem} {
		if part != "" {
			s.WriteString(": " + part)
		}
	}
	if f.Remedy != "" {
		s.WriteString("; " + f.Remedy)
	}
	return s.String()
}

// FaultAt is a fault at an offset, in bytes, of the file's text.
func FaultAt(file, text string, offset int, problem, remedy string) Fault {
	offset = max(0, min(offset, len(text)))
	lineStart := strings.LastIndexByte(text[:offset], '\n') + 1
	return Fault{
		File: file, Line: 1 + strings.Count(text[:offset], "\n"), Column: 1 + utf8.RuneCountInString(text[lineStart:offset]),
		Problem: problem, Remedy: remedy,
	}
}

// lineEnds makes lines end as a browser has them end before it compares a style sheet with the page's policy.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace

// readable makes a text of a file: without a byte order mark, its lines ended by "\n" whatever system wrote them. It returns a
// fault where it is none.
func readable(file string, content []byte) (string, *Fault) {
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		return "", &Fault{File: file, Line: 1, Column: 1, Problem: "is in UTF-16", Remedy: "save it in UTF-8"}
	}
	text := lineEnds(strings.TrimPrefix(string(content), "\ufeff"))
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if r == utf8.RuneError && size == 1 {
			fault := FaultAt(file, text, at, "is not UTF-8 here", "save the file in UTF-8")
			return "", &fault
		}
		if r < ' ' && r != '\n' && r != '\t' {
			fault := FaultAt(file, text, at, fmt.Sprintf("holds the character %U", r), "remove it: this is to be a text")
			return "", &fault
		}
		at += size
	}
	return text, nil
}
