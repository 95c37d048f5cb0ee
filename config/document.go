package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxSize is the largest file accepted, in bytes. A real one has a few kilobytes.
const maxSize = 1 << 20

var byteOrderMark = []byte("\ufeff")

// parse returns the root value of the file's one document, or nil after a problem that leaves nothing to read.
func parse(text []byte, found *problems) *yaml.Node {
	if len(text) > maxSize { // before anything is cut off: [Find] reads one byte beyond it and no more
		found.add(place{1, 1}, "", fmt.Sprintf("is larger than %d bytes", maxSize), "name a tokenreport.yml, which has a few kilobytes")
		return nil
	}
	text = bytes.TrimPrefix(text, byteOrderMark)
	if !readable(text, found) {
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithV4Defaults())
	if err != nil {
		reportSyntax(err, text, found)
		return nil
	}
	root := parseOnly(loader, text, found)
	if root == nil {
		return nil
	}
	var second yaml.Node
	switch err := loader.Load(&second); {
	case err == nil:
		found.add(place{second.Line, second.Column}, "", "has a second YAML document here", `remove the line "---" and what follows it`)
	case !errors.Is(err, io.EOF):
		reportSyntax(err, text, found)
	}
	return root
}

func parseOnly(loader *yaml.Loader, text []byte, found *problems) *yaml.Node {
	var document yaml.Node
	switch err := loader.Load(&document); {
	case errors.Is(err, io.EOF):
		found.add(place{1, 1}, "", "is empty", emptyRemedy)
		return nil
	case err != nil:
		reportSyntax(err, text, found)
		return nil
	}
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
		found.add(place{root.Line, root.Column}, "", "is empty", emptyRemedy)
		return nil
	}
	return root
}

const emptyRemedy = "write at least reports, or remove the file to use the built-in configuration"

// readable refuses what the YAML parser would refuse without naming a place.
func readable(text []byte, found *problems) bool {
	switch at := bytes.IndexFunc(text, notInYAML); {
	case bytes.IndexByte(text, 0) >= 0 && (bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff"))):
		found.add(place{1, 1}, "", "is in UTF-16", "save it in UTF-8")
	case !utf8.Valid(text):
		found.add(placeOf(text, invalidUTF8(text)), "", "is not UTF-8 here", "save the file in UTF-8")
	case at >= 0:
		r, _ := utf8.DecodeRune(text[at:])
		found.add(placeOf(text, at), "", fmt.Sprintf("holds the character %U, which YAML does not accept", r), "remove it")
	default:
		return true
	}
	return false
}

// notInYAML tells the characters that the parser refuses, and a byte order mark that is not at the beginning.
func notInYAML(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return false
	default:
		return r < 0x20 || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF
	}
}

func invalidUTF8(text []byte) int {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return len(text)
}

func placeOf(text []byte, offset int) place {
	before := text[:offset]
	lineStart := bytes.LastIndexByte(before, '\n') + 1
	return place{
		line:   1 + bytes.Count(before, []byte("\n")),
		column: 1 + utf8.RuneCount(before[lineStart:]),
	}
}

// reportSyntax reports an error of the YAML parser. The parser's words are passed on only from the stages that
// never quote the file: an unquoted password that begins with "*" is an unknown alias to YAML.
func reportSyntax(err error, text []byte, found *problems) {
	syntax := &yaml.LoadError{} // no stage and no place, should it be another error
	errors.As(err, &syntax)
	at := place{max(syntax.Mark.Line, 1), max(syntax.Mark.Column, 1)}
	switch syntax.Stage {
	case yaml.ScannerStage, yaml.ParserStage, yaml.ReaderStage:
		found.add(at, "", "is not valid YAML: "+syntaxProblem(syntax), syntaxRemedy(text, at, syntax.ContextMark.Line))
	case yaml.ComposerStage:
		found.add(at, "", "has a YAML alias that refers to nothing", `put a value that begins with "*" in quotes`)
	default:
		found.add(at, "", "is not valid YAML", "check it with a YAML validator")
	}
}

func syntaxProblem(syntax *yaml.LoadError) string {
	if syntax.ContextMsg == "" {
		return syntax.Message
	}
	return fmt.Sprintf("%s (%s that begins at line %d, column %d)", syntax.Message,
		strings.TrimPrefix(syntax.ContextMsg, "while "), max(syntax.ContextMark.Line, 1), max(syntax.ContextMark.Column, 1))
}

// syntaxRemedy guesses at the mistakes that are made most often.
func syntaxRemedy(text []byte, at place, contextLine int) string {
	lines := bytes.Split(text, []byte("\n"))
	has := func(line int, what string) bool {
		return line >= 1 && line <= len(lines) && bytes.Contains(lines[line-1], []byte(what))
	}
	switch {
	case has(at.line, "%YAML"):
		return "remove the line with %YAML"
	case has(at.line, "\t"):
		return "indent with spaces, not with tabs"
	case has(at.line, "${") || has(contextLine, "${"):
		return `within [ ] and { }, put a value with ${…} in quotes: ["${NAME}"]`
	default:
		return `check the indentation, and put a value that holds ": ", " #" or begins with a special character in quotes`
	}
}
