package rehearsal

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/html"
	"tokenreport/report/mail"
)

// The page about templates has every field that a template may use, with what the source says of it. With -update it is
// rewritten between its two marks.
func TestDocumentedFields(t *testing.T) {
	const page, begin, end = "../../docs/templates.md", "<!-- fields: what is between these marks is made by a test -->\n", "<!-- fields: end -->\n"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(text), begin)
	_, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		t.Fatalf("%s has no marks", page)
	}
	comments := readComments(t, "..", "../mail", "../html")
	var made strings.Builder
	done := map[string]bool{"report.Document": true, "mail.page": true, "html.page": true}
	section := func(title string, t reflect.Type, skip func(reflect.StructField) bool) {
		fmt.Fprintf(&made, "\n### %s\n\n| field | is | what it says |\n| --- | --- | --- |\n", title)
		made.WriteString(comments.table(t, skip))
	}
	none := func(reflect.StructField) bool { return false }
	section("The report, in every template", reflect.TypeFor[report.Document](), none)
	made.WriteString(comments.within(reflect.TypeFor[report.Document](), done))
	section("The report, in mail.html.tmpl besides", mail.HTMLData(), embedded)
	made.WriteString(comments.within(mail.HTMLData(), done))
	section("The report, in report.html.tmpl besides", html.Data(), embedded)
	made.WriteString(comments.within(html.Data(), done))
	if strings.Contains(made.String(), nobody) {
		t.Errorf("a field without a meaning: give it a comment where it is declared\n%s", made.String())
	}
	golden.Check(t, page, []byte(before+begin+made.String()+"\n"+end+after))
}

// nobody stands where nothing is said of a field.
const nobody = "(nobody says)"

// plain are the fields of which the source need say nothing.
var plain = map[string]string{
	"Title": "its heading", "Alt": "the finding in words", "Note": "a line under the heading; may be empty", "Label": "its words",
	"Text": "its words", "Name": "its name", "Value": "its figure", "Share": "of the whole; in a table's row, of the largest row, 0 to 1",
	"Change": "against what it is compared with; may be empty", "Colour": "#RRGGBB, in the light", "Class": "the class that gives it its colour in the dark",
	"Width": "its width", "Height": "its height, 0 to 1; of an image, in pixels", "Align": "left or right", "ID": "the name by which it is embedded",
	"From": "0 to 1", "Until": "0 to 1", "At": "0 to 1", "X": "0 to 1", "Y": "0 to 1", "Low": "0 to 1", "High": "0 to 1", "Level": "0 to 1",
	"Length": "0 to 1", "Cells": "one for each column", "Rows": "its rows", "Total": "the closing row", "Numeric": "its cells are set to the right",
	"Over": "beyond the budget", "Own": "the report's own", "Peak": "the busiest", "Bar": "the length of its bar, in percent; empty for none",
	"Bars": "some row has a bar", "Wide": "wider than a telephone", "BandLabel": "the name of the usual range", "Size": "in pixels, of the type",
	"Policy": "what the page may load: its Content-Security-Policy", "Style": "the style sheet", "Script": "the script",
	"Source": "what src takes", "SVG": "the drawing", "Left": "in percent", "Right": "in percent",
}

// embedded are the fields that the report has in every template.
func embedded(f reflect.StructField) bool {
	_, has := reflect.TypeFor[report.Document]().FieldByName(f.Name)
	return has || f.Anonymous
}

// comments are what the source says of types and their fields, by report.Tile and report.Tile.Label.
type comments map[string]string

func readComments(t *testing.T, folders ...string) comments {
	t.Helper()
	all := comments{}
	for _, folder := range folders {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			all.add(syntax)
		}
	}
	return all
}

func (c comments) add(file *ast.File) {
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv != nil && len(d.Recv.List) == 1 {
				if of, ok := d.Recv.List[0].Type.(*ast.Ident); ok {
					c[file.Name.Name+"."+of.Name+"."+d.Name.Name] = flat(strings.TrimPrefix(d.Doc.Text(), d.Name.Name+" "))
				}
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok {
					c.addType(file.Name.Name+"."+s.Name.Name, s, d.Doc.Text())
				}
			}
		}
	}
}

