package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The port says how the connection is encrypted, and the other way round; what is given stands.
func TestInitMatchesPortAndTLS(t *testing.T) {
	for args, want := range map[string]string{
		"--host h.example.com --port 587":                            "587 starttls",
		"--mail ses --port 587":                                      "587 starttls",
		"--mail gmail --port 587":                                    "587 starttls",
		"--host h.example.com --port 465":                            "465 implicit",
		"--host h.example.com --port 25":                             "25 starttls",
		"--host h.example.com --port 2525":                           "2525 starttls",
		"--host h.example.com --port 9465":                           "9465 implicit",
		"--host h.example.com --tls starttls":                        "587 starttls",
		"--host h.example.com --tls implicit":                        "465 implicit",
		"--host h.example.com --tls starttls --port 2526":            "2526 starttls",
		"--host h.example.com --port 587 --tls implicit":             "587 implicit",
		"--host h.example.com":                                       "465 implicit",
		"--host h.example.com --port 25 --from r@example.com ANON":   "25 none",
		"--host h.example.com --tls none --from r@example.com ANON":  "25 none",
		"--host h.example.com --port 587 --from r@example.com ANON":  "587 starttls",
		"--host h.example.com --port 1025 --from r@example.com ANON": "1025 implicit",
	} {
		folder := t.TempDir()
		c := initConsole(nil)
		call, anonymous := strings.CutSuffix(args, " ANON")
		if !anonymous {
			call += " --username r@example.com"
		}
		if status := c.run(t, append([]string{"init", "--yes", "--out", folder, "--to", "ops@example.com"}, strings.Fields(call)...)...); status != 0 {
			t.Errorf("%s: status %d: %s", args, status, &c.err)
			continue
		}
		text := readFile(t, folder, "tokenreport.yml")
		port, tls, _ := strings.Cut(want, " ")
		if !strings.Contains(text, "  port: "+port+"\n") || !strings.Contains(text, "  tls: "+tls+"  #") {
			t.Errorf("%s: wrote\n%s\nwant %s", args, text, want)
		}
	}
}

// A folder is given by any path, from where init is called.
func TestInitTakesPathsOfFolders(t *testing.T) {
	working := t.TempDir()
	t.Chdir(working)
	working, err := os.Getwd() // as the system names it
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", "/home/somebody")
	for given, want := range map[string]string{
		"./reports": working + "/reports", "reports/": working + "/reports", "../reports": filepath.Dir(working) + "/reports", ".": working,
		"a/b": working + "/a/b", "/srv/../srv/r": "/srv/r", "~/reports": "/home/somebody/reports", "/srv/r 1%#?ü": "/srv/r 1%#?ü", "file:///srv/r": "/srv/r",
	} {
		folder := t.TempDir()
		c := initConsole(nil)
		if status := c.run(t, "init", "--out", folder, "--storage", given); status != 0 {
			t.Errorf("%s: status %d: %s", given, status, &c.err)
			continue
		}
		if got := loads(t, folder).Storage.Folder; got != want {
			t.Errorf("%s: got %s, want %s", given, got, want)
		}
	}
	for _, given := range []string{"s3://bucket/x", "cos:bucket/x", "reports", "http://x/y", "file:reports/x"} {
		c := initConsole(nil)
		if status := c.run(t, "init", "--out", t.TempDir(), "--storage", given); status != 2 || !strings.Contains(c.err.String(), "--storage: ") {
			t.Errorf("%s: status %d: %s", given, status, &c.err)
		}
	}
}

// All that is wrong with a call is said at once, a line each, and nothing else is blamed for it.
func TestInitSaysAllThatIsWrong(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"tokenreport.yml": "mine"})
	c := initConsole(nil)
	status := c.run(t, "init", "--out", folder, "--timezone", "Mars", "--language", "tlh", "--to", "ops", "--mail", "pigeon", "--port", "0", "--apps", "x",
		"--models", "a\ufeffb", "--storage", "s3://x", "--username", "u", "--from", "nobody", "--reports", "year", "--region", "${R}")
	lines := strings.Split(strings.TrimSuffix(c.err.String(), "\n"), "\n")
	for i, want := range []string{
		"tokenreport init: there already: ", `--region: holds "${"`, `--timezone: is "Mars"`, `--language: is "tlh"`, `--reports: is "year"`, `--apps: is "x"`,
		`--models: is "a\ufeffb"`, `--to: is "ops"`, `--mail: is "pigeon"`, "--port: is 0", `--from: is "nobody"`, "--storage: begins neither",
	} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Fatalf("status %d: %s\nline %d: want %s", status, &c.err, i+1, want)
		}
	}
	if status != 2 || len(lines) != 12 {
		t.Errorf("status %d, %d lines: %s", status, len(lines), &c.err)
	}
	if readFile(t, folder, "tokenreport.yml") != "mine" {
		t.Error("it wrote")
	}
}
