package deploy_test

import (
	"context"
	"debug/elf"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tokenreport/deploy"
)

// module makes a module of the name in a folder: as small as one can be, since a build of the whole takes its time, and the
// tests of the module's root make one.
func module(t *testing.T, name, body string) string {
	t.Helper()
	folder := t.TempDir()
	write(t, filepath.Join(folder, "go.mod"), "module "+name+"\n\ngo 1.26\n")
	write(t, filepath.Join(folder, "main.go"), "package main\n\nvar version, commit = \"unset\", \"unset\"\n\nfunc main() { "+body+" }\n")
	return folder
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestBuildIsTheSameEverywhere builds in two folders, the second time with settings that would change the binary.
func TestBuildIsTheSameEverywhere(t *testing.T) {
	stamp := deploy.Stamp{Version: "v1.2.3", Commit: "c0ffee"}
	build := func() []byte {
		t.Helper()
		folder := module(t, deploy.Module, "print(version, commit)")
		write(t, filepath.Join(folder, "below", "file.txt"), "")
		sources, err := deploy.FindSources(filepath.Join(folder, "below"))
		if err != nil {
			t.Fatal(err)
		}
		binary, err := sources.Build(t.Context(), stamp)
		if err != nil {
			t.Fatal(err)
		}
		return binary
	}
	first := build()
	for name, value := range map[string]string{
		"GOFLAGS": "-gcflags=-N", "CGO_ENABLED": "1", "GOOS": "windows", "GOARCH": "arm64", "GOAMD64": "v3",
		"GOEXPERIMENT": "fieldtrack",
	} {
		t.Setenv(name, value)
	}
	if second := build(); string(first) != string(second) {
		t.Errorf("two builds differ: %d and %d bytes", len(first), len(second))
	}
	for _, want := range []string{stamp.Version, stamp.Commit} {
		if !strings.Contains(string(first), want) {
			t.Errorf("the binary does not have %s", want)
		}
	}
	binary, err := elf.NewFile(strings.NewReader(string(first)))
	if err != nil || binary.Machine != elf.EM_X86_64 {
		t.Errorf("the binary is not for the platform: %v", err)
	}
}

func TestFindSourcesRefuses(t *testing.T) {
	for name, folder := range map[string]string{"no module": t.TempDir(), "another module": module(t, "example.com/other", "")} {
		if _, err := deploy.FindSources(folder); !errors.Is(err, deploy.ErrNoSources) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := deploy.FindSources("."); !errors.Is(err, deploy.ErrNoGo) || !strings.Contains(err.Error(), "install Go") {
		t.Errorf("without go: got %v", err)
	}
}

// TestBuildSaysWhatTheCompilerSays: who has broken the sources sees where.
func TestBuildSaysWhatTheCompilerSays(t *testing.T) {
	sources := deploy.Sources{Folder: module(t, deploy.Module, "undefined()")}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sources.Build(ended, deploy.Stamp{Version: "dev"}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: got %v", err)
	}
	if _, err := sources.Build(t.Context(), deploy.Stamp{Version: "dev"}); err == nil || !strings.Contains(err.Error(), "main.go:5:15: undefined: undefined") {
		t.Errorf("got %v", err)
	}
}

// git runs git in a folder, with nothing of what this machine's settings say.
func git(t *testing.T, folder string, arguments ...string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	command := exec.CommandContext(t.Context(), "git", arguments...)
	command.Dir = folder
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull,
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
		"GIT_AUTHOR_DATE=2024-11-20T08:30:00+08:00", "GIT_COMMITTER_DATE=2024-11-20T08:30:00+08:00")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, output)
	}
}

// TestSourcesAreTheSameEverywhere checks a file out as git does on Windows, with the attributes of this repository: files that
// the binary has inside would make it another one.
func TestSourcesAreTheSameEverywhere(t *testing.T) {
	attributes, err := os.ReadFile("../.gitattributes")
	if err != nil {
		t.Fatal(err)
	}
	folder, text := t.TempDir(), "two\nlines\n"
	name := filepath.Join(folder, "templates", "default.yml")
	write(t, filepath.Join(folder, ".gitattributes"), string(attributes))
	write(t, name, text)
	git(t, folder, "init", "-q")
	git(t, folder, "config", "core.autocrlf", "true")
	git(t, folder, "add", ".")
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	git(t, folder, "checkout", "-q", "--", ".")
	if got, err := os.ReadFile(name); err != nil || string(got) != text {
		t.Errorf("checked out as %q, %v", got, err)
	}
}

func TestStamp(t *testing.T) {
	sources := deploy.Sources{Folder: module(t, deploy.Module, "")}
	git := func(arguments ...string) { t.Helper(); git(t, sources.Folder, arguments...) }
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(sources.Folder)) // whatever the temporary folder is in
	if got := sources.Stamp(t.Context()); got.Version != "dev" || got.Commit != "" || got.Unknown == nil {
		t.Errorf("without a repository: got %+v", got)
	}
	git("init", "-q")
	git("config", "status.showUntrackedFiles", "no") // somebody's taste, which is not to hide a change
	git("add", ".")
	git("commit", "-q", "-m", "first")
	got := sources.Stamp(t.Context())
	if got.Unknown != nil || got.Dirty || len(got.Commit) != 40 || got.Version != "v0.0.0-20241120003000-"+got.Commit[:12] {
		t.Errorf("committed: got %+v", got)
	}
	write(t, filepath.Join(sources.Folder, "new.go"), "package main\n")
	if got := sources.Stamp(t.Context()); !got.Dirty || !regexp.MustCompile(`^v0\.0\.0-\d{14}-\w{12}\+dirty$`).MatchString(got.Version) {
		t.Errorf("changed: got %+v", got)
	}
	git("add", ".")
	git("commit", "-q", "-m", "second")
	git("tag", "v1.9.0")
	git("tag", "v1.10.0")
	git("tag", "v1.10.1")
	git("tag", "vacation")
	if got := sources.Stamp(t.Context()); got.Version != "v1.10.1" || got.Dirty {
		t.Errorf("tagged: got %+v", got)
	}
	copied := deploy.Sources{Folder: filepath.Join(sources.Folder, "copied")}
	write(t, filepath.Join(copied.Folder, "go.mod"), "module "+deploy.Module+"\n")
	if got := copied.Stamp(t.Context()); got.Version != "dev" || got.Commit != "" || got.Unknown == nil {
		t.Errorf("within a repository of others: got %+v", got)
	}
}
