package templates

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The names of the built-in files that a user's may replace, as they are in a folder of templates. A catalogue is replaced key
// by key, any other file as a whole.
const (
	MailHTMLName    = "mail.html.tmpl"
	MailTextName    = "mail.txt.tmpl"
	ReportHTMLName  = "report.html.tmpl"
	ReportStyleName = "report.css"
)

// TextName is the name of a language's catalogue in a folder of templates: text/en.json.
func TextName(language string) string { return "text/" + language + ".json" }

// Names are the names of all files that a [Set] may replace, in the order in which they are listed anywhere.
func Names() []string {
	names := []string{MailHTMLName, MailTextName, ReportHTMLName, ReportStyleName}
	for _, language := range Languages() {
		names = append(names, TextName(language))
	}
	return names
}

// Set is what reports are made of: the built-in files, or a user's in place of some. The zero Set is the built-in one. A Set
// never changes, and nothing of it is kept elsewhere, so that reports made of different ones do not mix.
type Set struct{ own *own }

// own is what a user replaces.
type own struct {
	files map[string]string            // the texts of the files, by name
	texts map[string]map[string]string // whole catalogues, by language
}

// New makes a Set of a user's files, by their names. It checks what a file must be by itself: UTF-8, a catalogue of known
// keys and values, a style sheet that is whole. Whether a template can be executed, only its reader can tell. With any
// fault, the Set is the built-in one.
func New(files map[string][]byte) (Set, []Fault) {
	if len(files) == 0 {
		return Set{}, nil
	}
	made := &own{files: map[string]string{}, texts: map[string]map[string]string{}}
	var faults []Fault
	for _, name := range slices.Sorted(maps.Keys(files)) {
		faults = append(faults, made.take(name, files[name])...)
	}
	if len(faults) > 0 {
		return Set{}, faults
	}
	return Set{made}, nil
}

func (o *own) take(name string, content []byte) []Fault {
	if !slices.Contains(Names(), name) {
		return []Fault{{File: name, Problem: "is no file of templates", Remedy: "known here: " + strings.Join(Names(), ", ")}}
	}
	text, fault := readable(name, content)
	if fault != nil {
		return []Fault{*fault}
	}
	if strings.TrimSpace(text) == "" {
		return []Fault{{File: name, Problem: "is empty", Remedy: "remove it for the built-in one"}}
	}
	o.files[name] = text
	if name == ReportStyleName {
		return checkStyle(name, text)
	}
	for _, language := range Languages() {
		if name == TextName(language) {
			texts, faults := overlay(name, text, builtInTexts(language))
			o.texts[language] = texts
			return faults
		}
	}
	return nil
}

// Replaced are the names of the files that are a user's, in the order of [Names].
func (s Set) Replaced() []string {
	return slices.DeleteFunc(Names(), func(name string) bool { return !s.Replaces(name) })
}

// Replaces reports whether the file of that name is a user's.
func (s Set) Replaces(name string) bool {
	return s.own != nil && s.own.files[name] != ""
}

// Text returns the text of a file that [Set.Replaces], else the empty string.
func (s Set) Text(name string) string {
	if s.own == nil {
		return ""
	}
	return s.own.files[name]
}

// source is the user's file of that name, or the built-in one.
func (s Set) source(name string) string {
	if s.Replaces(name) {
		return s.own.files[name]
	}
	source, err := builtIn.ReadFile(name)
	if err != nil {
		panic(err) // it is part of the binary
	}
	return string(source)
}

// MailHTML returns the source of the mail's HTML part, in the language of html/template.
func (s Set) MailHTML() string { return s.source(MailHTMLName) }

// MailText returns the source of the mail's plain text part, in the language of text/template.
func (s Set) MailText() string { return s.source(MailTextName) }

// ReportHTML returns the source of the page for a browser, in the language of html/template.
func (s Set) ReportHTML() string { return s.source(ReportHTMLName) }

// ReportStyle returns the page's style sheet; what precedes it in the page may set its custom properties.
func (s Set) ReportStyle() string { return s.source(ReportStyleName) }

// Texts returns the catalogue of a language (a BCP 47 tag such as "zh-CN"), from key to text, in which {name} marks a value. It
// must only be read. The error is [io/fs.ErrNotExist] for a language without a catalogue.
func (s Set) Texts(language string) (map[string]string, error) {
	if s.own != nil && s.own.texts[language] != nil {
		return s.own.texts[language], nil
	}
	source, err := Text(language)
	if err != nil {
		return nil, err
	}
	var texts map[string]string
	if err := json.Unmarshal(source, &texts); err != nil {
		return nil, fmt.Errorf("read the texts in language %q: %w", language, err)
	}
	return texts, nil
}

func builtInTexts(language string) map[string]string {
	texts, err := Set{}.Texts(language)
	if err != nil {
		panic(err) // it is one of Languages, and part of the binary
	}
	return texts
}
