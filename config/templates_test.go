package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"tokenreport/config"
	"tokenreport/templates"
)

// loadLooks reads a configuration whose folder of templates is the given one.
func loadLooks(files fstest.MapFS, more string, try func(templates.Set) []templates.Fault) (*config.Config, error) {
	return config.Load(config.Source{
		Name: "tokenreport.yml", YAML: []byte(smallest + "templates: house\n" + more), Files: pictures,
		Folder: func(name string) fs.FS {
			if name != "house" {
				return fstest.MapFS{}
			}
			return files
		},
		Try: try,
	}, with(nil).lookup)
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func picture(t testing.TB, name string) *fstest.MapFile {
	t.Helper()
	content, err := pictures(name)
	if err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: content}
}

func TestTemplates(t *testing.T) {
	c, err := loadLooks(fstest.MapFS{
		"mail.txt.tmpl": file("{{.Title}}"), "text/zh-CN.json": file(`{"title": "令牌"}`), "text/README": file("x"), "text/.keep": file(""),
		"logo.png": picture(t, "logo.png"), "colours.json": file(`{"accent": "#00695c"}`), "README.md": file("x"), ".git/config": file("x"),
		"mail.html.tmpl~": file("{{"), "#mail.html.tmpl#": file("{{"), "text/en.json~": file("{"), // an editor's
	}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := c.Templates.Texts("zh-CN")
	if err != nil || texts["title"] != "令牌" || c.Templates.MailText() != "{{.Title}}" || c.Templates.Replaces(templates.MailHTMLName) {
		t.Errorf("got %q, %q, %v", texts["title"], c.Templates.MailText(), err)
	}
	if c.Branding.Colour != "#00695C" || string(c.Branding.Logo) != string(picture(t, "logo.png").Data) || c.Branding.Footer != "" {
		t.Errorf("got the colour %q and a logo of %d bytes", c.Branding.Colour, len(c.Branding.Logo))
	}
}

// What the file itself says goes before what its folder has.
func TestBrandingGoesBeforeTheFolder(t *testing.T) {
	c, err := loadLooks(fstest.MapFS{"logo.png": picture(t, "logo.png"), "colours.json": file(`{"accent": "#00695C"}`)},
		"branding: {logo: logo.jpg, colour: '#0072B2'}\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Branding.Colour != "#0072B2" || string(c.Branding.Logo) != string(picture(t, "logo.jpg").Data) {
		t.Errorf("got the colour %q and a logo of %d bytes", c.Branding.Colour, len(c.Branding.Logo))
	}
}

func TestNoTemplates(t *testing.T) {
	for _, more := range []string{"", "templates: ''\n", "templates: ${UNSET:-}\n"} {
		if c := mustLoad(t, smallest+more, nil); c.Templates != (templates.Set{}) {
			t.Errorf("%s: got a set", more)
		}
	}
	if c, err := loadLooks(fstest.MapFS{"README": file("x")}, "", nil); err != nil || c.Templates != (templates.Set{}) {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestBadTemplates(t *testing.T) {
	const known = "known here: mail.html.tmpl, mail.txt.tmpl, report.html.tmpl, report.css, text/en.json, text/id.json, text/zh-CN.json, colours.json, logo.png, logo.jpg"
	const logo = "; give a PNG or JPEG file of at most 200 KB and 2000 × 2000 pixels"
	const colour = `; give a colour as "#RRGGBB" with a contrast of at least 3:1 on white (WCAG 1.4.11), such as "#0072B2"`
	many := fstest.MapFS{}
	for i := range 101 {
		many[strings.Repeat("a", i+1)] = file("")
	}
	for name, test := range map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"an unknown file":       {fstest.MapFS{"mail.html": file("")}, "house/mail.html: is no file of templates; " + known},
		"a file by its like":    {fstest.MapFS{"reprot.css": file("")}, "house/reprot.css: is no file of templates; did you mean report.css? " + known},
		"an unknown language":   {fstest.MapFS{"text/de.json": file("{}")}, "house/text/de.json: is no file of templates; did you mean text/en.json? " + known},
		"texts as a file":       {fstest.MapFS{"text": file("")}, "house/text: is no file of templates; " + known},
		"another folder":        {fstest.MapFS{"fonts/a.ttf": file("")}, "house/fonts: is no file of templates; " + known},
		"the script":            {fstest.MapFS{"report.js": file("")}, "house/report.js: cannot be replaced: nothing could tell a fault in it before a reader does; remove it; " + known},
		"a folder for a file":   {fstest.MapFS{"mail.html.tmpl/x": file("")}, "house/mail.html.tmpl: is a folder, where a file should be"},
		"a pipe":                {fstest.MapFS{"mail.html.tmpl": {Mode: fs.ModeNamedPipe}}, "house/mail.html.tmpl: is no plain file"},
		"a large file":          {fstest.MapFS{"report.css": file(strings.Repeat(" ", 256_001))}, "house/report.css: is larger than 256 KB"},
		"a large logo":          {fstest.MapFS{"logo.png": file(strings.Repeat(" ", 200_001))}, "house/logo.png: is larger than 200 KB" + logo},
		"no logo":               {fstest.MapFS{"logo.png": file("x")}, "house/logo.png: is no PNG or JPEG image" + logo},
		"a damaged logo":        {fstest.MapFS{"logo.jpg": picture(t, "cut.png")}, "house/logo.jpg: is damaged: png: invalid format: not enough pixel data" + logo},
		"two logos":             {fstest.MapFS{"logo.png": picture(t, "logo.png"), "logo.jpg": picture(t, "logo.jpg")}, "house/logo.png: is a second logo; keep one of logo.png or logo.jpg"},
		"a pale accent":         {fstest.MapFS{"colours.json": file("{\n \"accent\": \"#FFFFFF\"}")}, `house/colours.json:2:2: accent is "#FFFFFF", which has a contrast of 1.00:1 on white` + colour},
		"no colour":             {fstest.MapFS{"colours.json": file(`{"accent": "blue"}`)}, `house/colours.json:1:2: accent is "blue", which is no colour` + colour},
		"another colour":        {fstest.MapFS{"colours.json": file(`{"input": "#0072B2"}`)}, `house/colours.json:1:2: "input" is not a known colour; known here: accent`},
		"colours that are none": {fstest.MapFS{"colours.json": file(`["#0072B2"]`)}, `house/colours.json:1:1: is no object of texts; write {"accent": "#0072B2"}`},
		"a number":              {fstest.MapFS{"colours.json": file(`{"accent": 5}`)}, `house/colours.json:1:1: is no object of texts; write {"accent": "#0072B2"}`},
		"broken behind a mark":  {fstest.MapFS{"colours.json": file("\ufeff{\r\n\"accent\" 5}")}, `house/colours.json:2:10: is not valid JSON: invalid character '5' after object key; write {"accent": "#0072B2"}`},
		"broken colours":        {fstest.MapFS{"colours.json": file(`{"accent" "#0072B2"}`)}, `house/colours.json:1:11: is not valid JSON: invalid character '"' after object key; write {"accent": "#0072B2"}`},
		"a text":                {fstest.MapFS{"text/en.json": file(`{"titel": ""}`)}, "house/text/en.json:1:2: titel: is not a known key; did you mean title?"},
		"not UTF-8":             {fstest.MapFS{"mail.txt.tmpl": file("a\n\xff")}, "house/mail.txt.tmpl:2:1: is not UTF-8 here; save the file in UTF-8"},
		"several": {fstest.MapFS{"report.css": file("}"), "mail.txt.tmpl": file("")}, "house/mail.txt.tmpl: is empty; remove it for the built-in one\n" +
			`house/report.css:1:1: has a "}" that closes nothing; remove it`},
		"far too many": {many, `tokenreport.yml:3:12: templates: is "house", which cannot be read: it has 101 files, which are none of a folder of templates; ` +
			"give a folder of templates, absolute or from the configuration's folder (tokenreport templates --out FOLDER writes one out)"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := loadLooks(test.files, "", func(templates.Set) []templates.Fault {
				t.Error("it is tried though it is wrong")
				return nil
			})
			if c != nil || err == nil || err.Error() != test.want {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
		})
	}
}

// A fault in one file does not keep the others from being tried.
func TestSoundTemplatesAreTriedBesideOthers(t *testing.T) {
	files := fstest.MapFS{"mail.txt.tmpl": file("{{.Titl}}"), "text/en.json": file(`{"titel": ""}`), "report.css": file("}"), "nonsense": file("")}
	_, err := loadLooks(files, "", func(s templates.Set) []templates.Fault {
		if !s.Replaces("mail.txt.tmpl") || s.Replaces("report.css") || s.Replaces("text/en.json") {
			t.Error("tried other files than the sound ones")
		}
		return []templates.Fault{{File: "mail.txt.tmpl", Line: 1, Column: 3, Problem: "the report has no field .Titl"}}
	})
	var all config.Errors
	if !errors.As(err, &all) || len(all) != 4 || all[0].File != "house/mail.txt.tmpl" || all[1].File != "house/nonsense" || all[3].File != "house/text/en.json" {
		t.Errorf("got\n%v", err)
	}
}

// What trying finds comes with everything else that is wrong: the file's own faults first, those of the environment last.
func TestTemplatesAreTried(t *testing.T) {
	tried := 0
	try := func(s templates.Set) []templates.Fault {
		tried++
		if s.MailText() != "{{.Titl}}" {
			t.Errorf("tried %q", s.MailText())
		}
		return []templates.Fault{
			{File: "mail.txt.tmpl", Line: 1, Column: 3, Problem: "the report has no field .Titl", Remedy: "did you mean .Title?"},
			{File: "mail.txt.tmpl", Line: 12, Problem: "unclosed action"},
		}
	}
	_, err := loadLooks(fstest.MapFS{"mail.txt.tmpl": file("{{.Titl}}")}, "timzone: UTC\n", try)
	const want = "tokenreport.yml:4:1: timzone: is not a known key; did you mean timezone? "
	const then = "\nhouse/mail.txt.tmpl:1:3: the report has no field .Titl; did you mean .Title?\nhouse/mail.txt.tmpl:12: unclosed action"
	if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), then) || tried != 1 {
		t.Errorf("tried %d times, got\n%v", tried, err)
	}
	var all config.Errors
	if !errors.As(err, &all) || len(all) != 3 || all[1].File != "house/mail.txt.tmpl" || all[1].Line != 1 {
		t.Errorf("got %+v", all)
	}
}

