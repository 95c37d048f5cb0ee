package templates

import "embed"

//go:embed mail.html.tmpl mail.txt.tmpl report.html.tmpl report.css text/*.json
var builtIn embed.FS

// BuiltIn is the built-in files that a user's may replace, under [Names]: a folder to begin from. [os.CopyFS] writes them out.
func BuiltIn() embed.FS { return builtIn }
