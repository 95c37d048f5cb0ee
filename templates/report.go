package templates

import _ "embed"

//go:embed report.js
var reportScript string

// ReportStyle returns the built-in page's style sheet; what precedes it in the page may set its custom properties.
func ReportStyle() string { return Set{}.ReportStyle() }

// ReportScript returns the page's script, without which all of it can be read too. No user's replaces it: nothing could tell
// that it fails before a reader does.
func ReportScript() string { return reportScript }
