package templates

// MailHTML returns the built-in source of the mail's HTML part, in the language of html/template.
func MailHTML() string { return Set{}.MailHTML() }

// MailText returns the built-in source of the mail's plain text part, in the language of text/template.
func MailText() string { return Set{}.MailText() }
