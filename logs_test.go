package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// vocabulary is what the log is made of: its messages, and the keys beside them.
type vocabulary struct{ messages, keys map[string]bool }

// loggingMethods are those of a slog.Logger, with how many arguments stand before the keys; loggingAttrs those of package slog
// that make one attribute of a key.
func loggingMethods() map[string]int {
	return map[string]int{"Debug": 1, "Info": 1, "Warn": 1, "Error": 1, "With": 0}
}

func loggingAttrs() []string {
	return []string{"String", "Int", "Int64", "Uint64", "Float64", "Bool", "Time", "Duration", "Any"}
}

// loggedBy collects the words that a file's calls log. A key that is no literal is an error, since nobody can look it up.
func loggedBy(t *testing.T, file string, src any, v vocabulary) {
	t.Helper()
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, file, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		name, at := method.Sel.Name, set.Position(call.Pos())
		of, _ := method.X.(*ast.Ident)
		before, logs := loggingMethods()[name]
		switch {
		case of != nil && of.Name == "http": // http.Error answers, and logs nothing
		case of != nil && of.Name == "slog" && slices.Contains(loggingAttrs(), name):
			v.keys[literal(t, at, call.Args[0])] = true
		case name == "LogAttrs":
			v.messages[literal(t, at, call.Args[2])] = true
		case logs && len(call.Args) > 0 && len(call.Args)%2 == before:
			if before == 1 {
				v.messages[literal(t, at, call.Args[0])] = true
			}
			for i := before; i < len(call.Args); i += 2 {
				v.keys[literal(t, at, call.Args[i])] = true
			}
		}
		return true
	})
}

func literal(t *testing.T, at token.Position, e ast.Expr) string {
	t.Helper()
	constant, ok := e.(*ast.BasicLit)
	if !ok || constant.Kind != token.STRING {
		t.Errorf("%s: a word of the log is no literal", at)
		return ""
	}
	text, _ := strconv.Unquote(constant.Value)
	return text
}

// logged is the vocabulary of the whole program, with what slog itself adds.
func logged(t *testing.T) vocabulary {
	t.Helper()
	v := vocabulary{map[string]bool{}, map[string]bool{"time": true, "level": true, "msg": true}}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		switch {
		case entry.IsDir() && file != "." && (strings.HasPrefix(name, ".") || slices.Contains([]string{"testdata", "bench", "deliverytest"}, name)):
			return fs.SkipDir
		case !entry.IsDir() && path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go"):
			loggedBy(t, file, nil, v)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// tableOf are the first two columns of the tables of docs/logs.md under a heading, by the first.
func tableOf(t *testing.T, text, heading string) map[string]string {
	t.Helper()
	_, text, found := strings.Cut(text, "\n## "+heading+"\n")
	if !found {
		t.Fatalf("docs/logs.md has no %q", heading)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	rows := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]*) \\|").FindAllStringSubmatch(text, -1) {
		if _, twice := rows[row[1]]; twice {
			t.Errorf("docs/logs.md has %q twice", row[1])
		}
		rows[row[1]] = row[2]
	}
	return rows
}

