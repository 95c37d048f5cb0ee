package job

import (
	"tokenreport/report/html"
	"tokenreport/report/mail"
	"tokenreport/templates"
)

// Looks are the templates that reports are made by. The zero Looks are the built-in ones.
type Looks struct {
	Texts templates.Set // for its catalogues
	Mail  *mail.Writer  // nil: by the built-in templates
	Page  *html.Writer  // nil: by the built-in templates
}

// NewLooks are the looks of a set. The error is of a template that cannot be parsed.
func NewLooks(set templates.Set) (Looks, error) {
	if set == (templates.Set{}) {
		return Looks{}, nil
	}
	mails, err := mail.New(set)
	if err != nil {
		return Looks{}, err
	}
	page, err := html.New(set)
	return Looks{Texts: set, Mail: mails, Page: page}, err
}
