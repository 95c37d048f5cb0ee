// Package html writes a report as one page for a browser, from a [report.Document] and the template, the style sheet and the script of
// package templates. It computes nothing and translates nothing: every word and number comes from the document.
//
// The page is a single file that asks nobody for anything, and its own policy forbids it to. Rankings and tables are
// tables with bars; the other charts are SVG, drawn as on paper and once more for a telephone where that differs. Everything
// can be read without the script, which lets a reader point at a chart or step through it. The links of a mail, which
// end, are not in it. Errors come from the template, from charts that cannot be drawn, from a logo or a colour that is none, and
// from a document without a language.
package html

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"regexp"
	"sync"

	"tokenreport/report"
	"tokenreport/templates"
)

// languageTag is what lang takes: letters, digits and hyphens (RFC 5646, section 2.1).
var languageTag = regexp.MustCompile(`^[0-9A-Za-z]+(-[0-9A-Za-z]+)*$`)

// Writer writes pages by one set of templates. It may be used from several goroutines at once. A nil Writer has the built-in
// templates, which are parsed once in a process.
type Writer struct {
	page  *template.Template
	style string
}

// New parses the page's template. The error is of the template's parser.
func New(set templates.Set) (*Writer, error) {
	page, err := template.New(templates.ReportHTMLName).Parse(set.ReportHTML())
	if err != nil {
		return nil, fmt.Errorf("read the template of the page for a browser: %w", err)
	}
	return &Writer{page, set.ReportStyle()}, nil
}

var builtIn = sync.OnceValues(func() (*Writer, error) { return New(templates.Set{}) })

// Render writes the page by the built-in templates, as [Writer.Render] does.
func Render(doc report.Document) ([]byte, error) { return (*Writer)(nil).Render(doc) }

// Render writes the page, in UTF-8. The same document gives the same bytes. Control characters and those that turn the
// direction of writing are taken out of every value first.
func (w *Writer) Render(doc report.Document) ([]byte, error) {
	if w == nil {
		var err error
		if w, err = builtIn(); err != nil {
			return nil, err
		}
	}
	doc = doc.Plain()
	if !languageTag.MatchString(doc.Language) {
		return nil, fmt.Errorf("write the page for a browser: %.40q is no language tag such as en or zh-CN", doc.Language)
	}
	p, err := newPage(doc, w.style)
	if err != nil {
		return nil, fmt.Errorf("write the page for a browser: %w", err)
	}
	out, err := templates.Execute(w.page, p)
	if err != nil {
		return nil, fmt.Errorf("write the page for a browser: %w", err)
	}
	return out, nil
}

// policy is the page's Content-Security-Policy: this style sheet, this script and images within the page, nothing else.
func policy(style template.CSS, script template.JS) string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'",
		digest(string(style)), digest(string(script)))
}

// digest names a text as a policy does.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