// A folder is looked for beside the configuration that names it, wherever the process works; links lead to where they lead, but not out of the folder.
func TestFindReadsTemplates(t *testing.T) {
	root := t.TempDir()
	put := func(name, text string) {
		if err := errors.Join(os.MkdirAll(filepath.Join(root, filepath.Dir(name)), 0o755), os.WriteFile(filepath.Join(root, name), []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	put("house/text/en.json", `{"title": "Tokens"}`)
	put("other/mail.txt.tmpl", "x")
	put("linked/README.txt", "x")
	put("round/text/en.json", "{}")
	put("bad/mail.txt.tmpl", "\xff")
	for link, to := range map[string]string{"linked/mail.txt.tmpl": "README.txt", "out/mail.txt.tmpl": "../other/mail.txt.tmpl", "broken/mail.txt.tmpl": "nowhere", "round/mail.txt.tmpl": "text", "away": "other"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(root, link)), 0o755), os.Symlink(to, filepath.Join(root, link))); err != nil {
			t.Skipf("this system has no links: %v", err)
		}
	}
	const help = "; give a folder of templates, absolute or from the configuration's folder (tokenreport templates --out FOLDER writes one out)"
	yml := filepath.Join(root, "tokenreport.yml")
	for _, test := range []struct{ folder, want string }{
		{"house", ""}, {"./other/../house", ""}, {filepath.Join(root, "house"), ""}, {"linked", ""}, {"away", ""},
		{"nowhere", yml + `:3:12: templates: is "nowhere", which cannot be read: no such file or directory` + help},
		{"tokenreport.yml", yml + `:3:12: templates: is "tokenreport.yml", which cannot be read: not a directory` + help},
		{"${SECRET_FOLDER}", yml + `:3:12: templates: is the value (not shown here), which cannot be read: no such file or directory` +
			strings.Replace(help, "give", "set SECRET_FOLDER to", 1)},
		{"bad", filepath.Join(root, "bad/mail.txt.tmpl") + ":1:1: is not UTF-8 here; save the file in UTF-8"},
		{"out", filepath.Join(root, "out/mail.txt.tmpl") + ": cannot be read: it is a link that leads out of the folder"},
		{"broken", filepath.Join(root, "broken/mail.txt.tmpl") + ": cannot be read: no such file or directory"},
		{"round", filepath.Join(root, "round/mail.txt.tmpl") + ": is a folder, where a file should be"},
	} {
		t.Run(test.folder, func(t *testing.T) {
			put("tokenreport.yml", smallest+"templates: '"+test.folder+"'\n")
			src, err := config.Find(environment{}.lookup, root)
			if err != nil {
				t.Fatal(err)
			}
			c, err := config.Load(src, with(environment{"SECRET_FOLDER": "/etc/" + canary}).lookup)
			if test.want == "" && (err != nil || c.Templates == (templates.Set{})) || test.want != "" && (err == nil || err.Error() != test.want) {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
		})
	}
}

func TestTemplatesOfAConfigurationWithoutFolder(t *testing.T) {
	src := config.Source{Name: "tokenreport.yml", YAML: []byte(smallest + "templates: house\n")}
	_, err := config.Load(src, with(nil).lookup)
	checkRefusal(t, err, "3:12: templates: ", `is "house", but this configuration has no folder; give templates in a tokenreport.yml`)
}
