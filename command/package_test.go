package command_test

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sources makes a module as small as one can be, in whose folder the command then runs, with these files besides. The tests
// of the module's root build the whole.
func sources(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(folder)) // whatever the temporary folder is in
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module tokenreport\n\ngo 1.26\n")
	write("main.go", "package main\n\nvar version, commit string\n\nfunc main() { print(version, commit) }\n")
	for name, text := range files {
		write(name, text)
	}
	t.Chdir(folder)
	return folder
}

func packer(environment map[string]string) *console {
	c := newConsole(environment)
	c.Folders = []string{"."}
	return c
}

func logo(t *testing.T) string {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	return picture.String()
}

const packedConfiguration = `branding: {logo: brand/logo.png}
smtp: {host: "${SMTP_HOST:-smtp.example.com}", username: report@example.com, password: "${SMTP_PASSWORD}"}
reports: [{name: daily, email: {to: "${RECIPIENTS}"}}]
`

// TestPackage makes a zip of a configuration whose variables nobody has set, twice, and looks into it.
func TestPackage(t *testing.T) {
	sources(t, map[string]string{
		"tokenreport.yml": packedConfiguration + "templates: house\n", "brand/logo.png": logo(t), ".env": "SMTP_PASSWORD=hunter2\n",
		"house/text/en.json": `{"title": "House usage"}`, "house/.keep": "",
	})
	c := packer(map[string]string{"SMTP_PASSWORD": "password-canary"})
	for _, out := range []string{"tokenreport.zip", "again.zip"} {
		if status := c.run(t, "package", "--out", out); status != 0 {
			t.Fatalf("exit status %d: %s", status, &c.err)
		}
	}
	first, err := os.ReadFile("tokenreport.zip")
	if err != nil {
		t.Fatal(err)
	}
	if second, err := os.ReadFile("again.zip"); err != nil || string(first) != string(second) {
		t.Errorf("a second zip differs, %v", err)
	}
	archive, err := zip.OpenReader("tokenreport.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	var entries []string
	for _, entry := range archive.File {
		entries = append(entries, entry.Mode().String()+" "+entry.Name)
	}
	if got, want := strings.Join(entries, "\n"), "-rw-r--r-- brand/logo.png\n-rw-r--r-- house/text/en.json\n-rwxr-xr-x main\n-rw-r--r-- tokenreport.yml"; got != want {
		t.Errorf("the zip has\n%s\nwant\n%s", got, want)
	}
	for _, want := range []string{
		"tokenreport dev, go1.", "\ncommit not known (", "\nconfiguration: tokenreport.yml, which is sound", "0755 ",
		"must have: SMTP_PASSWORD, RECIPIENTS\n", "may have: SMTP_HOST\n", "terraform -chdir=deploy/terraform apply", "--Handler main",
	} {
		if !strings.Contains(c.out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &c.out)
		}
	}
	if !regexp.MustCompile(`(?m)^again\.zip: .* [kM]B, sha256 [0-9a-f]{64}$`).MatchString(c.out.String()) {
		t.Errorf("size and sum are missing in\n%s", &c.out)
	}
	if strings.Contains(c.out.String(), "canary") {
		t.Errorf("a variable's value is shown:\n%s", &c.out)
	}
}

func TestPackageIntoAFolder(t *testing.T) {
	sources(t, nil)
	c := packer(nil)
	if status := c.run(t, "package", "--out", "dist/"); status != 0 {
		t.Fatalf("exit status %d: %s", status, &c.err)
	}
	if entries, err := os.ReadDir("dist"); err != nil || len(entries) != 1 || entries[0].Name() != "main" {
		t.Errorf("dist has %v, %v", entries, err)
	}
	for _, want := range []string{"no tokenreport.yml: the built-in configuration", "written into dist/", "\nNext: "} {
		if !strings.Contains(c.out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &c.out)
		}
	}
	if err := os.WriteFile("dist/.env", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if status := c.run(t, "package", "--out", "dist"); status != 1 || !strings.Contains(c.err.String(), "dist has what is not in the package, and would be deployed with it: .env") {
		t.Errorf("a stranger: exit status %d, %s", status, &c.err)
	}
}

// TestPackageForTheServerlessTool: a variable that the function must have, and that would not reach it, is told.
func TestPackageForTheServerlessTool(t *testing.T) {
	sources(t, map[string]string{
		"tokenreport.yml": packedConfiguration, "brand/logo.png": logo(t),
		"serverless.yml": "inputs:\n  environment:\n    variables:\n      SMTP_PASSWORD: ${env:SMTP_PASSWORD}\n      # RECIPIENTS: none\n",
	})
	c := packer(nil)
	if status := c.run(t, "package", "--out", "dist/"); status != 0 {
		t.Fatalf("exit status %d: %s", status, &c.err)
	}
	if want := "\nserverless.yml does not pass on RECIPIENTS: add what is missing to environment.variables there"; !strings.Contains(c.out.String(), want) {
		t.Errorf("%q is missing in\n%s", want, &c.out)
	}
}

func TestPackageRefuses(t *testing.T) {
	const smallest = "storage: {url: \"${STORAGE}\"}\nreports: [{name: daily, store: pdf}]\n"
	for _, test := range []struct {
		name, configuration, main string
		args                      []string
		status                    int
		want                      string
	}{
		{name: "an argument", args: []string{"x"}, status: 2, want: `unexpected argument "x"`},
		{name: "no name for the zip", args: []string{"--out", ""}, status: 2, want: "--out is empty"},
		{name: "a wrong configuration", configuration: smallest + "colour: red\n", status: 2, want: "tokenreport.yml:3:1: colour: is not a known key"},
		{name: "a logo that is not there", configuration: smallest + "branding: {logo: logo.png}\n", status: 2, want: `branding.logo: is "logo.png"`},
		{name: "a logo that lies elsewhere", configuration: smallest + "branding: {logo: ../logo.png}\n", status: 2, want: "tokenreport.yml: names ../logo.png, which would not be there in the function"},
		{name: "sources that do not compile", main: "package main\n\nfunc main() { undefined() }\n", status: 1, want: "main.go:3:15: undefined: undefined"},
		{name: "no place for the zip", args: []string{"--out", "absent/tokenreport.zip"}, status: 1, want: "write the zip to absent/tokenreport.zip: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{}
			if test.configuration != "" {
				files["tokenreport.yml"] = test.configuration
			}
			if test.main != "" {
				files["main.go"] = test.main
			}
			folder := sources(t, files)
			if err := os.WriteFile(filepath.Join(filepath.Dir(folder), "logo.png"), []byte(logo(t)), 0o644); err != nil {
				t.Fatal(err)
			}
			c := packer(nil)
			if status := c.run(t, append([]string{"package"}, test.args...)...); status != test.status || !strings.Contains(c.err.String(), test.want) {
				t.Errorf("exit status %d, want %d with %q:\n%s", status, test.status, test.want, &c.err)
			}
			if _, err := os.Stat("tokenreport.zip"); err == nil {
				t.Error("there is a zip all the same")
			}
		})
	}
}

func TestPackageOutsideTheSources(t *testing.T) {
	t.Chdir(t.TempDir())
	c := packer(nil)
	if status := c.run(t, "package"); status != 2 || !strings.Contains(c.err.String(), "change into the folder of your clone") {
		t.Errorf("exit status %d: %s", status, &c.err)
	}
	t.Setenv("PATH", t.TempDir())
	if status := c.run(t, "package"); status != 1 || !strings.Contains(c.err.String(), "install Go") {
		t.Errorf("without go: exit status %d: %s", status, &c.err)
	}
}
