package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/secret"
)

// outside are the README's commands that need the world outside, or would run this test, with who tries them instead.
var outside = map[string]string{
	"scf deploy":    "needs an account of Tencent Cloud; what it reads is held by serverless_test.go and a stage of .ci/run",
	"go test ./...": "is what runs this test",
}

// Every command of the README works as it stands there, one after the other, on a machine that has Go, a shell and the
// modules, and nothing else. The world outside is on the loopback interface.
func TestCommandsOfTheREADME(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := shellLines(string(readme))
	w := newNewcomer(t)
	for _, command := range slices.Concat(lines, inlineCommands(string(readme), lines)) {
		if outside[command] == "" {
			w.run(t, command)
		}
	}
	for command := range outside {
		if !slices.Contains(lines, command) {
			t.Errorf("the README has no command %q any more", command)
		}
	}
	for command := range expectations() {
		if !slices.Contains(w.ran, command) {
			t.Errorf("the README has no command %q any more, of which something was expected", command)
		}
	}
}

// inlineCommands are those that stand in a sentence, but for the blocks' own.
func inlineCommands(page string, lines []string) (commands []string) {
	for _, code := range regexp.MustCompile("`(go run \\. [^`]+)`").FindAllStringSubmatch(page, -1) {
		if command := code[1]; !slices.Contains(lines, command) && !slices.Contains(commands, command) {
			commands = append(commands, command)
		}
	}
	return commands
}

// newcomer is somebody with a clone, at an empty machine.
type newcomer struct {
	clone, environment string // the folder, and the file that keeps the shell's variables from line to line
	variables          []string
	api                *lketest.Server
	relay              *smtptest.Server
	storage            string
	ran                []string
}

func newNewcomer(t *testing.T) *newcomer {
	t.Helper()
	w := &newcomer{clone: t.TempDir(), environment: filepath.Join(t.TempDir(), "environment"), storage: t.TempDir()}
	keys := apiclient.Credentials{SecretID: secret.New("AKIDnewcomer"), SecretKey: secret.New("key-canary")}
	scene, err := lketest.FindScene("normal")
	if err != nil {
		t.Fatal(err)
	}
	yesterday := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -1)
	if w.api, err = lketest.Start(lketest.Config{
		Accounts: []apiclient.Credentials{keys}, Site: lketest.International, Source: lketest.Seeded(scene.Scenario(1, yesterday)), Now: time.Now,
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.api.Close() })
	if w.relay, err = smtptest.Start(smtptest.Options{Security: smtptest.Plain}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.relay.Close() })
	copySources(t, w.clone)
	w.variables = []string{
		"HOME=" + t.TempDir(), "PATH=" + programs(t), "TMPDIR=" + t.TempDir(), "GOPROXY=off", "GOTOOLCHAIN=local",
		"GOMODCACHE=" + goEnv(t, "GOMODCACHE"), "GOCACHE=" + goEnv(t, "GOCACHE"),
	}
	if err := os.WriteFile(w.environment, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

// copySources copies what a clone has: no version control, and nothing hidden but the example of a .env.
func copySources(t *testing.T, to string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(entry.Name(), ".") && path != "." && path != ".env.example"
		switch {
		case err != nil:
			return err
		case hidden && entry.IsDir():
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, path), 0o755)
		case hidden || path == "tokenreport.yml" || !entry.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, path), text, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// programs is a folder with all that the shell finds: Go. To build this program for each line anew would take a minute, so
// that go run . is the binary that the other tests have built, which [TestGoRunIsTheBinary] shows to be the same.
func programs(t *testing.T) string {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	shim := fmt.Sprintf("#!/bin/sh\nif [ \"$1 $2\" = 'run .' ]; then shift 2; exec '%s' \"$@\"; fi\nexec '%s' \"$@\"\n", path, realGo(t))
	if err := os.WriteFile(filepath.Join(folder, "go"), []byte(shim), 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

func realGo(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	value, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(value))
}

func TestGoRunIsTheBinary(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	run, err := exec.CommandContext(t.Context(), "go", "run", ".", "--help").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, run)
	}
	built, err := exec.CommandContext(t.Context(), path, "--help").CombinedOutput()
	if err != nil || string(built) != string(run) {
		t.Errorf("%v: go run . says\n%s\nthe binary says\n%s", err, run, built)
	}
}

// patience is how long a command may take that waits for an answer which nobody gives; the others take seconds.
const patience = 2 * time.Minute

// run types one line into the shell, which keeps its variables, and looks at what came of it.
func (w *newcomer) run(t *testing.T, command string) {
	t.Helper()
	const script = `set -a; . "$1"; set +a; eval "$2" && export -p >"$1"`
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	shell := exec.CommandContext(ctx, "/bin/sh", "-c", script, "sh", w.environment, command)
	shell.Dir, shell.Env = w.clone, w.variables
	shown, err := runAtTerminal(t, shell, w.replies(command))
	w.ran = append(w.ran, command)
	switch expect := expectations()[command]; {
	case err != nil:
		t.Fatalf("%s: %v\n%s", command, err, shown)
	case strings.Contains(shown, "canary") && !strings.HasPrefix(command, "read"):
		t.Errorf("%s shows a secret:\n%s", command, shown)
	case expect != nil:
		if wrong := expect(w, shown); wrong != "" {
			t.Errorf("%s: %s\n%s", command, wrong, shown)
		}
	}
}