func logsPage(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("docs/logs.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The page has every message and key that the program writes, and no other: a new one is told of first, and a query can be
// relied upon.
func TestLogKeysAreDocumented(t *testing.T) {
	v, page := logged(t), logsPage(t)
	keys := tableOf(t, page, "Keys")
	if got, want := slices.Sorted(maps.Keys(v.keys)), slices.Sorted(maps.Keys(keys)); !slices.Equal(got, want) {
		t.Errorf("undocumented: %q\nnot written: %q", without(got, want), without(want, got))
	}
	if got, want := slices.Sorted(maps.Keys(v.messages)), slices.Sorted(maps.Keys(tableOf(t, page, "Lines"))); !slices.Equal(got, want) {
		t.Errorf("undocumented: %q\nnot written: %q", without(got, want), without(want, got))
	}
	if len(keys) < 40 {
		t.Errorf("found only %d keys", len(keys))
	}
	for key, kind := range keys {
		if !regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`).MatchString(key) || !slices.Contains([]string{"text", "long", "double"}, kind) {
			t.Errorf("key %q of the type %q: want snake_case, and text, long or double", key, kind)
		}
	}
}

func without(list, known []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(known, s) })
}

// TestLogKeysAreFound proves the collection able to fail.
func TestLogKeysAreFound(t *testing.T) {
	v := vocabulary{map[string]bool{}, map[string]bool{}}
	loggedBy(t, "a.go", `package p
func f() {
	log.Info("one")
	r.Log.With("a", 1, "b", 2).Warn("two", "c", err.Error())
	log.LogAttrs(ctx, level, "three", slog.Int("d", 1))
}`, v)
	if got := strings.Join(slices.Sorted(maps.Keys(v.messages)), " "); got != "one three two" {
		t.Errorf("messages %q", got)
	}
	if got := strings.Join(slices.Sorted(maps.Keys(v.keys)), " "); got != "a b c d" {
		t.Errorf("keys %q", got)
	}
}

// sqlWords are what a query has beside keys: words of SQL and functions of CLS.
func sqlWords() []string {
	return strings.Fields("select as count count_if sum max min avg approx_percentile histogram interval day hour group by order desc asc limit " +
		"and or not if case when then else end round distinct in like null is coalesce array_agg array_join")
}

// Each query of the page asks for keys that the program writes, in the form [search] | [SQL], and has a condition for an alarm
// that names what it selects.
func TestLogQueriesAskForKeysThatAreWritten(t *testing.T) {
	page := logsPage(t)
	keys, statuses := tableOf(t, page, "Keys"), tableOf(t, page, "Lines")
	queries := regexp.MustCompile("(?s)```sql\n(.*?)```\n([^\n]*)").FindAllStringSubmatch(page, -1)
	if len(queries) < 8 {
		t.Fatalf("found only %d queries", len(queries))
	}
	for _, found := range queries {
		for _, problem := range queryProblems(found[1], found[2], keys, statuses) {
			t.Errorf("%s: %s", problem, found[1])
		}
	}
}

// queryProblems is what is wrong with a query and the line after it, which may have an alarm's condition.
func queryProblems(query, after string, keys, messages map[string]string) []string {
	var problems []string
	for _, message := range regexp.MustCompile(`msg:"([^"]*)"`).FindAllStringSubmatch(query, -1) {
		if _, known := messages[message[1]]; !known {
			problems = append(problems, "no line is "+message[1])
		}
	}
	search, sql, analyses := strings.Cut(regexp.MustCompile(`"[^"]*"|'[^']*'`).ReplaceAllString(query, ""), "|")
	for _, key := range regexp.MustCompile(`(\w+):`).FindAllStringSubmatch(search, -1) {
		if _, known := keys[key[1]]; !known {
			problems = append(problems, "nothing writes "+key[1])
		}
	}
	if !analyses {
		return append(problems, "it has no SQL")
	}
	var named []string
	for _, alias := range regexp.MustCompile(`(?i)\bas (\w+)`).FindAllStringSubmatch(sql, -1) {
		named = append(named, alias[1])
	}
	for _, word := range regexp.MustCompile(`[A-Za-z_]\w*`).FindAllString(sql, -1) {
		_, known := keys[word]
		if !known && word != "__TIMESTAMP__" && !slices.Contains(named, word) && !slices.Contains(sqlWords(), strings.ToLower(word)) {
			problems = append(problems, "nothing writes "+word)
		}
	}
	for _, operand := range regexp.MustCompile(`\$1\.(\w+)`).FindAllStringSubmatch(after, -1) {
		if !slices.Contains(named, operand[1]) {
			problems = append(problems, "the alarm asks for "+operand[1]+", which is not selected")
		}
	}
	return problems
}

// TestLogQueriesNotice proves that check able to fail.
func TestLogQueriesNotice(t *testing.T) {
	keys, messages := map[string]string{"msg": "text", "status": "text", "calls": "long"}, map[string]string{"report finished": ""}
	for query, want := range map[string]int{
		`msg:"report finished" AND status:failed | SELECT sum(calls) AS calls_of_all`: 0,
		`msg:"report began" | SELECT sum(calls) AS n`:                                 1,
		`msg:"report finished" AND state:failed | SELECT count(*) AS n`:               1,
		`msg:"report finished" | SELECT sum(call) AS n`:                               1,
		`msg:"report finished"`:                                                       1,
	} {
		if problems := queryProblems(query, "", keys, messages); len(problems) != want {
			t.Errorf("%s: %q", query, problems)
		}
	}
	if problems := queryProblems("* | SELECT count(*) AS n", "Alarm: `$1.m > 0`", keys, messages); len(problems) != 1 {
		t.Errorf("an alarm for what is not selected: %q", problems)
	}
}

// assertDocumented holds lines that the function wrote against the page: each is JSON without nesting, of keys that the page
// has, with values of their types.
func assertDocumented(t *testing.T, output string) {
	t.Helper()
	keys, n := tableOf(t, logsPage(t), "Keys"), 0
	for line := range strings.Lines(output) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			continue // of a library's
		}
		n++
		for key, value := range fields {
			got := "text"
			switch value.(type) {
			case float64:
				got = "long"
			case map[string]any, []any:
				got = "nested"
			}
			if want := keys[key]; got != want && (got != "long" || want != "double") {
				t.Errorf("%s is %s, and documented as %q: %s", key, got, want, line)
			}
		}
	}
	if n < 5 {
		t.Errorf("found only %d lines", n)
	}
}
