package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// listed is a package as go list gives it.
type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// room is the package's name in the tables.
func (p listed) room() string { return roomOf(p.ImportPath) }

func roomOf(path string) string {
	if path == module {
		return "main"
	}
	return strings.TrimPrefix(path, module+"/")
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(goList(t, "-json=ImportPath,Imports,TestImports,XTestImports", "./...")))
	var packages []listed
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func goList(t *testing.T, arguments ...string) []byte {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", append([]string{"list"}, arguments...)...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, &stderr)
	}
	return output
}

// violations checks all packages, and that nothing in the tables has outlived what it speaks of.
func violations(packages []listed) []string {
	var found, present, imported []string
	for _, p := range packages {
		present = append(present, p.room())
		imported = slices.Concat(imported, p.Imports, p.TestImports, p.XTestImports)
		found = append(found, check(p)...)
	}
	for name := range rooms() {
		if !slices.Contains(present, name) {
			found = append(found, fmt.Sprintf("%s has a row in the table of imports, but there is no such package: delete the row", name))
		}
	}
	for _, o := range owners() {
		if !slices.ContainsFunc(imported, o.owns) {
			found = append(found, fmt.Sprintf("%s has owners in layout_test.go, but nobody imports it: delete them", o.module))
		}
	}
	slices.Sort(found)
	return found
}

func check(p listed) []string {
	row, ok := rooms()[p.room()]
	if !ok {
		return []string{fmt.Sprintf("%s has no row in the table of imports: add one in layout_test.go that says what it may know", p.room())}
	}
	var found []string
	add := func(violation string) {
		if violation != "" {
			found = append(found, violation)
		}
	}
	for _, path := range p.Imports {
		add(importViolation(p.room(), path, row))
	}
	for _, path := range slices.Concat(p.TestImports, p.XTestImports) {
		add(testImportViolation(p.room(), path, row))
	}
	return found
}

// importViolation says in a sentence why the package may not import path; "" if it may.
func importViolation(name, path string, r row) string {
	switch only, restricted := restricted()[path]; {
	case isOurs(path):
		if !matches(r.may, roomOf(path)) {
			return fmt.Sprintf("%s may not import %s: the table allows %s", name, roomOf(path), orNothing(r.may))
		}
	case isThirdParty(path):
		return thirdPartyViolation(name, path, false)
	case matches(r.never, path) && !slices.Contains(r.may, path):
		return fmt.Sprintf("%s may not import %s: the table refuses it %s", name, path, strings.Join(r.never, ", "))
	case restricted && !slices.Contains(only, name):
		return fmt.Sprintf("%s imports %s, which may be imported only by %s", name, path, orNothing(only))
	}
	return ""
}

// testImportViolation is the same for tests, which may use all of the standard library.
func testImportViolation(name, path string, r row) string {
	may := slices.Concat(r.may, r.tests, embedded(), suites(), []string{name})
	switch {
	case isOurs(path) && !matches(may, roomOf(path)):
		return fmt.Sprintf("tests of %s may not import %s: the table allows %s", name, roomOf(path), strings.Join(may, ", "))
	case isThirdParty(path):
		return thirdPartyViolation(name, path, true)
	}
	return ""
}

func thirdPartyViolation(name, path string, inTest bool) string {
	all := owners()
	i := slices.IndexFunc(all, func(o owner) bool { return o.owns(path) })
	if i < 0 {
		return fmt.Sprintf("%s imports %s, which has no owner: add it to layout_test.go and, with its reason, to the README", name, path)
	}
	o := all[i]
	if matches(o.packages, name) || inTest && matches(o.tests, name) {
		return ""
	}
	return fmt.Sprintf("%s imports %s; that module may be imported only by %s", name, path, strings.Join(slices.Concat(o.packages, o.tests), ", "))
}

func isOurs(path string) bool { return path == module || strings.HasPrefix(path, module+"/") }

// isThirdParty knows a module of somebody else by the dot in its host's name.
func isThirdParty(path string) bool {
	host, _, _ := strings.Cut(path, "/")
	return strings.Contains(host, ".")
}

// matches reports whether one of the patterns is the path, or covers it by "/..." or "...".
func matches(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		below, covers := strings.CutSuffix(pattern, "...")
		return pattern == path || covers && strings.HasPrefix(path, below)
	})
}

func orNothing(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
