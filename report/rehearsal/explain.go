package rehearsal

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"tokenreport/suggest"
	"tokenreport/templates"
)

// subject is a template with what an error about it needs.
type subject struct {
	file, source string
	data         reflect.Type // what it is executed with
	functions    []string     // beside those of Go's templates
}

// errorShape is how Go's template packages write an error: a file, a line, perhaps a column (in bytes, from 0), perhaps what was
// being evaluated, and the problem.
var errorShape = regexp.MustCompile(`(?s)template: ?[^:\s]*:(\d+)(?::(\d+))?: (?:executing "[^"]*" at <(.*?)>: )?(.*)$`)

// placeless is what precedes the problem in an error of the file as a whole.
var placeless = regexp.MustCompile(`(?s)^.*?template: ?[^:\s]*: `)

// explain makes a fault of an error of Go's template packages. With a name, the error came up as that kind of report was
// written.
func (s subject) explain(err error, name string) templates.Fault {
	if errors.Is(err, templates.ErrTooLong) {
		return templates.Fault{File: s.file, Problem: templates.ErrTooLong.Error() + " in " + name, Remedy: "look for a {{range}} within another"}
	}
	match := errorShape.FindStringSubmatch(err.Error())
	if match == nil {
		problem, remedy, _ := s.reword(placeless.ReplaceAllString(err.Error(), ""), "", name)
		return templates.Fault{File: s.file, Problem: problem, Remedy: remedy}
	}
	line, _ := strconv.Atoi(match[1]) // digits, as the others
	problem, remedy, word := s.reword(match[4], match[3], name)
	offset, known := s.offset(line, match[2], word)
	fault := templates.FaultAt(s.file, s.source, offset, problem, remedy)
	if !known {
		fault.Column = 0
	}
	return fault
}

// offset is where the error is, in bytes. Where the column is not given, the word is looked for in the line; where it is, just
// before, since of a chain such as .Hourly.Title it is that of its second part.
func (s subject) offset(line int, column, word string) (at int, known bool) {
	lines := strings.SplitAfter(s.source, "\n")
	line = max(1, min(line, len(lines)))
	for _, before := range lines[:line-1] {
		at += len(before)
	}
	text := lines[line-1]
	n, err := strconv.Atoi(column)
	if err != nil {
		within := strings.Index(text, word)
		return at + max(0, within), word != "" && within >= 0
	}
	if within := strings.LastIndex(text[:min(n+len(word), len(text))], word); word != "" && within >= 0 {
		n = within
	}
	return at + min(n, len(text)), true
}

// rewording is how an error of Go's template packages is told to somebody who has not read their source.
type rewording struct {
	shape *regexp.Regexp
	tell  func(s subject, match []string, at, name string) (problem, remedy, word string)
}

// noSuchField begins the problem of a typo.
const noSuchField = "can't evaluate field"

var rewordings = sync.OnceValue(func() []rewording {
	return []rewording{
		{regexp.MustCompile(`^function "([^"]+)" not defined`), (subject).noFunction},
		{regexp.MustCompile(`^` + noSuchField + ` (\S+) in type (\S+)`), (subject).noField},
		{regexp.MustCompile(`^nil pointer evaluating (\S+)\.(\S+)`), (subject).nothingThere},
		{regexp.MustCompile(`^wrong type for value; expected (\S+); got (\S+)`), (subject).wrongType},
		{regexp.MustCompile(`^wrong number of args for (\S+): want (.+) got (\d+)`), (subject).wrongCount},
		{regexp.MustCompile(`^range can't iterate over (.*)`), (subject).noList},
		{regexp.MustCompile(`^error calling (?:index|slice): .*out of range`), (subject).outOfRange},
		{regexp.MustCompile(`^error calling (\w+): (.*)`), (subject).failedCall},
		{regexp.MustCompile(`^unexpected EOF`), (subject).missingEnd},
		{regexp.MustCompile(`^bad character U\+007D`), (subject).strayBrace},
		{regexp.MustCompile(`^ends in a non-text context`), (subject).openEnd},
		{regexp.MustCompile(`^({{\w+}} branches end in different contexts)`), (subject).unlikeBranches},
		{regexp.MustCompile(`^undefined variable "([^"]+)"`), (subject).noVariable},
		{regexp.MustCompile(`^(?:template|no such template) "([^"]+)"(?: not defined)?`), (subject).noTemplate},
	}
})

