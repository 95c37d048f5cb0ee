package command_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/command"
	"tokenreport/templates"
)

// folderOf is a new folder with these files.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	put(t, folder, files)
	return folder
}

func TestTemplatesAreWrittenOut(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "house")
	c := newConsole(nil)
	if status := c.run(t, "templates"); status != 0 || !strings.Contains(c.out.String(), "  text/zh-CN.json   all words in zh-CN") {
		t.Errorf("status %d: %s%s", status, &c.out, &c.err)
	}
	if status := c.run(t, "templates", "--out", folder, "text/id.json"); status != 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	if files, err := filepath.Glob(folder + "/*"); err != nil || len(files) != 1 {
		t.Errorf("one file is wanted, there are %q", files)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if status := c.run(t, "templates", "--out", folder); status != 0 || !strings.Contains(c.out.String(), filepath.Join(folder, "mail.html.tmpl")+"\n") {
		t.Fatalf("status %d: %s%s", status, &c.out, &c.err)
	}
	for _, name := range templates.Names() {
		want, err := templates.BuiltIn().ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name))); err != nil || string(got) != string(want) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	for args, want := range map[string]string{
		"--out " + folder + " report.css": filepath.Join(folder, "report.css") + " is there already: remove it, or choose another folder",
		"--out " + folder + " report.js":  `there is no built-in file "report.js": want one of mail.html.tmpl, `,
		"--nonsense":                      "unknown flag --",
	} {
		if status := c.run(t, append([]string{"templates"}, strings.Fields(args)...)...); status != 2 || !strings.Contains(c.err.String(), want) {
			t.Errorf("%s: status %d, %s", args, status, &c.err)
		}
	}
}

