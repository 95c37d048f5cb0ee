package mail

import (
	"html/template"
	"regexp"

	"tokenreport/report"
	"tokenreport/templates"
)

// htmlFunctions are what the HTML part's template may call.
var htmlFunctions = template.FuncMap{"outlook": outlook, "softly": softly}

func parseHTML(source string) (*template.Template, error) {
	return template.New(templates.MailHTMLName).Funcs(htmlFunctions).Parse(source)
}

func (w *Writer) renderHTML(doc report.Document, o Options) (string, error) {
	out, err := templates.Execute(w.html, newPage(doc, o))
	if err != nil {
		return "", err
	}
	return foldLines(string(out), maxLine), nil
}

// literal is a text that stands in the template itself: a template's execution refuses to make one of any value.
type literal string

// outlook returns markup that only Outlook for Windows reads, in a conditional comment. It is a function because
// html/template removes comments. What it is given is not escaped, so that it takes nothing but a literal.
func outlook(markup literal) template.HTML {
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
