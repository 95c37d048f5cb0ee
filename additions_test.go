package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// CONTRIBUTING says what a language, a format and a channel are added by. Here one of each is added, in a build of this module
// over which those files and lines are laid, and nothing else is.
func TestAdditions(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program anew")
	}
	laid := overlay{t.TempDir(), map[string]string{}}
	// A language: its catalogue.
	laid.change(t, "templates/text/ms.json", "templates/text/en.json",
		`"language": "English"`, `"language": "Bahasa Melayu"`, `"title": "Token usage"`, `"title": "Penggunaan token"`)
	// A format: its writer, a line that says what it is, and a line that says what makes it.
	laid.put(t, "report/data/line.go", lineWriter)
	laid.after(t, "report/format/format.go", `	{JSON, "application/json", "all figures, for programs"},`,
		`	{"txt", "text/plain; charset=utf-8", "the report in a line"},`)
	laid.after(t, "job/render.go", `	format.CSV:  func(f figures) ([]byte, error) { return data.CSV(f.analysis.Summary, f.options.Language) },`,
		`	"txt": func(f figures) ([]byte, error) { return data.Line(f.document) },`)
	// A chat: its messages, a line that says what it is, a line for its messages, and a call of the conformance suite.
	laid.put(t, "delivery/webhook/mattermost.go", mattermost)
	laid.change(t, "delivery/webhook/robot/robot.go", "delivery/webhook/robot/robot.go",
		`	{Kind: "json",`, `	{Kind: "mattermost", About: "an incoming webhook of Mattermost", Marker: "/hooks/"},`+"\n"+`	{Kind: "json",`)
	laid.after(t, "delivery/webhook/kinds.go", `	"json":     &plain,`, `	"mattermost": &mattermost,`)
	laid.put(t, "delivery/webhook/mattermost_test.go", mattermostTest)
	program := laid.build(t)
	if told := laid.run(t, "test", "-v", "-run", "^TestMattermost$", "./delivery/webhook"); !strings.Contains(told, "--- PASS: TestMattermost/") {
		t.Errorf("the suite did not run: %s", told)
	}

	out := t.TempDir()
	printed := program(t, "demo", "--language", "ms", "--date", "2024-11-19", "--out", out)
	file := readAddition(t, filepath.Join(out, "daily/2024/11/19/token-usage-2024-11-19.txt"))
	schema, help := program(t, "schema"), program(t, "demo", "--help")
	for what, test := range map[string]struct{ got, want string }{
		"the mail is in the language":      {readAddition(t, filepath.Join(out, "mail.html")), `<html lang="ms"`},
		"and in its words":                 {readAddition(t, filepath.Join(out, "mail.html")), "Penggunaan token"},
		"an editor offers the language":    {schema, `"enum": ["en", "id", "ms", "zh-CN"]`},
		"by its own name":                  {schema, "English, Bahasa Indonesia, Bahasa Melayu or 简体中文"},
		"the help names it":                {help, "en, id, ms or zh-CN"},
		"the format is stored":             {file, " token"},
		"the demo tells what it is for":    {printed, ".txt   the report in a line"},
		"an editor offers the format":      {schema, `"enum": ["pdf", "html", "csv", "json", "txt"]`},
		"an editor offers the chat":        {schema, `"enum": ["wecom", "feishu", "dingtalk", "slack", "mattermost", "json"]`},
		"and says whose it is":             {schema, "Slack, an incoming webhook of Mattermost or json"},
		"also where it is one text of all": {schema, "(pdf|html|csv|json|txt)"},
	} {
		if !strings.Contains(test.got, test.want) {
			t.Errorf("%s: no %q in\n%.3000s", what, test.want, test.got)
		}
	}
}

const mattermost = `package webhook

// mattermost is an incoming webhook of Mattermost, which reads what is written for Slack.
var mattermost = kind{compose: composeSlack, judge: judgeSlack}
`

const mattermostTest = `package webhook_test

import "testing"

func TestMattermost(t *testing.T) { conform(t, "mattermost", "slack") }
`

const lineWriter = `package data

import "tokenreport/report"

// Line is the report in a line.
func Line(d report.Document) ([]byte, error) { return []byte(d.OneLine + "\n"), nil }
`

func readAddition(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// overlay is what go build -overlay reads: files that are laid over those of the module, which stay as they are.
type overlay struct {
	folder  string
	Replace map[string]string
}

// put lays a file of that text.
func (o overlay) put(t *testing.T, name, text string) {
	t.Helper()
	here, err := filepath.Abs(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	o.Replace[here] = filepath.Join(o.folder, strings.ReplaceAll(name, "/", "-"))
	if err := os.WriteFile(o.Replace[here], []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// change lays a file that is one of the module's but for some texts, each of which it has once: pairs of old and new.
func (o overlay) change(t *testing.T, name, from string, pairs ...string) {
	t.Helper()
	source, err := os.ReadFile(filepath.FromSlash(from))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(source), "\r\n", "\n")
	for i := 0; i < len(pairs); i += 2 {
		if strings.Count(text, pairs[i]) != 1 {
			t.Fatalf("%s has not once %q", from, pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	o.put(t, name, text)
}

// after adds a line to one of the module's files, behind another.
func (o overlay) after(t *testing.T, name, line, added string) {
	t.Helper()
	o.change(t, name, name, line+"\n", line+"\n"+added+"\n")
}

// run calls the go tool, which sees the files that are laid over the module's.
func (o overlay) run(t *testing.T, command string, args ...string) string {
	t.Helper()
	list, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(o.folder, "overlay.json")
	if err := os.WriteFile(file, list, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", append([]string{command, "-overlay", file}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v: %s", command, err, out)
	}
	return string(out)
}

// build returns what calls the program.
func (o overlay) build(t *testing.T) func(t *testing.T, args ...string) string {
	t.Helper()
	program := filepath.Join(o.folder, "tokenreport.exe")
	o.run(t, "build", "-o", program, ".")
	return func(t *testing.T, args ...string) string {
		t.Helper()
		command := exec.Command(program, args...)
		command.Env = []string{"HOME=" + t.TempDir()}
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
		return string(out)
	}
}
