package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tokenreport/deploy"
	"tokenreport/golden"
)

// The notices have the licence of every module that is compiled into the deployed binary, of Go itself and of the fonts, and
// no other. go test . -run TestNotices -update writes them.
func TestNotices(t *testing.T) {
	works := compiledModules(t)
	works = append(works, work{name: "The Go Authors: standard library and runtime", files: []string{goLicence(t, works)}})
	for _, name := range []string{"NotoSans", "NotoSansSC"} {
		works = append(works, work{name: "Fonts: " + name, files: []string{"templates/fonts/OFL-" + name + ".txt"}})
	}
	if len(works) < 10 {
		t.Fatalf("only %d works were found", len(works))
	}
	golden.Check(t, "docs/THIRD_PARTY_NOTICES.md", notices(t, works))
}

// A work of somebody else that is in the binary.
type work struct {
	name  string
	files []string // its licence and what belongs to it
}

// legalFile is what a module calls a file that must be handed on.
var legalFile = regexp.MustCompile(`(?i)^(licen[cs]e|notice|copying|patents)([.-].*)?$`)

// lineEnd is the end of a line, with the blanks before it.
var lineEnd = regexp.MustCompile(`[ \t\r]*\n`)

// compiledModules are those of the binary that is deployed, in the order of their paths.
func compiledModules(t *testing.T) (works []work) {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", ".")
	list.Env = slices.Concat(os.Environ(), deploy.Environment())
	out, err := list.Output()
	if err != nil {
		t.Fatalf("%s: %v", list, err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(lines)
	for _, line := range slices.Compact(lines) {
		name, dir, found := strings.Cut(line, "\t")
		if !found {
			continue
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		w := work{name: name}
		for _, entry := range entries {
			if legalFile.MatchString(entry.Name()) && !entry.IsDir() {
				w.files = append(w.files, filepath.Join(dir, entry.Name()))
			}
		}
		if len(w.files) == 0 {
			t.Errorf("%s has no licence", name)
		}
		works = append(works, w)
	}
	return works
}

// goLicence is Go's own, which its modules have, too: not every installation has the file.
func goLicence(t *testing.T, works []work) string {
	t.Helper()
	for _, w := range works {
		if strings.HasPrefix(w.name, "golang.org/x/text ") {
			return w.files[slices.IndexFunc(w.files, func(name string) bool { return filepath.Base(name) == "LICENSE" })]
		}
	}
	t.Fatal("golang.org/x/text is not compiled in any more: take Go's licence from another of its modules")
	return ""
}

// notices has each text once, under all works that it is of.
func notices(t *testing.T, works []work) []byte {
	t.Helper()
	var texts []string
	of := map[string][]string{}
	for _, w := range works {
		for _, file := range w.files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Trim(lineEnd.ReplaceAllString(string(content), "\n"), "\n")
			if of[text] == nil {
				texts = append(texts, text)
			}
			of[text] = append(of[text], w.name)
		}
	}
	var b bytes.Buffer
	b.WriteString("# What others made\n\nThe binary of tokenreport, which itself is under the [MIT licence](../LICENSE), has these works in it. " +
		"`go test . -run TestNotices -update` writes this page from `go list -deps` and the modules' own files.\n")
	for _, text := range texts {
		fmt.Fprintf(&b, "\n## %s\n\n```text\n%s\n```\n", strings.Join(slices.Compact(of[text]), "; "), text)
	}
	return b.Bytes()
}
