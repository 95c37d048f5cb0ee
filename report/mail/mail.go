// Package mail writes a report's mail: its subject, its HTML part and its plain text part, from a
// [report.Document] and the templates of package templates. It computes nothing and translates nothing: every word
// and number comes from the document. It does not draw the chart, assemble MIME parts or send.
//
// It is the short form of the report: the sentence, the key figures, the chart, the last days, the parts, the budgets and
// the hours' totals. What only a page has room for, it leaves to the attached files.
//
// The HTML keeps to what Outlook for Windows (Word's engine) and Gmail show, and stays readable with its style
// element stripped and with images off. Errors come from the templates, and from a document without a subject or a language.
package mail

import (
	"errors"
	"fmt"
	htmltemplate "html/template"
	"regexp"
	"strings"
	"sync"
	texttemplate "text/template"

	"tokenreport/report"
	"tokenreport/templates"
)

// ChartID is the Content-ID, without angle brackets, of the chart that the HTML shows when [Options].Inline is set.
const ChartID = "chart"

// ChartWidth is the width in CSS pixels at which the HTML shows the chart; a sharp image has twice as many.
const ChartWidth = 568

// defaultChartHeight is the height in CSS pixels for an image of the proportion 2:1.
const defaultChartHeight = ChartWidth / 2

// languageTag is what lang takes: letters, digits and hyphens (RFC 5646, section 2.1).
var languageTag = regexp.MustCompile(`^[0-9A-Za-z]+(-[0-9A-Za-z]+)*$`)

// Options says what the relay carries.
type Options struct {
	// Inline says that the mail carries an image with the Content-ID [ChartID], and the relay does too. If not
	// (Tencent SES refuses Content-ID), the HTML draws the day's hours by itself, from the hourly table.
	Inline bool
	// Logo says that the mail also carries the document's logo as an image with the Content-ID [LogoID]. See [LogoType].
	Logo bool
	// ChartHeight is the image's height in CSS pixels at the width of [ChartWidth]; 0 means half of it. It only
	// reserves the place: readers that know better keep the image's own proportion.
	ChartHeight int
}

// Mail is a mail's text, in UTF-8 with lines ended by "\n". The two parts tell the same story.
type Mail struct {
	Subject string // one line without control characters, not yet encoded for a header
	HTML    string // a whole page; lines of at most 998 bytes wherever a line can be broken
	Text    string // at most 76 columns wherever a table or an address does not need more
}

// Writer writes mails by one set of templates. It may be used from several goroutines at once. A nil Writer has the built-in
// templates, which are parsed once in a process.
type Writer struct {
	html *htmltemplate.Template
	text *texttemplate.Template
}

// New parses the mail's templates. The error is of the template's parser.
func New(set templates.Set) (*Writer, error) {
	html, err := parseHTML(set.MailHTML())
	if err != nil {
		return nil, fmt.Errorf("read the template of the mail's HTML: %w", err)
	}
	text, err := parseText(set.MailText())
	if err != nil {
		return nil, fmt.Errorf("read the template of the mail's text: %w", err)
	}
	return &Writer{html, text}, nil
}

var builtIn = sync.OnceValues(func() (*Writer, error) { return New(templates.Set{}) })

// Render writes the mail of a document by the built-in templates, as [Writer.Render] does.
func Render(doc report.Document, o Options) (Mail, error) { return (*Writer)(nil).Render(doc, o) }

// Render writes the mail of a document. Control characters and those that turn the direction of writing are taken
// out of every value first, so that a name from the data cannot start a line or a header, or show as another.
func (w *Writer) Render(doc report.Document, o Options) (Mail, error) {
	if w == nil {
		var err error
		if w, err = builtIn(); err != nil {
			return Mail{}, err
		}
	}
	doc = doc.Plain()
	if doc.Hourly != nil {
		*doc.Hourly = brief(*doc.Hourly)
	}
	subject := strings.Join(strings.Fields(doc.Subject), " ")
	if subject == "" {
		return Mail{}, errors.New("write the mail: the document has no subject")
	}
	if !languageTag.MatchString(doc.Language) {
		return Mail{}, fmt.Errorf("write the mail: %.40q is no language tag such as en or zh-CN", doc.Language)
	}
	html, err := w.renderHTML(doc, o)
	if err != nil {
		return Mail{}, fmt.Errorf("write the mail's HTML: %w", err)
	}
	text, err := w.renderText(doc)
	if err != nil {
		return Mail{}, fmt.Errorf("write the mail's text: %w", err)
	}
	return Mail{Subject: subject, HTML: html, Text: text}, nil
}
