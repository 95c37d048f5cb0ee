package rehearsal

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"text/template/parse"

	"tokenreport/templates"
)

// mostRounds is how often a template may go through a number: nothing in a report is as many.
const mostRounds = 1000

// rounds complains about going through a number that is too large to come to an end.
func (r *reader) rounds(pipe *parse.PipeNode) {
	number, ok := pipe.Cmds[0].Args[0].(*parse.NumberNode)
	if !ok || number.Uint64 <= mostRounds || !number.IsUint {
		return
	}
	r.endless = true
	r.add(number, number.Text, "{{range}} goes round "+number.Text+" times", fmt.Sprintf("at most %d times can be needed", mostRounds))
}

// ends complains about a block that is written within itself: nothing in a report is within itself, so that it would not end.
func (r *reader) ends(n *parse.TemplateNode) {
	if slices.Contains(r.within, n.Name) {
		r.endless = true
		name := strconv.Quote(n.Name)
		r.add(n, name, name+" writes itself, without an end", "go through a list with {{range}}")
	}
}

// written complains about a value that would be written as Go writes it for programmers: a list, or what has fields.
func (r *reader) written(pipe *parse.PipeNode, t reflect.Type) {
	if len(pipe.Decl) > 0 || t == nil || isText(t) {
		return
	}
	last := pipe.Cmds[len(pipe.Cmds)-1]
	remedy := "go through its items: {{range " + last.String() + "}} … {{end}}"
	if t.Kind() != reflect.Slice {
		remedy = "write one of its fields: {{with " + last.String() + "}} … {{end}}"
	}
	r.add(last, last.String(), last.String()+" is "+inWords(t.String())+", which is no text", remedy)
}

// isText reports whether a value of a type is written as readers expect it.
func isText(t reflect.Type) bool {
	for _, in := range []reflect.Type{reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[error]()} {
		if t.Implements(in) {
			return true
		}
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Struct, reflect.Pointer, reflect.Func:
		return false
	}
	return true
}

// misfit is what printf writes where a verb and its value do not fit.
var misfit = regexp.MustCompile(`%![a-zA-Z]?\(`)

// lintVerbs finds that in what was written.
func lintVerbs(s subject, written string) []templates.Fault {
	f := findings{subject: s}
	if found := misfit.FindString(written); found != "" {
		f.add("printf writes "+found+"…): its verbs and its values do not fit", "write texts by %s, and as many as there are verbs", "printf")
	}
	return f.list
}