// reword tells the problem and what to do; word is what to look for in the line, where there is no column.
func (s subject) reword(problem, at, name string) (told, remedy, word string) {
	for _, r := range rewordings() {
		if match := r.shape.FindStringSubmatch(problem); match != nil {
			return r.tell(s, match, at, name)
		}
	}
	if quoted := regexp.MustCompile(`"([^"]+)"|(\{\{\w+\}\})`).FindStringSubmatch(problem); quoted != nil {
		word = quoted[1] + quoted[2]
	}
	return problem, "", word
}

func (s subject) noFunction(match []string, _, _ string) (problem, remedy, word string) {
	known := slices.Concat(s.functions, goFunctions())
	slices.Sort(known)
	remedy = "known here: " + strings.Join(known, ", ")
	if near := suggest.Closest(match[1], known); near != "" {
		remedy = "did you mean " + near + "? " + remedy
	}
	return "there is no function " + match[1], remedy, match[1]
}

// goFunctions are those that every template has.
func goFunctions() []string {
	return []string{"and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf", "println",
		"slice", "urlquery"}
}

func (s subject) noField(match []string, _, _ string) (problem, remedy, word string) {
	field, of := match[1], match[2]
	if strings.HasPrefix(of, "[]") {
		return "a list has no field ." + field, "go through its items: {{range …}} … {{end}}", "." + field
	}
	t := typesOf(s.data)[strings.TrimPrefix(of, "*")]
	if t == nil || t.Kind() != reflect.Struct {
		return inWords(of) + " has no field ." + field, "write it without ." + field, "." + field
	}
	fields := fieldsOf(t)
	remedy = "known here: ." + strings.Join(fields, ", .")
	if near := suggest.Closest(field, fields); near != "" {
		remedy = "did you mean ." + near + "?"
	}
	return inWords(of) + " has no field ." + field, remedy, "." + field
}

func (s subject) nothingThere(match []string, at, name string) (problem, remedy, word string) {
	whole := strings.TrimSuffix(at, "."+match[2])
	if whole == "" || whole == at {
		whole = inWords(match[1])
	}
	return whole + " is not there in " + name, "put {{with " + whole + "}} … {{end}} around what needs it, and write ." + match[2] + " within", at
}

func (s subject) wrongType(match []string, at, _ string) (problem, remedy, word string) {
	if strings.HasSuffix(match[1], ".literal") {
		return "outlook takes a text that stands in the template, and no value, since it escapes nothing", "write the markup in `…`, and the value outside", at
	}
	return at + " is " + inWords(match[2]) + ", where " + inWords(match[1]) + " is needed", "", at
}

func (s subject) wrongCount(match []string, at, _ string) (problem, remedy, word string) {
	return match[1] + " takes " + match[2] + " values, and is given " + match[3], "", at
}

func (s subject) noList(_ []string, at, _ string) (problem, remedy, word string) {
	return at + " is no list to range over", "docs/templates.md says what is", at
}

func (s subject) outOfRange(_ []string, at, name string) (problem, remedy, word string) {
	return at + ": there is no such item in " + name, "go through all items with {{range …}} … {{end}}, or ask for their len first", at
}

func (s subject) failedCall(match []string, at, name string) (problem, remedy, word string) {
	if strings.Contains(match[2], "nil pointer") {
		return match[1] + " is given nothing in " + name, "put {{with …}} … {{end}} around it", at
	}
	return match[1] + ": " + match[2] + " (in " + name + ")", "", at
}

func (s subject) missingEnd([]string, string, string) (problem, remedy, word string) {
	return "the file ends where an {{end}} is missing", "each {{if}}, {{range}}, {{with}} and {{define}} needs one", ""
}

func (s subject) strayBrace([]string, string, string) (problem, remedy, word string) {
	return "there is a single }", "end each {{ with }}", ""
}

func (s subject) openEnd([]string, string, string) (problem, remedy, word string) {
	return "the file ends within a tag, a style or a script", "close what is open", ""
}

func (s subject) unlikeBranches(match []string, _, _ string) (problem, remedy, word string) {
	return match[1], "open and close a tag or a quote within the same branch", ""
}

func (s subject) noVariable(match []string, _, _ string) (problem, remedy, word string) {
	return "there is no variable " + match[1] + " here", fmt.Sprintf("set it before, in the same block: {{%s := …}}", match[1]), match[1]
}

func (s subject) noTemplate(match []string, _, _ string) (problem, remedy, word string) {
	return "no block is defined as " + strconv.Quote(match[1]), fmt.Sprintf("define it in this file: {{define %q}} … {{end}}", match[1]), strconv.Quote(match[1])
}
