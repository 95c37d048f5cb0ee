package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tokenreport/suggest"
	"tokenreport/templates"
)

const (
	// templateBytes is the largest file of templates but a logo: ten times the largest built-in one.
	templateBytes = 256_000
	// mostTemplates is how many entries a folder of templates may have, those that are ignored included.
	mostTemplates = 100

	coloursName      = "colours.json"
	templatesFolder  = "a folder of templates, absolute or from the configuration's folder"
	templatesHelp    = "tokenreport templates --out FOLDER writes one out"
	templatesExample = templatesFolder + " (" + templatesHelp + ")"
)

// logoNames are the names of a logo in a folder of templates.
var logoNames = []string{"logo.png", "logo.jpg"}

// templateNames are all files that a folder of templates may have.
func templateNames() []string {
	return slices.Concat(templates.Names(), []string{coloursName}, logoNames)
}

// looks is what a folder of templates holds.
type looks struct {
	set    templates.Set
	logo   []byte // nil for none
	colour string // empty for none
}

// readTemplates reads the folder that templates names. All that is wrong with its files is complained about, each at its own
// place.
func readTemplates(n *node, src Source) looks {
	name := n.strOf(longestPath)
	switch {
	case name == "":
		return looks{}
	case src.Folder == nil:
		n.refuse("is "+n.shown()+", but this configuration has no folder", "templates in a tokenreport.yml")
		return looks{}
	}
	f := folder{node: n, files: src.Folder(name), name: shownFolder(n, src.Name)}
	names, err := f.list()
	if err != nil {
		n.refuse("is "+n.shown()+", which cannot be read: "+withoutPath(err).Error(), templatesExample)
		return looks{}
	}
	l := f.read(names)
	if src.Try != nil && l.set != (templates.Set{}) {
		f.complain(src.Try(l.set)...)
	}
	return l
}

// shownFolder is the folder as errors about its files name it: as the process would find it, unless that must not be shown.
func shownFolder(n *node, configuration string) string {
	switch {
	case n.secret || mayHoldLogin(n.text):
		return "(templates)"
	case filepath.IsAbs(n.text):
		return filepath.ToSlash(filepath.Clean(n.text))
	}
	return filepath.ToSlash(filepath.Join(filepath.Dir(configuration), n.text))
}

// folder is a folder of templates that is being read.
type folder struct {
	*node
	files fs.FS
	name  string
}

func (f *folder) complain(faults ...templates.Fault) {
	for _, fault := range faults {
		f.found.addFault(path.Join(f.name, fault.File), fault)
	}
}

// list are the names of the files to be read, those of the texts with their folder.
func (f *folder) list() ([]string, error) {
	names, err := f.entries(".")
	if err != nil {
		return nil, err
	}
	var all []string
	for _, name := range names {
		info, err := fs.Stat(f.files, name)
		if name != "text" || err != nil || !info.IsDir() {
			all = append(all, name)
			continue
		}
		texts, err := f.entries(name)
		if err != nil {
			f.complain(templates.Fault{File: name, Problem: "cannot be read: " + withoutPath(err).Error()})
		}
		for _, text := range texts {
			all = append(all, path.Join(name, text))
		}
	}
	return all, nil
}

func (f *folder) entries(name string) ([]string, error) {
	entries, err := fs.ReadDir(f.files, name)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if !isAside(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	if len(names) > mostTemplates {
		return nil, fmt.Errorf("it has %d files, which are none of a folder of templates", len(names))
	}
	return names, nil
}

// isAside reports whether a file is none of the templates, and is passed over: what is hidden, a README, and what an editor
// leaves beside a file that it saves, such as mail.html.tmpl~ and #mail.html.tmpl#.
func isAside(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "README") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~")
}

// read reads the files and checks all that can be told without executing them. What it returns is of those that are sound.
func (f *folder) read(names []string) (l looks) {
	texts := map[string][]byte{}
	for _, name := range names {
		if !slices.Contains(templateNames(), name) {
			f.complain(unknownTemplate(name))
			continue
		}
		content, err := f.file(name)
		if err != nil {
			f.complain(templates.Fault{File: name, Problem: err.Error()})
			continue
		}
		switch {
		case name == coloursName:
			l.colour = f.colours(content)
		case slices.Contains(logoNames, name):
			f.logo(&l, name, content)
		default:
			texts[name] = content
		}
	}
	set, faults := templates.New(texts)
	f.complain(faults...)
	for _, fault := range faults {
		delete(texts, fault.File)
	}
	if len(faults) > 0 {
		set, _ = templates.New(texts) // of files without a fault
	}
	l.set = set
	return l
}

func unknownTemplate(name string) templates.Fault {
	remedy := "known here: " + strings.Join(templateNames(), ", ")
	switch near := suggest.Closest(name, templateNames()); {
	case name == "report.js":
		return templates.Fault{File: name, Problem: "cannot be replaced: nothing could tell a fault in it before a reader does", Remedy: "remove it; " + remedy}
	case near != "":
		remedy = "did you mean " + near + "? " + remedy
	}
	return templates.Fault{File: name, Problem: "is no file of templates", Remedy: remedy}
}

// file reads a plain file, and no more of it than tells that it is too large: to open a pipe would wait for whoever writes
// into it. Its errors complete "logo.png …".
func (f *folder) file(name string) ([]byte, error) {
	info, err := fs.Stat(f.files, name) // of what a link leads to
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", withoutPath(err))
	case info.IsDir():
		return nil, errors.New("is a folder, where a file should be")
	case !info.Mode().IsRegular():
		return nil, errors.New("is no plain file")
	}
	file, err := f.files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", withoutPath(err))
	}
	defer func() { _ = file.Close() }() // nothing was written
	content, err := io.ReadAll(io.LimitReader(file, templateBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", withoutPath(err))
	case len(content) > templateBytes:
		return nil, fmt.Errorf("is larger than %d KB", templateBytes/1000)
	}
	return content, nil
}

func (f *folder) logo(l *looks, name string, content []byte) {
	err := checkLogo(content)
	switch {
	case l.logo != nil:
		f.complain(templates.Fault{File: name, Problem: "is a second logo", Remedy: "keep one of " + alternatives(logoNames)})
	case err != nil:
		f.complain(templates.Fault{File: name, Problem: err.Error(), Remedy: "give " + logoForm})
	default:
		l.logo = content
	}
}

// colours reads {"accent": "#0072B2"}. The other colours mean something: they are those that anybody can tell apart.
func (f *folder) colours(content []byte) string {
	const accepted = `{"accent": "#0072B2"}`
	content = bytes.TrimPrefix(content, byteOrderMark)
	var all map[string]string
	err := json.Unmarshal(content, &all)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		f.complain(templates.FaultAt(coloursName, string(content), int(syntax.Offset)-1, "is not valid JSON: "+syntax.Error(), "write "+accepted))
	case err != nil || all == nil:
		f.complain(templates.Fault{File: coloursName, Line: 1, Column: 1, Problem: "is no object of texts", Remedy: "write " + accepted})
		return ""
	}
	colour := ""
	for key, text := range all {
		at := max(0, bytes.Index(content, []byte(`"`+key+`"`)))
		if key != "accent" {
			f.complain(templates.FaultAt(coloursName, string(content), at, fmt.Sprintf("%.40q is not a known colour", key), "known here: accent"))
			continue
		}
		if colour, err = parseColour(text); err != nil {
			f.complain(templates.FaultAt(coloursName, string(content), at, fmt.Sprintf("accent is %.40q, which %v", text, err), "give "+colourAccepted))
		}
	}
	return colour
}