// Where one file is there already, none is written: those that nobody wants would hide later versions.
func TestTemplatesAreWrittenAllOrNone(t *testing.T) {
	folder := folderOf(t, map[string]string{"text/id.json": "{}"})
	c := newConsole(nil)
	if status := c.run(t, "templates", "--out", folder); status != 2 || !strings.Contains(c.err.String(), "id.json is there already") {
		t.Errorf("status %d: %s", status, &c.err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 || c.out.Len() > 0 {
		t.Errorf("%v, %v, %s", entries, err, &c.out)
	}
}

// What is written out can be used as it is, and what is changed in it shows.
func TestRunWithTemplates(t *testing.T) {
	environment, folder := account(t)
	house := folderOf(t, map[string]string{
		"mail.txt.tmpl": "{{.Title}}", "text/en.json": `{"title": "House usage"}`, "colours.json": `{"accent": "#00695C"}`, "README.md": "ours",
	})
	config := folderOf(t, map[string]string{"tokenreport.yml": fmt.Sprintf(
		"api: {endpoint: '%s', region: ap-guangzhou}\nstorage: {url: '%s'}\ntemplates: '%s'\nreports: [{name: daily, store: [html]}]\n",
		environment["TOKENREPORT_ENDPOINT"], environment["TOKENREPORT_STORAGE"], filepath.ToSlash(house))})
	environment["TOKENREPORT_CONFIG"] = filepath.Join(config, "tokenreport.yml")
	c := newConsole(environment)
	if status := c.run(t, "run", "--date", "2024-11-19"); status != 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	page, err := os.ReadFile(filepath.Join(folder, "daily/2024/11/19/token-usage-2024-11-19.html"))
	if err != nil || !strings.Contains(string(page), "<h1>House usage</h1>") || !strings.Contains(string(page), "--accent: #00695C;") {
		t.Errorf("%v: %.400s", err, page)
	}
}

// The folder is read anew by each run: one that has changed shows in the next, and one that is gone is told.
func TestAFolderThatChanges(t *testing.T) {
	environment, folder := account(t)
	house := folderOf(t, map[string]string{"text/en.json": `{"title": "Before"}`})
	config := folderOf(t, map[string]string{"tokenreport.yml": fmt.Sprintf(
		"api: {endpoint: '%s', region: ap-guangzhou}\nstorage: {url: '%s'}\ntemplates: '%s'\nreports: [{name: daily, store: [html]}]\n",
		environment["TOKENREPORT_ENDPOINT"], environment["TOKENREPORT_STORAGE"], filepath.ToSlash(house))})
	environment["TOKENREPORT_CONFIG"] = filepath.Join(config, "tokenreport.yml")
	c := newConsole(environment)
	for _, title := range []string{"Before", "After"} {
		put(t, house, map[string]string{"text/en.json": `{"title": "` + title + `"}`})
		if status := c.run(t, "run", "--date", "2024-11-19", "--force"); status != 0 {
			t.Fatalf("status %d: %s", status, &c.err)
		}
		page, err := os.ReadFile(filepath.Join(folder, "daily/2024/11/19/token-usage-2024-11-19.html"))
		if err != nil || !strings.Contains(string(page), "<h1>"+title+"</h1>") {
			t.Errorf("%s: %v", title, err)
		}
	}
	if err := os.RemoveAll(house); err != nil {
		t.Fatal(err)
	}
	if status := c.run(t, "run", "--date", "2024-11-19", "--force"); status != 2 || !strings.Contains(c.err.String(), "tokenreport.yml:3:12: templates: is ") ||
		!strings.Contains(c.err.String(), "which cannot be read") {
		t.Errorf("without it: status %d: %s", status, &c.err)
	}
}

func TestDemoWithTemplates(t *testing.T) {
	c := newConsole(nil)
	house := folderOf(t, map[string]string{"mail.txt.tmpl": "{{.Titl}}"})
	out := filepath.Join(t.TempDir(), "out")
	want := "tokenreport demo: " + house + "/mail.txt.tmpl:1:3: the report has no field .Titl; did you mean .Title?\n"
	if status := c.run(t, "demo", "--out", out, "--templates", house); status != 2 || c.err.String() != want {
		t.Errorf("status %d, %q, want %q", status, &c.err, want)
	}
	if status := c.run(t, "demo", "--templates", filepath.Join(house, "mail.txt.tmpl")); status != 2 || !strings.Contains(c.err.String(), "it is no folder") {
		t.Errorf("status %d, %q", status, &c.err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was written all the same")
	}
}

func TestCheckNamesTheTemplates(t *testing.T) {
	house := folderOf(t, map[string]string{"mail.txt.tmpl": "{{.Title}}", "text/id.json": "{}"})
	s := surround(t)
	s.append(t, "templates: '"+filepath.ToSlash(house)+"'\n")
	if s.check(t, false, true); !strings.HasSuffix(s.table(t).Checks[0].Detail, "; templates: mail.txt.tmpl, text/id.json") {
		t.Errorf("got %+v", s.table(t).Checks[0])
	}
}

// A bad template stops everything before anything is fetched or sent but the notice to the owner, which has the built-in words.
func TestABadTemplateStopsTheRun(t *testing.T) {
	house := folderOf(t, map[string]string{
		"mail.html.tmpl": "<html lang=\"{{.Language}}\">\n{{range .Links}}{{.Adress}}{{end}}", "text/en.json": `{"owner.failed": "Own words."}`,
	})
	wrong := filepath.ToSlash(house) + "/mail.html.tmpl:2:19: a link has no field .Adress"
	s := surround(t)
	s.append(t, "templates: '"+filepath.ToSlash(house)+"'\n")
	for _, args := range [][]string{{"run"}, {"run", "--dry-run"}, {"check"}} {
		if status := s.run(t, args...); status != 2 || !strings.Contains(s.err.String(), wrong) {
			t.Errorf("%q: status %d, %s", args, status, &s.err)
		}
	}
	if len(s.api.Requests())+s.smtp.Connections()+len(s.cos.Requests()) > 0 {
		t.Error("something was asked all the same")
	}
	_, err := command.InvokeTrusting(t.Context(), s.System, slog.New(slog.DiscardHandler), []byte(`{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":""}`),
		s.api.Roots, s.smtp.CertPool(), s.cos.CertPool())
	mails := s.smtp.Messages()
	if err == nil || !strings.Contains(err.Error(), wrong) || len(s.api.Requests()) > 0 || len(mails) != 1 {
		t.Fatalf("%v; calls: %d, mails: %d", err, len(s.api.Requests()), len(mails))
	}
	text := strings.ReplaceAll(string(mails[0].Data), "=\r\n", "") // quoted-printable breaks lines where it has to
	if !strings.Contains(text, "mail.html.tmpl:2:19") || strings.Contains(text, "Own words") {
		t.Errorf("the owner is told\n%s", text)
	}
}
