package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tokenreport/templates"
)

// templateFiles says what each built-in file of a folder of templates is for.
func templateFiles() map[string]string {
	files := map[string]string{
		templates.MailHTMLName:    "the mail, for most readers",
		templates.MailTextName:    "the mail, for readers that show text alone",
		templates.ReportHTMLName:  "the page for a browser",
		templates.ReportStyleName: "the page's style sheet",
	}
	for _, language := range templates.Languages() {
		files[templates.TextName(language)] = "all words in " + language + "; keep the keys that you change"
	}
	return files
}

func writeTemplates(_ context.Context, sys System, args []string) error {
	flags := newFlags(sys, "templates", "A configuration's key templates names a folder with some of them, changed; docs/templates.md says what they may have.\n"+
		"Try a folder with tokenreport demo --templates FOLDER. The files are:\n\n"+templateHelp()+"\n")
	out := flags.String("out", "", "write into this `folder`; a file that is there already is kept, and is an error")
	if err := parse(flags, args, anyNumber); err != nil {
		return err
	}
	wanted := flags.Args()
	if len(wanted) == 0 {
		wanted = templates.Names()
	}
	for _, name := range wanted {
		if !slices.Contains(templates.Names(), name) {
			return usageError{fmt.Errorf("there is no built-in file %q: want one of %s", name, strings.Join(templates.Names(), ", "))}
		}
	}
	if *out == "" {
		_, err := fmt.Fprint(sys.Stdout, templateHelp()+"\ntokenreport templates --out FOLDER writes them out, or those that you name.\n")
		return err
	}
	for _, name := range wanted { // all or none: what is not wanted would replace later versions
		if err := absent(filepath.Join(*out, filepath.FromSlash(name))); err != nil {
			return usageError{err}
		}
	}
	for _, name := range wanted {
		file := filepath.Join(*out, filepath.FromSlash(name))
		if err := writeTemplate(file, name); err != nil {
			return usageError{err}
		}
		_, _ = fmt.Fprintf(sys.Stdout, "  %s\n", file)
	}
	_, err := fmt.Fprint(sys.Stdout, "\nRemove what you do not change: those files follow later versions.\n")
	return err
}

func templateHelp() string {
	var b strings.Builder
	for _, name := range templates.Names() {
		fmt.Fprintf(&b, "  %-16s  %s\n", name, templateFiles()[name])
	}
	return b.String()
}

// absent is an error where there is a file.
func absent(file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s is there already: remove it, or choose another folder", file)
	}
	return nil
}

// writeTemplate writes a built-in file, and replaces none.
func writeTemplate(file, name string) error {
	content, err := templates.BuiltIn().ReadFile(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("make the folder for the templates: %w", err)
	}
	made, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: remove it, or choose another folder", file)
	}
	if err != nil {
		return fmt.Errorf("write a template: %w", err)
	}
	_, err = made.Write(content)
	if err = errors.Join(err, made.Close()); err != nil {
		return fmt.Errorf("write a template: %w", err)
	}
	return nil
}
