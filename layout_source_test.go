package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// banned are the functions and variables of the standard library that no product code uses, by package: clocks
// are values, zones are values, and only main ends the process. The clock is main's to hand out.
func banned(file string) map[string][]string {
	clock, exit := []string{"Now", "Since", "Until"}, []string{"Exit"}
	switch {
	case file == "main.go" || strings.HasPrefix(file, "bench/"): // a program of its own, which measures
		clock, exit = nil, nil
	case file == "job/budget.go": // contexts end by the process's clock
		clock = nil
	}
	return map[string][]string{
		"time": append(clock, "Local", "LoadLocation"), // internal/zone does not ask the machine
		"os":   exit,
		"log":  {"Fatal", "Fatalf", "Fatalln"}, // os.Exit in disguise
	}
}

// TestProductCodeHasNoHiddenInputs reads every file that is not a test.
func TestProductCodeHasNoHiddenInputs(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && file != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata") {
			return fs.SkipDir
		}
		if entry.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		for _, found := range hiddenInputs(t, filepath.ToSlash(file), nil) {
			t.Error(found)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Errorf("found only %d files: there is nothing to check", files)
	}
}

// hiddenInputs finds the banned words of a file, and init functions. They are looked for in the syntax, so that a
// comment, a text or a name like time.Nowhere is none, and a renamed import is no way out. The source is the
// file's where src is nil.
func hiddenInputs(t *testing.T, file string, src any) []string {
	t.Helper()
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, filepath.FromSlash(file), src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	report := func(at token.Pos, what string) { found = append(found, set.Position(at).String()+": "+what) }

	imports := map[string]string{} // the name in this file -> the package
	for _, spec := range syntax.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "." && len(banned(file)[imported]) > 0 {
			report(spec.Pos(), "a dot import hides where "+imported+" is used")
		}
		imports[name] = imported
	}
	ast.Inspect(syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			of, ok := n.X.(*ast.Ident)
			if ok && slices.Contains(banned(file)[imports[of.Name]], n.Sel.Name) {
				report(n.Pos(), imports[of.Name]+"."+n.Sel.Name+" is for main.go at most: take a value, or return an error")
			}
		case *ast.CallExpr:
			method, ok := n.Fun.(*ast.SelectorExpr)
			if ok && method.Sel.Name == "Go" && !isNamed(method.X, "parallel") && guarded(file) {
				report(n.Pos(), startedBare)
			}
		case *ast.GoStmt:
			if guarded(file) {
				report(n.Pos(), startedBare)
			}
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				report(n.Pos(), "func init runs unasked: use a constructor, or a value")
			}
		}
		return true
	})
	return found
}

func isNamed(x ast.Expr, name string) bool {
	ident, ok := x.(*ast.Ident)
	return ok && ident.Name == name
}

const startedBare = "a panic in this goroutine would end the process: start it by internal/parallel"

// guarded reports whether a file may start goroutines by internal/parallel alone: all but servers for tests, and the programs that measure.
func guarded(file string) bool {
	room := roomOf(path.Join(module, path.Dir(file)))
	return room != "internal/parallel" && !slices.Contains(embedded(), room) && !slices.Contains(suites(), room) && !strings.HasPrefix(room, "bench")
}

// TestHiddenInputsAreFound proves the search able to fail.
func TestHiddenInputsAreFound(t *testing.T) {
	for _, test := range []struct {
		file, src string
		want      int
	}{
		{"job/a.go", `import "time"; var now = time.Now`, 1},
		{"job/a.go", `import "time"; func f(t time.Time) { _, _ = time.Since(t), time.Until(t) }`, 2},
		{"job/a.go", `import "time"; var zone = time.Local`, 1},
		{"job/a.go", `func f() { go f() }`, 1},
		{"main.go", `func f() { go f() }`, 1},
		{"job/a.go", `import "sync"; func f() { var all sync.WaitGroup; all.Go(f) }`, 1},
		{"job/a.go", `import "tokenreport/internal/parallel"; func f() { parallel.Go(nil); parallel.Do(1, 1, nil) }`, 0},
		{"apiclient/lketest/a.go", `func f() { go f() }`, 0},
		{"job/a.go", `import "time"; var zone, err = time.LoadLocation("Asia/Jakarta")`, 1},
		{"job/a.go", `import clock "time"; var now = clock.Now()`, 1},
		{"job/a.go", `import . "time"; var now = Now()`, 1},
		{"job/a.go", `import "os"; func f() { os.Exit(1) }`, 1},
		{"job/a.go", `import "log"; func f() { log.Fatalf("x") }`, 1},
		{"job/a.go", `func init() {}`, 1},
		{"main.go", `import "time"; var zone = time.Local; func init() {}`, 2},
		{"job/main.go", `import "os"; func f() { os.Exit(1) }`, 1},

		{"main.go", `import ("os"; "time"); var now = time.Now; func main() { os.Exit(0) }`, 0},
		{"job/a.go", `import "time"; var zone = time.UTC // not time.Local, nor time.Now()`, 0},
		{"job/a.go", `import time "example.com/time"; var now = time.Now`, 0},
		{"job/a.go", `type t struct{}; func (t) init() {}; var text = "time.Now()"`, 0},
	} {
		if found := hiddenInputs(t, test.file, "package p\n"+test.src); len(found) != test.want {
			t.Errorf("%s: %s\ngot %q; want %d", test.file, test.src, found, test.want)
		}
	}
}
