package templates

import _ "embed"

//go:embed report.html.tmpl
var reportHTML string

//go:embed report.css
var reportStyle string

//go:embed report.js
var reportScript string

// ReportHTML returns the source of the page for a browser, in the language of html/template.
func ReportHTML() string { return reportHTML }

// ReportStyle returns the page's style sheet; what precedes it in the page may set its custom properties.
func ReportStyle() string { return reportStyle }

// ReportScript returns the page's script, without which all of it can be read too.
func ReportScript() string { return reportScript }
