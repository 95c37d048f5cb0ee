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

// TestEveryConnectionWantsTLSTwelve reads the product code: whoever makes TLS says from which version on, and nobody
// leaves it to the defaults of net/http or skips the certificate. Servers for tests may offer less.
func TestEveryConnectionWantsTLSTwelve(t *testing.T) {
	configurations := 0
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasSuffix(file, "test") || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		found, made := weakTLS(t, file, nil)
		for _, weak := range found {
			t.Error(weak)
		}
		configurations += made
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if configurations < 3 {
		t.Errorf("found %d configurations of TLS; the API, the bucket and the mail server have one each", configurations)
	}
}

// weakTLS finds what could connect by less than TLS 1.2, or without verifying a certificate, and counts the
// configurations. The source is the file's where src is nil.
func weakTLS(t *testing.T, file string, src any) (found []string, configurations int) {
	t.Helper()
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, file, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	names := namesOf(syntax)
	ast.Inspect(syntax, func(n ast.Node) bool {
		if n == nil {
			return true
		}
		if names.of(n) == "crypto/tls.Config" {
			configurations++
		}
		if weak := names.weakness(n); weak != "" {
			found = append(found, set.Position(n.Pos()).String()+": "+weak)
		}
		return true
	})
	return found, configurations
}

// importNames are the names by which a file calls its imports.
type importNames map[string]string

func namesOf(syntax *ast.File) importNames {
	names := importNames{}
	for _, spec := range syntax.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = imported
	}
	return names
}

// of is what a selector stands for, as "package.Name"; empty for other nodes.
func (names importNames) of(n ast.Node) string {
	selector, ok := n.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	of, ok := selector.X.(*ast.Ident)
	if !ok || names[of.Name] == "" {
		return ""
	}
	return names[of.Name] + "." + selector.Sel.Name
}

// byDefault are the ways of net/http whose TLS is configured by nobody.
var byDefault = []string{"DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm"}

// weakness is what is wrong with a node, if anything is.
func (names importNames) weakness(n ast.Node) string {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		if name, ok := strings.CutPrefix(names.of(n), "net/http."); ok && slices.Contains(byDefault, name) {
			return "http." + name + " leaves TLS to its defaults"
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "InsecureSkipVerify" {
			return "certificates are verified, always"
		}
	case *ast.CompositeLit:
		switch names.of(n.Type) {
		case "crypto/tls.Config":
			if version := names.of(field(n, "MinVersion")); version != "crypto/tls.VersionTLS12" && version != "crypto/tls.VersionTLS13" {
				return "a tls.Config without MinVersion: tls.VersionTLS12"
			}
		case "net/http.Client":
			if field(n, "Transport") == nil {
				return "an http.Client without a Transport leaves TLS to its defaults"
			}
		}
	}
	return ""
}

// field is the value of a literal's field; nil if it is not given.
func field(literal *ast.CompositeLit, name string) ast.Expr {
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == name {
				return pair.Value
			}
		}
	}
	return nil
}

// TestWeakTLSIsFound proves the search able to fail.
func TestWeakTLSIsFound(t *testing.T) {
	for src, want := range map[string]int{
		`import "crypto/tls"; var c = tls.Config{}`:                                                    1,
		`import "crypto/tls"; var c = &tls.Config{MinVersion: tls.VersionTLS10}`:                       1,
		`import t "crypto/tls"; var c = &t.Config{MinVersion: t.VersionTLS11}`:                         1,
		`import "crypto/tls"; var c = tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: x}`: 1,
		`import "net/http"; var c = http.DefaultClient`:                                                1,
		`import "net/http"; var c = &http.Client{Timeout: 1}`:                                          1,
		`import "net/http"; func f() { _, _ = http.Get("x") }`:                                         1,
		`import "crypto/tls"; var c = tls.Config{MinVersion: tls.VersionTLS13}`:                        0,
		`import "net/http"; var c = http.Client{Transport: t}; var m = http.MethodGet`:                 0,
	} {
		if found, _ := weakTLS(t, "a.go", "package p\n"+src); len(found) != want {
			t.Errorf("%s: got %q, want %d", src, found, want)
		}
	}
}
