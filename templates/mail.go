package templates

import _ "embed"

//go:embed mail.html.tmpl
var mailHTML string

//go:embed mail.txt.tmpl
var mailText string

// MailHTML returns the source of the mail's HTML part, in the language of html/template.
func MailHTML() string { return mailHTML }

// MailText returns the source of the mail's plain text part, in the language of text/template.
func MailText() string { return mailText }