func (c comments) addType(name string, spec *ast.TypeSpec, doc string) {
	c[name] = flat(regexp.MustCompile(`^\w+ is `).ReplaceAllString(doc, ""))
	of, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range of.Fields.List {
		said := flat(field.Doc.Text() + " " + field.Comment.Text())
		for _, ident := range field.Names {
			c[name+"."+ident.Name] = strings.TrimPrefix(said, ident.Name+" is ")
		}
	}
}

func flat(text string) string {
	text = strings.NewReplacer("[", "", "]", "", "|", "\\|").Replace(strings.Join(strings.Fields(text), " "))
	return strings.TrimSuffix(text, ".")
}

// table is a line for each field of a type.
func (c comments) table(t reflect.Type, skip func(reflect.StructField) bool) string {
	var b strings.Builder
	for _, f := range reflect.VisibleFields(t) {
		if !f.IsExported() || f.Anonymous || skip(f) || shadowed(t, f) {
			continue
		}
		owner := t
		if len(f.Index) > 1 {
			owner = t.FieldByIndex(f.Index[:len(f.Index)-1]).Type
		}
		said := c[owner.String()+"."+f.Name]
		if said == "" {
			said = c[element(f.Type).String()]
		}
		if said == "" {
			said = plain[f.Name]
		}
		if said == "" {
			said = nobody
		}
		fmt.Fprintf(&b, "| `.%s` | %s | %s |\n", f.Name, form(f.Type), said)
	}
	for _, name := range fieldsOf(t) {
		if _, isField := t.FieldByName(name); !isField {
			m, _ := t.MethodByName(name)
			fmt.Fprintf(&b, "| `.%s` | %s | %s |\n", name, form(m.Type.Out(0)), c[t.String()+"."+name])
		}
	}
	return b.String()
}

// shadowed tells an embedded type's field that another of that name goes before.
func shadowed(t reflect.Type, f reflect.StructField) bool {
	seen, ok := t.FieldByName(f.Name)
	return ok && !slices.Equal(seen.Index, f.Index)
}

// within are the tables of the types within a type that have not been done.
func (c comments) within(t reflect.Type, done map[string]bool) string {
	var b strings.Builder
	for _, f := range reflect.VisibleFields(t) {
		of := element(f.Type)
		if of.Kind() != reflect.Struct || !f.IsExported() || f.Anonymous || done[of.String()] || of.PkgPath() == "time" || shadowed(t, f) {
			continue
		}
		done[of.String()] = true
		title := inWords(of.String())
		fmt.Fprintf(&b, "\n### %s (`.%s`)\n\n", strings.ToUpper(title[:1])+title[1:], f.Name)
		if said := c[of.String()]; said != "" {
			fmt.Fprintf(&b, "%s.\n\n", strings.ToUpper(said[:1])+said[1:])
		}
		b.WriteString("| field | is | what it says |\n| --- | --- | --- |\n" + c.table(of, func(reflect.StructField) bool { return false }))
		b.WriteString(c.within(of, done))
	}
	return b.String()
}

func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

// form names a type in a table.
func form(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "bytes"
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Slice:
		return "list of lists: " + strings.TrimPrefix(strings.TrimPrefix(inWords(element(t).String()), "an "), "a ")
	case t.Kind() == reflect.Slice:
		return "list: " + strings.TrimPrefix(strings.TrimPrefix(inWords(t.Elem().String()), "an "), "a ")
	case t.Kind() == reflect.Pointer:
		return inWords(t.String()) + ", or nothing"
	case t.Kind() == reflect.Bool:
		return "yes or no"
	case t.PkgPath() == "time":
		return "a time"
	}
	return inWords(t.String())
}

// The page about templates explains every function, and no other.
func TestDocumentedFunctions(t *testing.T) {
	page, err := os.ReadFile("../../docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	var explained []string
	for _, match := range regexp.MustCompile("(?m)^\\| `(\\w+)(?: [^`]*)?` \\| (?:mail\\.html|mail\\.txt)").FindAllStringSubmatch(string(page), -1) {
		explained = append(explained, match[1])
	}
	slices.Sort(explained)
	known := slices.Sorted(slices.Values(slices.Concat(mail.HTMLFunctions(), mail.TextFunctions())))
	if !slices.Equal(explained, known) {
		t.Errorf("docs/templates.md explains %q, there are %q", explained, known)
	}
}
