package check

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// The columns of the table, in characters of a terminal.
const (
	pageWidth   = 80
	detailStart = 37 // after the result, the name and the time
	textStart   = 9  // of a finding, under the name
)

// Print writes the table for a person, at most 80 characters wide where a word does not need more.
func (t Table) Print(w io.Writer) error {
	var b strings.Builder
	for _, row := range t.Checks {
		row.print(&b)
	}
	b.WriteString("\n" + t.summary() + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Row) print(b *strings.Builder) {
	took := ""
	if r.Result != Skipped {
		took = fmt.Sprintf("%d ms", r.Took.Milliseconds())
	}
	line := fmt.Sprintf("%-7s  %-16s %9s  ", r.Result, r.Check, took)
	b.WriteString(strings.TrimRight(line+wrap(r.Detail, detailStart), " ") + "\n")
	for _, f := range r.Findings {
		indent := strings.Repeat(" ", textStart)
		mark := ""
		if f.Result != r.Result {
			mark = string(f.Result) + ": " // less than the row's
		}
		b.WriteString(indent + wrap(mark+f.Text, textStart) + "\n")
		b.WriteString(indent + "→ " + wrap(f.Hint, textStart+2) + "\n")
	}
}

// summary counts the rows: "12 checks: 9 ok, 1 skipped, 2 warnings".
func (t Table) summary() string {
	counts := fmt.Sprintf("%d checks: %d ok", len(t.Checks), t.Count(OK))
	for _, result := range []Result{Skipped, Warning, Failed} {
		switch n := t.Count(result); {
		case n > 1 && result == Warning:
			counts += fmt.Sprintf(", %d warnings", n)
		case n > 0:
			counts += fmt.Sprintf(", %d %s", n, result)
		}
	}
	return counts
}

// wrap breaks a text that begins at a column into lines that begin there, too.
func wrap(text string, start int) string {
	var b strings.Builder
	column := start
	for i, word := range strings.Fields(text) {
		length := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+length > pageWidth:
			b.WriteString("\n" + strings.Repeat(" ", start))
			column = start
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += length
	}
	return b.String()
}
