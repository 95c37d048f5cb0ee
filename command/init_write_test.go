package command_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/config"
)

// put writes the files of a folder.
func put(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func checkMode(t *testing.T, name string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s may be used as %v, want %v", name, got, want)
	}
}

func TestInitOverwritesNothing(t *testing.T) {
	for _, there := range []string{"tokenreport.yml", ".env", "tokenreport.schema.json"} {
		folder := t.TempDir()
		put(t, folder, map[string]string{there: "mine"})
		c := initConsole(nil)
		want := "there already: " + filepath.Join(folder, there) + "; move away what you need, or give --force, which keeps it as " + there + ".bak"
		if status := c.run(t, "init", "--out", folder, "--storage", "/srv/r"); status != 2 || !strings.Contains(c.err.String(), want) {
			t.Errorf("status %d: %s\nwant %s", status, &c.err, want)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) != 1 || readFile(t, folder, there) != "mine" {
			t.Errorf("the folder has %v, %v", left, err)
		}
	}
}

func TestInitKeepsWhatItReplaces(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"tokenreport.yml": "mine", ".env": "SMTP_PASSWORD=old", ".env.bak": "older", "tokenreport.schema.json": config.Schema()})
	c := initConsole(nil)
	args := []string{"init", "--out", folder, "--storage", "/srv/r", "--force"}
	if status := c.run(t, args...); status != 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	loads(t, folder)
	for name, want := range map[string]string{"tokenreport.yml.bak": "mine", ".env.bak2": "SMTP_PASSWORD=old", ".env.bak": "older"} {
		if got := readFile(t, folder, name); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
		if name != ".env.bak" && !strings.Contains(c.out.String(), "; the one before is "+filepath.Join(folder, name)+"\n") {
			t.Errorf("not told of %s: %s", name, &c.out)
		}
	}
	checkMode(t, filepath.Join(folder, ".env"), 0o600)
	checkMode(t, filepath.Join(folder, ".env.bak2"), 0o600)
	checkMode(t, filepath.Join(folder, "tokenreport.yml"), 0o644&^umask(t))
	if status := c.run(t, args...); status != 0 || strings.Contains(c.out.String(), "the one before") {
		t.Errorf("the same again: status %d: %s%s", status, &c.out, &c.err)
	}
}

// umask is what this process takes from the mode of a new file.
func umask(t *testing.T) os.FileMode {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(name, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return 0o666 &^ info.Mode().Perm()
}

func TestInitWritesTheSchemaOnce(t *testing.T) {
	folder := t.TempDir()
	c := initConsole(nil)
	if status := c.run(t, "init", "--out", folder, "--storage", "/srv/r"); status != 0 || readFile(t, folder, "tokenreport.schema.json") != config.Schema() {
		t.Errorf("status %d: %s", status, &c.err)
	}
	if line := "# yaml-language-server: $schema=tokenreport.schema.json\n"; !strings.HasPrefix(readFile(t, folder, "tokenreport.yml"), line) {
		t.Errorf("the first line is not %s", line)
	}
	repository := t.TempDir()
	put(t, repository, map[string]string{"docs/tokenreport.schema.json": config.Schema()})
	if status := c.run(t, "init", "--out", repository, "--storage", "/srv/r"); status != 0 {
		t.Errorf("status %d: %s", status, &c.err)
	}
	if line := "# yaml-language-server: $schema=docs/tokenreport.schema.json\n"; !strings.HasPrefix(readFile(t, repository, "tokenreport.yml"), line) {
		t.Errorf("the first line is not %s", line)
	}
	if _, err := os.Stat(filepath.Join(repository, "tokenreport.schema.json")); err == nil {
		t.Error("there are two schemas")
	}
}

func TestInitTellsWhereItCannotWrite(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "file")
	put(t, filepath.Dir(folder), map[string]string{"file": "x"})
	c := initConsole(nil)
	if status := c.run(t, "init", "--out", folder, "--storage", "/srv/r", "--force"); status != 1 || !strings.Contains(c.err.String(), "make the folder: ") {
		t.Errorf("status %d: %s", status, &c.err)
	}
}

// Nobody answers all questions for a folder that takes no file; where it takes some, nothing of the trial is left.
func TestInitTriesTheFolderBeforeItAsks(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "file")
	put(t, filepath.Dir(folder), map[string]string{"file": "x"})
	for out, want := range map[string]string{folder: "nothing can be written into " + folder + ": ", t.TempDir(): "the answers ended before the questions; nothing is written"} {
		c := initConsole(nil)
		c.Interactive, c.Stdin = true, strings.NewReader("")
		c.run(t, "init", "--out", out)
		if asked := strings.Contains(c.err.String(), "Site of your account"); asked != (out != folder) || !strings.Contains(c.err.String(), want) {
			t.Errorf("%s: %s\nwant %s", out, &c.err, want)
		}
		if left, _ := os.ReadDir(out); len(left) > 0 {
			t.Errorf("left %v", left)
		}
	}
}

// A .env that git would take is warned of, and git is told nothing.
func TestInitWarnsOfGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git here")
	}
	const warning = "note: git does not ignore .env: add the line .env to .gitignore before you commit"
	for ignore, want := range map[string]bool{"": true, ".env\n": false, "/dist/\n": true} {
		folder := t.TempDir()
		if out, err := exec.CommandContext(t.Context(), "git", "-C", folder, "init", "--quiet").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		put(t, folder, map[string]string{".gitignore": ignore})
		c := initConsole(nil)
		if status := c.run(t, "init", "--out", folder, "--storage", "/srv/r"); status != 0 || strings.Contains(c.out.String(), warning) != want {
			t.Errorf("%q: status %d: %s%s", ignore, status, &c.out, &c.err)
		}
		if readFile(t, folder, ".gitignore") != ignore {
			t.Error("the .gitignore has changed")
		}
		if _, err := os.Stat(filepath.Join(folder, ".git", "index")); err == nil {
			t.Error("something was added to git")
		}
	}
}
