package mail

import (
	"html/template"
	"regexp"
	"strings"
	"sync"

	"tokenreport/report"
	"tokenreport/templates"
)

// htmlTemplate parses the HTML part's template at its first use.
var htmlTemplate = sync.OnceValues(func() (*template.Template, error) {
	functions := template.FuncMap{"outlook": outlook, "softly": softly}
	return template.New("mail.html.tmpl").Funcs(functions).Parse(templates.MailHTML())
})

func renderHTML(doc report.Document, o Options) (string, error) {
	tmpl, err := htmlTemplate()
	if err != nil {
		return "", err
	}
	var out strings.Builder
	if err := tmpl.Execute(&out, newPage(doc, o)); err != nil {
		return "", err
	}
	return foldLines(out.String(), maxLine), nil
}

// outlook returns markup that only Outlook for Windows reads, in a conditional comment. It is a function because
// html/template removes comments. Its argument must be a literal of the template, never a value: it is not escaped.
func outlook(markup string) template.HTML {
	return template.HTML("<!--[if mso]>" + markup + "<![endif]-->")
}

// longNumber matches a number too long for a narrow cell, grouped as the languages of the reports do.
var longNumber = regexp.MustCompile(`[0-9]{1,3}([,.][0-9]{3}){4,}`)

// grouping matches the separator between two groups of digits.
var grouping = regexp.MustCompile(`[,.]`)

// softly escapes s and lets a reader break its long numbers into lines, after a separator between groups of digits.
func softly(s string) template.HTML {
	return template.HTML(longNumber.ReplaceAllStringFunc(template.HTMLEscapeString(s), func(number string) string {
		return grouping.ReplaceAllString(number, "$0<wbr />")
	}))
}
