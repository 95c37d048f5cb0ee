package main

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A file that is longer than this is about two things, and a function that is longer does not fit on a screen.
const (
	mostLines         = 400
	mostFunctionLines = 60
)

// TestFilesAndFunctionsCanBeTakenIn reads every file of Go, those of the tests included: of these only the length counts, since
// a table of cases is read line by line.
func TestFilesAndFunctionsCanBeTakenIn(t *testing.T) {
	files := goFiles(t)
	if len(files) < 100 {
		t.Fatalf("found only %d files: there is nothing to check", len(files))
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range tooLong(t, filepath.ToSlash(file), source) {
			t.Error(found)
		}
	}
}

// goFiles are the module's, and those of the checks beside it.
func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "testdata"):
			return fs.SkipDir
		case !entry.IsDir() && path.Ext(file) == ".go":
			files = append(files, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func tooLong(t *testing.T, file string, source []byte) []string {
	t.Helper()
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, file, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	if lines := set.File(syntax.Pos()).LineCount(); lines > mostLines {
		found = append(found, fmt.Sprintf("%s has %d lines, more than %d: split it by what it is about", file, lines, mostLines))
	}
	if strings.HasSuffix(file, "_test.go") {
		return found
	}
	for _, declaration := range syntax.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok || isTable(function) {
			continue
		}
		if lines := set.Position(function.End()).Line - set.Position(function.Pos()).Line + 1; lines > mostFunctionLines {
			found = append(found, fmt.Sprintf("%s: %s has %d lines, more than %d", set.Position(function.Pos()), function.Name.Name, lines, mostFunctionLines))
		}
	}
	return found
}

// isTable reports whether a function does nothing but return a value that is written out.
func isTable(function *ast.FuncDecl) bool {
	if function.Body == nil || len(function.Body.List) != 1 {
		return false
	}
	answer, ok := function.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(answer.Results) != 1 {
		return false
	}
	_, ok = answer.Results[0].(*ast.CompositeLit)
	return ok
}

// TestLengthIsNoticed proves the measure able to fail.
func TestLengthIsNoticed(t *testing.T) {
	statements := func(n int) string { return strings.Repeat("\tg()\n", n) }
	for name, test := range map[string]struct {
		file, source string
		want         int
	}{
		"a function that fits":     {"a.go", "func f() {\n" + statements(mostFunctionLines-2) + "}\n", 0},
		"a function that does not": {"a.go", "func f() {\n" + statements(mostFunctionLines-1) + "}\n", 1},
		"one of a test":            {"a_test.go", "func f() {\n" + statements(mostFunctionLines-1) + "}\n", 0},
		"a table":                  {"a.go", "func f() []int {\n\treturn []int{\n" + strings.Repeat("\t\t1,\n", mostFunctionLines) + "\t}\n}\n", 0},
		"a long file":              {"a.go", strings.Repeat("\n", mostLines), 1},
		"a long file of tests":     {"a_test.go", strings.Repeat("\n", mostLines), 1},
		"a file at the limit":      {"a.go", strings.Repeat("\n", mostLines-2), 0},
	} {
		if found := tooLong(t, test.file, []byte("package p\n"+test.source)); len(found) != test.want {
			t.Errorf("%s: got %q; want %d", name, found, test.want)
		}
	}
}

// withoutExample are the packages that show by no Example how they are used, and why.
func withoutExample() map[string]string {
	return map[string]string{
		"main":        "is the program: the commands of the README show it",
		"bench":       "is a program, and nobody imports it",
		"bench/empty": "is a program, and does nothing",
	}
}

// TestEveryPackageSaysAndShowsWhatItIsFor wants a comment with the package's one job, and an Example that go test runs.
func TestEveryPackageSaysAndShowsWhatItIsFor(t *testing.T) {
	packages := documented(t)
	for name, p := range packages {
		if want := "Package " + path.Base(name) + " "; !strings.HasPrefix(p.comment, want) && withoutExample()[name] == "" {
			t.Errorf("the comment of package %s does not begin with %q", name, want)
		}
		if reason := withoutExample()[name]; p.example == (reason != "") {
			t.Errorf("%s: there is an Example with an output: %t; the reason why not: %q", name, p.example, reason)
		}
	}
	for name := range withoutExample() {
		if _, there := packages[name]; !there {
			t.Errorf("%s is excused from an Example, and there is no such package", name)
		}
	}
}

// A page is what a package says of itself.
type page struct {
	comment string
	example bool // one that is run
}

// documented reads every package of the module, by its room.
func documented(t *testing.T) map[string]page {
	t.Helper()
	pages := map[string]page{}
	for _, p := range listPackages(t) {
		var made page
		files, err := filepath.Glob(filepath.Join(filepath.FromSlash(strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no files: %v", p.ImportPath, err)
		}
		for _, file := range files {
			syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, "_test.go") && syntax.Doc != nil {
				made.comment += syntax.Doc.Text()
			}
			made.example = made.example || slices.ContainsFunc(doc.Examples(syntax), func(e *doc.Example) bool { return e.Output != "" || e.EmptyOutput })
		}
		pages[p.room()] = made
	}
	return pages
}
