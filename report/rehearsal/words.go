package rehearsal

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// typesOf are the types that a template meets, by the name that Go gives them: those of the data, and of all within it.
func typesOf(data reflect.Type) map[string]reflect.Type {
	types := map[string]reflect.Type{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(t.Elem())
		case reflect.Struct:
			if types[t.String()] != nil || t.PkgPath() == "time" {
				return
			}
			types[t.String()] = t
			for _, f := range reflect.VisibleFields(t) {
				if f.IsExported() {
					walk(f.Type)
				}
			}
		}
	}
	walk(data)
	return types
}

// fieldsOf are the names that a template may write behind a point, sorted: fields and methods, those of what is embedded too.
func fieldsOf(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous {
			names = append(names, f.Name)
		}
	}
	for i := range t.NumMethod() {
		if m := t.Method(i).Type; m.NumIn() == 1 && m.NumOut() == 1 && m.Out(0).Kind() != reflect.Struct {
			names = append(names, t.Method(i).Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// inWords names a type as somebody says it who has not read the source.
func inWords(name string) string {
	switch name {
	case "mail.page", "html.page", "report.Document":
		return "the report"
	case "string", "template.CSS", "template.JS", "template.URL":
		return "a text"
	case "int", "int64", "float64":
		return "a number"
	case "bool":
		return "a yes or no"
	case "template.HTML":
		return "markup"
	case "mail.hours":
		return "the hours"
	case "mail.hour":
		return "an hour"
	}
	if strings.HasPrefix(name, "[]") {
		return "a list"
	}
	word := strings.TrimPrefix(name, "*")
	word = word[strings.LastIndexByte(word, '.')+1:]
	var words strings.Builder
	for i, r := range word {
		if unicode.IsUpper(r) && i > 0 {
			words.WriteByte(' ')
		}
		words.WriteRune(unicode.ToLower(r))
	}
	if strings.ContainsAny(words.String()[:1], "aeio") {
		return "an " + words.String()
	}
	return "a " + words.String()
}
